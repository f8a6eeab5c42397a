"""Mining what cannot be seen: a shaft straight down, and a tunnel at its end, until ore turns up in the inventory.

Ore lies in veins, everywhere below ground, and it is dark there. So who digs on comes upon it; and where there was one
piece, there are others around. Where digging is ten times as fast, in Plan4MC's tasks of iron, 24 of 30 episodes came
to an ingot, and 20 of 30 to a pickaxe, which takes three (docs/results/plan4mc-40-learned).
"""

from collections.abc import Generator

import numpy as np

from skills.executor import Action, Cause, Observation, Outcome, shows_bubbles
from skills.graph import skill_graph
from skills.record import Kind, Skill, item_name
from skills.scripted.acts import PICKAXES, Acts, amount, take, turn

ORES = ("iron_ore",)
"""What is mined so. Charcoal is sooner to be had than coal, and other ores lie deeper, where there is lava."""
STONE = "cobblestone"
"""What comes with it, and is dug for alike."""

_DEPTH = 30
"""Blocks to dig down to: below dirt and lakes, above lava, from wherever the ground may be."""
_QUICK, _SLOW = 4, 26
"""Ticks of digging at one place: less than that takes a block in no world; with a stone pickaxe, ore takes 23."""
_VAIN = 62
"""Ticks of digging down for nothing after which it budges: who still stands on the edge of the hole cannot reach what
lies in it. Ore takes 45 with a wooden pickaxe, and what fell is picked up half a second later."""
_BUDGE: tuple[tuple[Action, int], ...] = (
    ({"forward": 1, "right": 1}, 2),
    ({"back": 1}, 3),
    ({"left": 1}, 3),
    ({"forward": 1}, 3),
    ({"right": 1}, 3),
)
"""What leads once around, and for how many ticks: a third of a block from where it began, as half a player is wide."""
_FALL = 4
"""Ticks in which one falls too deep into a hole to step out again."""
_STILL = 3 * _VAIN - 1
"""Ticks after which digging down has come to something else than rock."""
_DRY = 40
"""Steps without bubbles after which it may be out of the water; twice as many each time that it was not."""
_HEAD, _KNEE, _UP = 10.0, 50.0, -30.0
"""Degrees of pitch to the upper and the lower block ahead, and to what is above the upper one."""
_STEEP = 85.0
_ASIDE = 35.0
"""Degrees to the left and right, past the corner of a block that one faces aslant."""
_SIDES = 4
_AROUND = 500
"""Steps of digging around, at most."""
_IN_VAIN = 3
"""Goes without a block after which it turns."""

_Moves = Generator[Action, Observation, None]


class Tunnel:
    """Digs for ore or stone in one world, and goes on where it stopped.

    Args:
        seed: Of the turns where there is no way on.
    """

    def __init__(self, seed: int = 0) -> None:
        self._random = np.random.default_rng(seed)
        self._depth = 0
        self._ticks = 8
        self._in_vain = 0

    def mine(self, skill: Skill, units: int) -> Acts:
        """Dig until there are so many more units of what the skill yields; to find it is to have some of a vein."""
        self._item, self._steps = item_name(skill.item), 0
        usable = skill_graph()[f"collect_{self._item}"].tools  # a search names none
        tools = [pickaxe for pickaxe in reversed(PICKAXES) if pickaxe in usable]
        self._observation = yield {}
        self._goal = self._held() + (1 if skill.kind is Kind.FIND else units)
        yield from self._do(turn(180.0, 0.0))
        self._pitch = 90.0  # straight below, where the gaze stops by itself
        while self._held() < self._goal:
            if not any(amount(self._observation, tool) for tool in tools):
                return Outcome(False, Cause.NO_TOOL, f"it needs one of {', '.join(tools)}")
            yield from self._do(take(self._observation, tools))
            if self._depth < _DEPTH:
                yield from self._sink()
                if self._held() >= self._goal:
                    break
            held = self._held()
            yield from self._advance()
            while self._held() > held and (self._held() < self._goal or self._has_time(skill)):
                held = self._held()
                yield from self._dig_around()
        return Outcome(True)

    def _has_time(self, skill: Skill) -> bool:
        """Return whether a search may dig out the vein that it has found."""
        return skill.kind is Kind.FIND and self._steps < skill.limit(1) - _AROUND

    def _sink(self) -> _Moves:
        """Dig straight down as long as that yields something and is needed; out of water, go elsewhere."""
        yield from self._gaze_at(90.0)
        still, dry = 0, _DRY
        while self._depth < _DEPTH and still < _STILL and self._held() < self._goal:
            carried = self._carried()
            if still % _VAIN == _VAIN - 1:
                yield from self._budge()
            yield from self._do({"attack": 1})
            gained = self._carried() - carried
            self._depth, still = self._depth + max(gained, 0), 0 if gained > 0 else still + 1
            dry = _DRY if gained > 0 else dry
            if shows_bubbles(self._observation):
                self._depth = still = 0
                yield from self._gaze_at(0.0)
                yield from self._turn_off()
                yield from self._swim(dry)
                dry *= 2
                yield from self._gaze_at(90.0)

    def _swim(self, dry: int) -> _Moves:
        """Go straight on, out of the water, until there were no bubbles for so many steps."""
        left = dry
        while left:
            yield from self._do({"forward": 1, "jump": 1})
            left = dry if shows_bubbles(self._observation) else left - 1

    def _budge(self) -> _Moves:
        """Fall into a hole on whose edge it may stand."""
        for step, ticks in _BUDGE:
            yield from self._do(step, ticks)
            yield from self._do({}, _FALL)

    def _advance(self) -> _Moves:
        """Dig the two blocks ahead and go there; where nothing gives way, longer, to the sides as well, elsewhere."""
        carried = self._carried()
        yield from self._dig((_HEAD, _KNEE), walks=True)
        if self._carried() > carried:
            self._ticks, self._in_vain = max(self._ticks - 1 - self._ticks // 8, _QUICK), 0
            return
        self._ticks = min(2 * self._ticks, _SLOW)
        self._in_vain += 1
        if self._in_vain == 1:
            return
        for angle in (-_ASIDE, 2 * _ASIDE):
            yield from self._do(turn(0.0, angle))
            yield from self._dig((_HEAD, _KNEE))
        yield from self._do(turn(0.0, -_ASIDE))
        yield from self._do({"forward": 1, "jump": 1}, 8)
        if self._in_vain >= _IN_VAIN:
            self._in_vain = 0
            yield from self._turn_off()

    def _turn_off(self) -> _Moves:
        """Turn to where it did not come from."""
        yield from self._do(turn(0.0, float(self._random.uniform(60.0, 150.0))))

    def _dig_around(self) -> _Moves:
        """Dig what is around, until there is more of the ore; then go where that was."""
        held = self._held()
        for _ in range(_SIDES):
            yield from self._dig((_UP, _HEAD, _KNEE))
            if self._held() > held:
                yield from self._do({"forward": 1}, 5)
                return
            yield from self._do(turn(0.0, 360.0 / _SIDES))
        yield from self._dig((-_STEEP, _STEEP))

    def _dig(self, pitches: tuple[float, ...], walks: bool = False) -> _Moves:
        """Dig at some heights, and go on meanwhile, if it `walks`; then let come what fell."""
        for pitch in pitches:
            yield from self._gaze_at(pitch)
            yield from self._do({"attack": 1, "forward": int(walks)}, self._ticks + (0 if walks else 3))
        yield from self._do({"forward": int(walks)}, 2 if walks else 4)

    def _gaze_at(self, pitch: float) -> _Moves:
        """Turn the gaze to a pitch, in degrees, 90 being straight below."""
        yield from self._do(turn(pitch - self._pitch, 0.0))
        self._pitch = pitch

    def _do(self, action: Action, ticks: int = 1) -> _Moves:
        """Do the same for some ticks; with bubbles on the screen, swim up as well."""
        for _ in range(ticks):
            self._steps += 1
            self._observation = yield {**action, "jump": 1} if shows_bubbles(self._observation) else action

    def _held(self) -> int:
        return amount(self._observation, self._item)

    def _carried(self) -> int:
        return int(self._observation["inventory"]["quantity"].sum())
