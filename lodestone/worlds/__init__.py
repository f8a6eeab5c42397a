"""Worlds held against each other: the same short behaviours in each, and what came of them as numbers."""
