"""Who carries skills out, as a configuration names them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from envs.overworld.world import Overworld
from lodestone.config import HUMAN, LEARNED, MIXED, ORACLE, RANDOM, SKILLS, ConfigError, EpisodeConfig
from skills.executor import Executor
from skills.graph import SkillGraph, skill_graph
from skills.library.contract import SkillVersion
from skills.library.library import Library
from skills.record import Skill
from skills.statistics import Context

MakeExecutor = Callable[[Overworld, int], Executor]
"""Gives the executor for world 0, from the worlds and a seed."""


def executor_maker(config: EpisodeConfig, library: Library | None = None, shared: bool = False) -> MakeExecutor:
    """Return what makes the executor that `config.skills` names.

    Args:
        config: Of the episode.
        library: Its skills go before those that ship, unless a repertoire is named or the oracle acts alone.
        shared: Whether executors act at the same time, each in a thread: then policies read together what these see.

    Raises:
        CheckpointError: There is no repertoire in the folder, or it says something that cannot be.
        ConfigError: The extra `agents` is not installed, or a person is to act.
        LibraryError: An executor of the library is missing or damaged.
    """
    if config.skills == HUMAN:
        raise ConfigError("a person plays with `lodestone play`, not with `lodestone run`")
    if config.skills == ORACLE:
        return oracle
    from skills.learned.repertoire import SHIPPED

    if config.skills == RANDOM:
        return _crew([(SHIPPED, None)], with_oracle=False, shared=False, by_chance=True)
    if config.skills not in (MIXED, LEARNED):
        return _crew([(Path(config.skills), None)], with_oracle=False, shared=shared)
    return _crew([*_kept(library), (SHIPPED, None)], with_oracle=config.skills == MIXED, shared=shared)


def graph_for(config: EpisodeConfig, library: Library | None = None) -> SkillGraph:
    """Return the skills to plan with: those that ship, with what a repertoire or a library adds.

    Raises:
        CheckpointError: There is no repertoire in the folder, or it says something that cannot be.
        LibraryError: An executor of the library is missing or damaged.
    """
    if config.skills in (*SKILLS, HUMAN):
        return library.graph if library and config.draws_on_library else skill_graph()
    from skills.learned.addition import extended
    from skills.learned.repertoire import read_repertoire

    try:
        return extended(skill_graph(), read_repertoire(Path(config.skills)).additions)
    except ValueError as error:
        raise ConfigError(f"the repertoire {config.skills}: {error}") from error


def known_graph(folder: Path | None) -> SkillGraph:
    """Return the skills of a library, with what it knows of how well mixed crews do, wherever they are.

    Raises:
        LibraryError: There is no library, or it is damaged.
    """
    if folder is None:
        return skill_graph()
    library = Library(folder)
    return library.graph.with_statistics(library.experience(MIXED, library.serving()).statistics(Context()))


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


_Source = tuple[Path, frozenset[str] | None]
"""A repertoire, and which of its skills are used; None for all."""


def _kept(library: Library | None) -> list[_Source]:
    """Return the repertoires of the skills of a library that serve."""
    if library is None:
        return []
    sharing: dict[str, list[SkillVersion]] = defaultdict(list)
    for version in library.serving().values():
        sharing[version.executor].append(version)
    return [(library.executor(same[0]), frozenset(one.name for one in same)) for same in sharing.values()]


def _crew(sources: Sequence[_Source], with_oracle: bool, shared: bool, by_chance: bool = False) -> MakeExecutor:
    """Return what makes a crew: policies, the first that can, scripts for what needs none, the oracle for the rest.

    Policies may be shared by several threads, or leave everything to chance.

    Raises:
        CheckpointError: There is no repertoire in a folder, or it says something that cannot be.
        ConfigError: The extra `agents` is not installed.
    """
    from skills.crew import Crew
    from skills.scripted.executor import ScriptedExecutor
    from skills.wary import Wary

    try:
        from agents.vpt.policy import VPTPolicy
        from agents.vpt.shared import SharedPolicy
        from agents.vpt.uniform import UniformPolicy
        from skills.learned.executor import LearnedExecutor
        from skills.learned.networks import LearnedSkills
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"learnt skills need {error.name}: pip install -e '.[agents]', or let the oracle act, --skills oracle"
        ) from error

    kind = UniformPolicy if by_chance else SharedPolicy if shared else VPTPolicy
    skills = [LearnedSkills(folder, only, kind) for folder, only in sources]

    def make(world: Overworld, seed: int) -> Executor:
        label: Literal["random", "learned"] = "random" if by_chance else "learned"
        members = [*(LearnedExecutor(each, seed, label) for each in skills), ScriptedExecutor(seed)]
        return Crew([*map(Wary, members), *([oracle(world, seed)] * with_oracle)])

    return make
