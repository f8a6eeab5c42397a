"""What environments of other simulators have in common: episodes, tasks and observations from what a worker tells."""
