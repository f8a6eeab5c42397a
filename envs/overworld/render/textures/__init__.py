"""Procedural 16x16 textures, keyed by the file names that 1.11 resource packs give them."""
