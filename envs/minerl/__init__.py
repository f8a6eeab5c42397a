"""MineRL 1.0, the interface of a person at a keyboard and a mouse, as MineStudio carries it."""
