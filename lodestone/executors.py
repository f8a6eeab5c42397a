"""Who carries skills out, as a configuration names them."""

from collections.abc import Callable
from pathlib import Path

from envs.overworld.world import Overworld
from lodestone.config import EpisodeConfig
from skills.executor import Executor

MakeExecutor = Callable[[Overworld, int], Executor]
"""Gives the executor for world 0, from the worlds and a seed."""


def executor_maker(config: EpisodeConfig) -> MakeExecutor:
    """Return what makes the executor that `config.skills` names: the oracle, or a crew with a repertoire's policies.

    Raises:
        CheckpointError: There is no repertoire in the folder, or it says something that cannot be.
    """
    return learned(Path(config.skills)) if config.is_learned else oracle


def oracle(world: Overworld, seed: int) -> Executor:
    """Return the executor that reads the world's state."""
    from skills.oracle.executor import OracleExecutor

    return OracleExecutor(world, index=0, seed=seed)


def learned(folder: Path) -> MakeExecutor:
    """Return what makes a crew: the policies of a repertoire, and scripts for what needs none.

    Raises:
        CheckpointError: There is no repertoire in the folder, or it says something that cannot be.
    """
    from skills.crew import Crew
    from skills.learned.executor import LearnedExecutor
    from skills.learned.repertoire import LearnedSkills
    from skills.scripted.executor import ScriptedExecutor

    skills = LearnedSkills(folder)
    return lambda world, seed: Crew([LearnedExecutor(skills, seed), ScriptedExecutor()])
