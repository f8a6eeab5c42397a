"""How well planners plan, without the game: a world of recipes in which skills fail by chance."""
