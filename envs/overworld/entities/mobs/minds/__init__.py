"""The behaviours of mobs: a file for each, or for a small family that shares its ways."""
