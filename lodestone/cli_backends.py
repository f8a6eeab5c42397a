"""`lodestone backends`: simulators beside the Overworld."""

from pathlib import Path
from typing import Annotated

import typer

from lodestone.output import SUCCEEDED, Json, emit, progress_console

backends_app = typer.Typer(no_args_is_help=True, help="Simulators beside the Overworld, and what they need.")


@backends_app.command("list")
def backends_list(as_json: Json = False) -> int:
    """List the simulators: ready, or the command that makes them so."""
    from lodestone.backends.catalog import backends
    from lodestone.findings_table import findings_table

    found = backends()
    emit(as_json, {"backends": [backend.to_json() for backend in found]}, findings_table(found))
    return SUCCEEDED


@backends_app.command("install")
def backends_install(
    backend: Annotated[str, typer.Argument(metavar="minedojo|minerl", help="Which.")],
    python: Annotated[
        str | None,
        typer.Option(
            metavar="PATH",
            help="Python 3.9 to 3.11, 3.10 to 3.12 for minerl. [dim]\\[default: this one, else one on the PATH][/dim]",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Where to. [dim]\\[default: LODESTONE_BACKENDS, else a cache folder of yours][/dim]"
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """Make a virtual environment with a simulator's Python and the packages that it is known to work with.

    That is MineDojo 0.1, or MineStudio 1.1.6 for its MineRL 1.0.

    [bold]Examples[/bold]

    [dim]$[/dim] lodestone backends install minedojo --python python3.10

    [dim]$[/dim] lodestone backends install minerl
    """
    from lodestone.backends.backend import check_backend, default_folder, environment_python
    from lodestone.backends.environment import install
    from lodestone.backends.needs import simulator_needs
    from lodestone.findings_table import findings_table

    chosen = check_backend(backend)
    folder = (out or default_folder(chosen)).absolute()
    console = progress_console()

    def tell(line: str) -> None:
        console.print(line, highlight=False, soft_wrap=True)

    with console.status("installing, which takes about a minute"):
        made = install(folder, python, tell, chosen)
    needs = simulator_needs(folder, chosen)
    tell(f"{'installed' if made else 'already there'}: {environment_python(folder)}")
    tell("`lodestone serve malmo` needs nothing more; the real simulator needs besides:")
    result = {"python": str(environment_python(folder)), "made": made, "simulator": [need.to_json() for need in needs]}
    emit(as_json, result, findings_table(needs))
    return SUCCEEDED
