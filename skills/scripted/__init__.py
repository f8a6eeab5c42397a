"""Skills that are carried out by rule: crafting, smelting, setting up a station. They read what the screen shows."""
