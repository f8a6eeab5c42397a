"""Sets a scene: a place for the player, things in its hotbar, mobs around it. The rules play what follows."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from envs.overworld.blocks.grid import set_block
from envs.overworld.blocks.raycast import trace_ray
from envs.overworld.entities.mobs.life import spawn_mob
from envs.overworld.gamedata import RULES, block_state, item_index, mob_index
from envs.overworld.state import MASK
from envs.overworld.world import Overworld
from lodestone.clips import names
from lodestone.clips.moves import Player, unplayable
from skills.oracle.body import Body, Cell
from skills.oracle.cells import FLOOR, KIND, OPEN, WATER
from skills.oracle.collect import Quarry
from skills.oracle.creatures import box_of, creatures, is_alive, sees
from skills.oracle.find import find_blocks
from skills.oracle.sight import aim_at_block

_HOTBAR = 9
_CLUTTER = ("wooden_axe", "stone_axe", "iron_axe", "wooden_pickaxe", "stone_pickaxe", "iron_pickaxe", "wooden_sword",
            "stone_sword", "iron_sword", "stone_shovel", "iron_shovel", "shears", "bucket", "planks", "cobblestone",
            "dirt", "torch", "bread", "apple", "wheat", "log", "stick", "coal", "wool", "glass")  # fmt: skip
_STACKS = {"planks", "cobblestone", "dirt", "torch", "bread", "apple", "wheat", "log", "stick", "coal", "wool", "glass"}
_TRIES = 80


class Stage:
    """World 0 as a stage for one player.

    Args:
        world: The worlds.
        player: Who plays.
    """

    def __init__(self, world: Overworld, player: Player) -> None:
        self.world = world
        self.player = player
        self.body: Body = player.body
        self.is_new = True
        """Whether something was moved that no player could move: no clip may show that."""

    def fill_hotbar(self, needed: Sequence[str]) -> None:
        """Put what a scene needs and all sorts of other things into the hotbar, in any order, with gaps."""
        random, slots = self.player.random, self.body.slots
        extra = random.choice(_CLUTTER, self.player.between(0, 6 - min(len(needed), 5)), replace=False).tolist()
        items = list(dict.fromkeys([*needed, *extra]))[: _HOTBAR - 1]
        slots[:] = np.zeros((), slots.dtype)
        for slot, item in zip(random.permutation(_HOTBAR), items, strict=False):
            slots[slot] = (item_index(item), 0, self.player.between(12, 64) if item in _STACKS else 1)

    def hold(self, item: str) -> None:
        """Take an item in hand, `air` for an empty hand."""
        slot = next((s for s in range(_HOTBAR) if self._holds(s, item)), None)
        if slot is None:
            raise unplayable(f"no {item} in the hotbar")
        self.body.player["selected"] = slot

    def _holds(self, slot: int, item: str) -> bool:
        stack = self.body.slots[slot]
        return bool(stack["count"] == 0 if item == "air" else stack["item"] == item_index(item) and stack["count"] > 0)

    def put(self, cell: Cell, facing: tuple[float, float, float] | None = None, aside: float = 0.0) -> None:
        """Put the player into a cell, looking towards a point or up to `aside` degrees away from it."""
        player, random = self.body.player, self.player.random
        self.is_new = True
        jitter = random.uniform(-0.2, 0.2, 2)
        player["x"], player["y"], player["z"] = cell[0] + 0.5 + jitter[0], cell[1], cell[2] + 0.5 + jitter[1]
        player["vx"] = player["vy"] = player["vz"] = player["fall_distance"] = 0
        player["on_ground"], player["in_water"], player["sprinting"] = 1, 0, 0
        if facing is None:
            player["yaw"], player["pitch"] = random.uniform(-180, 180), random.uniform(-5, 25)
            return
        yaw, pitch = self.body.angles_to(facing)
        player["yaw"] = (yaw + random.uniform(-aside, aside) + 180) % 360 - 180
        player["pitch"] = np.clip(pitch + random.uniform(-aside, aside) / 4, -89, 89)

    def footing(self, x: int, y: int, z: int) -> Cell | None:
        """The cell to stand in over (x, z), within a few blocks of height y; None if there is none."""
        for height in (y, y + 1, y - 1, y + 2, y - 2, y - 3, y + 3):
            below = self.body.block((x, height - 1, z))
            free = all(KIND[self.body.block((x, height + up, z))] == OPEN for up in (0, 1))
            if free and KIND[below] == FLOOR and names.sort_and_name(below)[0] != names.LEAVES:
                return (x, height, z)
        return None

    def around(self, cell: Cell, low: float, high: float) -> Cell | None:
        """A cell to stand in at a distance between `low` and `high` from a cell, at random."""
        angle, far = self.player.random.uniform(0, 2 * math.pi), self.player.random.uniform(low, high)
        x, z = math.floor(cell[0] + 0.5 + far * math.cos(angle)), math.floor(cell[2] + 0.5 + far * math.sin(angle))
        return self.footing(x, cell[1], z)

    def somewhere(self, radius: float = 22.0) -> Cell:
        """A cell to stand in under the open sky, at random.

        Raises:
            Failed: There is none nearby.
        """
        x, y, z = self.body.feet()
        for _ in range(_TRIES):
            angle, far = self.player.random.uniform(0, 2 * math.pi), self.player.random.uniform(0, radius)
            cx, cz = x + round(far * math.cos(angle)), z + round(far * math.sin(angle))
            top = int(self.body.state.top[0, cx & MASK, cz & MASK])
            cell = self.footing(cx, top, cz)
            if cell is not None and abs(cell[1] - y) < 16:
                return cell
        raise unplayable("no place to stand")

    def spawn(self, mob: str, low: float, high: float) -> int:
        """Let a mob appear at a distance from the player, in sight, and return its row.

        Raises:
            Failed: There is no such place.
        """
        for _ in range(_TRIES):
            cell = self.around(self.body.feet(), low, high)
            if cell is None:
                continue
            at = (cell[0] + 0.5, float(cell[1]), cell[2] + 0.5)
            row = int(spawn_mob(self.body.state, self.body.rules, 0, mob_index(mob), *at))
            if row < 0:
                break
            entity = self.body.state.entities[0, row]
            entity["persistent"], entity["growth"] = 1, max(0, int(entity["growth"]))
            entity["yaw"] = entity["head_yaw"] = self.player.random.uniform(-180, 180)
            if sees(self.body, row):
                return row
            entity["kind"] = 0
        raise unplayable(f"no place for a {mob}")

    def clear_mobs(self) -> None:
        """Let all mobs and what lies about be gone."""
        self.is_new = True
        self.body.state.entities[0]["kind"] = 0

    def aim_at_mob(self, row: int) -> None:
        """Let the scene be about a mob."""
        self.player.target = lambda: box_of(self.body, row) if is_alive(self.body, row) else None

    def aim_at_cells(self, low: Cell, high: Cell) -> None:
        """Let the scene be about the blocks from one cell to another."""
        box = np.array([low, np.add(high, 1)], np.float64)
        self.player.target = lambda: box

    def tree(self, low: float, high: float, aside: float = 30.0) -> list[Cell]:
        """Stand at a distance from a tree, in sight, and return the logs of its trunk, from the ground up.

        Raises:
            Failed: There is none.
        """
        for root in self._mixed(self.roots()):
            trunk = self.trunk(root)
            for _ in range(20):
                cell = self.around(trunk[0], low, high)
                if cell is not None and self._stands_in_sight(cell, trunk, high):
                    eye = trunk[min(1, len(trunk) - 1)]
                    self.put(cell, (eye[0] + 0.5, eye[1] + 0.5, eye[2] + 0.5), aside)
                    self.aim_at_cells(trunk[0], trunk[-1])
                    return trunk
        raise unplayable("no tree")

    def roots(self) -> list[Cell]:
        """The logs that stand on the ground, the nearest first."""
        logs = find_blocks(self.body, Quarry(("log", "log2"), "").wanted)
        return [c for c in logs if names.sort_and_name(self.body.block((c[0], c[1] - 1, c[2])))[0] == names.GROUND]

    def trunk(self, root: Cell) -> list[Cell]:
        """The logs of a trunk, from the lowest up."""
        trunk, (x, y, z) = [root], root
        while len(trunk) < 8 and names.sort_and_name(self.body.block((x, y + len(trunk), z)))[0] == names.TREE:
            trunk.append((x, y + len(trunk), z))
        return trunk

    def _stands_in_sight(self, cell: Cell, trunk: list[Cell], far: float) -> bool:
        """Whether some log of a trunk can be seen from a cell."""
        eyes = (cell[0] + 0.5, cell[1] + 1.62, cell[2] + 0.5)
        for log in trunk[:3]:
            point = np.array([log[0] + 0.5, log[1] + 0.5, log[2] + 0.5])
            if self.first_met(eyes, point) == log:
                return True
        return far < 4 and bool(
            aim_at_block(self.body.state, self.body.rules, 0, *eyes, *trunk[0], self.body.frontier.point)
        )

    def first_met(self, eyes: tuple[float, float, float], point: NDArray[np.float64]) -> Cell | None:
        """The first block on the way from eyes to a point."""
        way = point - np.array(eyes)
        far = float(np.linalg.norm(way))
        dx, dy, dz = (way / far).tolist()
        hit, x, y, z, _, _ = trace_ray(self.body.state, self.body.rules, 0, *eyes, dx, dy, dz, far + 0.5)
        return (x, y, z) if hit else None

    def water(self, deep: bool) -> Cell:
        """A cell of water under the open air, deep or one block deep, at random.

        Raises:
            Failed: There is none.
        """
        x0, _, z0 = self.body.feet()
        found = []
        for _ in range(1200):
            x, z = x0 + self.player.between(-48, 48), z0 + self.player.between(-48, 48)
            y = int(self.body.state.top[0, x & MASK, z & MASK]) - 1
            kinds = [int(KIND[self.body.block((x, y - down, z))]) for down in range(3)]
            if kinds[0] == WATER and (kinds[1:] == [WATER, WATER] if deep else kinds[1] == FLOOR):
                found.append((x, y, z))
                if len(found) > 6:
                    break
        if not found:
            raise unplayable("no water")
        return found[self.player.between(0, len(found) - 1)]

    def nearest(self, *mobs: str) -> int:
        """Row of the nearest mob of some kinds.

        Raises:
            Failed: There is none.
        """
        rows = creatures(self.body, mobs)
        if not rows:
            raise unplayable(f"no {mobs[0]}")
        return rows[0]

    def cave(self) -> Cell:
        """Stand in a small room cut into rock, by torchlight, and return the cell of the feet.

        Raises:
            Failed: There is not enough rock below.
        """
        state, rules = self.body.state, self.body.rules
        for _ in range(_TRIES):
            x, top, z = self.somewhere()
            y = top - self.player.between(7, 18)
            rock = [(x + dx, y + dy, z + dz) for dx in range(-3, 4) for dy in range(-5, 4) for dz in range(-3, 4)]
            if y < 8 or any(names.sort_and_name(self.body.block(cell))[0] != names.STONE for cell in rock):
                continue
            dx, dz = ((1, 0), (-1, 0), (0, 1), (0, -1))[self.player.between(0, 3)]
            for step in range(self.player.between(2, 3)):
                for up in range(self.player.between(2, 3)):
                    set_block(state, rules, 0, x - step * dx, y + up, z - step * dz, 0)
                end = (x - step * dx, y, z - step * dz)
            set_block(state, rules, 0, *end, block_state("torch", 5))
            self.put((x, y, z), (x + 0.5 + 2 * dx, y + 1.0, z + 0.5 + 2 * dz), 25)
            return (x, y, z)
        raise unplayable("no rock")

    def rock_face(self) -> list[Cell]:
        """Stand near stone that lies open, and return blocks of it in reach.

        Raises:
            Failed: There is none.
        """
        for root in self._mixed(find_blocks(self.body, Quarry(("stone",), "").wanted))[:8]:
            for _ in range(12):
                cell = self.around(root, 1.5, 3.0)
                if cell is None:
                    continue
                if int(self.body.state.light[0, cell[0] & MASK, cell[2] & MASK, cell[1] + 1]) >> 4 < 9:
                    continue
                self.put(cell, (root[0] + 0.5, root[1] + 0.5, root[2] + 0.5), 30)
                if cells := self.rock_in_reach():
                    return cells
        raise unplayable("no open stone")

    def rock_in_reach(self) -> list[Cell]:
        """Blocks of stone that the player can aim at, those at the height of the body first."""
        x, y, z = self.body.feet()
        cells = [(x + dx, y + dy, z + dz) for dy in (1, 0, 2) for dx in range(-3, 4) for dz in range(-3, 4)]
        cells = [cell for cell in cells if names.sort_and_name(self.body.block(cell))[0] == names.STONE]
        cells.sort(key=lambda cell: abs(cell[0] - x) + abs(cell[2] - z) + 0.5 * abs(cell[1] - y - 1))
        body = self.body
        return [c for c in cells[:24] if aim_at_block(body.state, body.rules, 0, *body.eyes, *c, body.frontier.point)]

    def plants(self) -> list[Cell]:
        """Stand among flowers or tall grass, and return those near.

        Raises:
            Failed: There are none.
        """
        wanted = Quarry(("tallgrass", "yellow_flower", "red_flower", "double_plant", "deadbush"), "").wanted
        for root in self._mixed(find_blocks(self.body, wanted)):
            cell = self.around(root, 1.5, 3.0)
            if cell is not None:
                self.put(cell, (root[0] + 0.5, root[1] + 0.2, root[2] + 0.5), 20)
                return find_blocks(self.body, wanted)[:16]
        raise unplayable("no plants")

    def _mixed(self, cells: list[Cell]) -> list[Cell]:
        return [cells[index] for index in self.player.random.permutation(len(cells)).tolist()]

    def wall(self, item: str) -> list[Cell]:
        """Let a wall of blocks stand in front of the player, facing it, and return them from the top down."""
        x, y, z = self.body.feet()
        block = int(RULES.items[item_index(item)]["block"])
        cells = []
        for step in (-1, 0, 1):
            foot = self.footing(x + step, y, z + 2)
            if foot is not None and abs(foot[1] - y) <= 1:
                cells += [(foot[0], foot[1] + up, foot[2]) for up in (1, 0)]
        if not cells:
            raise unplayable("no place for a wall")
        for cell in cells:
            set_block(self.body.state, self.body.rules, 0, *cell, block)
        self.put((x, y, z), (x + 0.5, y + 1.0, z + 2.5), 20)
        return sorted(cells, key=lambda cell: -cell[1])
