"""What an agent can do: skill records, the skill graph, executors."""
