"""A suite and evaluations of it that nobody has played: what is true of them is chosen here."""

from datetime import UTC, datetime
from pathlib import Path

import av
import numpy as np

from lodestone.report.contract import EpisodeRow, Evaluation, RunRow
from lodestone.report.suite import EntryFacts, Published, SuiteFacts
from skills.executor import Cause

GROUPS = ("Cut-Trees", "Mine-Stones", "Mine-Ores", "Interact-Mobs")
ABILITIES = {
    "Cut-Trees": ("finding", "chopping", "crafting"),
    "Mine-Stones": ("chopping", "mining", "crafting"),
    "Mine-Ores": ("mining", "crafting", "smelting"),
    "Interact-Mobs": ("finding", "fighting"),
}
SKILLS = {
    "finding": "find_log",
    "chopping": "collect_log",
    "mining": "collect_cobblestone",
    "crafting": "craft_stick",
    "smelting": "smelt_iron_ingot",
    "fighting": "collect_beef",
}
EASE = {"finding": 0.97, "chopping": 0.95, "mining": 0.85, "crafting": 0.99, "smelting": 0.6, "fighting": 0.7}
LIMIT = 3000
TRACE = 'Traceback (most recent call last):\n  File "agent.py", line 7, in act\n    look(<frame>)\nValueError: no frame'


def suite(tasks: int = 40) -> SuiteFacts:
    """Return a suite with so many tasks, in four groups of equal size."""
    entries = {}
    for place in range(tasks):
        group = GROUPS[place * len(GROUPS) // tasks]
        limit = LIMIT * (1 + GROUPS.index(group))
        entries[f"suite/task_{place:02d}"] = EntryFacts(group, ABILITIES[group], f"get {place + 1} log 拿木头", limit)
    paper = {"source": "Yuan et al. 2023, table 2", "differs": "Its agent has lidar, and plays the game itself."}
    published = [
        Published("Plan4MC", each, **paper, group=group)
        for group, each in zip(GROUPS, (0.417, 0.293, 0.267, 0.32), strict=True)
    ]
    published += [
        Published("MC-Planner", 0.35, "Nobody (2024)", "Other tasks, too."),
        Published("Plan4MC", 0.9, **paper, entry="suite/task_00"),
    ]
    about = "Forty tasks of the game's first hour: wood, stone, iron, animals."
    return SuiteFacts("forty", 2, about, entries, tuple(published))


def episode(
    entry: str, facts: EntryFacts, seed: int, random: np.random.Generator, ease: float, oracle: float
) -> EpisodeRow:
    """Return an episode that runs a skill for each of the task's abilities until one fails."""
    runs: list[RunRow] = []
    for ability in facts.abilities:
        works = bool(random.random() < EASE[ability] ** (1 / ease))
        cause = None if works else str(random.choice([Cause.NOT_FOUND, Cause.TIMEOUT, Cause.DIED], p=[0.3, 0.5, 0.2]))
        ticks = int(facts.limit / 8 * random.gamma(4.0, 0.25)) if works else int(facts.limit / 5)
        who = "oracle" if random.random() < oracle else "scripted" if ability == "crafting" else "learned"
        runs.append(RunRow(skill=SKILLS[ability], executor=who, success=works, cause=cause, ticks=ticks))
        if not works:
            break
    done = all(run.success for run in runs)
    crash = TRACE if random.random() < 0.005 else ""
    steps = min(sum(run.ticks for run in runs) + int(random.integers(5, 60)), facts.limit)
    return EpisodeRow(
        entry=entry,
        seed=seed,
        success=done and not crash,
        crash=crash,
        reason="an error of the program" if crash else "done" if done else f"{runs[-1].skill} failed: {runs[-1].cause}",
        steps=steps,
        seconds=steps / 300,
        progress=1.0 if done and not crash else (len(runs) - 1) / len(facts.abilities),
        revisions=int(random.integers(0, 3)),
        runs=tuple(runs),
        record=Path(f"episodes/{entry}/{seed}"),
    )


def evaluation(
    facts: SuiteFacts,
    seeds: int = 30,
    seed: int = 0,
    agent: str = "learned, search",
    ease: float = 1.0,
    oracle: float = 0.1,
) -> Evaluation:
    """Return an evaluation of all tasks.

    Args:
        facts: The suite.
        seeds: Episodes of each task.
        seed: Of what happens in them.
        agent: Its name.
        ease: The more, the better it does; 1 is about half.
        oracle: Share of the runs that the oracle carries out.
    """
    random = np.random.default_rng(seed)
    rows = [
        episode(entry, each, number, random, ease, oracle)
        for entry, each in facts.entries.items()
        for number in range(seeds)
    ]
    return Evaluation(
        suite=facts.name,
        suite_version=facts.version,
        agent=agent,
        command=f"lodestone evaluate {facts.name} --episodes {seeds} --agent '{agent}'",
        versions={"lodestone": "0.1.0", "python": "3.11.9", "numpy": "2.4.6"},
        seeds=f"0..{seeds - 1}",
        texture=1000,
        begun=datetime(2025, 11, 2, 9, 30, tzinfo=UTC),
        workers=2,
        episodes=tuple(rows),
    )


def filmed(played: Evaluation, folder: Path, seeds: int) -> Evaluation:
    """Return an evaluation with a film of each task's first seeds, made in a folder."""
    rows = []
    for row in played.episodes:
        film = Path(f"films/{row.entry}/{row.seed}.mp4") if row.seed < seeds else None
        if film:
            write_film(folder / film, 60, row.success)
        rows.append(row.model_copy(update={"film": film}))
    return played.model_copy(update={"episodes": tuple(rows)})


def write_film(path: Path, frames: int, green: bool) -> None:
    """Write a film of a bar that moves from left to right, over green or red."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=20, options={"preset": "ultrafast", "g": "20"})
        stream.width, stream.height, stream.pix_fmt = 320, 200, "yuv420p"
        for place in range(frames):
            picture = np.zeros((200, 320, 3), np.uint8)
            picture[:] = (20, 140, 60) if green else (150, 40, 30)
            picture[:, 300 * place // frames : 300 * place // frames + 20] = 255
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode())
