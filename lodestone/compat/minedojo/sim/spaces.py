"""MineDojo's spaces."""

from envs.minedojo.spaces import Box, Dict, Discrete, Enum, MultiDiscrete, Text

__all__ = ["Box", "Dict", "Discrete", "Enum", "MultiDiscrete", "Text"]
