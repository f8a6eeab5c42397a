"""MineCLIP: how well a clip of the screen fits a sentence, and the reward that follows from it."""
