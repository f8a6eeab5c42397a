"""What moves in the world beside players."""
