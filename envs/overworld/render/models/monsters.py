"""Monsters: the two-legged ones, spiders, creepers, slimes, witches, silverfish."""

import math
from dataclasses import replace

from envs.overworld.render.atlas import (
    MOVE_ARM,
    MOVE_HEAD,
    MOVE_LIMB,
    MOVE_SPIDER_LEG,
    MOVE_WRIGGLE,
    PART_SEE_THROUGH,
)
from envs.overworld.render.models.contract import HALF_CYCLE, Box, Model, Triple, four_legs, pair


def _biped(arms: float = 4, reach: float = 0.0, arm_gain: float = 57.0) -> tuple[Box, ...]:
    """Head, body, arms and legs of a human shape; `reach` degrees are the arms held up before it at rest."""
    shoulder = -3.0 if arms == 4 else -1.0
    hip = 1.9 if arms == 4 else 2.0
    right_arm = Box(
        "arm", (40, 16), (shoulder, -2, -arms / 2), (arms, 12, arms), (-5, 2, 0), (-reach, 0, 0), MOVE_ARM, arm_gain,
        HALF_CYCLE,
    )  # fmt: skip
    leg = Box("leg", (0, 16), (-arms / 2, 0, -arms / 2), (arms, 12, arms), (-hip, 12, 0), move=MOVE_LIMB, gain=80)
    return (
        Box("head", (0, 0), (-4, -8, -4), (8, 8, 8), move=MOVE_HEAD, head=True),
        Box("body", (16, 16), (-4, 0, -2), (8, 12, 4)),
        *pair(right_arm, 0.0),
        *pair(leg, HALF_CYCLE),
    )


def _hat(uv: tuple[int, int] = (32, 0), grow: float = 0.5) -> Box:
    return Box("hat", uv, (-4, -8, -4), (8, 8, 8), move=MOVE_HEAD, head=True, grow=grow)


_ZOMBIE = (*_biped(reach=90, arm_gain=15), _hat())
_SKELETON = _biped(2)
_RAGS = tuple(replace(box, grow=0.25, layer=1) for box in _SKELETON)
_BABY: Triple = (0.75, 16.0, 0.0)


def _spider_legs() -> tuple[Box, ...]:
    legs = []
    for z, yaw, roll, phase in ((2, 45, 45, 0.0), (1, 22.5, 33.3, math.pi), (0, -22.5, 33.3, math.pi / 2),
                                (-1, -45, 45, 3 * math.pi / 2)):  # fmt: skip
        for side in (-1, 1):
            x = -15 if side < 0 else -1
            legs.append(
                Box(
                    "leg", (18, 0), (x, -1, -1), (16, 2, 2), (4 * side, 15, z), (0, -side * yaw, side * roll),
                    MOVE_SPIDER_LEG, -side * 23, phase,
                )
            )  # fmt: skip
    return tuple(legs)


_SPIDER = (
    Box("head", (32, 4), (-4, -4, -8), (8, 8, 8), (0, 15, -3), move=MOVE_HEAD),
    Box("neck", (0, 0), (-3, -3, -3), (6, 6, 6), (0, 15, 0)),
    Box("abdomen", (0, 12), (-5, -4, -6), (10, 8, 12), (0, 15, 9)),
    *_spider_legs(),
)


def _silverfish() -> tuple[Box, ...]:
    sizes = ((3, 2, 2), (4, 3, 2), (6, 4, 3), (3, 3, 3), (2, 2, 3), (2, 1, 2), (1, 1, 2))
    places = ((0, 0), (0, 4), (0, 9), (0, 16), (0, 22), (11, 0), (13, 4))
    boxes = []
    z = -3.5
    middle = []
    for k, ((width, height, depth), uv) in enumerate(zip(sizes, places, strict=True)):
        gain = 9.0 * (1 + abs(k - 2))
        boxes.append(
            Box(
                "segment" if k else "face",
                uv, (-width / 2, 0, -depth / 2), (width, height, depth), (0, 24 - height, z),
                move=MOVE_WRIGGLE, gain=gain, phase=k * 0.15 * math.pi,
            )
        )  # fmt: skip
        middle.append(z)
        if k < 6:
            z += (depth + sizes[k + 1][2]) / 2
    for uv, width, height, depth, k in (((20, 0), 10, 8, 3, 2), ((20, 11), 6, 4, 3, 4), ((20, 18), 6, 5, 2, 1)):
        boxes.append(
            Box(
                "fuzz", uv, (-width / 2, 0, -depth / 2), (width, height, depth), (0, 24 - height, middle[k]),
                move=MOVE_WRIGGLE, gain=9.0, phase=k * 0.15 * math.pi,
            )
        )  # fmt: skip
    return tuple(boxes)


def _witch() -> tuple[Box, ...]:
    arms: Triple = (-43.0, 0.0, 0.0)
    return (
        Box("head", (0, 0), (-4, -10, -4), (8, 10, 8), move=MOVE_HEAD),
        Box("nose", (24, 0), (-1, -1, -6), (2, 4, 2), (0, -2, 0), parent="head"),
        Box("mole", (0, 0), (0, 3, -6.75), (1, 1, 1), (0, -2, 0), parent="nose", grow=-0.25),
        Box("brim", (0, 64), (0, 0, 0), (10, 2, 10), (-5, -10.03, -5), parent="head"),
        Box("cone", (0, 76), (0, 0, 0), (7, 4, 7), (1.75, -4, 2), (-3, 0, 1.5), parent="brim"),
        Box("point", (0, 87), (0, 0, 0), (4, 4, 4), (1.75, -4, 2), (-6, 0, 3), parent="cone"),
        Box("tip", (0, 95), (0, 0, 0), (1, 2, 1), (1.75, -2, 2), (-12, 0, 6), parent="point", grow=0.25),
        Box("body", (16, 20), (-4, 0, -3), (8, 12, 6)),
        Box("robe", (0, 38), (-4, 0, -3), (8, 18, 6), grow=0.5),
        Box("sleeve", (44, 22), (-8, -2, -2), (4, 8, 4), (0, 3, -1), arms),
        Box("sleeve", (44, 22), (4, -2, -2), (4, 8, 4), (0, 3, -1), arms),
        Box("hands", (40, 38), (-4, 2, -2), (8, 4, 4), (0, 3, -1), arms),
        *pair(Box("leg", (0, 22), (-2, 0, -2), (4, 12, 4), (-2, 12, 0), move=MOVE_LIMB, gain=40), HALF_CYCLE),
    )


MONSTERS: dict[str, Model] = {
    "zombie": Model(_ZOMBIE, ("zombie/zombie",), skin_size=(64, 64), baby_head=_BABY, hand="arm"),
    "husk": Model(_ZOMBIE, ("zombie/husk",), skin_size=(64, 64), scale=1.0625, baby_head=_BABY, hand="arm"),
    "zombie_pigman": Model((*_biped(), _hat()), ("zombie_pigman",), skin_size=(64, 64), baby_head=_BABY, hand="arm"),
    "skeleton": Model(_SKELETON, ("skeleton/skeleton",), hand="arm"),
    "stray": Model((*_SKELETON, *_RAGS), ("skeleton/stray",), second="skeleton/stray_overlay", hand="arm"),
    "spider": Model(_SPIDER, ("spider/spider",), eyes="spider_eyes"),
    "cave_spider": Model(_SPIDER, ("spider/cave_spider",), eyes="spider_eyes", scale=0.7),
    "creeper": Model(
        (
            Box("head", (0, 0), (-4, -8, -4), (8, 8, 8), (0, 6, 0), move=MOVE_HEAD),
            Box("body", (16, 16), (-4, 0, -2), (8, 12, 4), (0, 6, 0)),
            *four_legs((4, 6, 4), 2, 18, -4, 4, (0, 16)),
        ),
        ("creeper/creeper",),
    ),
    "enderman": Model(
        (
            Box("head", (0, 0), (-4, -8, -4), (8, 8, 8), (0, -13, 0), move=MOVE_HEAD),
            Box("jaw", (0, 16), (-4, -8, -4), (8, 8, 8), (0, -13, 0), move=MOVE_HEAD, grow=-0.5),
            Box("body", (32, 16), (-4, 0, -2), (8, 12, 4), (0, -14, 0)),
            *pair(
                Box("arm", (56, 0), (-1, -2, -1), (2, 30, 2), (-5, -12, 0), (0, 0, 1), MOVE_ARM, 25, HALF_CYCLE), 0.0
            ),
            *pair(Box("leg", (56, 0), (-1, 0, -1), (2, 30, 2), (-2, -6, 0), move=MOVE_LIMB, gain=25), HALF_CYCLE),
        ),
        ("enderman/enderman",),
        eyes="enderman/enderman_eyes",
    ),
    "slime": Model(
        (
            Box("core", (0, 16), (-3, 17, -3), (6, 6, 6)),
            Box("eye", (32, 0), (-3.25, 18, -3.5), (2, 2, 2)),
            Box("eye", (32, 4), (1.25, 18, -3.5), (2, 2, 2)),
            Box("mouth", (32, 8), (0, 21, -3.5), (1, 1, 1)),
            Box("jelly", (0, 0), (-4, 16, -4), (8, 8, 8), flags=PART_SEE_THROUGH),
        ),
        ("slime/slime",),
    ),
    "witch": Model(_witch(), ("witch",), skin_size=(64, 128), scale=0.9375),
    "silverfish": Model(_silverfish(), ("silverfish",)),
}
