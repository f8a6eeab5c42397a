"""What is written beside what was learnt: where it comes from, how well it does, how to make it again."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from agents.learning.config import RunConfig
from agents.learning.curves import draw
from agents.learning.run_folder import RunFolder, write_text

CARD, CURVES = "README.md", "curves.png"
_FILM = "## An episode"


@dataclass(frozen=True)
class About:
    """What a card says of one kind of network."""

    title: str
    intro: str
    """What it is, and how it is loaded."""
    command: str
    """That made it, such as `lodestone train imitate`."""
    facts: list[str]
    """What it learnt from, a line each."""
    measured: str = ""
    """What the figures were measured on; it ends in a colon."""
    figures: dict[str, str] = field(default_factory=dict)
    """What figures of the metrics say in words, by name; those that were not measured are left out."""


def write_card(folder: Path, about: About, config: RunConfig, run: RunFolder) -> None:
    """Write the card and the curves into the folder of a network.

    Args:
        folder: Of the network.
        about: What there is to say.
        config: Of the run.
        run: The run, with its metrics.
    """
    curves = draw(run.history(), folder / CURVES)
    write_text(folder / CARD, model_card(about, config, run.figures(), curves))


def model_card(about: About, config: RunConfig, figures: dict[str, float], curves: bool) -> str:
    """Return the card, as Markdown.

    Args:
        about: What there is to say.
        config: Of the run.
        figures: The last that were measured, by name.
        curves: Whether there is a picture of them.
    """
    lines = [f"# {about.title}", "", about.intro, "", *(f"- {fact}" for fact in about.facts)]
    rows = [f"| {text} | {figures[name]:.3f} |" for name, text in about.figures.items() if name in figures]
    if rows:
        lines += ["", about.measured, "", "| figure | value |", "|---|---|", *rows]
    if curves:
        lines += ["", f"![Curves of the run, over its steps]({CURVES})"]
    settings = yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False)
    lines += ["", f"Made by `{about.command} config.yaml`, with this `config.yaml`:", "", "```yaml"]
    return "\n".join([*lines, settings + "```", ""])


def link_film(folder: Path, film: str, caption: str) -> None:
    """Link a film from the card of a network, in place of an older one.

    Args:
        folder: Of the network, and of its card if there is one.
        film: Name of the file in it.
        caption: What it shows.
    """
    card = folder / CARD
    text = card.read_text(encoding="utf-8").partition(f"\n{_FILM}\n")[0] if card.exists() else ""
    write_text(card, f"{text}\n{_FILM}\n\n[{caption}]({film})\n")
