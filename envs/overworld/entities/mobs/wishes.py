"""What a behaviour can ask for: a wish is (what, x, y, z, pace), and `deeds` and `moves` grant it once a tick.

Behaviours only decide. That keeps them short, and apart from the large kernels that plan ways, hurt and explode.
"""

NOTHING = 0
WALK = 1
"""On along the path, with `pace`."""
GO = 2
"""To the point (x, y, z), which may move."""
FIGHT = 3
"""GO, and strike the prey when it is in reach."""
SET_OUT = 4
"""To a place at random, at most x blocks away and y blocks higher or lower."""
AVOID = 5
"""To a place away from (x, y, z)."""
SHADE = 6
"""To a place under a roof."""
TOUCH = 7
"""Hurt the prey by touch."""
SHOOT = 8
"""An arrow at the point (x, y, z)."""
HURL = 9
"""A potion at the point (x, y, z); its effect stands in the place of the pace."""
BURST = 10
"""Explode."""
BITE = 11
"""Eat the grass at the feet."""
LAY = 12
"""Lay an egg."""
BEAR = 13
"""Have a young one with the mob in row x."""
BLINK = 14
"""Teleport anywhere; tried y times."""
BLINK_TO = 15
"""Teleport to the ground at (x, y, z)."""

Wish = tuple[int, float, float, float, float]
"""What, x, y, z, pace."""
Prey = tuple[bool, float, float, float, float, float, bool]
"""Whether a mob hunts; where its prey stands (x, y, z); squared distance; height of its eyes; is it in sight."""
