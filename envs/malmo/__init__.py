"""The Overworld behind MineDojo's and MineRL's own interfaces: Malmo's protocol, missions, and slash commands."""
