"""What is played: for each behaviour, scripts that do it and scripts that come near to it.

A script sets its scene before its first action. It promises nothing: what a clip shows is found out by watching.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lodestone.clips import creatures, ground, making, roaming, trees
from lodestone.clips.stage import Stage
from skills.oracle.body import Behaviour

Script = Callable[[Stage], Behaviour[None]]
_WOODED = ("forest", "birch_forest", "taiga", "savanna", "swampland", "roofed_forest", "jungle", "flower_forest",
           "mega_taiga", "birch_forest_hills", "forest_hills", "cold_taiga")  # fmt: skip
_OPEN = ("plains", "sunflower_plains", "forest", "birch_forest", "savanna", "taiga", "extreme_hills", "swampland",
         "desert", "flower_forest", "ice_plains", "savanna_plateau", "beach")  # fmt: skip
_ROCKY = ("extreme_hills", "extreme_hills_plus", "extreme_hills_edge", "stone_beach", "plains", "forest", "savanna",
          "taiga", "desert")  # fmt: skip
_WET = ("swampland", "river", "ocean", "beach", "swampland_m", "deep_ocean", "plains", "forest")
_GREEN = ("plains", "sunflower_plains", "flower_forest", "forest", "savanna", "birch_forest", "swampland", "taiga")
_ANIMALS = ("pig", "sheep", "chicken")


@dataclass(frozen=True)
class Scene:
    """A behaviour: where, how, and what a clip must show to be of it."""

    fact: str
    """What is true of a clip in which it is done."""
    biomes: tuple[str, ...]
    does: tuple[Script, ...]
    nears: tuple[Script, ...]
    at_night: bool = False
    """Whether it needs the dark, or rain."""


def _about(script: Callable[[Stage, tuple[str, ...]], Behaviour[None]], *mobs: str) -> Script:
    """A script about any of some mobs."""
    return lambda stage: script(stage, mobs)


def _approach(*mobs: str) -> Scene:
    """To walk up to a mob, and to another one or not at all."""
    nears: tuple[Script, ...] = (_about(creatures.approach_mob_near, *mobs),)
    if len(mobs) == 1:
        nears = (*nears, *nears, _about(creatures.approach_mob, *_ANIMALS))
    fact = f"approach {mobs[0] if len(mobs) == 1 else 'animal'}"
    return Scene(fact, _OPEN, (_about(creatures.approach_mob, *mobs),), nears)


def _hit(fact: str, *mobs: str) -> Scene:
    """To strike animals."""
    return Scene(fact, _OPEN, (_about(creatures.hit_mob, *mobs),), (_about(creatures.hit_mob_near, *mobs),))


def _fight(fact: str, *mobs: str) -> Scene:
    """To strike monsters."""
    does, near = _about(creatures.hit_mob, *mobs), _about(creatures.monster_near, *mobs)
    return Scene(fact, _OPEN, (does,), (near,), at_night=True)


SCENES: dict[str, Scene] = {
    "approach_tree": Scene("approach tree", _WOODED, (trees.approach_tree,), (trees.approach_tree_near,)),
    "chop": Scene("chop", _WOODED, (trees.chop,), (trees.chop_near,)),
    "mine_stone": Scene("mine", _ROCKY, (ground.mine_stone,), (ground.mine_stone_near,)),
    "mine_down": Scene("dig_down", _ROCKY, (ground.mine_down,), (ground.mine_down_near,)),
    "approach_cow": _approach("cow"),
    "hit_cow": _hit("hit cow", "cow"),
    "shear_sheep": Scene("shear sheep", _OPEN, (creatures.shear,), (creatures.shear_near,)),
    "fight_zombie": _fight("hit zombie", "zombie"),
    "swim": Scene("swim", _WET, (roaming.swim,), (roaming.swim_near,)),
    "build": Scene("build", _OPEN, (making.build,), (making.build_near,)),
    "approach_animal": _approach(*_ANIMALS),
    "hit_animal": _hit("hit animal", *_ANIMALS),
    "fight_monster": _fight("hit monster", "skeleton", "spider", "creeper"),
    "dig": Scene("dig", _OPEN, (ground.dig,), (ground.dig_near,)),
    "gather": Scene("gather", _GREEN, (ground.gather,), (ground.gather_near,)),
    "milk_cow": Scene("milk cow", _OPEN, (creatures.milk,), (creatures.milk_near,)),
    "place_torch": Scene("place torch", _OPEN, (making.torch,), (making.torch_near,)),
    "eat": Scene("eat", _OPEN, (making.eat,), (making.eat_near,)),
    "move": Scene("walk", _OPEN, (roaming.roam,), (roaming.linger,)),
    "random": Scene("jump", _GREEN, (roaming.chance,), (roaming.chance,)),
}
"""All behaviours by name. Those of the first ten are what a reward model must tell from nearly doing them."""
