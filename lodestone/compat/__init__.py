"""Interfaces of other projects on the Overworld, for code that was written for them."""
