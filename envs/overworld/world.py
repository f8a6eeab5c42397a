"""N worlds behind one object: reset, step, observe, render, snapshot. The Gymnasium environments stand on it."""

import json
import math
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.daylight import DAY
from envs.overworld.blocks.edits import edit_table_is_filling, grow_edits, load_edits
from envs.overworld.entities.spawning import SUMMON
from envs.overworld.gamedata import RULES, biome_id, item_index, mob_index
from envs.overworld.senses.observe import OBSERVATION, observe_all
from envs.overworld.sites.settle import begin_at_sites
from envs.overworld.sites.site import SITE, StartSite
from envs.overworld.start import STAY, load_windows, populate_windows, start_worlds
from envs.overworld.state import CLOCK, EASY, HARD, NORMAL, PEACEFUL, SLOTS, STACK, State, allocate
from envs.overworld.threads import threads_for
from envs.overworld.tick import step_worlds

NOON = 6000
_SNAPSHOT_MAGIC = b"LODESTONE-WORLD-1\n"
_BIOME_DRAW = 1  # tells this draw from others by the same seed
_SAVED = tuple(name for name in State._fields if name not in ("scratch", "edits"))


@dataclass(frozen=True, kw_only=True)
class StartStack:
    """A stack in the inventory that an episode begins with."""

    item: str
    """Item id, such as `stone_pickaxe`."""
    count: int = 1
    variant: int = 0
    """Variant of the item, or damage of a tool."""
    slot: int | None = None
    """Slot 0-40 (0-8 hotbar); the first free one if not given."""


@dataclass(frozen=True, kw_only=True)
class StartMob:
    """Mobs that an episode begins with, somewhere in a box around the player.

    Raises:
        UnknownNameError: The Overworld has no such mob.
        ValueError: No mob at all, or a box turned inside out.
    """

    mob: str
    count: int = 1
    low: tuple[int, int, int] = (-10, -5, -10)
    """Corner of the box in blocks, relative to the player; the nearest ground inside it is taken."""
    high: tuple[int, int, int] = (10, 5, 10)

    def __post_init__(self) -> None:
        mob_index(self.mob)
        if not 1 <= self.count <= 64:
            raise ValueError(f"count must be within 1..64, not {self.count}")
        if any(low > high for low, high in zip(self.low, self.high, strict=True)):
            raise ValueError(f"the box of {self.mob} is turned inside out: {self.low} to {self.high}")


WEATHERS = ("clear", "rain", "thunder")
DIFFICULTIES = {"peaceful": PEACEFUL, "easy": EASY, "normal": NORMAL, "hard": HARD}


@dataclass(frozen=True, kw_only=True)
class WorldStart:
    """How a world begins. Names are checked when the object is made.

    Raises:
        UnknownNameError: A biome or an item that the game does not have.
        ValueError: A number out of range.
    """

    biome: str | tuple[str, ...] | None = None
    """Single biome of the whole world in MineDojo's spelling, such as `extreme_hills`; all biomes if not given. Of
    several, each world has the one that its seed draws."""
    world_seed: int | None = None
    """Seed of the terrain; derived from the reset seed if not given."""
    start_time: int = NOON
    """Ticks of the day, 0-23999: 0 sunrise, 6000 noon, 12000 sunset, 18000 midnight."""
    daylight_cycle: bool = True
    """Whether time passes."""
    weather: str = "clear"
    """`clear`, `rain` or `thunder`."""
    weather_cycle: bool = True
    """Whether the weather changes."""
    difficulty: str = "normal"
    """`peaceful`, `easy`, `normal` or `hard`."""
    mobs: tuple[StartMob, ...] = ()
    mob_spawning: bool = True
    """Whether animals come with new land and monsters in the dark; `mobs` are placed in any case."""
    respawn: bool = False
    """Whether a dead player starts again at once, as in MineDojo; if not, the episode ends."""
    inventory: tuple[StartStack, ...] = ()
    break_speed: float = 1.0
    """Multiplies the speed of mining."""
    spawn_radius: int = 0
    """The player starts up to this many blocks away from the world's spawn, as MineDojo's random teleport does."""
    site: StartSite | None = None
    """What is asked of the place where the player begins; if not given, it is the world's spawn."""

    def __post_init__(self) -> None:
        for name in self._biomes():
            biome_id(name)
        if self.biome == ():
            raise ValueError("biome must be a name, some names, or None, not an empty tuple")
        if not 0 <= self.start_time < DAY:
            raise ValueError(f"start_time must be within 0..{DAY - 1}, not {self.start_time}")
        if not 0 < self.break_speed <= 1000:
            raise ValueError(f"break_speed must be above 0 and at most 1000, not {self.break_speed}")
        if not 0 <= self.spawn_radius <= 10_000:
            raise ValueError(f"spawn_radius must be within 0..10000, not {self.spawn_radius}")
        if self.weather not in WEATHERS:
            raise ValueError(f"weather must be {', '.join(WEATHERS)}, not {self.weather}")
        if self.difficulty not in DIFFICULTIES:
            raise ValueError(f"difficulty must be {', '.join(DIFFICULTIES)}, not {self.difficulty}")
        self.stacks()

    def _biomes(self) -> tuple[str, ...]:
        return (self.biome,) if isinstance(self.biome, str) else self.biome or ()

    def terrain_seed(self, seed: int) -> int:
        """Return the seed of the terrain of a world that is reset with `seed`."""
        return _signed64(int(seed if self.world_seed is None else self.world_seed))

    def biome_for(self, seed: int) -> str | None:
        """Return the biome of a world that is reset with `seed`; None: all of them."""
        names = self._biomes()
        if len(names) < 2:
            return names[0] if names else None
        words = np.random.SeedSequence([self.terrain_seed(seed) % (1 << 64), _BIOME_DRAW]).generate_state(1)
        return names[int(words[0]) % len(names)]

    def stacks(self) -> NDArray[np.void]:
        """Return the inventory as (SLOTS,) STACK rows; amounts above a stack's size are split over free slots.

        Raises:
            UnknownNameError: An item that the game does not have.
            ValueError: A slot out of range, or more than the inventory holds.
        """
        rows = np.zeros(SLOTS, STACK)
        for start in self.inventory:
            item = item_index(start.item)
            left = start.count
            size = int(RULES.items[item]["stack"])
            slot = start.slot
            while left > 0:
                free = np.flatnonzero(rows["count"][:36] == 0)
                if slot is None and not len(free):
                    raise ValueError(f"the inventory has no room for {start.count} {start.item}")
                target = int(free[0]) if slot is None else slot
                if not 0 <= target < SLOTS:
                    raise ValueError(f"slot must be within 0..{SLOTS - 1}, not {target}")
                rows[target] = (item, start.variant, min(left, size))
                left -= size
                slot = None
        return rows

    def summons(self) -> NDArray[np.void]:
        """Return the mobs as (K,) SUMMON rows."""
        return np.array([(mob_index(m.mob), m.count, m.low, m.high) for m in self.mobs], SUMMON)


class SnapshotError(ValueError):
    """Bytes that are no snapshot of a world of this version."""


class Overworld:
    """N worlds stepped together. World w depends on nothing but its own seed, start and actions."""

    def __init__(self, num_worlds: int) -> None:
        if num_worlds < 1:
            raise ValueError(f"num_worlds must be at least 1, not {num_worlds}")
        self.num_worlds = num_worlds
        self.rules = RULES
        self.state: State = allocate(num_worlds)
        self._all = np.ones(num_worlds, np.bool_)
        self._stay = np.full(num_worlds, STAY, np.int32)
        self._no_summons = np.zeros((num_worlds, 0), SUMMON)

    def reset(
        self, seeds: Sequence[int], starts: Sequence[WorldStart], worlds: NDArray[np.bool_] | None = None
    ) -> None:
        """Begin anew in the worlds chosen by the mask `worlds` (all by default).

        Args:
            seeds: One seed a world, of everything random in it, terrain included unless its start names a seed.
            starts: One start a world.
            worlds: (num_worlds,) which worlds to reset; the others are not touched.
        """
        chosen = self._all if worlds is None else worlds
        clocks = np.zeros(self.num_worlds, CLOCK)
        stacks = np.zeros((self.num_worlds, SLOTS), STACK)
        spawn_radius = np.zeros(self.num_worlds, np.int32)
        sites = np.zeros(self.num_worlds, SITE)
        for w in np.flatnonzero(chosen).tolist():
            start, seed = starts[w], int(seeds[w])
            clock = clocks[w]
            clock["seed"] = start.terrain_seed(seed)
            clock["rng"] = seed & 0xFFFF_FFFF_FFFF_FFFF
            biome = start.biome_for(seed)
            clock["biome"] = -1 if biome is None else biome_id(biome)
            clock["time"] = start.start_time
            clock["daylight_cycle"] = start.daylight_cycle
            clock["raining"] = start.weather != "clear"
            clock["thundering"] = start.weather == "thunder"
            clock["rain_strength"] = clock["raining"]
            clock["thunder_strength"] = clock["thundering"]
            clock["weather_cycle"] = start.weather_cycle
            clock["difficulty"] = DIFFICULTIES[start.difficulty]
            clock["mob_spawning"] = start.mob_spawning
            clock["respawn"] = start.respawn
            clock["break_speed"] = start.break_speed
            stacks[w] = start.stacks()
            spawn_radius[w] = start.spawn_radius
            if start.site is not None:
                sites[w] = start.site.row()
        most = max((len(starts[w].mobs) for w in np.flatnonzero(chosen).tolist()), default=0)
        summons = np.zeros((self.num_worlds, most), SUMMON)
        for w in np.flatnonzero(chosen).tolist():
            summons[w, : len(starts[w].mobs)] = starts[w].summons()
        sited = sites["place"] != 0
        at_spawn = summons.copy()
        at_spawn["count"][sited] = 0
        start_worlds(self.state, self.rules, clocks, stacks, spawn_radius, at_spawn, chosen)
        if sited.any():
            begin_at_sites(self.state, self.rules, sites, summons, spawn_radius, sited)

    def step(self, actions: NDArray[np.void], running: NDArray[np.bool_] | None = None) -> None:
        """Advance the worlds of the mask `running` (all by default) by one tick; `actions` are (N,) ACTION rows."""
        if edit_table_is_filling(self.state):
            self.state = grow_edits(self.state)
        chosen = self._all if running is None else running
        with threads_for(self.num_worlds):
            moved = step_worlds(self.state, self.rules, actions, chosen)
            if moved.any():
                load_windows(self.state, self.rules, moved, self._stay)
                populate_windows(self.state, self.rules, self._no_summons, moved)

    def observe(self) -> NDArray[np.void]:
        """Return fresh (N,) OBSERVATION rows of player 0 of every world."""
        rows = np.zeros(self.num_worlds, OBSERVATION)
        with threads_for(self.num_worlds):
            observe_all(self.state, self.rules, rows)
        return rows

    def memory(self, world: int = 0) -> dict[str, NDArray[Any]]:
        """Return all that one world remembers, by name: views, and the edits in an order of their own."""
        arrays = {name: getattr(self.state, name)[world] for name in _SAVED}
        edits = self.state.edits[world]
        arrays["edits"] = np.sort(edits[edits["y"] >= 0], order=["x", "z", "y"])  # whatever the table's size was
        return arrays

    def snapshot(self, world: int = 0) -> bytes:
        """Return all that one world remembers, as bytes that another process can restore."""
        arrays = self.memory(world)
        header = json.dumps({name: [str(a.dtype.descr), list(a.shape)] for name, a in arrays.items()}).encode()
        body = zlib.compress(b"".join(np.ascontiguousarray(a).tobytes() for a in arrays.values()), level=1)
        return _SNAPSHOT_MAGIC + struct.pack(">I", len(header)) + header + body

    def restore(self, data: bytes, world: int = 0) -> None:
        """Put a snapshot into one world.

        Raises:
            SnapshotError: `data` is damaged, or was made by a version with another layout; the world is not touched.
        """
        arrays = self._decode(data)
        edits = arrays.pop("edits")
        for name, array in arrays.items():
            getattr(self.state, name)[world] = array
        while edit_table_is_filling(self.state, len(edits)):
            self.state = grow_edits(self.state)
        load_edits(self.state, world, edits)

    def clone(self, source: int, target: int) -> None:
        """Copy world `source` over world `target`."""
        for array in self.state:
            array[target] = array[source]

    def _decode(self, data: bytes) -> dict[str, NDArray[Any]]:
        if not data.startswith(_SNAPSHOT_MAGIC):
            raise SnapshotError("not a snapshot of an Overworld: it does not begin with its mark")
        start = len(_SNAPSHOT_MAGIC)
        try:
            (length,) = struct.unpack_from(">I", data, start)
            header = json.loads(data[start + 4 : start + 4 + length])
            body = zlib.decompress(data[start + 4 + length :])
        except (struct.error, ValueError, zlib.error) as error:
            raise SnapshotError(f"the snapshot is damaged: {error}") from error
        arrays: dict[str, NDArray[Any]] = {}
        offset = 0
        for name in (*_SAVED, "edits"):
            like = getattr(self.state, name)[0]
            layout = [str(like.dtype.descr), list(like.shape)]
            if name == "edits" and name in header:
                layout[1] = header[name][1]
            if header.get(name) != layout:
                raise SnapshotError(f"the snapshot's '{name}' has another layout than this version's")
            shape = header[name][1]
            count = math.prod(shape)
            if len(body) < offset + count * like.dtype.itemsize:
                raise SnapshotError("the snapshot is cut off")
            arrays[name] = np.frombuffer(body, like.dtype, count, offset).reshape(shape)
            offset += count * like.dtype.itemsize
        return arrays


def _signed64(number: int) -> int:
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)
