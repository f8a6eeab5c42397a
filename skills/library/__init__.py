"""The skill library: what an agent can do beyond what ships, how well each skill did, and what episodes taught."""
