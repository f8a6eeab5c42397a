"""Stacks that an inventory begins with, or is given."""

from typing import Any, NamedTuple

from envs.overworld.gamedata import ITEM_NAMES, UnknownNameError
from envs.overworld.world import StartStack

EQUIP_SLOTS = {"mainhand": 0, "offhand": 40, "head": 39, "chest": 38, "legs": 37, "feet": 36}
"""Slots by the names that may stand for them."""
MIN_SLOT_IDX, MAX_SLOT_IDX = 0, 40
SLOT_IDX2NAME = {slot: name for name, slot in EQUIP_SLOTS.items()}


class InventoryItem(NamedTuple):
    """One stack, and the slot for it: 0 to 40, or a name of EQUIP_SLOTS."""

    slot: str | int
    name: str
    variant: int | None = None
    quantity: int | None = None


def parse_inventory_item(item: InventoryItem) -> tuple[int, dict[str, Any]]:
    """Return the slot's number, and type, metadata and quantity of the stack.

    Raises:
        ValueError: There is no such slot, or no such item.
    """
    slot = EQUIP_SLOTS.get(item.slot, -1) if isinstance(item.slot, str) else int(item.slot)
    if not MIN_SLOT_IDX <= slot <= MAX_SLOT_IDX:
        raise ValueError(f"unknown slot {item.slot!r}: 0 to 40, or {', '.join(EQUIP_SLOTS)}")
    if item.name not in ITEM_NAMES:
        raise UnknownNameError("item", item.name, list(ITEM_NAMES))
    return slot, {"type": item.name, "metadata": item.variant or 0, "quantity": item.quantity or 1}


def start_stack(item: InventoryItem) -> StartStack:
    """Return the stack as the Overworld begins with it."""
    slot, stack = parse_inventory_item(item)
    return StartStack(item=stack["type"], count=stack["quantity"], variant=stack["metadata"], slot=slot)


def map_slot_number_to_cmd_slot(slot_number: int) -> str:
    """Return the name of a slot in `/replaceitem`."""
    if slot_number in (0, 40):
        return f"slot.weapon.{SLOT_IDX2NAME[slot_number]}"
    if slot_number in SLOT_IDX2NAME:
        return f"slot.armor.{SLOT_IDX2NAME[slot_number]}"
    return f"slot.hotbar.{slot_number}" if slot_number < 9 else f"slot.inventory.{slot_number - 9}"


def replace_item_command(item: InventoryItem) -> str:
    """Return the command that puts a stack into its slot."""
    slot, stack = parse_inventory_item(item)
    what = f"minecraft:{stack['type']} {stack['quantity']} {stack['metadata']}"
    return f"/replaceitem entity @p {map_slot_number_to_cmd_slot(slot)} {what}"
