"""The words of Minecraft 1.16.5: items, chat, missions and the info of a tick, as MineRL 1.0 has them."""

import json

import pytest

from envs.malmo.console import run_command
from envs.malmo.mission import MissionError, read_mission
from envs.malmo.modern import CATEGORIES, MOBS, STACKS, modern_name
from envs.malmo.modern_chat import old_command
from envs.malmo.modern_info import ModernInfoWriter
from envs.overworld.env import OverworldEnv
from envs.overworld.gamedata import ITEM_NAMES, RULES, item_index, mob_index
from envs.overworld.world import StartStack, WorldStart
from tests.envs.malmo.missions import mission

CURSOR = "<GuiScale>1.0</GuiScale><FakeCursorSize>16</FakeCursorSize>"
WORLD = '<DefaultWorldGenerator forceReset="true" generatorOptions="{}"/>'


@pytest.mark.parametrize(
    ("item", "meta", "name"),
    [
        ("log", 0, "oak_log"), ("log2", 1, "dark_oak_log"), ("planks", 2, "birch_planks"), ("wool", 14, "red_wool"),
        ("coal", 1, "charcoal"), ("sign", 0, "oak_sign"), ("dye", 4, "lapis_lazuli"), ("dye", 15, "bone_meal"),
        ("fish", 1, "salmon"), ("iron_pickaxe", 77, "iron_pickaxe"), ("stone", 3, "diorite"), ("bed", 0, "white_bed"),
        ("reeds", 0, "sugar_cane"), ("netherbrick", 0, "nether_brick"), ("wooden_door", 0, "oak_door"),
    ],
)  # fmt: skip
def test_names_of_items(item, meta, name):
    """The names of 1.13's flattening, as the game's own wiki lists them."""
    assert modern_name(item_index(item), meta) == name
    assert STACKS[name] == (item_index(item), 0 if RULES.items[item_index(item)]["max_damage"] else meta)


def test_every_item_has_a_name_that_leads_back():
    for item, old in enumerate(ITEM_NAMES):
        assert ITEM_NAMES[STACKS[modern_name(item, 0)][0]] == old
    assert [ITEM_NAMES[STACKS[name][0]] for name in ("red_bed", "pumpkin", "carved_pumpkin", "smooth_stone_slab")] == [
        "bed", "pumpkin", "pumpkin", "stone_slab",
    ]  # fmt: skip
    assert "netherite_ingot" not in STACKS
    assert CATEGORIES["swampland"] == "swamp" and CATEGORIES["ice_plains"] == "icy"
    assert MOBS["zombie_pigman"] == "zombified_piglin" and MOBS["cow"] == "cow"


@pytest.mark.parametrize(
    ("said", "old"),
    [
        ("/give @p minecraft:birch_planks 3", "/give @p planks 3 2"),
        ("/give @p stick", "/give @p stick 1 0"),
        ("/replaceitem entity @p hotbar.0 minecraft:charcoal 2", "/replaceitem entity @p slot.hotbar.0 coal 2 1"),
        ("/replaceitem entity @p weapon.mainhand air", "/replaceitem entity @p slot.weapon.mainhand air 1 0"),
        ("/summon zombified_piglin ~ ~ ~2", "/summon zombie_pigman ~ ~ ~2"),
        ("/summon minecraft:cow", "/summon cow"),
        ("/give @p netherite_ingot", "/give @p netherite_ingot"),
        ("/time set 6000", "/time set 6000"),
        ("hello", "hello"),
        ("", ""),
    ],
)
def test_what_is_said(said, old):
    assert old_command(said) == old


def test_a_mission_of_minerl():
    objects = '<Inventory><InventoryObject slot="5" type="birch_planks" quantity="3"/></Inventory>'
    read = read_mission(mission(WORLD, start=f"{CURSOR}{objects}<PreferredSpawnBiome>swamp</PreferredSpawnBiome>"))
    assert read.modern and read.seed is None
    assert (read.start.biome, read.start.difficulty, read.start.start_time) == ("swampland", "hard", 0)
    assert read.start.inventory == (StartStack(item="planks", variant=2, count=3, slot=5),)
    assert not read_mission(mission()).modern
    assert read_mission(mission(WORLD, start=CURSOR)).start.biome is None


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("<PreferredSpawnBiome>moon</PreferredSpawnBiome>", "no kind of biome 'moon'; there are beach"),
        ('<Inventory><InventoryObject slot="0" type="netherite_ingot"/></Inventory>', "has no 'netherite_ingot'"),
    ],
)
def test_missions_that_cannot_begin(start, words):
    with pytest.raises(MissionError, match=words):
        read_mission(mission(WORLD, start=CURSOR + start))


def test_the_info_of_a_tick():
    items = (
        StartStack(item="log", variant=1, count=3, slot=4),
        StartStack(item="diamond_sword", variant=5, slot=0),
        StartStack(item="iron_boots", variant=7, slot=36),
    )
    start = WorldStart(biome="forest", inventory=items, mob_spawning=False, respawn=True)
    env = OverworldEnv(image_size=None, start=start)
    env.reset(seed=5)
    env.world.state.kills[0, 0, mob_index("zombie_pigman")] = 2
    env.world.state.used[0, 0, item_index("diamond_sword")] = 3
    writer = ModernInfoWriter(env)
    observation = env.step({})[0]
    told = json.loads(writer.text(observation))
    slots = told["inventory"]
    assert [slot["slot_id"] for slot in slots] == list(range(36))
    assert slots[4] == {"slot_id": 4, "type": "spruce_log", "quantity": 3} and slots[1]["type"] == "none"
    worn = {place: json.loads(text) for place, text in told["equipped_items"].items()}
    assert set(worn) == {"mainhand", "offhand", "head", "chest", "legs", "feet"}
    assert worn["mainhand"] == {"type": "diamond_sword", "maxDamage": 1561, "damage": 5}
    assert (worn["feet"]["damage"], worn["head"]["type"]) == (7, "air")
    assert told["kill_entity"] == {"zombified_piglin": 2} and told["use_item"] == {"diamond_sword": 3}
    assert told["custom"] == {"mob_kills": 2, "play_one_minute": 1, "time_since_death": 1}
    assert told["health"] == told["life_stats"]["life"] == 20 and told["food_level"] == 20
    assert [told[name] for name in ("xpos", "ypos", "zpos")] == pytest.approx(observation["location_stats"]["pos"])
    assert told["isGuiOpen"] is False and told["biome_downfall"] == pytest.approx(0.8)
    run_command(env, "/kill")
    assert json.loads(writer.text(env.step({})[0]))["custom"]["deaths"] == 1
