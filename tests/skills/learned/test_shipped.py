"""The repertoire that ships: everything in it can be loaded, is known to the planner, and can be told."""

from pathlib import Path

import pytest

from agents.pretrained import WEIGHTS
from skills.graph import skill_graph
from skills.learned.networks import LearnedSkills
from skills.learned.repertoire import SHIPPED, read_repertoire

SKILLS = read_repertoire(SHIPPED).skills
MOST = 40e6
"""Bytes of all weights that ship."""


@pytest.fixture(scope="module")
def shipped():
    return LearnedSkills(SHIPPED)


@pytest.mark.parametrize("name", SKILLS)
def test_each_skill_has_what_it_needs(shipped, name):
    assert name in skill_graph()
    assert shipped.policy(name).config.image_size == 128
    assert shipped.goal(name) is not None
    assert shipped.judge(name) is not None


def test_nothing_ships_that_no_skill_uses():
    policies = {skill.policy for skill in SKILLS.values()}
    assert {folder.name for folder in (SHIPPED / "policies").iterdir()} == policies
    assert (SHIPPED / "spotter").exists() == any(skill.see is not None for skill in SKILLS.values())


def test_weights_are_small():
    packages = [Path(__file__).parents[3] / name for name in ("agents", "skills", "planner", "envs", "lodestone")]
    weights = [file for package in packages for file in package.rglob(WEIGHTS)]
    assert len(weights) > 1
    assert sum(file.stat().st_size for file in weights) <= MOST
