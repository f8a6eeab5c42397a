"""Blocks in the world: reading and writing them, light, liquids, collisions, rays, what holds and what falls."""
