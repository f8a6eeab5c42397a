"""Pictures of items."""

from typing import NamedTuple
import numpy as np


class ItemArt(NamedTuple):
    icons: object
    icon: object
    state: object


def item_art(tiles, icons, all_looks, tints):
    return ItemArt(np.zeros((1, 16, 16), np.uint32), np.zeros((392, 16), np.uint16), np.zeros((392, 16), np.uint16))
