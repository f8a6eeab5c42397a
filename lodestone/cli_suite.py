"""`lodestone evaluate SUITE`: an agent on a suite of tasks, and reports of what came of it."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lodestone.cli_evaluate import evaluate_app
from lodestone.cli_worlds import World, WorldPort
from lodestone.output import FAILED, SUCCEEDED, Json, emit, progress_console

if TYPE_CHECKING:
    from lodestone.report.contract import Evaluation
    from skills.rates import Rate


@evaluate_app.command("suite")
def evaluate_suite(
    suite: Annotated[str, typer.Argument(metavar="SUITE", help="One that ships (see 'tasks suites'), or a YAML file.")],
    agent: Annotated[
        str, typer.Option(metavar="planner|random|MODULE:CLASS", help="Who plays; planner is that of 'run'.")
    ] = "planner",
    skills: Annotated[
        str, typer.Option(metavar="mixed|learned|oracle|random|DIR", help="Of the planner, as of 'run'.")
    ] = "learned",
    planner: Annotated[str, typer.Option(metavar="search|llm|depth-first", help="Who plans, as of 'run'.")] = "search",
    model: Annotated[str | None, typer.Option(help="Of the LLM planner. [dim]\\[LODESTONE_LLM_MODEL][/dim]")] = None,
    base_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Of the model's server. [dim]\\[LODESTONE_LLM_BASE_URL][/dim]")
    ] = None,
    library: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Skills and experience to use; nothing is learnt into it.")
    ] = None,
    episodes: Annotated[
        int | None, typer.Option(min=1, help="Of each task. [dim]\\[default: the suite's protocol][/dim]")
    ] = None,
    seeds: Annotated[
        str | None, typer.Option(metavar="A..B", help="Of the episodes, in place of --episodes and the protocol's.")
    ] = None,
    texture: Annotated[
        int | None, typer.Option(min=0, help="Seed of the textures. [dim]\\[default: the protocol's][/dim]")
    ] = None,
    start_time: Annotated[
        int | None,
        typer.Option(metavar="TICKS", help="Time of day at which episodes begin. [dim]\\[default: the task's][/dim]"),
    ] = None,
    wording: Annotated[
        int | None, typer.Option(min=0, help="Which of each order's other wordings is given. [dim]\\[default: 0][/dim]")
    ] = None,
    world: World = None,
    world_port: WorldPort = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Processes; more than one need Ray, that of RAY_ADDRESS if it is set.")
    ] = 1,
    together: Annotated[
        int, typer.Option(min=1, metavar="N", help="Episodes at once in each worker: policies read theirs together.")
    ] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with what is in the folder.")] = False,
    films: Annotated[bool, typer.Option(help="Film a success and a failure of each task for the report.")] = True,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder. [dim]\\[default: runs/evaluate/SUITE-AGENT][/dim]")
    ] = None,
    as_json: Json = False,
) -> int:
    """Have an agent play every task of a suite with every seed, and report how it did.

    The same comes of it whatever the number of workers, and whatever --together is, if it is above 1. Every episode is
    kept as soon as it is over; what was stopped or killed goes on with --resume. The report is DIR/report.html, and
    DIR/report.md.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone evaluate plan4mc-24 --episodes 2

    [dim]$[/dim] lodestone evaluate orders-zh --skills mixed --seeds 10000..10009 --workers 2 --out runs/zh

    [dim]$[/dim] lodestone evaluate plan4mc-24 --workers 2 --together 8

    [dim]$[/dim] lodestone evaluate my_suite.yaml --agent my_package.agents:Mine
    """
    from lodestone.config import OVERWORLD
    from lodestone.evaluate.config import evaluation_config
    from lodestone.evaluate.progress import EvaluationProgress
    from lodestone.evaluate.run import evaluate, film, units
    from lodestone.report.subject import Played
    from lodestone.report.suite import facts_of
    from lodestone.report.write import write_report

    config = evaluation_config(
        {
            "suite": suite,
            "agent": agent,
            "skills": skills,
            "planner": planner,
            "llm": {name: value for name, value in (("model", model), ("base_url", base_url)) if value} or None,
            "library": library,
            "texture": texture,
            "start_time": start_time,
            "wording": wording,
            "together": together,
            "world": world,
            "world_port": world_port,
        },
        episodes,
        seeds,
    )
    folder = out or Path("runs", "evaluate", f"{Path(suite).stem}-{config.label.replace(', ', '-').replace(':', '-')}")
    console = progress_console()
    with EvaluationProgress(console, len(units(config))) as progress:
        command = shlex.join(["lodestone", *sys.argv[1:]])
        found = evaluate(config, folder, workers, resume, command, progress)
    if films and config.world == OVERWORLD:  # films are replays
        with console.status("filming...") as status:
            found = film(found, folder, lambda what: status.update(f"filming {what}"))
    written = write_report([Played(found, folder)], facts_of(suite), folder)
    rate, crashes = _rate(found), sum(bool(row.crash) for row in found.episodes)
    who = {"suite": found.suite, "agent": found.agent, "crashes": crashes}
    result = who | rate.to_json() | {"folder": str(folder), "report": str(written.html)}
    told = f"{found.agent} on {found.suite}: {rate.wins} of {rate.episodes} episodes, {rate}\nreport: {written.html}"
    emit(as_json, result, told)
    return SUCCEEDED if rate.wins else FAILED


@evaluate_app.command("report")
def evaluate_report(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of evaluations of the same suite.")],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the report goes. [dim]\\[default: the first folder][/dim]")
    ] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="Without links to records and films: a page to be passed on by itself.")
    ] = False,
    clips: Annotated[
        bool, typer.Option(help="Show films as short clips, too, and not as strips of frames alone.")
    ] = True,
    as_json: Json = False,
) -> int:
    """Write the report again; of several evaluations, the others are held against the first, on the same seeds."""
    from lodestone.evaluate.run import read
    from lodestone.evaluate.store import Store
    from lodestone.report.subject import Played
    from lodestone.report.suite import facts_of
    from lodestone.report.write import write_report

    suite = Store(folders[0]).settings().config.suite
    played = [Played(read(folder), folder, linked=not alone) for folder in folders]
    written = write_report(played, facts_of(suite), out or folders[0], clips)
    emit(as_json, {"report": str(written.html), "markdown": str(written.markdown)}, f"report: {written.html}")
    return SUCCEEDED


def named_suite(arguments: list[str]) -> list[str]:
    """Let a suite's name stand where a command's does: `evaluate plan4mc-24` for `evaluate suite plan4mc-24`."""
    commands = {command.name for command in evaluate_app.registered_commands}
    if arguments[:1] != ["evaluate"] or not arguments[1:] or arguments[1] in commands or arguments[1].startswith("-"):
        return arguments
    return ["evaluate", "suite", *arguments[1:]]


def _rate(found: "Evaluation") -> "Rate":
    from skills.rates import Rate

    return Rate(sum(row.success for row in found.episodes), len(found.episodes))
