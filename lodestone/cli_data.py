"""`lodestone data`: what to learn from. Recordings in the layout of VPT's contractor data, and clips with captions."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress, track

from lodestone.output import FAILED, SUCCEEDED, Json, emit, progress_console

data_app = typer.Typer(
    no_args_is_help=True,
    help="Recordings to learn from, in the layout of VPT's contractor data, and clips with captions.",
)

_DAGGER_STEPS = 600
_Order = Annotated[str, typer.Argument(metavar="ORDER", help="What to play, in plain English or Chinese.")]
_Task = Annotated[
    str | None,
    typer.Option(
        metavar="ID|SUITE",
        help="Task to play, such as skills/mine_stone, or a whole suite: each task in a folder of its own.",
    ),
]
Source = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of recordings, or an index file of VPT's.")]


@data_app.command("record")
def record(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the recordings.")],
    order: _Order = "",
    task: _Task = None,
    episodes: Annotated[int, typer.Option(min=1, help="How many to play; those that fail are not kept.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="Of the first episode; each one after it has the next.")] = 0,
    biome: Annotated[str | None, typer.Option(help="Single biome of the whole world, such as forest.")] = None,
    max_steps: Annotated[int | None, typer.Option(min=1, help="Give an episode up after so many steps.")] = None,
    image_size: Annotated[str, typer.Option(metavar="HxW", help="Height and width of the frames.")] = "128x128",
    textures: Annotated[int, typer.Option(min=1, help="Sets of procedural textures to draw from.")] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Episodes at once.")] = 1,
    as_json: Json = False,
) -> int:
    """Play an order, or a task, many times with oracle skills, and keep what succeeds as recordings.

    Actions are those that VPT's policy can say. What is in the folder already is not played again.

    [bold]Example[/bold]

    [dim]$[/dim] lodestone data record "get 1 log" --out demos/log --episodes 500 --biome forest --workers 2

    [dim]$[/dim] lodestone data record --task skills --out demos/skills --episodes 300 --textures 16 --workers 2
    """
    from lodestone.config import ORACLE, episode_config
    from lodestone.demonstrations import Demonstration, demonstrate_all

    options = {"skills": ORACLE, "order": order, "biome": biome, "max_steps": max_steps, "image_size": image_size}
    configs = {folder: episode_config({**options, "task": name}) for name, folder in _folders(task, out)}
    results: list[Demonstration] = []
    with Progress(console=progress_console()) as progress:
        bar = progress.add_task("playing", total=episodes * len(configs))
        for folder, config in configs.items():

            def listen(played: Demonstration, what: str = config.task or config.order) -> None:
                progress.advance(bar)
                if not played.success:
                    progress.console.print(f"{what}, seed {played.seed}: {played.reason}", highlight=False)

            results += demonstrate_all(config, range(seed, seed + episodes), folder, textures, workers, listen)
    kept = [result for result in results if result.success]
    steps = sum(result.steps for result in kept)
    found: dict[str, Any] = {"episodes": len(results), "kept": len(kept), "frames": steps, "folder": str(out)}
    emit(as_json, found, f"kept {len(kept)} of {len(results)} episodes, {steps} new frames, in {out}")
    return SUCCEEDED if kept else FAILED


@data_app.command("dagger")
def dagger(
    policy: Annotated[str, typer.Option(metavar="DIR", help="Who acts: a policy's folder or a Hugging Face id.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the recordings, one for each policy.")],
    order: _Order = "",
    task: _Task = None,
    episodes: Annotated[int, typer.Option(min=1, help="How many to play; those that fail are kept, too.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="Of the first episode; each one after it has the next.")] = 0,
    biome: Annotated[str | None, typer.Option(help="Single biome of the whole world, such as forest.")] = None,
    max_steps: Annotated[
        int | None, typer.Option(min=1, help="Give an episode up after so many steps; 600, or the task's number.")
    ] = None,
    share: Annotated[float, typer.Option(min=0.0, max=1.0, help="Of the steps, in which the policy acts.")] = 0.5,
    stretch: Annotated[int, typer.Option(min=1, help="Steps until it is drawn anew who acts, on average.")] = 40,
    textures: Annotated[int, typer.Option(min=1, help="Sets of procedural textures to draw from.")] = 1,
    text: Annotated[
        str, typer.Option(metavar="small|DIR|ID", help="Reward model that reads orders to a policy with goals.")
    ] = "small",
    workers: Annotated[int, typer.Option(min=1, help="Episodes at once.")] = 1,
    as_json: Json = False,
) -> int:
    """Let a policy play in turns with the oracle, and record what the oracle would do at every step (DAgger).

    Such recordings show how to get out of what the policy gets into; learn from them beside demonstrations. What is in
    the folder already is not played again.

    [bold]Example[/bold]

    [dim]$[/dim] lodestone data dagger "get 1 log" --policy runs/chop/model --out demos/round-1 --episodes 200
    --biome forest
    """
    from lodestone.config import ORACLE, episode_config
    from lodestone.dagger import Lesson, correct_all, load_policy
    from lodestone.demonstrations import Demonstration

    limit = max_steps or (None if task else _DAGGER_STEPS)
    options = {"skills": ORACLE, "order": order, "biome": biome, "max_steps": limit}
    configs = {folder: episode_config({**options, "task": name}) for name, folder in _folders(task, out)}
    load_policy(policy)
    lesson, results = Lesson(policy, share, stretch, textures, text), list[Demonstration]()
    with Progress(console=progress_console()) as progress:
        bar = progress.add_task("playing", total=episodes * len(configs))
        for folder, config in configs.items():

            def listen(played: Demonstration, what: str = config.task or config.order) -> None:
                progress.advance(bar)
                if played.video is None:
                    progress.console.print(f"{what}, seed {played.seed}: {played.reason}", highlight=False)

            results += correct_all(config, lesson, range(seed, seed + episodes), folder, workers, listen)
    kept = [result for result in results if result.video is not None]
    new = [result for result in kept if result.steps]
    found: dict[str, Any] = {
        "episodes": len(results),
        "kept": len(kept),
        "new": len(new),
        "new_successes": sum(result.success for result in new),
        "frames": sum(result.steps for result in new),
        "folder": str(out),
    }
    text = (
        f"kept {len(kept)} of {len(results)} episodes, {len(new)} of them new, in {out}: {found['frames']} new frames, "
        f"{found['new_successes']} successes"
    )
    emit(as_json, found, text)
    return SUCCEEDED if kept else FAILED


@data_app.command("clips")
def clips(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the dataset.")],
    episodes: Annotated[int, typer.Option(min=0, help="Of each behaviour; each gives about five clips.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="Of the first episode; each one after it has the next.")] = 0,
    behaviours: Annotated[str, typer.Option(metavar="A,B", help="Which to play, such as chop,hit_cow; else all.")] = "",
    biomes: Annotated[
        str, typer.Option(metavar="A,B", help="Where to play, such as forest,taiga; else anywhere.")
    ] = "",
    textures: Annotated[int, typer.Option(min=1, help="Sets of procedural textures to draw from.")] = 8,
    texture_offset: Annotated[int, typer.Option(min=0, help="Seed of the first set.")] = 0,
    workers: Annotated[int, typer.Option(min=1, help="Episodes at once.")] = 1,
    sheet: Annotated[Path | None, typer.Option(metavar="PNG", help="Draw some of the clips into a picture.")] = None,
    as_json: Json = False,
) -> int:
    """Play scenes in the Overworld and keep short clips with true captions, for a reward model to learn from.

    Half of the clips show a behaviour, half come near to it. What is in the folder already is not played again;
    --episodes 0 --sheet draws what is there.

    [bold]Example[/bold]

    [dim]$[/dim] lodestone data clips --out clips --episodes 100 --workers 2 --sheet clips.png
    """
    from agents.data.clips import ClipFolder
    from lodestone.clips.produce import orders, produce, table, totals
    from lodestone.clips.sheet import draw_sheet

    chosen = _listed(behaviours)
    sets = range(texture_offset, texture_offset + textures)
    wanted = orders(chosen, seed, episodes, sets, _listed(biomes))
    with Progress(console=progress_console()) as progress:
        bar = progress.add_task("playing", total=len(wanted))
        found = totals(produce(wanted, out, workers, lambda tally: progress.advance(bar)))
    if sheet is not None:
        draw_sheet(ClipFolder(out), sheet, behaviours=chosen)
    result: dict[str, Any] = {"clips": sum(map(sum, found.values())), "folder": str(out), "behaviours": found}
    emit(as_json, result | {"sheet": str(sheet) if sheet else None}, table(found))
    return SUCCEEDED if result["clips"] or not wanted else FAILED


@data_app.command("check")
def check(source: Source, as_json: Json = False) -> int:
    """Read every recording to its end and say which are broken; the exit code is 1 if any is."""
    from agents.data.check import check_segments
    from agents.data.segments import find_segments

    report = check_segments(track(find_segments(source), "reading", console=progress_console()))
    lines = [f"{report.whole} of {report.segments} recordings are whole, {report.frames} frames"]
    emit(
        as_json,
        report.to_json(),
        "\n".join(lines + [f"{problem.file}: {problem.reason}" for problem in report.problems]),
    )
    return SUCCEEDED if not report.problems else FAILED


@data_app.command("stats")
def stats(source: Source, as_json: Json = False) -> int:
    """Count what players did: keys, camera, null actions, GUIs."""
    from agents.data.segments import find_segments
    from agents.data.stats import count

    found = count(track(find_segments(source), "counting", console=progress_console()))
    emit(as_json, found.to_json(), found.table())
    return SUCCEEDED


@data_app.command("label")
def label(
    source: Source,
    model: Annotated[str, typer.Option(metavar="DIR", help="Inverse dynamics model: a folder or a Hugging Face id.")],
    as_json: Json = False,
) -> int:
    """Write the actions beside videos that have none, as an inverse dynamics model sees them (pseudo-labels).

    [bold]Example[/bold]

    [dim]$[/dim] lodestone convert idm 4x_idm.weights models/idm && lodestone data label videos --model models/idm
    """
    from agents.data.label import label_video
    from agents.data.segments import find_segments
    from agents.vpt.idm import InverseDynamics

    inverse = InverseDynamics.from_pretrained(model)
    waiting = [segment.video for segment in find_segments(source) if segment.missing() == [segment.actions]]

    def predict(frames: Any) -> tuple[Any, Any]:
        prediction = inverse.predict(frames, sliding=False)
        return prediction.keys, prediction.bins

    paths = [label_video(video, predict) for video in track(waiting, "labelling", console=progress_console())]
    emit(as_json, {"labelled": [str(path) for path in paths]}, f"labelled {len(paths)} videos")
    return SUCCEEDED


@data_app.command("prompts")
def prompts(
    source: Source,
    model: Annotated[str, typer.Option(metavar="small|DIR|ID", help="Reward model whose text tower reads.")] = "small",
    as_json: Json = False,
) -> int:
    """Write the orders of recordings beside them as goals, for a policy that is told what to do.

    [bold]Example[/bold]

    [dim]$[/dim] lodestone data prompts demos && lodestone train imitate examples/imitate_skills.yaml
    """
    from functools import cache

    from agents.data.goals import write_goal
    from agents.data.segments import find_segments
    from agents.goals import prompt_feature

    embed = cache(lambda order: prompt_feature(order, model).numpy())
    segments = find_segments(source)
    for segment in track(segments, "reading", console=progress_console()):
        write_goal(segment, embed)
    emit(as_json, {"goals": len(segments), "model": model}, f"wrote the goals of {len(segments)} recordings")
    return SUCCEEDED


def _folders(task: str | None, out: Path) -> list[tuple[str | None, Path]]:
    """Return the tasks that a task or suite stands for, each with the folder of its recordings."""
    from envs.tasks import tasks_of

    found = [] if task is None else tasks_of([task])
    suite = [one.id for one in found if one.suite == task]
    return [(name, out / name.partition("/")[2]) for name in suite] or [(task, out)]


def _listed(text: str) -> list[str]:
    """The names in a list with commas."""
    return [name.strip() for name in text.split(",") if name.strip()]
