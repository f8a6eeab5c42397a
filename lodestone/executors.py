"""Who carries skills out, as a configuration names them."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from envs.overworld.world import Overworld
from lodestone.config import HUMAN, LEARNED, MIXED, ORACLE, ConfigError, EpisodeConfig
from skills.executor import Executor
from skills.record import Skill

MakeExecutor = Callable[[Overworld, int], Executor]
"""Gives the executor for world 0, from the worlds and a seed."""


def executor_maker(config: EpisodeConfig) -> MakeExecutor:
    """Return what makes the executor that `config.skills` names.

    Raises:
        CheckpointError: There is no repertoire in the folder, or it says something that cannot be.
        ConfigError: The extra `agents` is not installed, or a person is to act.
    """
    if config.skills == HUMAN:
        raise ConfigError("a person plays with `lodestone play`, not with `lodestone run`")
    if config.skills == ORACLE:
        return oracle
    from skills.learned.repertoire import SHIPPED

    folder = SHIPPED if config.skills in (MIXED, LEARNED) else Path(config.skills)
    return _crew(folder, with_oracle=config.skills == MIXED)


def carrier(skill: Skill) -> str:
    """Return the label of who carries a skill out among `mixed` skills, `none` if nobody can."""
    from skills.scripted.executor import ScriptedExecutor

    if skill.unavailable:
        return "none"
    if skill.name in _shipped_skills():
        return LEARNED
    return "scripted" if ScriptedExecutor().knows(skill) else ORACLE


@cache
def _shipped_skills() -> frozenset[str]:
    from skills.learned.repertoire import SHIPPED, read_repertoire

    return frozenset(read_repertoire(SHIPPED).skills)


def oracle(world: Overworld, seed: int) -> Executor:
    """Return the executor that reads the world's state."""
    from skills.oracle.executor import OracleExecutor

    return OracleExecutor(world, index=0, seed=seed)


def _crew(folder: Path, with_oracle: bool) -> MakeExecutor:
    """Return what makes a crew: the policies of a repertoire, scripts for what needs none, the oracle for the rest.

    Raises:
        CheckpointError: There is no repertoire in the folder, or it says something that cannot be.
        ConfigError: The extra `agents` is not installed.
    """
    from skills.crew import Crew
    from skills.scripted.executor import ScriptedExecutor

    try:
        from skills.learned.executor import LearnedExecutor
        from skills.learned.networks import LearnedSkills
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"learnt skills need {error.name}: pip install -e '.[agents]', or let the oracle act, --skills oracle"
        ) from error

    skills = LearnedSkills(folder)

    def make(world: Overworld, seed: int) -> Executor:
        members: list[Executor] = [LearnedExecutor(skills, seed), ScriptedExecutor()]
        return Crew(members + [oracle(world, seed)] * with_oracle)

    return make
