"""What is in view, told from the screen: trees, stone, ores, water, caves, animals and monsters."""
