"""Rollouts: a policy steps a batch of worlds, its memory goes along, and every so many steps leave a fragment."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from gymnasium.vector import AutoresetMode, VectorEnv
from numpy.typing import NDArray
from torch import Tensor

from agents.errors import TrainingError
from agents.learning.fragments import Fragment
from agents.mineclip.reward import VideoReward
from agents.mineclip.terms import RewardTerms
from agents.vpt.actions import to_canonical
from agents.vpt.heads import TensorAction
from agents.vpt.policy import Decision, VPTPolicy

TERMS = ("success", "task", "death", "step", "mineclip")
"""Reward terms that a rollout knows: 1 at success; what the world itself pays; 1 at death; 1 at every step; how well
the screen fits a prompt. Weights make costs of them."""

LOST_WORLDS = "worlds/lost"
"""Figure: how many were lost, and begun anew."""
Stage = int | NDArray[np.int64]
"""Of the curriculum: that of all worlds, or (N,) of each."""


class Episode(NamedTuple):
    """One that has ended."""

    success: bool
    length: int
    """Steps."""
    returns: dict[str, float]
    """Sums of its terms by name, weight included."""
    stage: int = 0
    """Of the curriculum, when it began."""
    task: str = ""
    """Id."""


class _Step(NamedTuple):
    """What a step brought to each world, (N,) each."""

    paid: dict[str, NDArray[np.float32]]
    """By term, weight included."""
    terminated: NDArray[np.bool_]
    truncated: NDArray[np.bool_]
    success: NDArray[np.bool_]


class Rollout:
    """Steps worlds with a policy that draws its actions.

    Args:
        env: Worlds in `NEXT_STEP` mode with `rgb` in their observations, in the size of the policy's pictures, and
            canonical actions. Their infos say `success` and `died`, where they know of it, and `lost` where a world
            may be, with the episode in it.
        policy: Is asked as it is at the time.
        terms: What steps pay; names are among `TERMS`.
        seeds: Of the first episode of each world. Later ones follow from them.
        random: Where the policy's draws come from, on its device.
        video: Gives the term `mineclip`; for as many worlds.
        goal: (N, G) float32, the goal's embedding of each world, if the policy has goals.
        half: Whether to compute in bfloat16 (autocast); the same for learning, or probabilities differ.
        stage: Of the curriculum, at which the first episodes begin.
        tasks: Id of what is played in each world, N of them. Figures tell tasks apart if there are several.

    Raises:
        TrainingError: The worlds reset otherwise, a term is none of these, or `mineclip` has nothing to give it.
    """

    def __init__(
        self,
        env: VectorEnv[Any, Any, Any],
        policy: VPTPolicy,
        terms: RewardTerms,
        seeds: Sequence[int],
        random: torch.Generator,
        video: VideoReward | None = None,
        goal: Tensor | None = None,
        half: bool = False,
        stage: Stage = 0,
        tasks: Sequence[str] = (),
    ) -> None:
        mode = env.metadata.get("autoreset_mode")
        if mode != AutoresetMode.NEXT_STEP:
            raise TrainingError(f"worlds must reset in NEXT_STEP mode, not {mode}: make them with that autoreset_mode")
        if unknown := sorted(terms.weights.keys() - set(TERMS)):
            raise TrainingError(f"there is no reward term '{unknown[0]}': {', '.join(TERMS)}")
        if ("mineclip" in terms.weights) != (video is not None):
            raise TrainingError("the reward term 'mineclip' and a video reward go together: give both or neither")
        self._env, self._policy, self._terms, self._video = env, policy, terms, video
        self._goal, self._half, self._random = goal, half, random
        self._device = random.device
        observation, _ = env.reset(seed=list(seeds))  # type: ignore[arg-type]  # Gymnasium's own worlds take lists too
        self._frame = torch.from_numpy(observation["rgb"])
        self._first = torch.ones(env.num_envs, dtype=torch.bool)
        self._ended = np.zeros(env.num_envs, np.bool_)
        self._state = policy.initial_state(env.num_envs, device=self._device)
        self._tasks = tasks or [""] * env.num_envs
        self._stages = np.array(np.broadcast_to(stage, env.num_envs))
        self._next_stages = self._stages.copy()
        self._length = np.zeros(env.num_envs, np.int64)
        self._returns = {name: np.zeros(env.num_envs) for name in terms.weights}
        self.episodes: list[Episode] = []
        """Those that ended since the last call of `figures`."""
        self._lost: int | None = None
        """How many worlds were lost since then; None if these never are."""
        if video is not None:
            video.step(self._frame, self._first)

    def collect(self, steps: int, version: int, stage: Stage = 0) -> Fragment:
        """Step the worlds and return what happened, on the CPU but for the memory.

        Args:
            steps: T.
            version: Of the policy, to be noted.
            stage: Of the curriculum, to be noted of the episodes that begin.
        """
        self._next_stages[:] = stage
        worlds = self._env.num_envs
        frames = torch.empty(steps + 1, *self._frame.shape, dtype=torch.uint8)
        first = torch.empty(steps + 1, worlds, dtype=torch.bool)
        value = torch.empty(steps + 1, worlds)
        log_prob = torch.empty(steps, worlds)
        action = TensorAction(*(torch.empty(steps, worlds, dtype=torch.int64) for _ in range(2)))
        terms = {name: torch.empty(steps, worlds) for name in self._terms.weights}
        terminated, truncated, success = (torch.empty(steps, worlds, dtype=torch.bool) for _ in range(3))
        state = self._state
        for step in range(steps):
            frames[step], first[step] = self._frame, self._first
            decision = self._decide()
            self._state = decision.state
            value[step], log_prob[step] = decision.value, decision.log_prob
            action.buttons[step], action.camera[step] = decision.action
            done = self._step(decision.action)
            for name, amounts in done.paid.items():
                terms[name][step] = torch.from_numpy(amounts)
            terminated[step], truncated[step] = torch.from_numpy(done.terminated), torch.from_numpy(done.truncated)
            success[step] = torch.from_numpy(done.success)
        frames[steps], first[steps] = self._frame, self._first
        value[steps] = self._decide(torch.Generator(self._device)).value  # the memory and the draws stay as they are
        goal = None if self._goal is None else self._goal.cpu().expand(steps + 1, -1, -1)
        return Fragment(
            frames=frames,
            first=first,
            action=action,
            log_prob=log_prob,
            value=value,
            terms=terms,
            terminated=terminated,
            truncated=truncated,
            success=success,
            state=state,
            version=version,
            goal=goal,
        )

    def figures(self) -> dict[str, float]:
        """Return what episodes that ended since the last call were like, and what steps paid on the mean.

        Success rate, length in steps and returns by term are missing if none ended. With several tasks there are the
        count and the success rate of each, too. Episodes that were lost with their world are none of those that ended;
        how many worlds were is told where it can happen.
        """
        ended, self.episodes = self.episodes, []
        figures = {"episode/count": float(len(ended))} | self._terms.log()
        if self._lost is not None:
            figures[LOST_WORLDS], self._lost = float(self._lost), 0
        if ended:
            figures["episode/success"] = float(np.mean([episode.success for episode in ended]))
            figures["episode/length"] = float(np.mean([episode.length for episode in ended]))
            for name in self._returns:
                figures[f"episode/return/{name}"] = float(np.mean([episode.returns[name] for episode in ended]))
        return figures | self._figures_by_task(ended)

    def _figures_by_task(self, ended: Sequence[Episode]) -> dict[str, float]:
        tasks, figures = list(dict.fromkeys(self._tasks)), dict[str, float]()
        for task in tasks if len(tasks) > 1 else ():
            successes = [episode.success for episode in ended if episode.task == task]
            figures[f"episode/count/{task}"] = float(len(successes))
            if successes:
                figures[f"episode/success/{task}"] = float(np.mean(successes))
        return figures

    def _decide(self, random: torch.Generator | None = None) -> Decision:
        device = self._device
        goal = None if self._goal is None else self._goal.to(device)
        with torch.autocast(device.type, torch.bfloat16, enabled=self._half):
            return self._policy.act(
                self._frame.to(device), self._first.to(device), self._state, goal, generator=random or self._random
            )

    def _step(self, action: TensorAction) -> _Step:
        """Step the worlds and return what came of it."""
        live = ~self._ended
        self._stages[~live] = self._next_stages[~live]  # they are reset in place of a step
        observation, reward, terminated, truncated, info = self._env.step(to_canonical(action.numpy()))
        self._frame = torch.from_numpy(observation["rgb"])
        self._first = torch.from_numpy(~live)
        success = np.asarray(info.get("success", np.zeros_like(live)), np.bool_) & live
        values = {
            "success": success,
            "task": np.asarray(reward),
            "death": np.asarray(info.get("died", np.zeros_like(live)), np.bool_),
            "step": np.ones_like(live),
        }
        if self._video is not None:
            values["mineclip"] = self._video.step(self._frame, self._first).reward.cpu().numpy()
        weights = self._terms.weights
        values = {name: np.where(live, values[name], 0.0).astype(np.float32) for name in weights}
        self._terms.combine(values)
        paid = {name: np.float32(weights[name]) * values[name] for name in weights}
        self._ended = np.asarray(terminated | truncated, np.bool_)
        lost = np.asarray(info.get("lost", np.zeros_like(live)), np.bool_)
        if "lost" in info:
            self._lost = (self._lost or 0) + int(lost.sum())
        self._account(paid, live, success, lost)
        return _Step(paid, np.asarray(terminated, np.bool_), np.asarray(truncated, np.bool_), success)

    def _account(
        self,
        paid: dict[str, NDArray[np.float32]],
        live: NDArray[np.bool_],
        success: NDArray[np.bool_],
        lost: NDArray[np.bool_],
    ) -> None:
        """Add a step to the worlds' episodes, and note those that it ended, but for those that were lost."""
        self._length += live
        for name, amounts in paid.items():
            self._returns[name] += amounts
        for world in np.flatnonzero(self._ended).tolist():
            returns = {name: float(sums[world]) for name, sums in self._returns.items()}
            length, stage = int(self._length[world]), int(self._stages[world])
            if not lost[world]:
                self.episodes.append(Episode(bool(success[world]), length, returns, stage, self._tasks[world]))
            self._length[world] = 0
            for sums in self._returns.values():
                sums[world] = 0.0
