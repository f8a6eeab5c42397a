"""Contact sheets of what the Overworld looks like: every mob on a small stage, every biome from above its spawn."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from envs.overworld.gamedata import BIOME_NAMES, MOB_NAMES, RULES, biome_id, block_state, mob_index
from envs.overworld.render import Renderer
from envs.overworld.start import fresh_player
from envs.overworld.state import CHUNKS, ENTITY_MOB, MASK, State, allocate
from envs.overworld.world import NOON, Overworld, WorldStart
from lodestone import font
from lodestone.config import ConfigError

MOB_SIZE = (192, 192)
BIOME_SIZE = (160, 240)
"""Height and width of one picture."""
NOT_HERE = ("nether", "the_end", "the_void")
"""Biomes of other dimensions."""
_FLOOR = 64
_COLUMNS = {"mobs": 6, "biomes": 6}
_CAPTION = font.HEIGHT + 4
_BACK = (24, 26, 30)
_TEXT = (224, 226, 230)
_THREE_QUARTER = 145.0
"""Yaw of a mob that shows its right side and its face."""
_REST = 255
_FILL = 0.42
"""Tangent under which half of a mob is seen."""
_REACH = {"squid": 1.7, "chicken": 1.1, "mooshroom": 1.9}
"""Blocks that a mob spans where that is more than the box which counts."""
_EYES = 1.62
_LOOKOUT = 9.0
"""Blocks above the highest block around the spawn from which a biome is seen."""
_AROUND = 6

Progress = Callable[[str], None]


def draw_gallery(
    out: Path, seed: int = 0, resource_pack: Path | None = None, progress: Progress = lambda name: None
) -> list[Path]:
    """Write the sheets and return their paths.

    Args:
        out: A `.png` gets one sheet of all; any other path is a folder for `mobs.png` and `biomes.png`.
        seed: Of the biomes' terrain.
        resource_pack: Folder or zip that replaces textures and skins.
        progress: Told the name of each picture before it is drawn.

    Raises:
        ConfigError: `out` has the suffix of another kind of file.
        ResourcePackError: The pack cannot be read.
    """
    single = out.suffix.lower() == ".png"
    if out.suffix and not single:
        raise ConfigError(f"a gallery is written to a folder or a .png, not to '{out.name}'")
    sheets = {
        "mobs": contact_sheet(mob_pictures(resource_pack, progress), _COLUMNS["mobs"]),
        "biomes": contact_sheet(biome_pictures(seed, resource_pack, progress), _COLUMNS["biomes"]),
    }
    if single:
        out.parent.mkdir(parents=True, exist_ok=True)
        _stack(list(sheets.values())).save(out)
        return [out]
    out.mkdir(parents=True, exist_ok=True)
    for name, sheet in sheets.items():
        sheet.save(out / f"{name}.png")
    return [out / f"{name}.png" for name in sheets]


def mob_pictures(
    resource_pack: Path | None = None, progress: Progress = lambda name: None
) -> dict[str, NDArray[np.uint8]]:
    """Return a picture of every mob by name."""
    renderer = Renderer(MOB_SIZE, hud=False, resource_pack=resource_pack)
    stage = empty_stage()
    pictures = {}
    for name in MOB_NAMES:
        progress(name)
        place_on_stage(stage, name)
        pictures[name] = renderer.render(stage, RULES)[0]
    return pictures


def empty_stage() -> State:
    """Return a lit plain of grass with one player and room for one mob."""
    s = allocate(1)
    s.blocks[..., :_FLOOR] = block_state("dirt")
    s.blocks[..., _FLOOR - 1] = block_state("grass")
    s.top[:] = _FLOOR
    s.light[..., _FLOOR:] = 15 << 4
    s.biomes[:] = biome_id("plains")
    slots = np.arange(CHUNKS)
    s.chunks[0] = np.stack(np.meshgrid(slots, slots, indexing="ij"), -1)
    s.players[:] = fresh_player()
    s.clock["time"] = NOON
    s.clock["entity_rows"] = 1
    return s


def place_on_stage(s: State, name: str) -> None:
    """Put one mob on the stage, and the player where it fills the picture."""
    mob = RULES.mobs[mob_index(name)]
    size = 2 if name == "slime" else 1
    wide, tall = float(mob["width"]) * size, float(mob["height"]) * size
    s.entities[0, 0] = np.zeros((), s.entities.dtype)
    entity = s.entities[0, 0]
    entity["kind"], entity["mob"], entity["item"] = ENTITY_MOB, mob_index(name), mob["holds"]
    entity["variant"] = size if name == "slime" else 0
    entity["health"], entity["on_ground"], entity["swing"] = mob["health"], 1, _REST
    middle = 64.5
    entity["x"], entity["y"], entity["z"] = middle, _FLOOR + (1.0 if name == "squid" else 0.0), middle
    entity["yaw"] = entity["head_yaw"] = _THREE_QUARTER
    reach = _REACH.get(name, max(tall, 1.5 * wide, 0.7))
    distance = reach / 2 / _FILL + wide / 2
    player = s.players[0, 0]
    eyes = float(entity["y"]) + tall / 2 + 0.35 * distance
    player["x"], player["y"], player["z"] = middle, eyes - _EYES, middle - distance
    player["yaw"], player["pitch"] = 0.0, math.degrees(math.atan2(0.35 * distance, distance))


def biome_pictures(
    seed: int = 0, resource_pack: Path | None = None, progress: Progress = lambda name: None
) -> dict[str, NDArray[np.uint8]]:
    """Return a picture of every biome of the Overworld by name, each in a world of nothing else."""
    renderer = Renderer(BIOME_SIZE, hud=False, resource_pack=resource_pack)
    world = Overworld(1)
    pictures = {}
    for name in BIOME_NAMES.values():
        if name in NOT_HERE:
            continue
        progress(name)
        world.reset([seed], [WorldStart(biome=name)])
        player = world.state.players[0, 0]
        x, z = math.floor(player["x"]), math.floor(player["z"])
        around = np.arange(-_AROUND, _AROUND + 1)
        highest = world.state.top[0][np.ix_((x + around) & MASK, (z + around) & MASK)].max()
        player["y"] = float(highest) + _LOOKOUT - _EYES
        player["yaw"], player["pitch"] = 30.0, 24.0
        pictures[name] = renderer.render(world.state, world.rules)[0]
    return pictures


def contact_sheet(pictures: dict[str, NDArray[np.uint8]], columns: int) -> Image.Image:
    """Return pictures of one size side by side, each with its name below."""
    height, width = next(iter(pictures.values())).shape[:2]
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * width, rows * (height + _CAPTION)), _BACK)
    for place, (name, picture) in enumerate(pictures.items()):
        x, y = place % columns * width, place // columns * (height + _CAPTION)
        sheet.paste(Image.fromarray(picture), (x, y))
        font.draw(sheet, (x + 4, y + height + 2), font.fit(name.replace("_", " "), width - 8), _TEXT)
    return sheet


def _stack(sheets: list[Image.Image]) -> Image.Image:
    """Return images below each other."""
    whole = Image.new("RGB", (max(sheet.width for sheet in sheets), sum(sheet.height for sheet in sheets)), _BACK)
    y = 0
    for sheet in sheets:
        whole.paste(sheet, (0, y))
        y += sheet.height
    return whole
