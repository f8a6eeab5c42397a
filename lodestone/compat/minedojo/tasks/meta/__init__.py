"""Kinds of tasks."""

from lodestone.compat.minedojo.tasks.meta.base import MetaTaskBase
from lodestone.compat.minedojo.tasks.meta.combat import CombatMeta
from lodestone.compat.minedojo.tasks.meta.creative import CreativeMeta
from lodestone.compat.minedojo.tasks.meta.harvest import HarvestMeta
from lodestone.compat.minedojo.tasks.meta.playthrough import Playthrough
from lodestone.compat.minedojo.tasks.meta.spawning import ExtraSpawnMetaTaskBase
from lodestone.compat.minedojo.tasks.meta.survival import SurvivalMeta
from lodestone.compat.minedojo.tasks.meta.tech_tree import TechTreeMeta

__all__ = [
    "CombatMeta",
    "CreativeMeta",
    "ExtraSpawnMetaTaskBase",
    "HarvestMeta",
    "MetaTaskBase",
    "Playthrough",
    "SurvivalMeta",
    "TechTreeMeta",
]
