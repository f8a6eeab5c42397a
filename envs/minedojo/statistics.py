"""The 1,819 statistics of the game, in the tree in which MineDojo's `info` shows them.

What the Overworld counts stands there truly: kills, uses of items, deaths, the time of this life and in all. The rest
stands at zero.
"""

from typing import Any

from envs.overworld.gamedata import TABLE

Tree = dict[str, Any]

_PLAIN = (
    "animals_bred armor_cleaned aviate_one_cm banner_cleaned beacon_interaction boat_one_cm brewingstand_interaction "
    "cake_slices_eaten cauldron_filled cauldron_used chest_opened climb_one_cm crafting_table_interaction "
    "crouch_one_cm damage_dealt damage_taken deaths dispenser_inspected dive_one_cm dropper_inspected "
    "enderchest_opened fall_one_cm fish_caught flower_potted fly_one_cm furnace_interaction hopper_inspected "
    "horse_one_cm item_enchanted items_dropped jump leave_game minecart_one_cm mob_kills noteblock_played "
    "noteblock_tuned pig_one_cm play_one_minute player_kills record_played shulker_box_opened sleep_in_bed "
    "sneak_time sprint_one_cm swim_one_cm talked_to_villager time_since_death traded_with_villager "
    "trapped_chest_triggered walk_one_cm"
).split()
_ACHIEVEMENTS = (
    "acquire_iron bake_cake blaze_rod bookcase breed_cow build_better_pickaxe build_furnace build_hoe build_pickaxe "
    "build_sword build_work_bench cook_fish diamonds diamonds_to_you enchantments explore_all_biomes fly_pig "
    "full_beacon ghast kill_cow kill_enemy kill_wither make_bread mine_wood on_a_rail open_inventory overkill "
    "overpowered portal potion snipe_skeleton spawn_wither the_end the_end2"
).split()
_MOBS = (
    "bat blaze cave_spider chicken cow creeper donkey elder_guardian enderman endermite evocation_illager ghast "
    "guardian horse husk lava_slime llama mule mushroom_cow ozelot pig pig_zombie polar_bear rabbit sheep shulker "
    "silverfish skeleton skeleton_horse slime spider squid stray vex villager vindication_illager witch "
    "wither_skeleton wolf zombie zombie_horse zombie_villager"
).split()
_NEVER_MINED = ("banner", "barrier", "bedrock", "grass_path", "iron_trapdoor", "mob_spawner", "trapdoor")


def _items() -> dict[str, list[str]]:
    """Return the items that each kind of statistic is kept of."""
    every = sorted(row["name"] for row in TABLE["items"])
    made = {row["item"] for row in (*TABLE["recipes"], *TABLE["smelting"])}
    blocks = {row["name"] for row in TABLE["items"] if row["is_block"]}
    return {
        "break_item": sorted(row["name"] for row in TABLE["items"] if row["max_damage"] > 0),
        "craft_item": sorted(made),
        "drop": every,
        "mine_block": sorted(blocks.difference(_NEVER_MINED)),
        "pickup": every,
        "use_item": every,
    }


_ITEMS = _items()


def stat_keys() -> list[list[str]]:
    """Return the path of every statistic and achievement in `info`, sorted."""
    paths = [["stat", name] for name in _PLAIN] + [["achievement", name] for name in _ACHIEVEMENTS]
    paths += [["stat", kind, mob] for kind in ("entity_killed_by", "kill_entity") for mob in _MOBS]
    return sorted(paths + [["stat", kind, "minecraft", item] for kind, items in _ITEMS.items() for item in items])


def stat_id(path: list[str]) -> str:
    """Return the game's own name of a statistic, such as `stat.killEntity.CaveSpider`."""
    kind = path[0]
    if path[1] == "items_dropped":
        return f"{kind}.drop"
    words = [_camel(path[1])]
    if "minecraft" in path:
        words += path[2:]
    elif len(path) == 3:
        words.append(path[2].title().replace("_", ""))
    return ".".join([kind, *words])


def tree(kills: dict[str, int], uses: dict[str, int], plain: dict[str, int]) -> tuple[Tree, Tree]:
    """Return the trees `stat` and `achievement`, with what is not given at zero.

    Args:
        kills: Kills by the name of their statistic.
        uses: Uses by item.
        plain: Statistics without a subject.
    """
    stat: Tree = dict.fromkeys(_PLAIN, 0) | plain
    stat["entity_killed_by"] = dict.fromkeys(_MOBS, 0)
    stat["kill_entity"] = dict.fromkeys(_MOBS, 0) | kills
    for kind, items in _ITEMS.items():
        stat[kind] = {"minecraft": dict.fromkeys(items, 0)}
    stat["use_item"]["minecraft"] |= uses
    return stat, dict.fromkeys(_ACHIEVEMENTS, 0)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
