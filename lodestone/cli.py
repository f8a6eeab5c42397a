"""The command line. Heavy imports stand inside the commands, so that help and mistakes answer at once.

Standard output carries the result, standard error everything else. Exit codes: 0 done and succeeded, 1 ran and did not
succeed, 2 bad input, which is one line that says what is wrong and names the nearest right thing.
"""

import json
import os
import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from lodestone import __version__
from lodestone.cli_backends import backends_app
from lodestone.cli_data import data_app
from lodestone.cli_evaluate import evaluate_app
from lodestone.cli_score import score
from lodestone.cli_serve import serve_app
from lodestone.cli_skills import skills_app
from lodestone.cli_submit import submit
from lodestone.cli_suite import named_suite
from lodestone.cli_train import train_app
from lodestone.cli_worlds import World, WorldPort, worlds_app
from lodestone.output import BAD_INPUT, FAILED, SUCCEEDED, Json, emit, progress_console

_EXTRA_PACKAGES = ("torch", "cv2", "safetensors", "huggingface_hub")

app = typer.Typer(
    name="lodestone",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
tasks_app = typer.Typer(no_args_is_help=True, help="The tasks that agents are measured with.")
app.add_typer(tasks_app, name="tasks")
app.add_typer(skills_app, name="skills")

app.add_typer(data_app, name="data")
app.add_typer(train_app, name="train")
app.add_typer(evaluate_app, name="evaluate")
app.add_typer(serve_app, name="serve")
app.add_typer(backends_app, name="backends")
app.add_typer(worlds_app, name="worlds")

Order = Annotated[str, typer.Argument(metavar="ORDER", help="What to do, in plain English or Chinese.")]


@app.callback(invoke_without_command=True)
def lodestone(
    version: Annotated[bool, typer.Option("--version", is_eager=True, help="Print the version and exit.")] = False,
) -> None:
    """Orders in plain language, carried out in a Minecraft world.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone run "make a stone pickaxe" --seed 0 --video pickaxe.mp4

    [dim]$[/dim] lodestone plan "get 8 torches" --inventory log=10

    [dim]$[/dim] lodestone doctor

    Exit codes: 0 done and succeeded, 1 ran and did not succeed, 2 bad input. Every command has [bold]--json[/bold].
    """
    if version:
        print(__version__)
        raise typer.Exit


@app.command()
def run(
    order: Annotated[
        str | None, typer.Argument(metavar="ORDER", help="What to do; with --task its prompt, if left out.")
    ] = None,
    task: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Task that sets world, inventory, limit and success (see 'tasks list')."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Of the world and all chance in it. [dim]\\[default: 0][/dim]")
    ] = None,
    biome: Annotated[str | None, typer.Option(help="Single biome of the whole world, such as forest.")] = None,
    start_time: Annotated[
        int | None,
        typer.Option(
            metavar="TICKS",
            help="Time of day at the beginning: 0 sunrise, 12000 sunset. [dim]\\[default: the task's, or 6000][/dim]",
        ),
    ] = None,
    world: World = None,
    world_port: WorldPort = None,
    skills: Annotated[
        str | None,
        typer.Option(
            metavar="mixed|learned|oracle|random|DIR",
            help="Who carries out skills: learned, policies and scripts that see the screen; oracle, which reads the "
            "world's state; mixed, the oracle for what is not learnt or has failed; random, policies that draw actions "
            "blindly, to compare with; or the folder of a repertoire. "
            "[dim]\\[default: mixed][/dim]",
        ),
    ] = None,
    planner: Annotated[
        str | None,
        typer.Option(
            metavar="search|llm|depth-first",
            help="Who understands and plans: search, or a large language model whose goals and plans search verifies; "
            "depth-first plans as Plan4MC does, to compare with. "
            "[dim]\\[default: search][/dim]",
        ),
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="Of the LLM planner, as the server calls it. [dim]\\[LODESTONE_LLM_MODEL][/dim]")
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Of an OpenAI-compatible server, such as http://localhost:11434/v1. "
            "[dim]\\[LODESTONE_LLM_BASE_URL, OPENAI_BASE_URL][/dim]",
        ),
    ] = None,
    critic: Annotated[
        bool,
        typer.Option("--critic", help="Let the model also judge what the world's state cannot tell, and what failed."),
    ] = False,
    library: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            envvar="LODESTONE_LIBRARY",
            help="Skill library to use and to learn into (see 'skills'). [dim]\\[default: none][/dim]",
        ),
    ] = None,
    controls: Annotated[
        str | None,
        typer.Option(help="vpt rounds every action to what VPT's policy can say. [dim]\\[default: free][/dim]"),
    ] = None,
    max_steps: Annotated[
        int | None,
        typer.Option(help="Give up after so many steps, 20 a second. [dim]\\[default: the task's, or 24000][/dim]"),
    ] = None,
    attempts: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Give a skill up that yields nothing so often. [dim]\\[default: 3, 8 if all are learnt][/dim]",
        ),
    ] = None,
    video: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Write an mp4 with the plan beside the picture.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the record. [dim]\\[default: a new one under runs/][/dim]"),
    ] = None,
    image_size: Annotated[
        str | None,
        typer.Option(
            metavar="HxW",
            help="Height and width of the picture. [dim]\\[default: 128x128, 160x256 with the oracle][/dim]",
        ),
    ] = None,
    resource_pack: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Folder or zip in Minecraft's layout that replaces textures.")
    ] = None,
    texture_seed: Annotated[
        int | None,
        typer.Option(help="Of the procedural textures. [dim]\\[default: 0, among the 16 that are learnt with][/dim]"),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(metavar="YAML", help="File with any of these; options override it.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Carry out an order, and keep a record of it that can be replayed.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone run "make a stone pickaxe" --seed 3 --biome forest

    [dim]$[/dim] lodestone run "建造一个木制的避难所" --video shelter.mp4

    [dim]$[/dim] lodestone run --task plan4mc/craft_bowl --json

    [dim]$[/dim] lodestone run "get 2 logs" --world minedojo --world-port 9000

    [dim]$[/dim] lodestone run "get me ready for the night" --planner llm --model qwen2.5:7b --base-url http://localhost:11434/v1

    Ctrl-C ends the episode and keeps the record and the video of what happened so far.
    """
    from lodestone.config import episode_config
    from lodestone.progress import Progress

    options = {
        "order": order,
        "task": task,
        "seed": seed,
        "biome": biome,
        "start_time": start_time,
        "world": world,
        "world_port": world_port,
        "skills": skills,
        "planner": planner,
        "llm": {name: value for name, value in (("model", model), ("base_url", base_url), ("critic", critic)) if value}
        or None,
        "library": library,
        "controls": controls,
        "max_steps": max_steps,
        "attempts": attempts,
        "video": video,
        "out": out,
        "image_size": image_size,
        "resource_pack": resource_pack,
        "texture_seed": texture_seed,
    }
    checked = episode_config(options, config)
    console = progress_console()
    with Progress(console) as progress:
        from lodestone.episode import run_episode

        result = run_episode(checked, progress)
    record = result.record
    lines = [
        f"{'succeeded' if record.success else 'did not succeed'}: {record.reason}, "
        f"after {record.steps} steps in {record.seconds:.1f} s",
        f"record: {result.path}" + (f"   (lodestone replay {result.path.parent})" if record.digest else ""),
    ]
    if record.exchanges:
        tokens = sum(exchange.tokens_in + exchange.tokens_out for exchange in record.exchanges)
        usd = sum(exchange.usd for exchange in record.exchanges)
        lines.append(f"model: asked {len(record.exchanges)} times, {tokens} tokens, {usd:.4f} USD")
    emit(as_json, result.to_json(), "\n".join(lines + ([f"video: {record.video}"] if record.video else [])))
    return SUCCEEDED if record.success else FAILED


@app.command()
def plan(
    order: Order,
    inventory: Annotated[
        list[str] | None,
        typer.Option(metavar="ITEM=N", help="What is there already, such as log=10; may be given several times."),
    ] = None,
    library: Annotated[
        Path | None,
        typer.Option(metavar="DIR", envvar="LODESTONE_LIBRARY", help="Plan with what this skill library has learnt."),
    ] = None,
    as_json: Json = False,
) -> int:
    """Understand an order and plan for it, without acting.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone plan "craft a furnace"

    [dim]$[/dim] lodestone plan "get 8 torches" --inventory log=10 coal=2
    """
    from lodestone.catalog import plan_tree, read_inventory
    from lodestone.executors import known_graph
    from planner.language import understand
    from planner.search import plan as find_plan

    held, goal = read_inventory(inventory or []), understand(order)
    found = find_plan(goal, held, graph=known_graph(library))
    emit(as_json, found.to_json(), plan_tree(order, goal, found))
    return SUCCEEDED


@app.command()
def replay(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="Folder of a record, or its episode.json.")],
    video: Annotated[Path | None, typer.Option(metavar="PATH", help="Write an mp4 of it.")] = None,
    as_json: Json = False,
) -> int:
    """Run a recorded episode again and check that the world ends in the same state, byte for byte.

    [bold]Example[/bold]

    [dim]$[/dim] lodestone replay runs/demo --video again.mp4
    """
    from lodestone.progress import Progress
    from lodestone.replay import replay as run_again

    with Progress(progress_console()) as progress:
        result = run_again(record, video, progress)
    emit(as_json, result.to_json(), f"{'same' if result.same else 'different'}: {result.reason}")
    return SUCCEEDED if result.same else FAILED


@app.command()
def play(
    order: Annotated[str, typer.Argument(metavar="ORDER", help="What you mean to do; kept in the record.")] = "",
    task: Annotated[str | None, typer.Option(metavar="ID", help="Task to play (see 'tasks list').")] = None,
    seed: Annotated[int, typer.Option(help="Of the world and all chance in it.")] = 0,
    biome: Annotated[str | None, typer.Option(help="Single biome of the whole world, such as forest.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep the game as a demonstration, to replay or learn from.")
    ] = None,
    image_size: Annotated[str, typer.Option(metavar="HxW", help="Height and width of the picture.")] = "360x640",
    resource_pack: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Folder or zip in Minecraft's layout that replaces textures.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Play in a window, with Minecraft's keys and mouse; needs pygame, which the extra "play" installs.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone play --seed 3 --biome forest

    [dim]$[/dim] lodestone play "hunt a cow" --task plan4mc/harvest_beef_with_diamond_sword --out demos/beef
    """
    from envs.tasks import get_task
    from lodestone.config import HUMAN, episode_config
    from lodestone.play.game import Game

    text = order or (get_task(task).prompt if task else "play")
    options = {"order": text, "task": task, "seed": seed, "biome": biome, "skills": HUMAN, "image_size": image_size}
    game = Game(episode_config(options | {"resource_pack": resource_pack, "out": out}))
    record = game.run()
    path = game.save(out, record) if out else None
    result = {"success": record.success, "reason": record.reason, "steps": record.steps, "inventory": record.inventory}
    lines = [f"{record.reason} after {record.steps} steps"]
    emit(
        as_json,
        result | {"record": str(path) if path else None},
        "\n".join(lines + ([f"record: {path}   (lodestone replay {out})"] if path else [])),
    )
    return SUCCEEDED


@app.command()
def gallery(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A .png for one sheet of all, or a folder.")],
    seed: Annotated[int, typer.Option(help="Of the biomes' terrain.")] = 0,
    resource_pack: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Folder or zip in Minecraft's layout that replaces textures.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Draw a contact sheet of every mob and of every biome.

    [bold]Example[/bold]

    [dim]$[/dim] lodestone gallery gallery.png --seed 3
    """
    from lodestone.gallery import draw_gallery

    console = progress_console()
    with console.status("drawing...") as status:
        sheets = draw_gallery(out, seed, resource_pack, lambda name: status.update(f"drawing {name}..."))
    emit(as_json, {"sheets": [str(sheet) for sheet in sheets]}, "\n".join(map(str, sheets)))
    return SUCCEEDED


@app.command()
def convert(
    kind: Annotated[str, typer.Argument(metavar="vpt|steve1|prior|idm|mineclip|clip", help="What the source is.")],
    source: Annotated[Path, typer.Argument(metavar="SRC", help="The .weights, .pt, .pth, .ckpt or .safetensors file.")],
    target: Annotated[Path, typer.Argument(metavar="DST", help="Folder for model.safetensors and config.json.")],
    model: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="OpenAI's .model file; if left out, the one beside SRC of the same name."),
    ] = None,
    as_json: Json = False,
) -> int:
    """Convert a released checkpoint once, safely, into safetensors and a JSON configuration.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone convert vpt foundation-model-1x.weights models/vpt-1x --model foundation-model-1x.model

    [dim]$[/dim] lodestone convert idm 4x_idm.weights models/idm --model 4x_idm.model

    [dim]$[/dim] lodestone convert mineclip attn.pth models/mineclip

    [dim]$[/dim] lodestone convert clip ViT-B-16.pt models/mineclip-untrained
    """
    from typing import get_args

    from agents.mineclip import checkpoint as mineclip
    from agents.vpt import checkpoint as vpt
    from lodestone.config import choose

    kinds = {**dict.fromkeys(get_args(vpt.Kind), vpt), **dict.fromkeys(get_args(mineclip.Kind), mineclip)}
    checked: Any = choose("kind of checkpoint", kind, tuple(kinds))
    if kinds[checked] is mineclip:
        report = mineclip.convert(checked, source, target)
    else:
        report = vpt.convert(checked, source, target, model)
    lines = [f"converted into {target}"]
    lines += [f"missing, left as they begin: {', '.join(report.missing)}"] if report.missing else []
    lines += [f"not needed, left out: {', '.join(report.unexpected)}"] if report.unexpected else []
    emit(as_json, {"folder": str(target), **report._asdict()}, "\n".join(lines))
    return SUCCEEDED


app.command()(score)
app.command(context_settings={"allow_interspersed_args": False})(submit)


@app.command()
def doctor(as_json: Json = False) -> int:
    """Look at this machine and this installation, and say what to do next."""
    from lodestone.doctor import examine, report

    findings = examine()
    emit(as_json, {"ok": all(f.ok for f in findings), "findings": [f.to_json() for f in findings]}, report(findings))
    return SUCCEEDED if all(finding.ok for finding in findings) else FAILED


@tasks_app.command("list")
def tasks_list(
    group: Annotated[str | None, typer.Option(help="Only the tasks of this group, such as Cut-Trees.")] = None,
    suite: Annotated[str | None, typer.Option(help="Only the tasks of this suite, such as plan4mc.")] = None,
    as_json: Json = False,
) -> int:
    """List the tasks that can be played."""
    from lodestone.catalog import task_json, task_table, tasks_of

    tasks = tasks_of(group, suite)
    emit(as_json, {"tasks": [task_json(task) for task in tasks]}, task_table(tasks))
    return SUCCEEDED


@tasks_app.command("suites")
def tasks_suites(as_json: Json = False) -> int:
    """List the suites that an evaluation can play."""
    from envs.suites import load_suite, suite_names
    from lodestone.suite_tables import suite_json, suite_table

    suites = [load_suite(name) for name in suite_names()]
    emit(as_json, {"suites": [suite_json(suite) for suite in suites]}, suite_table(suites))
    return SUCCEEDED


@tasks_app.command("suite")
def tasks_suite(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of a suite (see 'tasks suites'), or a YAML file.")],
    as_json: Json = False,
) -> int:
    """Show what a suite plays, what of it cannot be played, and what others have published about it."""
    from envs.suites import load_suite
    from lodestone.suite_tables import suite_report, whole_suite_json

    suite = load_suite(name)
    emit(as_json, whole_suite_json(suite), suite_report(suite))
    return SUCCEEDED


@tasks_app.command("coverage")
def tasks_coverage(as_json: Json = False) -> int:
    """Count how many of MineDojo's programmatic tasks can be played, and what the others lack."""
    from envs.tasks.coverage import coverage
    from lodestone.catalog import coverage_report

    found = coverage()
    emit(as_json, found.to_json(), coverage_report(found))
    return SUCCEEDED


@tasks_app.command("import-minedojo")
def tasks_import_minedojo(
    source: Annotated[Path, typer.Argument(metavar="PATH", help="MineDojo's wheel, or a folder with minedojo/ in it.")],
    as_json: Json = False,
) -> int:
    """Read MineDojo's creative prompts and its guidance from your copy of it; they are not part of Lodestone.

    [bold]Example[/bold]

    [dim]$[/dim] pip download --no-deps minedojo==0.1 && lodestone tasks import-minedojo minedojo-0.1-py3-none-any.whl
    """
    from envs.tasks.creative import import_texts, texts_path

    counts = import_texts(source)
    kinds = ", ".join(f"{count} {kind}" for kind, count in counts.items() if kind != "all")
    emit(as_json, counts | {"path": str(texts_path())}, f"{counts['all']} tasks ({kinds}), kept in {texts_path()}")
    return SUCCEEDED


@tasks_app.command("show")
def tasks_show(task: Annotated[str, typer.Argument(metavar="ID")], as_json: Json = False) -> int:
    """Show how a task begins, what it asks for, and its limit."""
    from envs.tasks import get_task
    from lodestone.catalog import facts, task_json

    shown = task_json(get_task(task))
    emit(as_json, shown, facts(shown))
    return SUCCEEDED


def spread_inventory(arguments: list[str]) -> list[str]:
    """Let one `--inventory` take several values: `--inventory log=10 coal=2`."""
    result: list[str] = []
    spreading = False
    for argument in arguments:
        pair = re.fullmatch(r"[^-=\s][^=\s]*=\d+", argument) is not None
        if spreading and pair and result[-1] != "--inventory":
            result.append("--inventory")
        spreading = argument == "--inventory" or (spreading and pair)
        result.append(argument)
    return result


def main() -> None:
    """Entry point of the `lodestone` command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    arguments = named_suite(spread_inventory(sys.argv[1:]))
    try:
        code = app(args=arguments, prog_name="lodestone", standalone_mode=False)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAILED
    except Exception as error:
        line = mistake(error)
        if line is None:
            raise
        code = FAILED if isinstance(error, typer.Abort) else BAD_INPUT
        print(f"lodestone: {line}", file=sys.stderr)
        if "--json" in arguments:
            print(json.dumps({"error": line}, ensure_ascii=False), flush=True)
    sys.exit(code if isinstance(code, int) else SUCCEEDED)


def mistake(error: Exception) -> str | None:
    """Return in one line what is wrong with the input, or None if the error is no mistake of the user's."""
    if isinstance(error, typer.Abort):
        return "interrupted"
    if hasattr(error, "format_message"):  # what the command line itself found wrong
        return " ".join(str(error.format_message()).split()) or "see lodestone --help"
    if isinstance(error, ModuleNotFoundError) and error.name in _EXTRA_PACKAGES:
        return f"this needs {error.name}, which the extra `agents` brings: pip install -e '.[agents]'"
    from lodestone.errors import MISTAKES

    return " ".join(str(error).split()) if isinstance(error, MISTAKES) else None


if __name__ == "__main__":
    main()
