"""Commands about what the player carries: `give`, `clear`, `replaceitem`."""

import re

from envs.malmo.console.arguments import (
    PLAYER,
    PLAYER_NAME,
    WORLD,
    CommandError,
    described,
    integer,
    item,
    need,
    player_of,
)
from envs.malmo.console.selectors import select_player
from envs.overworld.entities.items import spawn_item
from envs.overworld.gamedata import ITEM_NAMES
from envs.overworld.player.inventory import CARRIED, add_item
from envs.overworld.player.physics import EYE_HEIGHT
from envs.overworld.world import Overworld

_MOST = 64
_MOST_META = 32767
_SLOT = re.compile(r"slot\.(hotbar|inventory)\.(\d{1,2})")
_NAMED = {"slot.armor.feet": 36, "slot.armor.legs": 37, "slot.armor.chest": 38, "slot.armor.head": 39}
_NAMED |= {"slot.weapon.offhand": 40}
_HOTBAR = 9


def give(world: Overworld, words: list[str]) -> str:
    """`/give <player> <item> [<count> [<meta>]]`: what finds no room lies at the player's feet."""
    need(words, 2, "/give <player> <item> [amount] [data] [dataTag]")
    select_player(world, words[0])
    number, count, meta = _stack(words[1:4])
    if number == 0:
        raise CommandError(f"There is no such item with name {words[1]}")
    left = add_item(world.state, world.rules, WORLD, PLAYER, number, meta, count)
    size = int(world.rules.items[number]["stack"])
    player = player_of(world)
    x, y, z = (float(player[axis]) for axis in "xyz")
    for lot in (min(size, left - done) for done in range(0, left, size)):
        spawn_item(world.state, WORLD, x, y + EYE_HEIGHT - 0.3, z, 0.0, 0.0, 0.0, number, meta, lot, 0)
    return f"Given {described(number, count)} to {PLAYER_NAME}"


def clear(world: Overworld, words: list[str]) -> str:
    """`/clear [<player> [<item> [<meta> [<most>]]]]`: out of all 41 slots; with `most` 0 they are only counted."""
    if words:
        select_player(world, words[0])
    wanted = item(words[1]) if len(words) > 1 else 0
    meta = integer(words[2], -1, _MOST_META) if len(words) > 2 else -1
    most = integer(words[3], -1) if len(words) > 3 else -1
    removed = 0
    for stack in world.state.slots[WORLD, PLAYER]:
        if stack["count"] and (wanted in (0, stack["item"])) and (meta in (-1, stack["meta"])):
            taken = int(stack["count"]) if most <= 0 else min(int(stack["count"]), most - removed)
            removed += taken
            if most != 0:
                stack["count"] -= taken
            if stack["count"] == 0:
                stack["item"] = stack["meta"] = 0
    if removed == 0:
        raise CommandError(f"Could not clear the inventory of {PLAYER_NAME}, no items to remove")
    return f"Cleared the inventory of {PLAYER_NAME}, removing {removed} items"


def replace_item(world: Overworld, words: list[str]) -> str:
    """`/replaceitem entity <player> <slot> <item> [<count> [<meta>]]`: air empties the slot."""
    usage = "/replaceitem entity <selector> <slot> <item> [amount] [data] [dataTag]"
    need(words, 4, usage)
    if words[0] != "entity":
        raise CommandError(f"Usage: {usage}")
    select_player(world, words[1])
    slot = _slot(world, words[2])
    number, count, meta = _stack(words[3:6])
    world.state.slots[WORLD, PLAYER, slot] = (number, meta, count) if number else (0, 0, 0)
    name = described(number, count) if number else f"[{ITEM_NAMES[0].title()}]"
    return f"Replaced slot {words[2]} with {name}"


def _stack(words: list[str]) -> tuple[int, int, int]:
    """Return item, count and meta of up to three words."""
    count = integer(words[1], 1, _MOST) if len(words) > 1 else 1
    meta = integer(words[2], 0, _MOST_META) if len(words) > 2 else 0
    return item(words[0]), count, meta


def _slot(world: Overworld, name: str) -> int:
    if name in ("slot.weapon", "slot.weapon.mainhand"):
        return int(player_of(world)["selected"])
    if name in _NAMED:
        return _NAMED[name]
    match = _SLOT.fullmatch(name)
    number = int(match[2]) if match else -1
    if match and number < (_HOTBAR if match[1] == "hotbar" else CARRIED - _HOTBAR):
        return number if match[1] == "hotbar" else _HOTBAR + number
    raise CommandError(f"Unknown slot name '{name[:40]}'")
