"""`lodestone skills`: what an agent can do, how well, and how it comes to do more."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lodestone.output import SUCCEEDED, Json, emit, progress_console

if TYPE_CHECKING:
    from skills.library.contract import SkillVersion
    from skills.library.library import Library

skills_app = typer.Typer(
    no_args_is_help=True,
    help="What an agent can do: the skills that ship, and those of a library.\n\nA skill comes into a library as a "
    "candidate (add, import), is tested on seeds (test), and serves once its test has shown that it works (promote). "
    "`lodestone run --library DIR` uses what serves, and learns how well all skills do.",
)

Folder = Annotated[
    Path, typer.Option("--library", metavar="DIR", envvar="LODESTONE_LIBRARY", help="Folder of the library.")
]
_DEFAULT = Path("library")
Version = Annotated[
    str, typer.Argument(metavar="NAME[@N]", help="A skill; of its versions the latest, unless one is named. @0 ships.")
]


@skills_app.command("list")
def skills_list(
    kind: Annotated[str | None, typer.Option(help="Only skills of this kind, such as craft.")] = None,
    library: Folder = _DEFAULT,
    as_json: Json = False,
) -> int:
    """List the skills, and the versions in the library, if there is one."""
    from rich.console import Group

    from lodestone.catalog import skill_json, skill_table, skills_of, version_json, version_table
    from skills.graph import skill_graph
    from skills.library.library import Library

    kept = Library(library) if library.is_dir() else None
    graph = kept.graph if kept else skill_graph()
    skills, versions = skills_of(graph, kind), kept.versions() if kept else []
    shown = [(one, kept.tests(one)) for one in versions if kept]
    tables = [skill_table(skills)] + ([version_table(shown)] if shown else [])
    data = {"skills": [*map(skill_json, skills)], "versions": [version_json(one, tests) for one, tests in shown]}
    emit(as_json, data, Group(*tables))
    return SUCCEEDED


@skills_app.command("show")
def skills_show(
    skill: Annotated[str, typer.Argument(metavar="NAME")], library: Folder = _DEFAULT, as_json: Json = False
) -> int:
    """Show what a skill needs, uses up and yields, its versions, and how well it has done."""
    from lodestone.catalog import facts, skill_json, version_json
    from skills.graph import skill_graph
    from skills.library.library import Library

    kept = Library(library) if library.is_dir() else None
    shown = skill_json((kept.graph if kept else skill_graph())[skill])
    if kept:
        shown["versions"] = [version_json(one, kept.tests(one)) for one in kept.versions(skill)]
        shown["done"] = [{"crew": crew, **rate.to_json()} for crew, rate in kept.episodes.done(skill)]
    emit(as_json, shown, facts(shown))
    return SUCCEEDED


@skills_app.command("search")
def skills_search(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="What is to be done, or what for, in English or Chinese.")
    ],
    top: Annotated[int, typer.Option(min=1, help="How many to show.")] = 5,
    library: Folder = _DEFAULT,
    as_json: Json = False,
) -> int:
    """Find skills by meaning.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone skills search "something to light a cave"

    [dim]$[/dim] lodestone skills search 怎么弄到羊毛
    """
    from lodestone.catalog import likeness_table
    from planner.lexicon import names_of_things
    from skills.graph import skill_graph
    from skills.library.library import Library
    from skills.library.search import search

    kept = Library(library) if library.is_dir() else None
    graph, said = (kept.graph, kept.descriptions) if kept else (skill_graph(), {})
    found = search(text, graph.skills.values(), {**names_of_things(), **said}, top)
    result = [{"skill": skill.name, "prompt": skill.prompt, "likeness": round(like, 3)} for skill, like in found]
    emit(as_json, {"skills": result}, likeness_table(found))
    return SUCCEEDED


@skills_app.command("add")
def skills_add(
    repertoire: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a repertoire (docs/skills.md).")],
    only: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Of its skills, this one; repeatable.")] = None,
    library: Folder = _DEFAULT,
    as_json: Json = False,
) -> int:
    """Add the skills of a repertoire to the library, as candidates.

    [bold]Example[/bold]

    [dim]$[/dim] lodestone skills add runs/better-chopping --only collect_log
    """
    from lodestone.catalog import version_json
    from skills.library.library import Library

    kept = Library(library, make=True)
    added = kept.add(repertoire, only or ())
    lines = [f"{one}: {one.state}; next: lodestone skills test {one}" for one in added]
    emit(as_json, {"versions": [version_json(one, ()) for one in added]}, "\n".join(lines))
    return SUCCEEDED


@skills_app.command("test")
def skills_test(
    version: Version,
    task: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="What it has to do. [dim]\\[default: the task of `skills` that asks for it][/dim]"
        ),
    ] = None,
    seeds: Annotated[str, typer.Option(metavar="A..B", help="Of the worlds, one episode each.")] = "20000..20049",
    texture: Annotated[int, typer.Option(help="Seed of the textures; policies learn with 0 to 15.")] = 1001,
    workers: Annotated[int, typer.Option(min=1, help="Processes; more than one need Ray.")] = 1,
    library: Folder = _DEFAULT,
    as_json: Json = False,
) -> int:
    """Play a task with a version of a skill alone, and keep how often it succeeded. @0 tests what ships.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone skills test collect_log@1

    [dim]$[/dim] lodestone skills test find_village@1 --task my/find_village --seeds 20000..20099
    """
    from rich.progress import Progress

    from lodestone.config import seed_range
    from lodestone.trials import try_out
    from skills.library.library import Library

    numbers, kept = seed_range(seeds), Library(library)
    chosen = kept.version(version)
    with Progress(console=progress_console(), transient=True) as progress:
        bar = progress.add_task(str(chosen), total=len(numbers))
        test = try_out(kept, chosen, task, numbers, texture, workers, lambda _: progress.advance(bar))
    data = {
        "version": str(chosen),
        "task": test.task,
        "seeds": test.seeds,
        "texture": test.texture,
        "steps": test.steps,
    }
    emit(as_json, data | test.rate.to_json(), f"{chosen}: {test}")
    return SUCCEEDED


@skills_app.command("promote")
def skills_promote(
    version: Version,
    at_least: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Success rate that the test has to show, at 95 % confidence.")
    ] = 0.25,
    library: Folder = _DEFAULT,
    as_json: Json = False,
) -> int:
    """Have a version serve in place of another, if its test has shown that it works, and no worse than that."""
    return _changed(library, lambda kept: kept.promote(version, at_least), as_json)


@skills_app.command("retire")
def skills_retire(version: Version, library: Folder = _DEFAULT, as_json: Json = False) -> int:
    """Have a version, or without a number what serves, not be used any more. Promoting brings it back."""
    return _changed(library, lambda kept: kept.retire(version), as_json)


@skills_app.command("export")
def skills_export(
    versions: Annotated[list[str], typer.Argument(metavar="NAME[@N]...", help="What goes into it.")],
    out: Annotated[Path, typer.Option(metavar="FILE.zip", help="Replaced if it is there.")],
    library: Folder = _DEFAULT,
    as_json: Json = False,
) -> int:
    """Write skills with all they need into one file, to be imported elsewhere.

    [bold]Example[/bold]

    [dim]$[/dim] lodestone skills export collect_log@2 collect_log2@2 --out chopping.zip
    """
    from skills.library.archive import export
    from skills.library.library import Library

    written = [str(one) for one in export(Library(library), versions, out)]
    emit(as_json, {"file": str(out), "versions": written}, f"{', '.join(written)} written to {out}")
    return SUCCEEDED


@skills_app.command("import")
def skills_import(
    source: Annotated[Path, typer.Argument(metavar="FILE.zip", help="What `lodestone skills export` wrote.")],
    library: Folder = _DEFAULT,
    as_json: Json = False,
) -> int:
    """Add the skills of an exported file to the library, as candidates: here, they have to be tested anew."""
    from lodestone.catalog import version_json
    from skills.library.archive import import_from
    from skills.library.library import Library

    added = import_from(source, Library(library, make=True))
    lines = [f"{one}: {one.state}" for one in added]
    emit(as_json, {"versions": [version_json(one, ()) for one in added]}, "\n".join(lines))
    return SUCCEEDED


@skills_app.command("learn")
def skills_learn(
    records: Annotated[list[Path], typer.Argument(metavar="RECORD...", help="Folders of episodes' records.")],
    library: Folder = _DEFAULT,
    as_json: Json = False,
) -> int:
    """Learn from episodes that were run without the library, such as those of a cluster; each counts once.

    [bold]Example[/bold]

    [dim]$[/dim] lodestone skills learn runs/*
    """
    from lodestone.experience import outcome_of
    from lodestone.record import load
    from skills.library.library import Library

    outcomes = [outcome_of(load(record)[0]) for record in records]
    kept = Library(library, make=True)
    new = sum(kept.episodes.learn(outcome) for outcome in outcomes)
    emit(as_json, {"episodes": len(outcomes), "new": new}, f"{new} of {len(outcomes)} episodes were new")
    return SUCCEEDED


def _changed(library: Path, change: Callable[["Library"], "SkillVersion"], as_json: bool) -> int:
    """Change a version's state, and say what it is now."""
    from lodestone.catalog import version_json
    from skills.library.library import Library

    kept = Library(library, make=True)
    version = change(kept)
    emit(as_json, version_json(version, kept.tests(version)), f"{version}: {version.state}")
    return SUCCEEDED
