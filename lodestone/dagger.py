"""DAgger (Ross et al. 2011): a policy acts from pixels, and the oracle says at every step what it would have done.

A policy that learns from demonstrations alone knows nothing of what its own mistakes lead to. Here it makes them:
policy and oracle take turns, and what is recorded is what was seen and what the oracle would do then, whoever acts.
Episodes that fail are kept up to their step limit, as their labels are as good as any. The layout is that of
demonstrations.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from agents.data.writer import EpisodeWriter
from agents.errors import RecordingError
from agents.goals import goal_of
from agents.vpt.actions import JointAction, rounded, to_canonical
from agents.vpt.actor import PolicyActor
from agents.vpt.policy import VPTPolicy
from envs.overworld.action import InvalidActionError
from envs.overworld.render import Renderer
from envs.overworld.world import Overworld
from envs.tasks import Task
from lodestone.config import EpisodeConfig
from lodestone.demonstrations import Demonstration, Listener, order_of, play_episode, recording_name, with_seeds
from lodestone.spread import spread
from planner.situation import read_situation
from skills.executor import Action, Executor, Observation, Outcome
from skills.oracle.executor import OracleExecutor
from skills.record import Skill

_RETHINK = 10
"""Steps of the policy after which the oracle plans again from where that led."""
_TURNS = 0xDA66E5
"""Keeps the dice for turns apart from the other random numbers of a seed."""


class Actor(Protocol):
    """Chooses actions in one world from what is on the screen."""

    def act(self, frame: NDArray[np.uint8]) -> Action:
        """Return what to do, given (H, W, 3); every frame of the episode is shown, in order, here or to `watch`."""

    def watch(self, frame: NDArray[np.uint8]) -> None:
        """See a frame in which somebody else acts."""


class Learner:
    """A policy that draws its actions, in one episode.

    Args:
        policy: Who acts.
        seed: Of its draws.
        goal: (G,) float32, what it is told; None if it knows no goals.
    """

    def __init__(self, policy: VPTPolicy, seed: int, goal: Tensor | None) -> None:
        self._actor = PolicyActor(policy, 1, torch.Generator().manual_seed(seed), goal)

    def act(self, frame: NDArray[np.uint8]) -> Action:
        """Return the policy's action."""
        buttons, camera = self._actor.act(frame[None])
        return to_canonical(JointAction(buttons[0], camera[0]))

    def watch(self, frame: NDArray[np.uint8]) -> None:
        """See a frame in which somebody else acts."""
        self._actor.watch(frame[None])


class TurnTaker(Executor):
    """Policy and oracle in turns, with the oracle's word recorded at every step.

    Args:
        world: The worlds; the first is played.
        seed: Of the oracle's choices and of the turns.
        actor: The policy.
        writer: Receives what was seen, and what the oracle would do.
        renderer: Draws what the policy sees.
        share: Expected share of the steps that the policy acts in.
        stretch: After how many steps, on average, it is drawn anew who acts.
    """

    label: Literal["oracle", "learned", "scripted"] = "oracle"

    def __init__(
        self,
        world: Overworld,
        seed: int,
        actor: Actor,
        writer: EpisodeWriter,
        renderer: Renderer,
        share: float,
        stretch: int,
    ) -> None:
        self._world = world
        self._oracle = OracleExecutor(world, index=0, seed=seed)
        self._actor, self._writer, self._renderer = actor, writer, renderer
        self._share, self._stretch = share, stretch
        self._random = np.random.default_rng([seed, _TURNS])
        self._policy_acts = self._random.random() < share
        self._astray = 0

    def begin(self, skill: Skill, count: int) -> None:
        """Start carrying out `skill` until `count` more units of what it yields are there."""
        held_before: int | None = None

        def think(observation: Observation) -> None:
            nonlocal held_before
            held = _held(observation, skill)
            held_before = held if held_before is None else held_before
            self._oracle.begin(skill, max(count - (held - held_before), 0))

        self._think, self._astray, self._is_new = think, 0, True

    def begin_task(self, task: Task, limit: int) -> None:
        """Start on a task of the suite `skills`."""

        def think(observation: Observation) -> None:
            self._oracle.begin_task(task, limit)

        self._think, self._astray, self._is_new = think, 0, True

    def act(self, observation: Observation) -> Action | Outcome:
        """Return the next action, the policy's or the oracle's, or how the skill ended in the oracle's view."""
        if self._is_new:
            self._think_again(observation)
        if self._astray and self._is_settled and (self._astray >= _RETHINK or not self._policy_acts):
            self._think_again(observation)
        said = self._oracle.act(observation)
        if isinstance(said, Outcome) and not said.success and self._astray and self._is_alive:
            self._think_again(observation)
            said = self._oracle.act(observation)
        if isinstance(said, Outcome):
            return said
        label = rounded(said)
        frame = self._renderer.render(self._world.state, self._world.rules)[0]
        self._writer.append(frame, label, observation)
        action = label
        if self._policy_acts:
            action = self._actor.act(frame)
        else:
            self._actor.watch(frame)
        self._astray += self._policy_acts
        if self._random.random() * self._stretch < 1.0:
            self._policy_acts = self._random.random() < self._share
        return action

    @property
    def _is_settled(self) -> bool:
        """Whether the player stands or swims: plans made in the air begin with waiting, which is not to be learnt."""
        player = self._world.state.players[0, 0]
        return bool(player["on_ground"] or player["in_water"])

    @property
    def _is_alive(self) -> bool:
        return bool(self._world.state.players[0, 0]["alive"])

    def _think_again(self, observation: Observation) -> None:
        """Have the oracle plan from here, where the policy may have led."""
        self._think(observation)
        self._astray, self._is_new = 0, False


def _held(observation: Observation, skill: Skill) -> int:
    """How many of what a skill yields are in the inventory."""
    inventory = read_situation(observation).inventory
    return sum(inventory.get(item, 0) for item in {variant.item for variant in skill.variants})


@dataclass(frozen=True)
class Lesson:
    """Who acts in the episodes of a folder."""

    policy: str
    """Folder of a policy, or its id on the Hugging Face hub."""
    share: float = 0.5
    """Expected share of the steps that the policy acts in; DAgger's 1 - beta."""
    stretch: int = 40
    """After how many steps, on average, it is drawn anew who acts."""
    textures: int = 1
    """How many sets of procedural textures to draw from; the seed chooses."""
    text: str = "small"
    """The reward model whose features of orders are the goals that the policy learnt with, if it has goals."""


def correct(config: EpisodeConfig, lesson: Lesson, folder: Path) -> Demonstration:
    """Play one episode in turns, and record it whether it succeeds or not.

    Args:
        config: What to play; the frames have the size that the policy sees.
        lesson: Who acts.
        folder: Where recordings go; an episode that is there already is not played again.

    Raises:
        CheckpointError: There is no such policy, or it knows goals that `text` does not make.
        RecordingError: The folder has this episode with another policy, or other turns.
        KeyboardInterrupt: It was interrupted; nothing is kept, so that it is played anew the next time.
    """
    import numba

    numba.set_num_threads(1)
    torch.set_num_threads(1)
    policy, digest = load_policy(lesson.policy)
    size = (policy.config.image_size,) * 2
    texture = config.seed % lesson.textures
    actors = {"policy": lesson.policy, "sha256": digest, "share": lesson.share, "stretch": lesson.stretch}
    metadata = {
        "order": order_of(config),
        "biome": config.biome,
        "textures": texture,
        "labels": "oracle",
        "actors": actors,
    }
    name = f"{recording_name(config.order or config.task or '', config.seed)}-dagger"
    video = folder / f"{name}.mp4"
    if video.exists():
        _check_same(folder / f"{name}-options.json", actors)
        return Demonstration(config.seed, 0, True, "recorded before", video)
    renderer = Renderer(size, texture_seed=texture)
    goal = goal_of(policy, order_of(config), lesson.text)
    try:
        with EpisodeWriter(folder, name, size, config.seed, metadata) as writer:

            def make_player(world: Overworld, seed: int) -> TurnTaker:
                actor = Learner(policy, seed, goal)
                return TurnTaker(world, seed, actor, writer, renderer, lesson.share, lesson.stretch)

            played = play_episode(config, make_player)
    except InvalidActionError as error:
        return Demonstration(config.seed, 0, False, str(error), None)
    return Demonstration(config.seed, len(played.actions), played.success, played.reason, writer.close())


def correct_all(
    config: EpisodeConfig, lesson: Lesson, seeds: Iterable[int], folder: Path, workers: int, listener: Listener
) -> list[Demonstration]:
    """Play one episode a seed, several at once, and return what became of them in the order of the seeds.

    Raises:
        CheckpointError: There is no such policy.
        RecordingError: The folder has one of the episodes with another policy, or other turns.
    """
    return spread(partial(correct, lesson=lesson, folder=folder), with_seeds(config, seeds), workers, listener)


@lru_cache(maxsize=1)
def load_policy(source: str) -> tuple[VPTPolicy, str]:
    """Return a policy, and the SHA-256 of its weights.

    Raises:
        CheckpointError: There is none, or it is of another kind.
    """
    policy = VPTPolicy.from_pretrained(source).eval()
    digest = hashlib.sha256()
    for name, tensor in sorted(policy.state_dict().items()):
        digest.update(name.encode() + tensor.numpy().tobytes())
    return policy, digest.hexdigest()


def _check_same(options: Path, actors: dict[str, Any]) -> None:
    """Refuse to mix the recordings of two policies in one folder."""
    before = json.loads(options.read_text()).get("actors", {})
    if before != actors:
        raise RecordingError(options, f"its actors were {before}; record those of {actors['policy']} in another folder")
