"""Turn models and coats into arrays: MODEL and PART rows, and the texels of all skins."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from envs.overworld.gamedata import MOB_NAMES
from envs.overworld.render.atlas import MODEL, MOVE_HEAD, PART, PART_HEAD, SKIN
from envs.overworld.render.models import MODELS, Model
from envs.overworld.render.textures.coats import COATS
from envs.overworld.render.textures.paint import Tile, rgb, shade
from envs.overworld.render.textures.skins import GLOWING, Mark, paint_skin, skin_levels, stamp
from envs.overworld.render.textures.stone import DYES

_ARROW = "projectiles/arrow"
_ORB = "experience_orb"
_FLAMES = "block:fire_layer_0"
_ARROW_MARKS = (
    "ww.............. .ww.........#... wssssssssssss### .ww.........#... ww.............. ..w.. ..w.. wwsww ..w.. ..w.."
)


class MobArt(NamedTuple):
    """See the fields of the same names in `Art`."""

    models: NDArray[np.void]
    parts: NDArray[np.void]
    skins: NDArray[np.void]
    skin_texels: NDArray[np.uint32]
    wool: NDArray[np.float32]
    arrow: int
    orb: int
    flames: int


class _Skins:
    """Skins that were asked for, each once."""

    def __init__(self, seed: int, pack: Mapping[str, Tile], tiles: Mapping[str, Tile]) -> None:
        self._seed = seed
        self._pack = pack
        self._tiles = tiles
        self._rows: dict[str, int] = {}
        self.skins: list[Tile] = []

    def row(self, name: str, model: Model | None = None, layer: int = 0) -> int:
        """Return the row of a skin: of the pack, of the block tiles (`block:NAME`), or painted for a model."""
        if name not in self._rows:
            self._rows[name] = len(self.skins)
            self.skins.append(self._make(name, model, layer))
        return self._rows[name]

    def _make(self, name: str, model: Model | None, layer: int) -> Tile:
        if name.startswith("block:"):
            skin = self._tiles[name.removeprefix("block:")].copy()
            if name == _FLAMES:
                skin[skin[..., 3] > 127, 3] = GLOWING
            return skin
        size = model.skin_size if model else (32, 32) if name == _ARROW else (64, 64)
        if name in self._pack:
            skin = _resized(self._pack[name], size)
            skin[skin[..., 3] >= GLOWING, 3] = 255
        elif model is None:
            return _arrow() if name == _ARROW else _orb()
        else:
            rng = np.random.default_rng([self._seed, *name.encode()])
            skin = paint_skin(COATS[name], model, layer, rng)
            if self._seed:  # other seeds vary the colours, as those of blocks
                opaque = skin[..., 3] > 0
                skin[opaque] = shade(skin, rng.uniform(0.88, 1.12))[opaque]
        if model is not None and model.eyes is not None and model.eyes in self._pack and layer == 0:
            eyes = _resized(self._pack[model.eyes], size)
            there = eyes[..., 3] > 0
            skin[there, :3] = eyes[there, :3]
            skin[there, 3] = GLOWING
        return skin


def mob_art(seed: int, pack: Mapping[str, Tile], tiles: Mapping[str, Tile]) -> MobArt:
    """Return models and skins of all mobs.

    Args:
        seed: Of the painted skins.
        pack: Skins of a resource pack, by file name under `textures/entity`.
        tiles: Block tiles by name.
    """
    shelf = _Skins(seed, pack, tiles)
    models = np.zeros(len(MOB_NAMES), MODEL)
    parts: list[NDArray[np.void]] = []
    for row, name in zip(models, MOB_NAMES, strict=True):
        model = MODELS[name]
        rows = _parts(model)
        coats = [shelf.row(coat, model) for coat in model.skins]
        names = [box.name for box in model.boxes]
        row["start"], row["count"] = sum(map(len, parts)), len(rows)
        row["scale"], row["drop"] = model.scale, model.drop
        row["head_scale"], row["head_y"], row["head_z"] = model.baby_head
        row["coat"], row["coats"] = coats[0], len(coats)
        row["second"] = shelf.row(model.second, model, 1) if model.second else 0
        row["tame"] = shelf.row(model.tame, model) if model.tame else -1
        row["angry"] = shelf.row(model.angry, model) if model.angry else -1
        row["hand"] = names.index(model.hand) if model.hand else -1
        parts.append(rows)
    arrow, orb, flames = shelf.row(_ARROW), shelf.row(_ORB), shelf.row(_FLAMES)
    skins = np.zeros(len(shelf.skins), SKIN)
    texels = [skin_levels(skin).view(np.uint32).ravel() for skin in shelf.skins]
    starts = np.cumsum([0, *map(len, texels)])
    for index, skin in enumerate(shelf.skins):
        skins[index] = (starts[index], skin.shape[1], skin.shape[0])
    wool: NDArray[np.float32] = np.array([rgb(code) for code in DYES.values()], np.float32) / np.float32(255)
    wool[0] = 1
    return MobArt(models, np.concatenate(parts), skins, np.concatenate(texels), wool, arrow, orb, flames)


def _parts(model: Model) -> NDArray[np.void]:
    """Return the PART rows of a model."""
    rows = np.zeros(len(model.boxes), PART)
    places = {box.name: index for index, box in reversed(list(enumerate(model.boxes)))}
    for row, box in zip(rows, model.boxes, strict=True):
        corner = np.array(box.corner)
        row["low"], row["high"] = corner - box.grow, corner + np.array(box.size) + box.grow
        row["size"], row["pivot"], row["turn"] = box.size, box.pivot, box.turn
        row["gain"], row["phase"] = box.gain, box.phase
        row["u"], row["v"] = box.uv
        row["parent"] = -1 if box.parent is None else places[box.parent]
        row["move"], row["layer"], row["mirror"] = box.move, box.layer, box.mirror
        row["flags"] = box.flags | (PART_HEAD if box.head or (box.move == MOVE_HEAD and box.parent is None) else 0)
    return rows


def _resized(skin: Tile, size: tuple[int, int]) -> Tile:
    """Bring a pack's skin to the size that the model's places are given in; taller ones are cut off below."""
    width, height = size
    rows = skin.shape[1] * height // width
    whole = np.zeros((rows, skin.shape[1], 4), np.uint8)
    kept = skin[:rows]
    whole[: kept.shape[0]] = kept
    method = Image.Resampling.BOX if skin.shape[1] >= width else Image.Resampling.NEAREST
    return np.asarray(Image.fromarray(whole).resize((width, height), method)).copy()


def _arrow() -> Tile:
    """Shaft, feathers and tip on the first five rows, the feathers from behind on the next five."""
    skin = np.zeros((32, 32, 4), np.uint8)
    stamp(skin, Mark("", "", _ARROW_MARKS, {"w": "e6e6e6", "s": "6e4c2a", "#": "8c8c8c"}))
    return skin


def _orb() -> Tile:
    """A white ball with a bright rim, 8 texels wide."""
    skin = np.zeros((64, 64, 4), np.uint8)
    y, x = np.mgrid[0:8, 0:8] - 3.5
    radius = np.hypot(x, y)
    skin[:8, :8][radius < 4] = (150, 150, 150, 255)
    skin[:8, :8][radius < 3] = (230, 230, 230, 255)
    skin[:8, :8][radius < 1.5] = (255, 255, 255, 255)
    return skin
