"""What is written beside a reward model: what it learnt from, how long, how well it does, and how to make it again."""

from collections import Counter

import yaml

from agents.learning.clip_library import ClipLibrary, describe
from agents.learning.config import RewardTrainingConfig
from agents.mineclip.model import MineCLIP

_NAMES = {
    "validation/loss": "contrastive loss",
    "validation/recall@1": "recall@1: the clip's own caption is the nearest",
    "validation/recall@5": "recall@5: it is among the five nearest",
}


def model_card(
    config: RewardTrainingConfig,
    network: MineCLIP,
    library: ClipLibrary,
    validation: ClipLibrary | None,
    figures: dict[str, float],
) -> str:
    """Return the card, as Markdown.

    Args:
        config: Of the run.
        network: That was trained.
        library: What it learnt from.
        validation: What it was measured on, if anything.
        figures: The last that were measured, by name.
    """
    parameters = sum(parameter.numel() for parameter in network.parameters())
    counts = Counter(clip.behaviour for clip in library.clips)
    behaviours = ", ".join(f"{name} ({count})" for name, count in sorted(counts.items()))
    lines = [
        "# A reward model for Minecraft",
        "",
        f"A MineCLIP of {parameters:,} parameters, begun from `{config.model}`: it tells how well what is on the "
        "screen fits a sentence. Load it with `agents.mineclip.model.load`.",
        "",
        f"- Trained on {len(library):,} clips ({describe(library.layout)}) with {len(library.texts):,} captions.",
        f"- Behaviours, with their clips: {behaviours}.",
        f"- {config.steps:,} batches of {config.batch_size} clips a process.",
        *_controls(config),
    ]
    if validation is not None and "validation/loss" in figures:
        captions = figures["validation/captions"]
        lines += [
            "",
            f"On {len(validation):,} clips that it did not learn from, among {captions:.3g} captions of which one is "
            f"true (chance: recall@1 {1 / captions:.3f}, recall@5 {min(5 / captions, 1):.3f}):",
            "",
            "| figure | value |",
            "|---|---|",
            *(f"| {text} | {figures[name]:.3f} |" for name, text in _NAMES.items()),
        ]
    settings = yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False)
    lines += ["", "Made by `lodestone train reward config.yaml`, with this `config.yaml`:", "", "```yaml"]
    return "\n".join([*lines, settings + "```", ""])


def _controls(config: RewardTrainingConfig) -> list[str]:
    return [
        *(["- **A control**: it sees no more than the last frame of a clip."] if config.last_frame else []),
        *(["- **A control**: captions were dealt out anew over the clips."] if config.shuffle_captions else []),
    ]
