"""Reinforcement with workers: RLlib is the shell, `agents.learning` the core. Needs the extra `learn`.

RLlib's are the configuration that Tune searches (`ShellConfig`), the algorithm that is a Tune trainable
(`FragmentPPO`), the group of env runners with their restarts (`FragmentRunner`), the learner group
(`FragmentLearner`), weights, callbacks and timers. What is learnt and kept is the core's: the learner holds a
`Reinforcement`, whose source of fragments is what RLlib brings, and drives it a step at a time. So the run folder, the
metrics and the checkpoints are those of a run without Ray, and either goes on with what the other began. RLlib's own
episodes, connectors and losses are left out: they store a policy's memory at every step, which for VPT is megabytes,
and spend more time in Python on a step than the Overworld does.
"""
