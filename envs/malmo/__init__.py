"""The Overworld behind MineDojo's own interfaces: Malmo's protocol, its missions, and the game's slash commands."""
