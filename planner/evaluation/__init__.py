"""How well planners plan, without the game: goals in worlds of recipes, crafting puzzles, every item, orders."""
