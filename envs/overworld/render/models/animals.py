"""Animals: cows, pigs, sheep, chickens, rabbits, wolves, horses, llamas, squid, bats."""

import math
from dataclasses import replace

from envs.overworld.render.atlas import (
    MOVE_FLAP,
    MOVE_HEAD,
    MOVE_LIMB,
    MOVE_TAIL,
    MOVE_TENTACLE,
    MOVE_WING,
    PART_ADULT,
    PART_WOOL,
)
from envs.overworld.render.models.contract import HALF_CYCLE, QUARTER, Box, Model, Triple, four_legs, pair

_LYING: Triple = (QUARTER, 0.0, 0.0)


def _head(uv: tuple[int, int], corner: Triple, size: Triple, pivot: Triple, name: str = "head", **more: float) -> Box:
    return Box(name, uv, corner, size, pivot, move=MOVE_HEAD, head=True, turn=(more.get("nod", 0.0), 0.0, 0.0))


_COW = (
    _head((0, 0), (-4, -4, -6), (8, 8, 6), (0, 4, -8)),
    _head((22, 0), (-5, -5, -4), (1, 3, 1), (0, 4, -8), "horn"),
    _head((22, 0), (4, -5, -4), (1, 3, 1), (0, 4, -8), "horn"),
    Box("body", (18, 4), (-6, -10, -7), (12, 18, 10), (0, 5, 2), _LYING),
    Box("udder", (52, 0), (-2, 2, -8), (4, 6, 1), (0, 5, 2), _LYING),
    *four_legs((4, 12, 4), 4, 12, -6, 7, (0, 16)),
)
_SHEEP_LEGS = four_legs((4, 12, 4), 3, 12, -5, 7, (0, 16))
_FLEECE = (
    replace(_head((0, 0), (-3, -4, -4), (6, 6, 6), (0, 6, -8), "fleece_head"), grow=0.6, layer=1, flags=PART_WOOL),
    Box("fleece_body", (28, 8), (-4, -10, -7), (8, 16, 6), (0, 5, 2), _LYING, grow=1.75, layer=1, flags=PART_WOOL),
    *(replace(leg, name="fleece_leg", size=(4, 6, 4), grow=0.5, layer=1, flags=PART_WOOL) for leg in _SHEEP_LEGS),
)


def _mushroom(x: float, y: float, z: float, turn: float) -> Box:
    return Box("mushroom", (0, 0), (-8, -16, 0), (16, 16, 0), (x, y, z), (0, turn, 0), layer=1, flags=PART_ADULT)


_MUSHROOMS = (
    *(_mushroom(-3, 2, -2, turn) for turn in (42, 132)),
    *(_mushroom(2, 2, 5, turn) for turn in (84, 174)),
    *(replace(_mushroom(0, -4, -3, turn), parent="head", head=True, pivot=(0.0, -4.0, -3.0)) for turn in (12, 102)),
)


def _horse_leg(uv: int, front: bool, phase: float) -> tuple[Box, ...]:
    x, z = (0.1, -8) if front else (-0.5, 11)
    width, deep = (3, 4) if front else (4, 5)
    size: Triple = (width, 8, deep) if front else (width, 9, deep)
    top = -1.0 if front else -2.0
    pivot = (-4.0, 9.0, float(z))
    thigh = Box(
        "leg", (uv, 29), (-width / 2 + x - 0.5, top, -deep / 2), size, pivot, move=MOVE_LIMB, gain=45, phase=phase
    )
    shin = replace(thigh, name="shin", uv=(uv, 41 if front else 43), corner=(-1.5 + x, 7, -1.6), size=(3, 5, 3))
    hoof = replace(thigh, name="hoof", uv=(uv, 51), corner=(-2.0 + x, 12.0, -2.1), size=(4, 3, 4))
    return tuple(side for box in (thigh, shin, hoof) for side in pair(box, phase + HALF_CYCLE))


def _horse(ears: tuple[Box, ...]) -> tuple[Box, ...]:
    neck: Triple = (0, 4, -10)
    return (
        Box("body", (0, 34), (-5, -8, -19), (10, 10, 24), (0, 11, 9)),
        Box("tail", (44, 0), (-1, -1, 0), (2, 2, 3), (0, 3, 14), (-65, 0, 0), MOVE_TAIL, 8),
        Box("tail", (38, 7), (-1.5, -2, 3), (3, 4, 7), (0, 3, 14), (-65, 0, 0), MOVE_TAIL, 8),
        Box("tail", (24, 3), (-1.5, -4.5, 9), (3, 4, 7), (0, 3, 14), (-80, 0, 0), MOVE_TAIL, 8),
        *_horse_leg(60, True, HALF_CYCLE),
        *_horse_leg(96, False, 0.0),
        _head((0, 0), (-2.5, -10, -1.5), (5, 5, 7), neck, nod=30),
        _head((24, 18), (-2, -10, -7), (4, 3, 6), neck, "muzzle", nod=30),
        _head((24, 27), (-2, -7, -6.5), (4, 2, 5), neck, "muzzle", nod=30),
        *ears,
        _head((0, 12), (-2.05, -9.8, -2), (4, 14, 8), neck, "neck", nod=30),
        _head((58, 0), (-1, -11.5, 5), (2, 16, 4), neck, "mane", nod=30),
    )


_HORSE_EARS = pair(_head((0, 0), (-2.45, -12, 4), (2, 3, 1), (0, 4, -10), "ear", nod=30))
_DONKEY_EARS = pair(
    replace(_head((0, 12), (-2, -16, 4), (2, 7, 1), (0, 4, -10), "ear", nod=30), turn=(30.0, 0.0, -15.0))
)
_WOLF_HEAD = (-1.0, 13.5, -7.0)
_CHICKEN_HEAD = (0.0, 15.0, -4.0)
_RABBIT_HEAD = (0.0, 16.0, -1.0)

ANIMALS: dict[str, Model] = {
    "cow": Model(_COW, ("cow/cow",)),
    "mooshroom": Model((*_COW, *_MUSHROOMS), ("cow/mooshroom",), second="block:mushroom_red"),
    "pig": Model(
        (
            _head((0, 0), (-4, -4, -8), (8, 8, 8), (0, 12, -6)),
            _head((16, 16), (-2, 0, -9), (4, 3, 1), (0, 12, -6), "snout"),
            Box("body", (28, 8), (-5, -10, -7), (10, 16, 8), (0, 11, 2), _LYING),
            *four_legs((4, 6, 4), 3, 18, -5, 7, (0, 16)),
        ),
        ("pig/pig",),
        baby_head=(1.0, 4.0, 4.0),
    ),
    "sheep": Model(
        (
            _head((0, 0), (-3, -4, -6), (6, 6, 8), (0, 6, -8)),
            Box("body", (28, 8), (-4, -10, -7), (8, 16, 6), (0, 5, 2), _LYING),
            *_SHEEP_LEGS,
            *_FLEECE,
        ),
        ("sheep/sheep",),
        second="sheep/sheep_fur",
    ),
    "chicken": Model(
        (
            _head((0, 0), (-2, -6, -2), (4, 6, 3), _CHICKEN_HEAD),
            _head((14, 0), (-2, -4, -4), (4, 2, 2), _CHICKEN_HEAD, "beak"),
            _head((14, 4), (-1, -2, -3), (2, 2, 2), _CHICKEN_HEAD, "wattle"),
            Box("body", (0, 9), (-3, -4, -3), (6, 8, 6), (0, 16, 0), _LYING),
            *pair(Box("foot", (26, 0), (-1, 0, -3), (3, 5, 3), (-2, 19, 1), move=MOVE_LIMB, gain=80), HALF_CYCLE),
            Box("wing", (24, 13), (0, 0, -3), (1, 4, 6), (-4, 13, 0), move=MOVE_WING, gain=45),
            Box("wing", (24, 13), (-1, 0, -3), (1, 4, 6), (4, 13, 0), move=MOVE_WING, gain=-45, mirror=True),
        ),
        ("chicken",),
        baby_head=(1.0, 5.0, 2.0),
    ),
    "rabbit": Model(
        (
            *pair(Box("foot", (8, 24), (-1, 5.5, -3.7), (2, 1, 7), (-3, 17.5, 3.7), move=MOVE_LIMB, gain=50), 0.0),
            *pair(
                Box("thigh", (16, 15), (-1, 0, 0), (2, 4, 5), (-3, 17.5, 3.7), (-20, 0, 0), MOVE_LIMB, 50), 0.0
            ),
            Box("body", (0, 0), (-3, -2, -10), (6, 5, 10), (0, 19, 8), (-20, 0, 0)),
            *pair(Box("arm", (0, 15), (-1, 0, -1), (2, 7, 2), (-3, 17, -1), (-10, 0, 0), MOVE_LIMB, -40), 0.0),
            _head((32, 0), (-2.5, -4, -5), (5, 4, 5), _RABBIT_HEAD),
            *pair(replace(_head((52, 0), (-2.5, -9, -1), (2, 5, 1), _RABBIT_HEAD, "ear"), turn=(0.0, -15.0, 0.0))),
            Box("tail", (52, 6), (-1.5, -1.5, 0), (3, 3, 2), (0, 20, 7), (-20, 0, 0)),
            _head((32, 9), (-0.5, -2.5, -5.5), (1, 1, 1), _RABBIT_HEAD, "nose"),
        ),
        tuple(f"rabbit/{coat}" for coat in ("brown", "white", "black", "white_splotched", "gold", "salt")),
        scale=0.6,
        baby_head=(0.9, 6.0, 2.0),
    ),
    "wolf": Model(
        (
            _head((0, 0), (-2, -3, -2), (6, 6, 4), _WOLF_HEAD),
            _head((16, 14), (-2, -5, 0), (2, 2, 1), _WOLF_HEAD, "ear"),
            _head((16, 14), (2, -5, 0), (2, 2, 1), _WOLF_HEAD, "ear"),
            _head((0, 10), (-0.5, 0, -5), (3, 3, 4), _WOLF_HEAD, "snout"),
            Box("body", (18, 14), (-3, -2, -3), (6, 9, 6), (0, 14, 2), _LYING),
            Box("mane", (21, 0), (-4, -3, -3), (8, 6, 7), (0, 14, -3), _LYING),
            *four_legs((2, 8, 2), 1.5, 16, -4, 7, (0, 18)),
            Box("tail", (9, 18), (-1, 0, -1), (2, 8, 2), (0, 12, 8), (36, 0, 0), MOVE_TAIL, 80),
        ),
        ("wolf/wolf",),
        tame="wolf/wolf_tame",
        angry="wolf/wolf_angry",
        baby_head=(1.0, 5.0, 2.0),
    ),
    "horse": Model(
        _horse(_HORSE_EARS),
        tuple(
            f"horse/horse_{coat}" for coat in ("white", "creamy", "chestnut", "brown", "black", "gray", "darkbrown")
        ),
        skin_size=(128, 128),
        baby_head=(0.6, 16.0, 4.0),
    ),
    "donkey": Model(
        _horse(_DONKEY_EARS), ("horse/donkey",), skin_size=(128, 128), scale=0.87, baby_head=(0.6, 16.0, 4.0)
    ),
    "llama": Model(
        (
            _head((0, 0), (-2, -14, -10), (4, 4, 9), (0, 7, -6)),
            _head((0, 14), (-4, -16, -6), (8, 18, 6), (0, 7, -6), "neck"),
            _head((17, 0), (-4, -19, -4), (3, 3, 2), (0, 7, -6), "ear"),
            _head((17, 0), (1, -19, -4), (3, 3, 2), (0, 7, -6), "ear"),
            Box("body", (29, 0), (-6, -10, -7), (12, 18, 10), (0, 5, 2), _LYING),
            *four_legs((4, 14, 4), 3.5, 10, -5, 6, (29, 29)),
        ),
        tuple(f"llama/llama_{coat}" for coat in ("creamy", "white", "brown", "gray")),
        skin_size=(128, 64),
        baby_head=(0.7, 14.0, 2.0),
    ),
    "squid": Model(
        (
            Box("body", (0, 0), (-6, -8, -6), (12, 16, 12), (0, 8, 0)),
            *(
                Box(
                    "tentacle", (48, 0), (-1, 0, -1), (2, 18, 2),
                    (5 * math.cos(k * math.pi / 4), 15, 5 * math.sin(k * math.pi / 4)), (0, 90 - 45 * k, 0),
                    MOVE_TENTACLE, 35,
                )
                for k in range(8)
            ),
        ),
        ("squid",),
        drop=11.2,
    ),
    "bat": Model(
        (
            Box("head", (0, 0), (-3, -3, -3), (6, 6, 6), move=MOVE_HEAD),
            *pair(Box("ear", (24, 0), (-4, -6, -2), (3, 4, 1), move=MOVE_HEAD)),
            Box("body", (0, 16), (-3, 4, -3), (6, 12, 6), turn=(40, 0, 0)),
            Box("membrane", (0, 34), (-5, 16, 0), (10, 6, 1), turn=(40, 0, 0)),
            Box("wing", (42, 0), (-12, 1, 1.5), (10, 16, 1), move=MOVE_FLAP, gain=45, parent="body"),
            Box("tip", (24, 16), (-8, 1, 0), (8, 12, 1), (-12, 1, 1.5), move=MOVE_FLAP, gain=22, parent="wing"),
            Box("wing_left", (42, 0), (2, 1, 1.5), (10, 16, 1), move=MOVE_FLAP, gain=-45, parent="body", mirror=True),
            Box(
                "tip", (24, 16), (0, 1, 0), (8, 12, 1), (12, 1, 1.5), move=MOVE_FLAP, gain=-22, parent="wing_left",
                mirror=True,
            ),
        ),
        ("bat",),
        skin_size=(64, 64),
        scale=0.35,
    ),
}  # fmt: skip
