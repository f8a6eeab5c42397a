"""`lodestone submit`: an ordinary command of Lodestone as a job of a Ray cluster, and its run folder back."""

import sys
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

import typer

from lodestone.output import FAILED, SUCCEEDED, Json, emit, progress_console

if TYPE_CHECKING:
    from lodestone.jobs.cluster import Cluster, Sent


def submit(
    command: Annotated[
        list[str] | None,
        typer.Argument(metavar="COMMAND...", help="What to do, as it is typed after 'lodestone'; best after a '--'."),
    ] = None,
    address: Annotated[
        str,
        typer.Option(envvar="RAY_API_SERVER_ADDRESS", metavar="URL", help="Of the cluster's dashboard."),
    ] = "http://127.0.0.1:8265",
    extras: Annotated[
        list[Path] | None,
        typer.Option("--with", metavar="PATH", help="Send this file or folder, too; may be given several times."),
    ] = None,
    cpus: Annotated[float | None, typer.Option(min=0, help="Reserve so many CPUs for the command.")] = None,
    gpus: Annotated[float | None, typer.Option(min=0, help="Reserve so many GPUs for the command.")] = None,
    checkpoints: Annotated[bool, typer.Option("--checkpoints", help="Bring back the run's checkpoints, too.")] = False,
    storage: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Folder that every node sees: the run is written there, and stays."),
    ] = None,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Print the job's id and do not follow it.")] = False,
    follow: Annotated[str | None, typer.Option(metavar="JOB", help="Follow a job that was sent before.")] = None,
    stop: Annotated[str | None, typer.Option(metavar="JOB", help="Stop a job.")] = None,
    as_json: Json = False,
) -> int:
    """Send a command to a Ray cluster as a job, follow its log, and bring its run folder back.

    Lodestone's code and the command's CONFIG are sent; the folder named by its --out comes back under that name.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone submit --address http://head:8265 --with demos/log -- train imitate my.yaml --out runs/chop

    [dim]$[/dim] lodestone submit --gpus 1 --with runs/chop/model -- train reinforce my.yaml --out runs/reinforced

    Ctrl-C leaves the job running: see --follow and --stop. A cluster with token authentication wants
    RAY_AUTH_MODE=token and RAY_AUTH_TOKEN. More in docs/jobs.md.
    """
    from lodestone.jobs.cluster import connect
    from lodestone.jobs.command import read_command
    from lodestone.jobs.errors import JobError
    from lodestone.jobs.sending import Wishes, check, send

    if sum(bool(given) for given in (command, follow, stop)) > 1:
        raise JobError("a command, --follow and --stop exclude each other: give one of them")
    if stop is not None:
        ended = connect(address).stop(stop)
        _report(as_json, ended, None)
        return SUCCEEDED if ended.status == "STOPPED" else FAILED
    if follow is not None:
        cluster = connect(address)
        return _follow(cluster, cluster.look(follow), address, as_json)
    checked = read_command(command or [])
    wishes = Wishes(tuple(extras or ()), PurePosixPath(storage) if storage else None, checkpoints, cpus, gpus)
    check(checked, wishes)
    cluster = connect(address)
    job = send(cluster, checked, wishes)
    sent = cluster.look(job)
    if no_wait:
        emit(as_json, _json(sent, None), job)
        return SUCCEEDED
    return _follow(cluster, sent, address, as_json)


def _follow(cluster: "Cluster", sent: "Sent", address: str, as_json: bool) -> int:
    """Show a job's log until it ends, and bring its result."""
    from lodestone.jobs.errors import JobError

    console = progress_console()
    console.print(f"job {sent.job}: {sent.reason}", highlight=False, soft_wrap=True)
    try:
        sent = cluster.follow(sent.job, _write)
        run = sent.run if sent.status == "SUCCEEDED" else None
        if run is not None:
            console.print(f"bringing the result to {run}", highlight=False, soft_wrap=True)
            cluster.fetch(sent, run)
    except (KeyboardInterrupt, JobError) as error:  # from here on, nothing is wrong with what was typed
        again = f"lodestone submit --address {address}"
        lines = f"to follow it again: {again} --follow {sent.job}\nto stop it: {again} --stop {sent.job}"
        console.print(lines, highlight=False, soft_wrap=True)
        status = sent.status if sent.ended else "RUNNING"
        _report(as_json, replace(sent, status=status, reason=str(error) or "not followed any more; it goes on"), None)
        return FAILED
    _report(as_json, sent, run)
    return SUCCEEDED if sent.status == "SUCCEEDED" else FAILED


def _report(as_json: bool, sent: "Sent", run: Path | None) -> None:
    text = f"job {sent.job} {sent.status.lower()}: {sent.reason}"
    emit(as_json, _json(sent, run), text + (f"\nrun: {run}" if run else ""))


def _json(sent: "Sent", run: Path | None) -> dict[str, str | None]:
    return {"job": sent.job, "status": sent.status, "reason": sent.reason, "run": str(run) if run else None}


def _write(text: str) -> None:
    print(text, end="", file=sys.stderr, flush=True)
