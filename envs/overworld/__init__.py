"""The Overworld: a fast, deterministic voxel world with the rules of Minecraft 1.11.2 and MineDojo's interface."""
