"""Learning: imitation of recorded play, and reward models from clips with captions."""
