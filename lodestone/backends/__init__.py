"""Other simulators beside the Overworld: the environments that their Python needs, and what is missing for the rest."""
