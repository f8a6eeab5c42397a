"""`lodestone score`: how well a video fits prompts, over time."""

from pathlib import Path
from typing import Annotated, Any, cast, get_args

import typer
from rich.progress import track

from lodestone.output import SUCCEEDED, Json, emit, progress_console


def score(
    video: Annotated[Path, typer.Argument(metavar="VIDEO", help="An mp4 of the game, at any size and frame rate.")],
    prompts: Annotated[list[str], typer.Argument(metavar="PROMPT...", help="What may be happening in it.")],
    model: Annotated[
        str, typer.Option(metavar="small|DIR|ID", help="Reward model: shipped, a folder, or on the Hugging Face hub.")
    ] = "small",
    negatives: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Prompts to hold the others against, one a line, instead of those shipped."),
    ] = None,
    stride: Annotated[
        int | None,
        typer.Option(min=1, help="Ticks (0.05 s) between frames of the window. [dim]\\[default: the model's][/dim]"),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="direct|delta", help="Show this reward. [dim]\\[default: the probability][/dim]"),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="PNG", help="Where the plot goes. [dim]\\[default: runs/score/VIDEO.png][/dim]"),
    ] = None,
    as_json: Json = False,
) -> int:
    """Score a video against prompts: a table, and a plot under a strip of its frames.

    Each prompt is held against the other ones and against 31 negatives.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone score log.mp4 "chop a tree" "hit a cow"

    [dim]$[/dim] lodestone score log.mp4 "chop a tree" --kind delta --plot chop.png
    """
    import torch

    from agents.mineclip.model import load
    from agents.mineclip.negatives import read_negatives
    from agents.mineclip.reward import Kind
    from lodestone.config import choose
    from lodestone.score import Shown, score_video
    from lodestone.score_report import check_path, draw, table

    shown: Shown = cast(Kind, choose("kind of reward", kind, get_args(Kind))) if kind else "probability"
    out = plot or Path("runs/score") / f"{video.stem}.png"
    check_path(out)
    held = read_negatives(negatives) if negatives else None
    network = load(model).to("cuda" if torch.cuda.is_available() else "cpu")
    console = progress_console()

    def progress(frames: Any, total: int | None) -> Any:
        return track(frames, "looking", total=total, console=console, transient=True)

    found = score_video(network, video, prompts, held, stride, shown, progress)
    draw(found, video, out, "/".join(Path(model).parts[-2:]))
    emit(as_json, {"video": str(video), "model": model, "plot": str(out), **found.to_json()}, table(found))
    if not as_json:
        print(f"plot: {out}")
    return SUCCEEDED
