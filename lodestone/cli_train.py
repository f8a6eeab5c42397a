"""`lodestone train`: runs of learning, in a folder each, that go on from where they were stopped."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from lodestone.cli_worlds import World
from lodestone.output import SUCCEEDED, Json, emit, progress_console

if TYPE_CHECKING:
    from agents.learning.cluster.shell import Shell
    from agents.learning.run import Run
    from agents.learning.run_folder import RunFolder

train_app = typer.Typer(no_args_is_help=True, help="Train agents, and the models that reward them.")

_SHOWN = {
    "train/loss": "loss",
    "validation/loss": "validation",
    "episode/success": "success",
    "train/teacher_kl": "KL",
    "validation/recall@1": "recall@1",
    "validation/f1": "F1",
    "train/frames_per_second": "frames/s",
}
_Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder of the run.")]
_Changes = Annotated[
    list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override a field, such as steps=1000.")
]
_Resume = Annotated[bool, typer.Option("--resume", help="Go on from the run's newest checkpoint.")]
_WorldPorts = Annotated[
    list[int] | None,
    typer.Option(
        "--world-port",
        metavar="PORT",
        help="Of a running Minecraft; give one for each world. [dim]\\[default: each starts its own][/dim]",
    ),
]
_Workers = Annotated[int, typer.Option(min=1, help="Processes that learn together, through Ray Train.")]
_Samplers = Annotated[
    int,
    typer.Option(
        "--workers",
        min=1,
        help="Processes that step worlds for the learner, through RLlib; with 1 the learner does, without Ray.",
    ),
]


@train_app.command("imitate")
def imitate(
    config: Annotated[
        Path | None,
        typer.Argument(metavar="CONFIG", help="YAML with the fields of ImitationConfig; not with --resume."),
    ] = None,
    out: _Out = Path("runs/imitate"),
    changes: _Changes = None,
    resume: _Resume = False,
    workers: _Workers = 1,
    as_json: Json = False,
) -> int:
    """Clone behaviour from recordings.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone train imitate examples/imitate_chop_log.yaml --out runs/chop

    [dim]$[/dim] lodestone train imitate --resume --out runs/chop --set steps=20000
    """
    from agents.learning.imitation import Imitation

    model, figures = _train(Imitation, config, "examples/imitate_chop_log.yaml", out, changes or [], resume, workers)
    emit(as_json, {"model": str(model), "run": str(out), **figures}, f"policy: {model}")
    return SUCCEEDED


@train_app.command("reinforce")
def reinforce(
    config: Annotated[
        Path | None,
        typer.Argument(metavar="CONFIG", help="YAML with the fields of ReinforcementConfig; not with --resume."),
    ] = None,
    out: _Out = Path("runs/reinforce"),
    world: World = None,
    world_ports: _WorldPorts = None,
    changes: _Changes = None,
    resume: _Resume = False,
    workers: _Samplers = 1,
    as_json: Json = False,
) -> int:
    """Let a policy try for itself, and make likelier what pays: PPO, held near the policy that it begins with.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone train reinforce examples/reinforce_chop_log.yaml --out runs/reinforced

    [dim]$[/dim] lodestone train reinforce --resume --out runs/reinforced --set steps=500 --workers 4

    [dim]$[/dim] lodestone train reinforce my.yaml --world minedojo --world-port 9000 --set worlds=4
    """
    from agents.learning.distributed import sample_together
    from agents.learning.reinforcement import Reinforcement

    example = "examples/reinforce_chop_log.yaml"
    told = [*(changes or []), *_where(world, world_ports or [])]
    model, figures = _train(Reinforcement, config, example, out, told, resume, workers, sample_together)
    emit(as_json, {"model": str(model), "run": str(out), **figures}, f"policy: {model}")
    return SUCCEEDED


@train_app.command("reward")
def reward(
    config: Annotated[
        Path | None,
        typer.Argument(metavar="CONFIG", help="YAML with the fields of RewardTrainingConfig; not with --resume."),
    ] = None,
    out: _Out = Path("runs/reward"),
    changes: _Changes = None,
    resume: _Resume = False,
    workers: _Workers = 1,
    as_json: Json = False,
) -> int:
    """Train a reward model on clips with captions: what is on the screen against what is said.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone train reward examples/train_reward.yaml --out runs/reward

    [dim]$[/dim] lodestone train reward --resume --out runs/reward --set steps=20000
    """
    from agents.learning.reward_training import RewardTraining

    model, figures = _train(RewardTraining, config, "examples/train_reward.yaml", out, changes or [], resume, workers)
    emit(as_json, {"model": str(model), "run": str(out), **figures}, f"reward model: {model}")
    return SUCCEEDED


@train_app.command("spot")
def spot(
    config: Annotated[
        Path | None,
        typer.Argument(metavar="CONFIG", help="YAML with the fields of SpotterTrainingConfig; not with --resume."),
    ] = None,
    out: _Out = Path("runs/spot"),
    changes: _Changes = None,
    resume: _Resume = False,
    workers: _Workers = 1,
    as_json: Json = False,
) -> int:
    """Teach a spotter what is in view, on worlds that are roamed meanwhile: how skills know what they have found.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone train spot examples/train_spotter.yaml --out runs/spot

    [dim]$[/dim] lodestone train spot --resume --out runs/spot --set steps=20000
    """
    from agents.learning.spotter_training import SpotterTraining

    model, figures = _train(SpotterTraining, config, "examples/train_spotter.yaml", out, changes or [], resume, workers)
    emit(as_json, {"model": str(model), "run": str(out), **figures}, f"spotter: {model}")
    return SUCCEEDED


@train_app.command("film")
def film(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run of imitation or reinforcement.")],
    task: Annotated[
        str | None, typer.Option(metavar="ID", help="What is played; the run's own task if not given.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the world, and of the policy's draws.")] = 10_000,
    max_steps: Annotated[int | None, typer.Option(min=1, help="Limit; the task's own if not given.")] = None,
    text: Annotated[str, typer.Option(help="Reward model that reads the prompt to a policy with goals.")] = "small",
    as_json: Json = False,
) -> int:
    """Film an episode of the policy that a run made, and link it from the policy's card.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone train film runs/reinforced --seed 10000

    [dim]$[/dim] lodestone train film runs/chop --task skills/chop_log
    """
    from lodestone.film import film_run
    from lodestone.progress import Progress as EpisodeProgress

    with EpisodeProgress(progress_console()) as progress:
        made = film_run(run, task, seed, max_steps, text, progress)
    outcome = "done" if made.success else "not done"
    emit(
        as_json,
        {"film": str(made.path), "task": made.task, "seed": seed, "success": made.success, "steps": made.steps},
        f"{made.path}: {made.task}, {outcome} after {made.steps} steps",
    )
    return SUCCEEDED


def _where(world: str | None, ports: list[int]) -> list[str]:
    """Return how options say in a configuration where is learnt; Gymnasium has other worlds by their names."""
    import gymnasium

    from lodestone.config import OVERWORLD, WORLDS, choose

    told = [f"world_ports={ports}"] if ports or world == OVERWORLD else []
    if world is None:
        return told
    if choose("world", world, WORLDS) != OVERWORLD:
        (known,) = (name for name in gymnasium.registry if name.lower() == f"lodestone/{world}-v0")
        world = f"lodestone:{known}"
    return [f"world={world}", *told]


def _train(
    kind: "type[Run[Any, Any]]",
    file: Path | None,
    example: str,
    out: Path,
    changes: list[str],
    resume: bool,
    workers: int,
    together: "Callable[[Any, RunFolder, bool, int], Shell] | None" = None,
) -> tuple[Path, dict[str, float]]:
    """Run, show how it goes, and return the folder of what was learnt and the last figures.

    With several workers the whole run is in each of them, or, if `together` is given, what that returns runs here.
    """
    from agents.errors import TrainingError
    from agents.learning.config import check_config, override, read_config
    from agents.learning.distributed import run_together
    from agents.learning.run_folder import RunFolder

    folder = RunFolder(out)
    if resume:
        config = check_config(kind.config_type, override(folder.saved_config(), changes))
    elif file is None:
        raise TrainingError(f"name a configuration, such as {example}, or --resume a run")
    else:
        config = read_config(kind.config_type, file, changes)
    if workers > 1 and together is None:
        if not resume:
            folder.begin(config)
        return run_together(kind, config, folder, resume, workers), folder.figures()
    run = together(config, folder, resume, workers) if workers > 1 and together else kind(config, folder, resume)
    if not resume:
        folder.begin(config)  # not before: what cannot be run leaves no folder
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[note]}"), TimeRemainingColumn())
    last: dict[str, float] = {}
    with Progress(*columns, console=progress_console()) as progress:
        bar = progress.add_task("learning", total=config.steps, note="")

        def listen(step: int, measured: dict[str, float]) -> None:
            last.update(measured)
            note = "  ".join(f"{word} {last[name]:.3g}" for name, word in _SHOWN.items() if name in last)
            progress.update(bar, completed=step, note=note)
            if measured and not progress.console.is_terminal:  # no bar is drawn there: in a log, or a job's
                progress.console.print(f"step {step} of {config.steps}  {note}", highlight=False, soft_wrap=True)

        model = run.run(listen)
    return model, last
