"""What is true of a clip, from what was watched while it was made.

A fact is a verb and what belongs to it, such as `chop`, `chop oak`, `chop with stone_axe`, `approach cow`, `stand`. All
kinds of facts are looked for in every clip, so that what is not found is false. Where a thing is neither clearly so nor
clearly not so, such as a tree of which one log was hit three times, it is *vague*, and the clip had better not be used.
"""

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from lodestone.clips import names
from lodestone.clips.watch import Moment, Seen, Sight

_HALF = 0.5
_WORK, _BRIEF_WORK = 0.4, 0.2
"""Shares of a clip's second half that something must take to count as done."""
_NEAR, _NEARISH = 3.5, 6.0
_GAIN, _LITTLE = 3.0, 1.0
"""Blocks that one must come nearer, and that do not count."""
_AHEAD, _ASIDE = 25.0, 40.0
"""Degrees from the crosshair: in front, and no more in front."""
_BESIDE = 3.2
_LEAST_SHARE = 0.002
_TRACE = 10
"""Ticks for which a mob is seen to have been hurt, or wool to fly."""


@dataclass(frozen=True)
class Findings:
    """What is true of a clip, and what cannot be said."""

    facts: frozenset[str]
    vague: frozenset[str]


class _Notes:
    """Collects facts."""

    def __init__(self) -> None:
        self.facts: set[str] = set()
        self.vague: set[str] = set()

    def add(self, verb: str, things: Iterable[str] = (), tools: Iterable[str] = ()) -> None:
        self.facts.add(verb)
        self.facts |= {f"{verb} {thing}" for thing in things}
        for tool in set(tools):
            self.facts.add(f"{verb} with {tool}")
            if (general := names.tool_class(tool)) is not None:
                self.facts.add(f"{verb} with {general}")

    def decide(
        self, verb: str, is_so: bool, may_be: bool, things: Iterable[str] = (), tools: Iterable[str] = ()
    ) -> None:
        """Add a fact that is so, or note that it is vague."""
        if is_so:
            self.add(verb, things, tools)
        elif may_be:
            self.vague.add(verb)


def find_facts(moments: Sequence[Moment], sights: Sequence[Sight], past: Sequence[Moment] = ()) -> Findings:
    """Return what is true of a clip.

    Args:
        moments: The ticks between its first frame and its last.
        sights: Its frames.
        past: The ticks of the episode before them.
    """
    notes = _Notes()
    _find_digging(notes, moments)
    _find_deeds(notes, moments, past)
    _find_building(notes, moments, past)
    _find_motion(notes, moments, sights)
    _find_mobs(notes, moments, sights)
    _find_trees(notes, sights)
    _find_views(notes, sights)
    notes.add("hold", [sights[-1].held])
    return Findings(frozenset(notes.facts), frozenset(notes.vague))


def _late(moments: Sequence[Moment]) -> Sequence[Moment]:
    return moments[int(len(moments) * _HALF) :]


def _find_digging(notes: _Notes, moments: Sequence[Moment]) -> None:
    """Blocks that are worked on, by their sort."""
    verbs: dict[str, Callable[[Moment], bool]] = {
        "chop": lambda m: _sort(m) == names.TREE,
        "mine": lambda m: _sort(m) == names.STONE and names.tool_class(m.held) == "pickaxe",
        "punch": lambda m: _sort(m) == names.STONE and names.tool_class(m.held) != "pickaxe",
        "dig": lambda m: _sort(m) == names.GROUND,
        "cut": lambda m: _sort(m) == names.LEAVES,
        "break": lambda m: _sort(m) == names.MADE,
    }
    half = len(moments) * (1 - _HALF)
    for verb, is_it in verbs.items():
        work, late = list(filter(is_it, moments)), list(filter(is_it, _late(moments)))
        least = half * (_BRIEF_WORK if verb in ("cut", "break") else _WORK)
        blocks = {names.sort_and_name(m.block)[1] for m in late}
        notes.decide(verb, len(late) >= least, bool(work), blocks, {m.held for m in late})
    down = [m for m in _late(moments) if _is_under_foot(m)]
    sunk = moments[0].y - moments[-1].y
    blocks = {names.sort_and_name(m.block)[1] for m in down}
    is_so = len(down) >= _WORK * half and sunk > 0.9
    notes.decide("dig_down", is_so, any(map(_is_under_foot, moments)), blocks, {m.held for m in down})
    picked = [m for m in moments if m.broke and _sort(m) == names.PLANT]
    shown = [m for m in picked if m in moments[4:-5]]
    notes.decide("gather", bool(shown), bool(picked), {names.sort_and_name(m.block)[1] for m in shown})


def _sort(moment: Moment) -> str:
    return names.sort_and_name(moment.block)[0] if moment.block >= 0 else ""


def _is_under_foot(moment: Moment) -> bool:
    if moment.cell is None or moment.pitch < 50:
        return False
    x, y, z = moment.cell
    return (x, z) == (math.floor(moment.x), math.floor(moment.z)) and y < moment.y and _sort(moment) in _SOLID


_SOLID = (names.GROUND, names.STONE)


def _find_deeds(notes: _Notes, moments: Sequence[Moment], past: Sequence[Moment]) -> None:
    """Blows, and what is done to animals, with food and with plants."""
    shown = moments[4:-5]
    just_before = past[-_TRACE:]
    blows, seen = [m for m in [*just_before, *moments] if m.hit], [m for m in moments[20:-3] if m.hit]
    for mob in {m.hit for m in blows}:
        if not any(m.hit == mob for m in seen):
            notes.vague.add(f"hit {mob}")
    if seen:
        kinds = {m.hit for m in seen}
        notes.add("hit", kinds | {names.mob_class(mob) for mob in kinds}, {m.held for m in seen})
    if killed := {m.hit for m in shown if m.killed}:
        notes.add("kill", killed | {names.mob_class(mob) for mob in killed})
    for verb in ("shorn", "milked", "fed"):
        done = {getattr(m, verb) for m in [*just_before, *moments]} - {""}
        notes.decide(_VERBS[verb], bool(done & {getattr(m, verb) for m in shown}), bool(done), done)
    eaten = [m.eating for m in moments if m.eating]
    notes.decide("eat", len(eaten) >= 16, bool(eaten), eaten)
    if hurt := {m.hurt_by for m in moments} - {""}:
        notes.add("hurt", hurt)
    if sum(m.swung for m in moments) >= 2:
        notes.add("swing", (), {m.held for m in moments if m.swung})


_VERBS = {"shorn": "shear", "milked": "milk", "fed": "feed"}


def _find_building(notes: _Notes, moments: Sequence[Moment], past: Sequence[Moment]) -> None:
    """What is placed, and what comes of it."""
    placed = [m for m in moments if m.placed]
    if shown := {m.placed for m in moments[4:-3] if m.placed}:
        notes.add("place", shown)
    blocks = [m for m in placed if m.placed in names.BUILDING]
    enough = len(blocks) >= 3 and any(m in blocks for m in _late(moments))
    notes.decide("build", enough, bool(blocks), {m.placed for m in blocks})
    if not enough:
        return
    cells = {m.placed_cell for m in [*past, *moments] if m.placed in names.BUILDING and m.placed_cell}
    under = [m for m in blocks if m.placed_cell and m.placed_cell[1] < m.y and _is_column(m)]
    if len(under) >= 2 and moments[-1].y - moments[0].y > 1.5:
        notes.add("pillar", {m.placed for m in under})
    flat = [axis for axis in (0, 2) if len({cell[axis] for cell in cells}) == 1]
    across = {(cell[0], cell[2]) for cell in cells}
    if flat and len(across) >= 2 and len(cells) >= 4 and len({cell[1] for cell in cells}) >= 2:
        notes.add("wall", {m.placed for m in blocks})
    x, y, z = (math.floor(v) for v in (moments[-1].x, moments[-1].y + 0.1, moments[-1].z))
    sides = [side for side in ((1, 0), (-1, 0), (0, 1), (0, -1)) if (x + side[0], y, z + side[1]) in cells]
    if len(sides) >= 3:
        notes.add("shelter", {m.placed for m in blocks})


def _is_column(moment: Moment) -> bool:
    cell = moment.placed_cell
    return cell is not None and (cell[0], cell[2]) == (math.floor(moment.x), math.floor(moment.z))


def _find_motion(notes: _Notes, moments: Sequence[Moment], sights: Sequence[Sight]) -> None:
    """How the player gets about, and turns."""
    late = _late(moments)
    steps = np.diff([[m.x, m.z] for m in moments], axis=0)
    path = float(np.hypot(*steps.T).sum())
    afloat = [m for m in late if m.in_water and not m.on_ground]
    moved = math.hypot(late[-1].x - late[0].x, late[-1].z - late[0].z) + abs(late[-1].y - late[0].y)
    deep = sum(m.deep or m.under_water for m in afloat)
    swims = deep >= 0.8 * len(late) and moved > 1.2
    notes.decide("swim", swims, len(afloat) > 6)
    if sum(m.under_water for m in late) > 0.6 * len(late):
        notes.add("dive")
    wading = [m for m in late if m.in_water and m.on_ground]
    if len(wading) > 0.6 * len(late) and moved > 1.0:
        notes.add("wade")
    busy = any(m.block >= 0 or m.hit or m.swung or m.placed or m.eating for m in moments)
    ashore = sum(m.in_water for m in moments) < 0.3 * len(moments)
    if path > 5 and ashore:
        running = sum(m.sprinting for m in moments) > 0.5 * len(moments)
        notes.add("sprint" if running else "walk")
        _find_direction(notes, moments, steps)
    if sum(m.jumped for m in moments) >= 2:
        notes.add("jump")
    elif path < 0.6 and ashore and not busy:
        notes.add("stand")
    turned = sum(abs((b.yaw - a.yaw + 180) % 360 - 180) for a, b in itertools.pairwise(sights))
    if turned > 100 and path < 1.5 and not busy:
        notes.add("look_around")
    if turned < 20 and "stand" in notes.facts:
        notes.add("still")
    if sum(s.pitch > 50 for s in sights) > 0.75 * len(sights):
        notes.add("look_down")


def _find_direction(notes: _Notes, moments: Sequence[Moment], steps: np.ndarray) -> None:
    yaw = np.radians([m.yaw for m in moments[1:]])
    ahead = steps[:, 0] * -np.sin(yaw) + steps[:, 1] * np.cos(yaw)
    path = np.hypot(*steps.T).sum()
    if ahead.sum() < -0.7 * path:
        notes.add("walk_back")
    elif abs(ahead.sum()) < 0.4 * path and np.abs(ahead).sum() < 0.5 * path:
        notes.add("walk_aside")


def _find_mobs(notes: _Notes, moments: Sequence[Moment], sights: Sequence[Sight]) -> None:
    """How the player stands to each mob."""
    tracks: dict[int, list[tuple[int, Seen]]] = {}
    for index, sight in enumerate(sights):
        for mob in sight.mobs:
            tracks.setdefault(mob.row, []).append((index, mob))
    for track in tracks.values():
        _find_mob(notes, [mob for _, mob in track], dict(track), sights)


def _find_mob(notes: _Notes, track: list[Seen], at: dict[int, Seen], sights: Sequence[Sight]) -> None:
    kinds = [track[0].name, names.mob_class(track[0].name)]
    frames = len(sights)
    visible = [mob.share >= _LEAST_SHARE for mob in track]
    if sum(visible) >= frames // 2:
        notes.add("see", kinds)
    late = [at[index] for index in range(frames // 2, frames) if index in at]
    close = len(late) == frames - frames // 2 and all(mob.gap < _BESIDE for mob in late)
    if close and sum(mob.share >= _LEAST_SHARE for mob in late) >= len(late) - 2:
        notes.add("beside", kinds)
    if (
        sum(mob.share > 0 and mob.angle < max(9.0, math.degrees(math.atan2(0.45, mob.gap))) for mob in track)
        > 0.6 * frames
    ):
        notes.add("look_at", kinds)
    if 0 not in at or frames - 1 not in at:
        return
    first, last = at[0], at[frames - 1]
    before = math.hypot(sights[0].x - last.x, sights[0].z - last.z)
    own = before - math.hypot(sights[-1].x - last.x, sights[-1].z - last.z)
    gain = first.gap - last.gap
    ahead = last.share > 0 and last.angle < _AHEAD
    arrives = gain >= _GAIN and own >= 2 and last.gap <= _NEAR and ahead and sum(visible) >= frames // 2
    may = gain > _LITTLE and own > _LITTLE and last.gap < _NEARISH and last.angle < _ASIDE
    for kind in kinds:
        notes.decide(f"approach {kind}", arrives, may)
    left = math.hypot(sights[-1].x - first.x, sights[-1].z - first.z) - math.hypot(
        sights[0].x - first.x, sights[0].z - first.z
    )
    if first.gap < 4.5 and gain < -_GAIN and left > 2.5 and sum(visible) >= 2:
        notes.add("leave", kinds)
    moved = math.hypot(last.x - first.x, last.z - first.z)
    behind = not {"walk_back", "walk_aside"} & notes.facts and sum(visible) > 0.8 * frames
    if len(track) == frames and all(mob.gap < 5.5 for mob in track) and moved > 3 and behind:
        notes.add("follow", kinds)


def _find_trees(notes: _Notes, sights: Sequence[Sight]) -> None:
    """How the player stands to the trees that are in the last picture, or were in the first."""
    frames = len(sights)
    trunks = [_trunks(sight) for sight in sights]
    if sum(bool(found) for found in trunks) >= frames // 2:
        notes.add("see", ["tree"])
    close = [min((gap for gap, _ in found.values()), default=99.0) < _BESIDE for found in trunks[frames // 2 :]]
    if sum(close) >= len(close) - 2:
        notes.add("beside", ["tree"])
    if sum(_looks_at_tree(sight) for sight in sights) > 0.6 * frames:
        notes.add("look_at", ["tree"])
    for column, (_, kind) in trunks[-1].items():
        distance, angle = zip(*(_to_column(sight, column) for sight in sights), strict=True)
        gain, shown = distance[0] - distance[-1], sum(value < 38 for value in angle)
        ahead = angle[-1] < _AHEAD and shown >= frames // 2
        arrives = gain >= _GAIN and distance[-1] <= _NEAR and ahead
        may = gain > _LITTLE and distance[-1] < _NEARISH and angle[-1] < _ASIDE
        notes.decide("approach tree", arrives, may)
        if arrives:
            notes.add("approach", [f"{kind}_tree"])
    for column in {column for found in trunks[: frames // 4] for column in found}:
        distance, _ = zip(*(_to_column(sight, column) for sight in sights), strict=True)
        if distance[0] < 4.5 and distance[-1] - distance[0] > _GAIN and distance[-1] > 5:
            notes.add("leave", ["tree"])


def _trunks(sight: Sight) -> dict[tuple[int, int], tuple[float, str]]:
    """Columns of logs in a picture: distance and kind of wood."""
    found: dict[tuple[int, int], tuple[float, str]] = {}
    for i, j in np.argwhere(sight.blocks > 0).tolist():
        sort, name = names.sort_and_name(int(sight.blocks[i, j]))
        if sort == names.TREE:
            column = (int(sight.cells[i, j, 0]), int(sight.cells[i, j, 2]))
            gap = float(sight.distances[i, j])
            if column not in found or gap < found[column][0]:
                found[column] = (gap, name)
    return found


def _looks_at_tree(sight: Sight) -> bool:
    middle = len(sight.blocks) // 2
    near = slice(middle - 1, middle + 2)
    sorts = [names.sort_and_name(int(state))[0] for state in sight.blocks[near, near].ravel() if state > 0]
    return sorts.count(names.TREE) + sorts.count(names.LEAVES) >= 4 and names.TREE in sorts


def _to_column(sight: Sight, column: tuple[int, int]) -> tuple[float, float]:
    """Blocks from the player to a column of blocks, and degrees of turning from it."""
    dx, dz = column[0] + 0.5 - sight.x, column[1] + 0.5 - sight.z
    yaw = math.degrees(math.atan2(-dx, dz))
    return math.hypot(dx, dz) - 0.5, abs((yaw - sight.yaw + 180) % 360 - 180)


def _find_views(notes: _Notes, sights: Sequence[Sight]) -> None:
    """What else fills the pictures."""
    sky = [np.mean(sight.blocks == 0) for sight in sights]
    if np.mean([share > 0.6 and sight.pitch < -15 for share, sight in zip(sky, sights, strict=True)]) > 0.7:
        notes.add("look_up")
    if np.mean([sight.wet.mean() > 0.08 for sight in sights]) > 0.6:
        notes.add("see", ["water"])
    stone = [np.mean([names.sort_and_name(int(s))[0] == names.STONE for s in sight.blocks.ravel()]) for sight in sights]
    if np.mean(np.array(stone) > 0.4) > 0.7:
        notes.add("see", ["stone"])
        if np.mean([np.median(sight.distances) < 3 for sight in sights[len(sights) // 2 :]]) > 0.7:
            notes.add("beside", ["stone"])
