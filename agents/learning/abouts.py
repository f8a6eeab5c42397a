"""What the cards of our networks say: one function for each kind of run."""

from collections import Counter

from torch import nn

from agents.learning.clip_library import ClipLibrary, describe
from agents.learning.config import (
    OVERWORLD,
    ImitationConfig,
    ReinforcementConfig,
    RewardTrainingConfig,
    SpotterTrainingConfig,
)
from agents.learning.model_card import About
from agents.mineclip.model import MineCLIP
from agents.spotter.model import Spotter
from agents.vpt.policy import VPTPolicy


def about_imitation(config: ImitationConfig, policy: VPTPolicy, sequences: int) -> About:
    """Return what the card of a cloned policy says; `sequences` is how many recordings it learnt from."""
    data = config.data
    others = "" if config.validation is None else f" ({_paths(config.validation.folders)})"
    return About(
        title="A policy for Minecraft, cloned from recordings",
        intro=f"VPT's network with {_size(policy)} parameters, begun from `{config.policy}`. {_acts(policy)}",
        command="lodestone train imitate",
        facts=[
            f"Trained on {sequences:,} recordings ({_paths(data.folders)}).",
            f"{config.steps:,} batches of {data.batch_size} x {data.sequence_length} frames a process; null actions: "
            f"{data.null_actions}.",
        ],
        measured=f"On recordings that it did not learn from{others}:",
        figures={
            "validation/loss": "cross-entropy of both heads, in nats a frame",
            "validation/buttons_right": "frames whose likeliest buttons are those that were pressed",
            "validation/camera_right": "frames whose likeliest camera is that of the recording",
        },
    )


def about_reinforcement(config: ReinforcementConfig, policy: VPTPolicy) -> About:
    """Return what the card of a policy says that learnt by trying."""
    rewards = ", ".join(f"{name} {weight:g}" for name, weight in config.rewards.items())
    where = f", in {config.biome}" if config.biome else ""
    where += f", in the world `{config.world}`" if config.world != OVERWORLD else ""
    several = len(config.tasks) > 1
    teacher = "No teacher."
    if config.teacher_weight:
        teacher = f"In the loss {config.teacher_weight:g} (at first) x KL to `{config.teacher or config.policy}`."
    steps = config.steps * config.worlds * config.fragment_steps
    return About(
        title="A policy for Minecraft, fine-tuned by reinforcement",
        intro=f"VPT's network with {_size(policy)} parameters, begun from `{config.policy}`. {_acts(policy)}",
        command="lodestone train reinforce",
        facts=[
            f"{'Tasks' if several else 'Task'}: {_paths(config.tasks)}{where}.",
            f"Rewards, with their weights: {rewards}.",
            f"{config.steps:,} fragments of {config.worlds} worlds x {config.fragment_steps} steps a worker: {steps:,} "
            "steps of the world with one.",
            teacher,
            *_helps(config),
        ],
        measured="Over the last episodes of the training itself, which are no test: "
        "`python -m benchmarks.policies` plays others, and a mean over few episodes says little:",
        figures={
            "episode/count": "episodes",
            "episode/success": "share that succeeds",
            **({f"episode/success/{task}": f"the same, `{task}`" for task in config.tasks} if several else {}),
            "train/teacher_kl": "KL to the teacher, in nats a step",
            "train/explained_variance": "explained variance of returns",
            "train/entropy": "entropy of actions, in nats",
        },
    )


def _helps(config: ReinforcementConfig) -> list[str]:
    """Say what else the run learnt with, if anything."""
    helps = []
    if (starts := config.curriculum) is not None:
        own = "the task's own"
        begin, end = (", ".join(f"{k} {v:g}" for k, v in fields.items()) for fields in (starts.begin, starts.end))
        helps.append(f"A curriculum of {starts.stages} stages: starts with {begin} at first, {end or own} last.")
    if config.self_imitation is not None:
        helps.append(f"Past successes are imitated, with weight {config.self_imitation.weight:g} in the loss.")
    return helps


def about_reward(
    config: RewardTrainingConfig,
    network: MineCLIP,
    library: ClipLibrary,
    validation: ClipLibrary | None,
    captions: float,
) -> About:
    """Return what the card of a reward model says.

    Args:
        config: Of the run.
        network: That was trained.
        library: What it learnt from.
        validation: What it was measured on, if anything.
        captions: Among how many a clip's own was looked for.
    """
    counts = Counter(clip.behaviour for clip in library.clips)
    behaviours = ", ".join(f"{name} ({count})" for name, count in sorted(counts.items()))
    return About(
        title="A reward model for Minecraft",
        intro=f"A MineCLIP of {_size(network)} parameters, begun from `{config.model}`: it tells how well what is on "
        "the screen fits a sentence. Load it with `agents.mineclip.model.load`.",
        command="lodestone train reward",
        facts=[
            f"Trained on {len(library):,} clips ({describe(library.layout)}) with {len(library.texts):,} captions.",
            f"Behaviours, with their clips: {behaviours}.",
            f"{config.steps:,} batches of {config.batch_size} clips a process.",
            *(["**A control**: it sees no more than the last frame of a clip."] if config.last_frame else []),
            *(["**A control**: captions were dealt out anew over the clips."] if config.shuffle_captions else []),
        ],
        measured=f"On {len(validation or ()):,} clips that it did not learn from, among {captions:.3g} captions of "
        f"which one is true (chance: recall@1 {1 / captions:.3f}, recall@5 {min(5 / captions, 1):.3f}):",
        figures={
            "validation/loss": "contrastive loss",
            "validation/recall@1": "recall@1: the clip's own caption is the nearest",
            "validation/recall@5": "recall@5: it is among the five nearest",
        },
    )


def about_spotter(config: SpotterTrainingConfig, spotter: Spotter) -> About:
    """Return what the card of a spotter says."""
    kinds, (height, width) = spotter.config.kinds, spotter.config.image_size
    each = {
        f"validation/{name}/{spotted(kind, blocks)}": f"{name}, {kind.replace('_', ' ')} within {blocks:g}"
        for kind in kinds
        for blocks in config.within
        for name in ("precision", "recall")
    }
    distances = " and ".join(f"{blocks:g}" for blocks in config.within)
    return About(
        title="A spotter for Minecraft",
        intro=f"Convolutions with {_size(spotter)} parameters: from a frame of {height}x{width} (height x width) to "
        f"whether each of {len(kinds)} kinds of things is in view within {distances} blocks, and where in the picture. "
        "Load it with `agents.spotter.model.Spotter.from_pretrained`.",
        command="lodestone train spot",
        facts=[
            f"Trained in worlds that begin as {len(config.tasks)} tasks do, with {config.textures} sets of textures, "
            "and are roamed without aim; what is in view is read from the world.",
            *([f"Goes on from `{config.spotter}`."] if config.spotter else []),
            f"{config.steps:,} batches of {config.batch_size} new frames a process.",
        ],
        measured=f"On {config.validation_frames:,} frames of other worlds with other textures; what was never in "
        "view there is left out:",
        figures={"validation/f1": "F1, mean over kinds and distances", **each},
    )


def spotted(kind: str, blocks: float) -> str:
    """Return how figures name a kind within a distance."""
    return f"{kind}/{blocks:g}"


def _size(network: nn.Module) -> str:
    return f"{sum(parameter.numel() for parameter in network.parameters()):,}"


def _acts(policy: VPTPolicy) -> str:
    goal, size = policy.config.goal_size, policy.config.image_size
    told = "" if goal is None else f", told what to do by {goal} numbers of a prompt"
    return (
        f"It acts from frames of {size}x{size} alone{told}. Load it with `agents.vpt.policy.VPTPolicy.from_pretrained`."
    )


def _paths(folders: tuple[object, ...]) -> str:
    return ", ".join(f"`{folder}`" for folder in folders)
