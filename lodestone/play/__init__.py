"""Play the Overworld with keyboard and mouse, and keep what was played as a demonstration."""
