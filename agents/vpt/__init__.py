"""VPT: the policy that sees pixels and presses keys, its checkpoints and its action layout."""
