"""`lodestone worlds`: the worlds that there are, held against each other."""

from typing import Annotated

import typer

from lodestone.output import FAILED, SUCCEEDED, Json, emit, progress_console

World = Annotated[
    str | None,
    typer.Option(
        metavar="overworld|minedojo|minerl",
        help="Where: MineDojo or MineRL, which 'backends install' installs. [dim]\\[default: overworld][/dim]",
    ),
]
WorldPort = Annotated[
    int | None,
    typer.Option(metavar="PORT", help="Of a running Minecraft. [dim]\\[default: the simulator starts its own][/dim]"),
]

worlds_app = typer.Typer(no_args_is_help=True, help="The worlds that agents act in, held against each other.")


@worlds_app.callback()
def worlds() -> None:
    """Let this be a group, though it has one command so far."""


@worlds_app.command("compare")
def worlds_compare(
    first: Annotated[str, typer.Argument(metavar="WORLD", help="overworld, minedojo or minerl.")],
    second: Annotated[str, typer.Argument(metavar="WORLD", help="The other one.")],
    world_port: WorldPort = None,
    seeds: Annotated[str, typer.Option(metavar="A..B", help="Numbers are medians over these.")] = "0..4",
    as_json: Json = False,
) -> int:
    """Let the same short behaviours (walk, jump, turn, mine, craft, place, fight) show where two worlds differ.

    MineRL crafts and places with a mouse alone, so what does it by a single action is left out there.

    Exit code 0: all numbers agree within their tolerances; 1: some do not.

    [bold]Example[/bold]

    [dim]$[/dim] lodestone worlds compare overworld minedojo --world-port 9000
    """
    from lodestone.config import seed_range
    from lodestone.worlds.behaviours import BEHAVIOURS
    from lodestone.worlds.compare import compare, find_world, shared_behaviours
    from lodestone.worlds.table import differences_table

    console = progress_console()
    one, other = (find_world(name, world_port) for name in (first, second))
    with console.status("playing...") as status:
        found = compare(one, other, seed_range(seeds), lambda name: status.update(f"playing: {name}"))
    shared = shared_behaviours(one, other)
    left_out = [behaviour for behaviour in BEHAVIOURS if behaviour not in shared]
    same = all(difference.is_small for difference in found)
    result = {
        "worlds": [first, second],
        "same": same,
        "numbers": [difference.to_json() for difference in found],
        "left_out": [behaviour.name for behaviour in left_out],
    }
    emit(as_json, result, differences_table(first, second, found, left_out))
    return SUCCEEDED if same else FAILED
