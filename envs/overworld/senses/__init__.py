"""What an agent is told beside the picture."""
