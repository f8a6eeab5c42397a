"""`lodestone evaluate planner`: how well the planner does, measured without the game."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lodestone.output import SUCCEEDED, Json, emit, progress_console, write_whole

if TYPE_CHECKING:
    from lodestone.evaluate.planner_figures import Models

_SCRIPTED = "scripted"
_FAILURES = (0.0, 0.3)

evaluate_app = typer.Typer(
    no_args_is_help=True,
    help="How well agents do on suites of tasks, and the planner without the game.\n\n`lodestone evaluate plan4mc-24` "
    "is `lodestone evaluate suite plan4mc-24`; `lodestone tasks suites` lists them.",
)


@evaluate_app.command("planner")
def evaluate_planner(
    part: Annotated[
        list[str] | None,
        typer.Option(metavar="goals|plancraft|items|orders", help="What to measure; may be given several times."),
    ] = None,
    seeds: Annotated[str, typer.Option(metavar="A..B", help="Of the worlds, and of puzzles that are drawn.")] = "0..4",
    failures: Annotated[
        list[float] | None,
        typer.Option(
            min=0.0,
            max=0.95,
            help="Share of runs of skills that fail; may be given several times. [dim]\\[default: 0 and 0.3][/dim]",
        ),
    ] = None,
    plancraft: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="Plancraft's wheel, or a folder with plancraft/ in it; read, never run. "
            "[dim]\\[default: an installed one; else puzzles of our own recipes][/dim]",
        ),
    ] = None,
    planner: Annotated[
        str,
        typer.Option(metavar="scripted|llm", help="Which model is asked: one that is scripted, or a real one."),
    ] = _SCRIPTED,
    model: Annotated[
        str | None, typer.Option(help="With --planner llm, as the server calls it. [dim]\\[LODESTONE_LLM_MODEL][/dim]")
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Of an OpenAI-compatible server. [dim]\\[LODESTONE_LLM_BASE_URL, OPENAI_BASE_URL][/dim]"
        ),
    ] = None,
    mistakes: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share of the scripted model's answers that are spoilt.")
    ] = 0.5,
    failed_orders: Annotated[bool, typer.Option(help="List the orders that are not understood.")] = False,
    held_out: Annotated[
        bool, typer.Option(help="Read the orders for the test, which nobody who works on the reader measures.")
    ] = False,
    out: Annotated[Path | None, typer.Option(metavar="JSON", help="File for all figures.")] = None,
    as_json: Json = False,
) -> int:
    """Measure the planner without the game: goals, crafting puzzles, every item, orders. Takes some minutes.

    The scripted model knows a right answer and spoils it in ways in which models do: its figures show what verification
    is worth, and say nothing of any model.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone evaluate planner --part goals --failures 0.3 --seeds 0..9

    [dim]$[/dim] pip download --no-deps plancraft==0.4.9 && lodestone evaluate planner --part plancraft
    --plancraft plancraft-0.4.9-py3-none-any.whl

    [dim]$[/dim] lodestone evaluate planner --part plancraft --planner llm --model qwen2.5:7b --base-url http://localhost:11434/v1
    """
    from rich.progress import Progress

    from lodestone.config import ConfigError, choose, seed_range
    from lodestone.evaluate.planner_figures import PARTS, Measurement, measure
    from lodestone.evaluate.planner_tables import tables

    if held_out and failed_orders:
        raise ConfigError("--failed-orders lists orders to develop with, never those held out: leave --held-out away")
    parts = [choose("part", name, PARTS) for name in part or PARTS]
    if out:
        _make_room(out)
    models, called = _models(planner, model, base_url, mistakes)
    what = Measurement(
        parts, seed_range(seeds), failures or _FAILURES, plancraft, models, "test" if held_out else "development"
    )
    begun = time.monotonic()
    console = progress_console()
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        found = measure(what, lambda sequence, text: progress.track(sequence, description=text))
    result = {"seeds": seeds, "model": called, "seconds": round(time.monotonic() - begun, 1), **found.to_json()}
    if out:
        write_whole(out, json.dumps(result, ensure_ascii=False, indent=1).encode())
    emit(as_json, result, tables(found, seeds, called, failed_orders))
    return SUCCEEDED


def _models(planner: str, model: str | None, base_url: str | None, mistakes: float) -> tuple["Models", str]:
    """Return the model to ask, and what it is called in the tables."""
    from lodestone.config import LLM, ConfigError, choose
    from lodestone.evaluate.planner_figures import real, scripted
    from planner.llm.config import endpoint_config

    if choose("planner", planner, (_SCRIPTED, LLM)) == LLM:
        config = endpoint_config({"model": model, "base_url": base_url})
        return real(config), config.model
    if model or base_url:
        raise ConfigError("--model and --base-url are for --planner llm")
    return scripted(mistakes), f"scripted, {mistakes:.0%} of its answers spoilt"


def _make_room(out: Path) -> None:
    """Make the folder of a file, so that nothing is measured that cannot be kept.

    Raises:
        ConfigError: It cannot be made, or the file is a folder.
    """
    from lodestone.config import ConfigError

    if out.is_dir():
        raise ConfigError(f"'{out}' is a folder; --out is a file such as {out / 'planner.json'}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"'{out.parent}' cannot be made: {error.strerror}") from error
