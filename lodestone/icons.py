"""Pictures of items for the panel, from the art that the renderer draws its hotbar with."""

from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from envs.overworld.gamedata import item_index
from envs.overworld.render.art import load_art
from lodestone.panel import Icons


def item_icons(resource_pack: Path | None = None) -> Icons:
    """Return what gives the picture of an item by name.

    Raises:
        ResourcePackError: The pack, or a file in it, cannot be read.
    """
    art = load_art(0, resource_pack)

    @cache
    def icon(item: str) -> Image.Image:
        colours = art.item_icons[art.item_icon[item_index(item), 0]]
        return Image.fromarray(np.ascontiguousarray(colours).view(np.uint8).reshape(*colours.shape, 4))

    return icon
