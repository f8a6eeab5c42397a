"""Commands about the world: `time`, `weather`, `setblock`, `gamerule`, `difficulty`."""

import math

from envs.malmo.console.arguments import WORLD, CommandError, integer, need, place
from envs.overworld.blocks.breaking import drop_items, remove_block, settle
from envs.overworld.blocks.daylight import DAY
from envs.overworld.blocks.grid import AIR, get_block, is_loaded, set_block
from envs.overworld.gamedata import UnknownNameError, block_id
from envs.overworld.rng import random_int
from envs.overworld.state import HEIGHT
from envs.overworld.world import DIFFICULTIES, Overworld

_TIMES = {"day": 1000, "night": 13000}
_WEATHERS = {"clear": (0, 0, "clear weather"), "rain": (1, 0, "rainy weather"), "thunder": (1, 1, "rain and thunder")}
_SPELL = (300, 600)  # seconds that weather lasts at least, and how much longer it may
_RULES = {"doDaylightCycle": "daylight_cycle", "doMobSpawning": "mob_spawning", "doWeatherCycle": "weather_cycle"}
_BARE_HAND = 0


def time(world: Overworld, words: list[str]) -> str:
    """`/time set <day|night|ticks>`, `/time add <ticks>`, `/time query <daytime|gametime>`."""
    need(words, 2, "/time <set|add|query> <value>")
    clock = world.state.clock[WORLD]
    if words[0] == "set":
        value = _TIMES.get(words[1])
        value = integer(words[1], 0) if value is None else value
        clock["time"] = value % DAY
        return f"Set the time to {value}"
    if words[0] == "add":
        value = integer(words[1], 0)
        clock["time"] = (int(clock["time"]) + value) % DAY
        return f"Added {value} to the time"
    if words[0] == "query" and words[1] in ("daytime", "gametime"):
        return f"Time is {clock['time' if words[1] == 'daytime' else 'age']}"
    raise CommandError("Usage: /time <set|add|query> <value>")


def weather(world: Overworld, words: list[str]) -> str:
    """`/weather <clear|rain|thunder> [<seconds>]`: for so long, five to fifteen minutes if nothing is said."""
    if not words or words[0] not in _WEATHERS:
        raise CommandError("Usage: /weather <clear|rain|thunder> [duration in seconds]")
    least, more = _SPELL
    seconds = integer(words[1], 1, 1_000_000) if len(words) > 1 else least + int(random_int(world.state, WORLD, more))
    clock = world.state.clock[WORLD]
    clock["raining"], clock["thundering"], name = _WEATHERS[words[0]]
    clock["rain_ticks"] = clock["thunder_ticks"] = seconds * 20
    return f"Changing to {name}"


def set_block_at(world: Overworld, words: list[str]) -> str:
    """`/setblock <x> <y> <z> <block> [<meta> [replace|keep|destroy]]`: what stood there is gone, or drops."""
    need(words, 4, "/setblock <x> <y> <z> <block> [dataValue|state] [oldBlockHandling] [dataTag]")
    x, y, z = (math.floor(value) for value in place(world, words))
    try:
        block = block_id(words[3])
    except UnknownNameError as error:
        raise CommandError(f"There is no such block with name {words[3][:60]}") from error
    new = block << 4 | (integer(words[4], 0, 15) if len(words) > 4 else 0)
    if not 0 <= y < HEIGHT or not is_loaded(world.state, WORLD, x, z):
        raise CommandError("Cannot place block outside of the world")
    old = get_block(world.state, WORLD, x, y, z)
    handling = words[5] if len(words) > 5 else "replace"
    if old == new or (handling == "keep" and old != AIR):
        raise CommandError("The block couldn't be placed")
    if handling == "destroy":
        broken = remove_block(world.state, world.rules, WORLD, x, y, z)
        drop_items(world.state, world.rules, WORLD, x, y, z, broken, _BARE_HAND)
    set_block(world.state, world.rules, WORLD, x, y, z, new)
    settle(world.state, world.rules, WORLD, x, y, z)
    return "Block placed"


def game_rule(world: Overworld, words: list[str]) -> str:
    """`/gamerule <rule> <true|false>`: the rules that the Overworld has as switches."""
    need(words, 2, "/gamerule <rule name> [value]")
    if words[0] not in _RULES:
        raise CommandError(f"No game rule called '{words[0][:40]}' is available; there are {', '.join(_RULES)}")
    if words[1] not in ("true", "false"):
        raise CommandError(f"'{words[1][:40]}' is not true or false")
    world.state.clock[WORLD][_RULES[words[0]]] = words[1] == "true"
    return f"Game rule {words[0]} has been updated to {words[1]}"


def difficulty(world: Overworld, words: list[str]) -> str:
    """`/difficulty <peaceful|easy|normal|hard>`, or its number."""
    names = list(DIFFICULTIES)
    name = names[int(words[0])] if words and words[0] in ("0", "1", "2", "3") else "".join(words[:1])
    if name not in DIFFICULTIES:
        raise CommandError(f"Usage: /difficulty <{'|'.join(names)}>")
    world.state.clock[WORLD]["difficulty"] = DIFFICULTIES[name]
    return f"Set game difficulty to {name.title()}"
