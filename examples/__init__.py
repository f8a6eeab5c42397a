"""Agents that learn to chop a log, with three libraries."""
