"""Animals and monsters: what they want (`mind`), how they move (`body`), and how they live and die (`life`)."""
