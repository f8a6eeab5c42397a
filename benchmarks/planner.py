"""Planners side by side, without the game: Plan4MC's depth-first search and ours, on Plan4MC's 40 goals.

    python -m benchmarks.planner                              # no failures, and 30 % of them
    python -m benchmarks.planner --failures 0.5 --seeds 0..9

The world is one of recipes (`planner/evaluation/recipe_world.py`): skills take the time that they are expected to and
fail by chance, some hardly ever, some mostly. Every planner plays the same goals in the same worlds, and plans again
after each failure. "with statistics": the search knows how often each skill failed in three episodes of each goal
before.
"""

import argparse
import time
from statistics import mean

from rich.progress import Progress

from envs.overworld.gamedata import ITEM_NAMES
from lodestone.config import seed_range
from planner.evaluation.measure import (
    LIMIT,
    Trial,
    learnt_graph,
    measure,
    plan4mc_assignments,
    play_depth_first,
    player_by_search,
)
from planner.evaluation.recipe_world import chances
from planner.goal import Goal, Target
from planner.plan import PlanError
from planner.search import plan
from skills.graph import skill_graph
from skills.rates import Rate

_PRACTICE = 3
_FAR = 1_000_000


def main() -> None:
    """Print a table for each share of failures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--failures", type=float, action="append", help="share of skill runs that fail")
    parser.add_argument("--seeds", default="0..4", help="of the worlds")
    args = parser.parse_args()
    print(planning_times())
    seeds, assignments = seed_range(args.seeds), plan4mc_assignments()
    for failures in args.failures or [0.0, 0.3]:
        trials: dict[str, list[Trial]] = {"depth first (Plan4MC)": [], "search": [], "search with statistics": []}
        with Progress(transient=True) as progress:
            for seed in progress.track(seeds, description=f"{failures:.0%} failures"):
                known = learnt_graph(assignments, chances(skill_graph(), failures, seed), _PRACTICE, _FAR + seed)
                players = (play_depth_first, player_by_search(skill_graph()), player_by_search(known))
                for name, player in zip(trials, players, strict=True):
                    trials[name] += measure(player, assignments, failures, [seed])
        print(f"\n{failures:.0%} of skill runs fail; {len(assignments)} goals, seeds {args.seeds}\n")
        print("| planner | reached | mean time | of depth first's | skills |\n|---|---|---|---|---|")
        reference = mean(trial.ticks for trial in trials["depth first (Plan4MC)"])
        for name, played in trials.items():
            print(row(name, played, reference))
    print(f"\nTime is the game's, in ticks; {LIMIT:.0f} for those that are not reached.")


def planning_times() -> str:
    """Say how long planning for one of each item takes, from nothing."""
    plan(Goal(targets=(Target("stick", 1),)), {})  # reads the game's recipes
    times, possible = [], 0
    for item in ITEM_NAMES:
        begun = time.perf_counter()
        try:
            plan(Goal(targets=(Target(item, 1),)), {})
            possible += 1
        except PlanError:
            pass
        times.append((time.perf_counter() - begun) * 1e3)
    longest, median = max(times), sorted(times)[len(times) // 2]
    return f"{possible} of {len(times)} items can be had; planning takes {longest:.1f} ms at most, {median:.1f} median"


def row(name: str, trials: list[Trial], reference: float) -> str:
    """Return a planner's row of the table."""
    reached = sum(trial.success for trial in trials)
    low, high = Rate(reached, len(trials)).interval
    ticks, runs = mean(trial.ticks for trial in trials), mean(trial.runs for trial in trials)
    share = f"{reached} of {len(trials)} [{low:.0%}, {high:.0%}]"
    return f"| {name} | {share} | {ticks:.0f} | x {ticks / reference:.2f} | {runs:.1f} |"


if __name__ == "__main__":
    main()
