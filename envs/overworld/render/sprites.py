"""HUD."""

import numpy as np


def hud_sheet():
    return np.zeros((16, 16), np.uint32)
