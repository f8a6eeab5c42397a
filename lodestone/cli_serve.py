"""`lodestone serve`: the Overworld for programs that were written for other simulators."""

import logging
import signal
from typing import Annotated, Any, NoReturn

import typer

from lodestone.output import SUCCEEDED, Json, emit, progress_console

serve_app = typer.Typer(no_args_is_help=True, help="The Overworld for programs that were written for other simulators.")


@serve_app.callback()
def serve() -> None:
    """Let this be a group, though it has one command so far."""


@serve_app.command("malmo")
def serve_malmo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="TCP port; 0 takes a free one and says which.")] = 9000,
    host: Annotated[str, typer.Option(help="Address to listen on; clients are not asked who they are.")] = "127.0.0.1",
    clients: Annotated[int, typer.Option(min=1, help="Most clients at a time; each has a process.")] = 64,
    verbose: Annotated[bool, typer.Option("--verbose", help="Tell of every command in the chat, too.")] = False,
    as_json: Json = False,
) -> int:
    """Serve the Overworld to MineDojo 0.1 and MineRL 1.0 in place of their Java side, until Ctrl-C.

    [bold]Example[/bold]

    [dim]$[/dim] lodestone serve malmo --port 9000

    In MineDojo's Python, before 'reset': InstanceManager.add_existing_instance(9000). See docs/minedojo.md, and
    docs/minerl.md for MineRL's.
    """
    from envs.malmo.server import Server
    from envs.malmo.worker import LOG_FORMAT
    from lodestone.kernels import COMPILING, compile_kernels, kernels_are_compiled

    console = progress_console()
    logging.basicConfig(format=LOG_FORMAT, level=logging.DEBUG if verbose else logging.INFO)
    server = Server(host, port, clients)
    address = "{}:{}".format(*server.address)
    try:
        for number in (signal.SIGINT, signal.SIGTERM):  # a script's background jobs begin with the first one ignored
            signal.signal(number, _interrupt)
        if not kernels_are_compiled():
            console.print(COMPILING)
            compile_kernels(pictures=True)
        server.serve(
            lambda: console.print(f"serving MineDojo and MineRL on {address} (Ctrl-C ends it)", highlight=False)
        )
    except KeyboardInterrupt:
        console.print("ending")
    finally:
        server.close()
    emit(as_json, {"address": address, "clients": server.served}, f"{server.served} clients were served on {address}")
    return SUCCEEDED


def _interrupt(*_: Any) -> NoReturn:
    raise KeyboardInterrupt
