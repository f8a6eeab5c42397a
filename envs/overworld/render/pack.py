"""Read a user's resource pack: a folder or zip in the layout of Minecraft 1.11."""

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from envs.overworld.render.textures.paint import SIZE, Tile

_BLOCKS = "assets/minecraft/textures/blocks/"
_ITEMS = "assets/minecraft/textures/items/"
_ENTITY = "assets/minecraft/textures/entity/"
_META = "pack.mcmeta"
_TURF = "grass_side_overlay"


class ResourcePackError(ValueError):
    """A resource pack that cannot be read; the message names the pack and the file."""


@dataclass
class ResourcePack:
    """Tiles that a pack brings, by file name without suffix."""

    blocks: dict[str, Tile] = field(default_factory=dict)
    items: dict[str, Tile] = field(default_factory=dict)
    skins: dict[str, Tile] = field(default_factory=dict)
    """Of mobs, in any size, by file name under `textures/entity`, such as `cow/cow`."""

    @property
    def replaced(self) -> int:
        """How many textures the pack brings."""
        return len(self.blocks) + len(self.items) + len(self.skins)


def load_resource_pack(path: str | Path) -> ResourcePack:
    """Return the block and item textures of a pack, each brought to 16x16, and its skins of mobs.

    Larger textures are averaged, smaller ones repeated; of an animated strip the first frame counts.

    Args:
        path: A folder or zip that holds `pack.mcmeta` and `assets/minecraft/textures/{blocks,items,entity}/*.png`.

    Raises:
        ResourcePackError: The path is no such pack, or one of its files is damaged.
    """
    path = Path(path)
    pack = ResourcePack()
    seen_meta = False
    for name, data in _files(path):
        if name == _META:
            seen_meta = True
            _check_meta(path, data)
        elif name.endswith(".png"):
            for folder, tiles in ((_BLOCKS, pack.blocks), (_ITEMS, pack.items)):
                if name.startswith(folder) and "/" not in name[len(folder) :]:
                    tiles[name[len(folder) : -len(".png")]] = _tile(_pixels(path, name, data))
            if name.startswith(_ENTITY):
                pack.skins[name[len(_ENTITY) : -len(".png")]] = _pixels(path, name, data)
    if not seen_meta:
        raise ResourcePackError(f"resource pack {path}: there is no {_META} in it")
    if not pack.replaced:
        raise ResourcePackError(f"resource pack {path}: there is no texture under {_BLOCKS}, {_ITEMS} or {_ENTITY}")
    _compose_grass(pack.blocks)
    return pack


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the names (relative, with slashes) and contents of the files that a pack may have textures in."""
    if path.is_dir():
        for file in sorted([path / _META, *path.glob("assets/minecraft/textures/**/*.png")]):
            if file.is_file():
                yield file.relative_to(path).as_posix(), file.read_bytes()
        return
    if not path.exists():
        raise ResourcePackError(f"resource pack {path}: no such folder or zip file")
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name == _META or name.startswith((_BLOCKS, _ITEMS, _ENTITY)):
                    try:
                        yield name, archive.read(name)
                    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                        raise ResourcePackError(f"resource pack {path}: cannot unpack {name} ({error})") from error
    except zipfile.BadZipFile as error:
        raise ResourcePackError(f"resource pack {path}: not a zip file ({error})") from error


def _check_meta(path: Path, data: bytes) -> None:
    try:
        meta = json.loads(data.decode("utf-8-sig"))
    except ValueError as error:
        raise ResourcePackError(f"resource pack {path}: {_META} is not valid JSON ({error})") from error
    if not isinstance(meta, dict) or not isinstance(meta.get("pack"), dict):
        raise ResourcePackError(f"resource pack {path}: {_META} lacks the object 'pack'")


def _pixels(path: Path, name: str, data: bytes) -> Tile:
    """Decode a PNG."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            return np.asarray(image.convert("RGBA"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ResourcePackError(f"resource pack {path}: {name} is not a readable PNG ({error})") from error


def _tile(pixels: Tile) -> Tile:
    """Bring the first square frame of a picture to 16x16."""
    side = min(pixels.shape[:2])
    frame = Image.fromarray(pixels[:side, :side])
    method = Image.Resampling.BOX if side >= SIZE else Image.Resampling.NEAREST
    return np.asarray(frame.resize((SIZE, SIZE), method)).copy()


def _compose_grass(blocks: dict[str, Tile]) -> None:
    """Lay the turf that the biome tints over the side of the grass block; alpha then says what is tinted."""
    turf = blocks.pop(_TURF, None)
    if "grass_side" not in blocks:
        return
    side = blocks["grass_side"]
    side[..., 3] = 0
    if turf is not None:
        tinted = turf[..., 3] > 127
        side[tinted] = turf[tinted]
        side[tinted, 3] = 255
