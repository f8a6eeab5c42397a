"""`lodestone train`: runs of learning, in a folder each, that go on from where they were stopped."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from lodestone.output import SUCCEEDED, Json, emit, progress_console

train_app = typer.Typer(no_args_is_help=True, help="Train agents.")


@train_app.command("imitate")
def imitate(
    config: Annotated[
        Path | None,
        typer.Argument(metavar="CONFIG", help="YAML with the fields of ImitationConfig; not with --resume."),
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the run.")] = Path("runs/imitate"),
    changes: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override a field, such as steps=1000.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the run's newest checkpoint.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes that learn together, through Ray Train.")] = 1,
    as_json: Json = False,
) -> int:
    """Clone behaviour from recordings.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone train imitate examples/imitate_chop_log.yaml --out runs/chop

    [dim]$[/dim] lodestone train imitate --resume --out runs/chop --set steps=20000
    """
    from agents.errors import TrainingError
    from agents.learning.config import check_config, override, read_config
    from agents.learning.run_folder import RunFolder

    folder = RunFolder(out)
    if resume:
        checked = check_config(override(folder.saved_config(), changes or []))
    elif config is None:
        raise TrainingError("name a configuration, such as examples/imitate_chop_log.yaml, or --resume a run")
    else:
        checked = read_config(config, changes or [])
        folder.begin(checked)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[note]}"), TimeRemainingColumn())
    last: dict[str, float] = {}
    with Progress(*columns, console=progress_console()) as progress:
        bar = progress.add_task("learning", total=checked.steps, note="")

        def listen(step: int, measured: dict[str, float]) -> None:
            last.update(measured)
            names = ("train/loss", "validation/loss", "train/frames_per_second")
            shown = {
                name.rpartition("/")[0][:5] + " " + name.rpartition("/")[2]: last[name]
                for name in names
                if name in last
            }
            note = "  ".join(f"{name} {value:.3g}" for name, value in shown.items())
            progress.update(bar, completed=step, note=note)

        if workers > 1:
            from agents.learning.distributed import imitate_together

            model = imitate_together(checked, folder, resume, workers)
        else:
            from agents.learning.imitation import Imitation

            model = Imitation(checked, folder, resume).run(listen)
    emit(as_json, {"model": str(model), "run": str(out), **last}, f"policy: {model}")
    return SUCCEEDED
