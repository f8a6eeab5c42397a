"""Boxes of the mobs' bodies, as the game's entity models have them."""

from envs.overworld.render.models.animals import ANIMALS
from envs.overworld.render.models.contract import Box, Model
from envs.overworld.render.models.monsters import MONSTERS

MODELS: dict[str, Model] = ANIMALS | MONSTERS
"""Model by mob name."""

__all__ = ["MODELS", "Box", "Model"]
