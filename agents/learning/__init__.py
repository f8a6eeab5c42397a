"""Learning: imitation of recorded play."""
