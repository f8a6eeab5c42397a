"""What MineDojo knows of the game as lists."""
