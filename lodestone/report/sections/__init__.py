"""What a report says: each module makes the sections about one thing."""
