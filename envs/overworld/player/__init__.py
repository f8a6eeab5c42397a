"""What a player does: moves, looks, digs, places, eats, crafts, survives."""
