"""Slash commands of Minecraft 1.16.5, said as those of 1.11.2: items without variants, slots without `slot.`."""

from envs.malmo.modern import MOBS, STACKS
from envs.overworld.gamedata import ITEM_NAMES

_ITEM_AT = {"give": 1, "replaceitem": 3}
"""The word behind a command that names an item; the one behind that is how many."""
_SLOT_AT, _MOB_AT = 2, 0
_OLD_MOBS = {modern: old for old, modern in MOBS.items()}
_PREFIX = "minecraft:"


def old_command(said: str) -> str:
    """Return a command as `run_command` takes it; whatever names nothing that 1.11.2 has is left as it is."""
    name, *words = said.split() or [""]
    verb = name.removeprefix("/")
    place = _ITEM_AT.get(verb, len(words))
    if place < len(words):
        stack = STACKS.get(words[place].removeprefix(_PREFIX))
        if stack is not None:
            count = words[place + 1] if place + 1 < len(words) else "1"
            words[place:] = [ITEM_NAMES[stack[0]], count, str(stack[1])]
    if verb == "replaceitem" and len(words) > _SLOT_AT and not words[_SLOT_AT].startswith("slot."):
        words[_SLOT_AT] = f"slot.{words[_SLOT_AT]}"
    if verb == "summon" and words:
        mob = words[_MOB_AT].removeprefix(_PREFIX)
        words[_MOB_AT] = _OLD_MOBS.get(mob, mob)
    return " ".join([name, *words])
