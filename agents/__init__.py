"""What acts and learns: policies, reward models, imitation and reinforcement."""
