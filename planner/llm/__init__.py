"""Plans and goals from a large language model, as data that the search verifies."""
