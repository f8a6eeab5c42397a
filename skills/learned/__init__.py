"""Skills carried out by learnt policies, from what is on the screen."""
