"""Worlds and tasks. Importing this package registers the environments with Gymnasium, and imports none of them."""

import gymnasium

gymnasium.register(
    id="lodestone/Overworld-v0",
    entry_point="envs.overworld.env:OverworldEnv",
    vector_entry_point="envs.overworld.vector:OverworldVectorEnv",
)
