"""Unbounded terrain: a chunk is a pure function of the seed, its coordinates and the biome that was asked for."""

from envs.overworld.terrain.chunk import WORK, generate_chunk

__all__ = ["WORK", "generate_chunk"]
