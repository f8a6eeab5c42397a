"""Slash commands, as a player types them into the chat: `run_command(env, "/summon cow ~ ~ ~3")`.

The commands that MineDojo's helpers send, and a few that set up a world, with the syntax of 1.11.2. They act at once,
before the next tick. The sender is the player, who may use them all.
"""

import logging
from collections.abc import Callable

from envs.malmo.console.arguments import CommandError
from envs.malmo.console.items import clear, give, replace_item
from envs.malmo.console.movement import spread_players, teleport
from envs.malmo.console.scene import difficulty, game_rule, set_block_at, time, weather
from envs.malmo.console.things import kill, summon
from envs.overworld.env import OverworldEnv
from envs.overworld.world import Overworld

COMMANDS: dict[str, Callable[[Overworld, list[str]], str]] = {
    "clear": clear,
    "difficulty": difficulty,
    "gamerule": game_rule,
    "give": give,
    "kill": kill,
    "replaceitem": replace_item,
    "setblock": set_block_at,
    "spreadplayers": spread_players,
    "summon": summon,
    "teleport": teleport,
    "time": time,
    "tp": teleport,
    "weather": weather,
}
"""Commands by name; each takes a world and the words behind its name, and returns the answer."""

_log = logging.getLogger(__name__)
_SHOWN = 200


def run_command(env: OverworldEnv, command: str) -> str:
    """Carry out a slash command and return what the chat answers.

    What the Overworld does not know, or cannot do, changes nothing: the answer says so, as the game's does, and
    it is logged. A command that is not begun with a slash is something said, to which nobody answers.

    Args:
        env: A world that has been reset.
        command: Such as `/give @p log 4`.
    """
    words = command.split()
    if not words or not words[0].startswith("/"):
        return ""
    name = words[0].removeprefix("/").removeprefix("minecraft:")
    try:
        if name not in COMMANDS:
            _log.warning("the Overworld does not know the command '%s'; nothing happens", command[:_SHOWN])
            return "Unknown command. Try /help for a list of commands"
        return COMMANDS[name](env.world, words[1:])
    except CommandError as error:
        _log.debug("'%s' did nothing: %s", command[:_SHOWN], error)
        return str(error)
