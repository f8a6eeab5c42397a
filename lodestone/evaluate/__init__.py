"""Agents on suites of tasks: played in parallel, kept as they come, the same whatever the number of workers."""
