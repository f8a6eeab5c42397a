"""The `skills` suite: one short task for each thing that a learnt skill does, with starts that show it from the outset.

Tasks that ask for several pieces pay 1 for each of them, others 1 for success, and searches and ways up or down pay
for coming near it besides. The tool of a task lies in hotbar slot 0, which is the one in hand. A world has one of the
biomes of its task, drawn by the seed. The distances of a start are fields of its site, so that a curriculum can move
them.
"""

from functools import cache
from typing import Any

from envs.overworld.senses.view import REACH
from envs.overworld.sites.site import StartSite
from envs.overworld.world import StartStack, WorldStart
from envs.tasks.contract import Goal, Measure, Quantity, Reward, Success, Task, Term

SUITE = "skills"

_WOODS = ("forest", "birch_forest", "taiga", "roofed_forest", "jungle", "flower_forest", "savanna", "swampland")
_FIELDS = ("plains", "sunflower_plains", "savanna", "extreme_hills", "swampland", "ice_plains")
_MEADOWS = ("plains", "sunflower_plains", "forest", "birch_forest", "flower_forest", "taiga", "savanna", "jungle")
_PASTURES = ("plains", "sunflower_plains", "savanna", "extreme_hills", "swampland")
_HILLS = ("extreme_hills", "extreme_hills_plus", "extreme_hills_m", "savanna_m", "stone_beach")
_ROCK = ("plains", "forest", "taiga", "extreme_hills", "desert", "savanna")
_PONDS = ("plains", "forest", "birch_forest", "savanna", "extreme_hills", "swampland")
_ANYWHERE = ("plains", "forest", "taiga", "savanna", "desert", "extreme_hills")

_MEAT = {"cow": "beef", "sheep": "mutton", "pig": "porkchop", "chicken": "chicken"}
"""What a hunt is for; all of them leave one piece at least."""
_DUSK = 12_750
"""The sky is still half as bright as at noon, and the undead do not burn any more."""
_FAR = (16.0, 40.0)
_MOB_FAR = (16.0, 32.0)
_CLOSE = (2.0, 10.0)
_ORE = (1.5, 4.0)

_GLIMPSE = 0.25
"""What it pays that something looked for comes into view; it is taken back when it goes out of view."""
_STEP_UP = Term(Measure(Quantity.DEPTH), -0.1)
_STEP_DOWN = Term(Measure(Quantity.DEPTH), 0.1)
"""What a block of height pays."""


@cache
def skill_tasks() -> dict[str, Task]:
    """Return the tasks of the suite by id."""
    tasks = (*_finding(), *_mining(), *_animals(), *_others())
    return {task.id: task for task in tasks}


def _finding() -> list[Task]:
    return [
        _find("tree", "a tree", _FIELDS, 1000),
        _find("stone", "stone", _HILLS, 1000),
        _find("cow", "a cow", _PASTURES, 1000, distance=_MOB_FAR),
        _find("sheep", "a sheep", _PASTURES, 1000, distance=_MOB_FAR),
        _find("water", "water", _PONDS, 1000),
        _find("cave", "a dark hole in the ground", _ANYWHERE, 1200, distance=(12.0, 40.0)),
        _find("iron_ore", "iron ore", _ANYWHERE, 1200, place="cave", distance=(8.0, 40.0), item="stone_pickaxe",
              mob_spawning=False),
    ]  # fmt: skip


def _mining() -> list[Task]:
    log = Success((_item("log"), _item("log2")), every=False)
    logs = Success((_item("log", 4), _item("log2", 4)), every=False)
    all_round = StartSite(near="tree", low=2.0, high=16.0, in_view=None, aside=180.0)
    far_and_near = StartSite(near="tree", low=2.0, high=32.0, in_view=None, aside=180.0)
    coal, iron = (_near(ore, _ORE, aside=20.0, place="room") for ore in ("coal_ore", "iron_ore"))
    return [
        _task("chop_log", "collect", "chop a tree", log, 600, _WOODS, _near("tree", (3.0, 12.0))),
        _task("chop_lone_tree", "collect", "chop a tree", log, 800, _FIELDS, _near("tree", (6.0, 16.0), aside=45.0)),
        _task("mine_stone", "collect", "mine stone", _item("cobblestone"), 300, _HILLS, _near("stone", (3.0, 8.0)),
              "wooden_pickaxe"),
        _task("chop_logs", "collect", "chop a tree", logs, 1500, _WOODS, all_round),
        _task("gather_logs", "collect", "chop a tree", logs, 3000, None, far_and_near),
        _task("mine_stones", "collect", "mine stone", _item("cobblestone", 4), 1000, _HILLS,
              _near("stone", (2.0, 16.0)), "wooden_pickaxe"),
        _task("mine_coal_ore", "collect", "mine coal ore", _item("coal"), 300, _ROCK, coal, "stone_pickaxe"),
        _task("mine_iron_ore", "collect", "mine iron ore", _item("iron_ore"), 300, _ROCK, iron, "stone_pickaxe"),
        _task("dig_down", "travel", "dig down", Goal(Measure(Quantity.DEPTH), 5), 400, _ANYWHERE, StartSite(),
              "stone_pickaxe", pays=_STEP_DOWN),
        _task("dig_for_stone", "collect", "dig down", _item("cobblestone", 4), 800, _ANYWHERE, StartSite(),
              "wooden_pickaxe"),
        _task("come_up", "travel", "dig up to the sky", Goal(Measure(Quantity.SURFACE)), 1200, _ROCK,
              StartSite(place="room"), "stone_pickaxe", pays=_STEP_UP),
    ]  # fmt: skip


def _animals() -> list[Task]:
    hunts = [
        _task(f"hunt_{mob}", "fight", f"hunt a {mob}", _item(meat), 600, _MEADOWS, _near(mob, _CLOSE), "stone_sword")
        for mob, meat in _MEAT.items()
    ]
    cow, sheep = (StartSite(near=mob, low=16.0, high=32.0, in_view=False) for mob in ("cow", "sheep"))
    return [
        *hunts,
        _task("shear_sheep", "tend", "shear a sheep", _item("wool"), 600, _MEADOWS, _near("sheep", _CLOSE), "shears"),
        _task("milk_cow", "tend", "milk a cow", _item("milk_bucket"), 400, _MEADOWS, _near("cow", _CLOSE), "bucket"),
        _task("find_and_hunt_cow", "fight", "find and hunt a cow", _item("beef"), 1200, _PASTURES, cow, "stone_sword",
              pays=_glimpse("cow")),
        _task("find_and_shear_sheep", "tend", "find and shear a sheep", _item("wool"), 1200, _PASTURES, sheep,
              "shears", pays=_glimpse("sheep")),
    ]  # fmt: skip


def _others() -> list[Task]:
    killed = Goal(Measure(Quantity.KILL, "zombie"))
    fight = _near("zombie", (3.0, 12.0))
    placed = Goal(Measure(Quantity.USE, "cobblestone"))
    water = StartSite(place="water", low=4.0, high=12.0, aside=45.0)
    return [
        _task("fight_zombie", "fight", "fight a zombie", killed, 600, _MEADOWS, fight, "stone_sword",
              start_time=_DUSK, daylight_cycle=False),
        _task("place_block", "place", "place cobblestone", placed, 200, _ANYWHERE, StartSite(), "cobblestone", 64),
        _task("cross_water", "travel", "swim across water", Goal(Measure(Quantity.LAND)), 600, None, water),
    ]  # fmt: skip


def _find(
    kind: str, noun: str, biomes: tuple[str, ...], max_steps: int, *, place: str = "ground",
    distance: tuple[float, float] = _FAR, **start: Any,
) -> Task:  # fmt: skip
    """A task to have one of a kind of the view sense in view, of which none is in view at first."""
    site = StartSite(place=place, near=kind, low=distance[0], high=distance[1], in_view=False)
    return _task(f"find_{kind}", "find", f"find {noun}", Goal(Measure(Quantity.VIEW, kind)), max_steps, biomes, site,
                 pays=_glimpse(kind), **start)  # fmt: skip


def _glimpse(kind: str) -> Term:
    return Term(Measure(Quantity.VIEW, kind, within=REACH), _GLIMPSE)


def _near(kind: str, distance: tuple[float, float], aside: float = 30.0, place: str = "ground") -> StartSite:
    return StartSite(place=place, near=kind, low=distance[0], high=distance[1], aside=aside)


def _item(name: str, count: int = 1) -> Goal:
    return Goal(Measure(Quantity.ITEM, name), count)


def _task(
    name: str, group: str, prompt: str, success: Goal | Success, max_steps: int, biomes: tuple[str, ...] | None,
    site: StartSite, item: str = "", count: int = 1, pays: Term | None = None, **start: Any,
) -> Task:  # fmt: skip
    inventory = (StartStack(item=item, count=count, slot=0),) if item else ()
    success = success if isinstance(success, Success) else Success((success,))
    pieces = [goal.measure for goal in success.goals if goal.measure.of is Quantity.ITEM and goal.count > 1]
    return Task(
        id=f"{SUITE}/{name}",
        group=group,
        prompt=prompt,
        start=WorldStart(biome=biomes, inventory=inventory, site=site, **start),
        success=success,
        max_steps=max_steps,
        reward=Reward(tuple(map(Term, pieces))) if pieces else Reward((pays,) if pays else (), bonus=1.0),
    )
