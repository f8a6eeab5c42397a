"""Curves: what is drawn, what is left out, and that figures which cannot be drawn break nothing."""

import math

import pytest
from PIL import Image

from agents.learning.curves import PANELS, draw, note_of


def lines(*names, count=8, value=0.5):
    return [{"step": step + 1} | dict.fromkeys(names, value + step / 100) for step in range(count)]


def size(metrics, file):
    assert draw(metrics, file)
    with Image.open(file) as picture:
        return picture.size


def test_a_panel_for_each_thing_that_was_measured(tmp_path):
    imitation = lines("train/loss", "validation/loss", "train/buttons_right", "train/learning_rate")
    reinforcement = lines("train/loss", "episode/success", "episode/return/step", "train/teacher_kl", "train/entropy")
    spotter = lines("train/loss")
    (two, low), (three, high), (one, _) = (
        size(metrics, tmp_path / "curves.png") for metrics in (imitation, reinforcement, spotter)
    )
    assert one < two < three  # panels side by side
    assert high == 2 * low  # more than three need a second row


def test_many_tasks_have_one_panel(tmp_path):
    tasks = [f"episode/success/{number}" for number in range(24)]
    few, many = (
        size(lines("train/loss", *tasks[:count], count=100), tmp_path / "curves.png") for count in (2, len(tasks))
    )
    assert few == many == size(lines("train/loss", "train/entropy"), tmp_path / "curves.png")


def test_nothing_is_drawn_of_nothing(tmp_path):
    assert not draw([], tmp_path / "curves.png")
    assert not draw(lines("train/learning_rate"), tmp_path / "curves.png")
    assert not list(tmp_path.iterdir())


def test_the_picture_tells_what_it_was_drawn_from(tmp_path):
    draw(lines("train/loss"), tmp_path / "curves.png", "of these lines")
    assert note_of(tmp_path / "curves.png") == "of these lines"


@pytest.mark.parametrize("value", [math.nan, math.inf, -1e30])
def test_figures_that_are_no_numbers_leave_the_others(tmp_path, value):
    metrics = lines("train/loss", "episode/return/step", count=200)
    metrics[-1]["train/loss"] = metrics[0]["episode/return/step"] = value
    assert draw(metrics, tmp_path / "curves.png")
    assert draw([{"step": 1, "train/loss": value}], tmp_path / "curves.png")


def test_no_figure_has_two_panels():
    names = [name for panel in PANELS for name in panel.names]
    assert len(names) == len(set(names))
