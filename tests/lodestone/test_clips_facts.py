"""What is true of a clip, in situations made by hand, and how it is put."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from envs.overworld.blocks.grid import set_block
from envs.overworld.entities.mobs.life import spawn_mob
from envs.overworld.gamedata import block_state, item_index, mob_index
from envs.overworld.world import Overworld, WorldStart
from lodestone.clips.captions import write_captions
from lodestone.clips.facts import Findings, find_facts
from lodestone.clips.moves import Player, strike
from lodestone.clips.names import sort_and_name, time_of_day
from lodestone.clips.phrases import DEEDS
from lodestone.clips.watch import Watch, box_share
from skills.oracle.body import Body

TICKS = 60
GROUND = 70


@pytest.fixture(scope="module")
def plain() -> Overworld:
    world = Overworld(1)
    world.reset([1], [WorldStart(biome="plains", mob_spawning=False)])
    return world


@pytest.fixture
def body(plain: Overworld) -> Body:
    """A player on a flat floor of stone, looking south, with the sky above."""
    state = plain.state
    plain.reset([1], [WorldStart(biome="plains", mob_spawning=False)])
    state.blocks[0, :, :, GROUND:] = 0
    state.blocks[0, :, :, GROUND - 8 : GROUND] = block_state("dirt")
    state.top[0] = GROUND
    state.light[0, :, :, GROUND:] = 15 << 4
    player = state.players[0, 0]
    player["x"], player["y"], player["z"], player["yaw"], player["pitch"] = 0.5, GROUND, 0.5, 0.0, 0.0
    return Body(plain, 0, 0)


def block(body: Body, name: str, x: int, y: int, z: int, meta: int = 0) -> None:
    set_block(body.state, body.rules, 0, x, y, z, block_state(name, meta))


def hold(body: Body, item: str) -> None:
    body.slots[0] = (item_index(item), 0, 64 if item == "planks" else 1)


def watch(body: Body, action: Mapping[str, Any], ticks: int = TICKS, every: int = 1) -> Findings:
    """Repeat an action and say what is true of it."""
    eye = Watch(body.world, body)
    sights = [eye.look(None)]
    for tick in range(ticks):
        eye.step(action if tick % every == 0 else {})
        if tick % 4 == 3:
            sights.append(eye.look(None))
    return find_facts(eye.moments, sights)


def test_a_log_is_chopped_with_an_axe(body: Body) -> None:
    for ahead in range(2, 5):
        for up in range(3):
            block(body, "log", 0, GROUND + up, ahead, meta=2)
    hold(body, "wooden_axe")
    found = watch(body, {"attack": 1})
    assert {"chop", "chop birch", "chop with wooden_axe", "chop with axe", "see tree", "beside tree"} <= found.facts
    assert not {"stand", "dig", "mine", "hit"} & found.facts


def test_dirt_is_dug_and_not_chopped(body: Body) -> None:
    for ahead in range(2, 5):
        block(body, "dirt", 0, GROUND + 1, ahead)
    hold(body, "wooden_axe")
    found = watch(body, {"attack": 1})
    assert {"dig", "dig dirt", "dig with wooden_axe"} <= found.facts
    assert not {"chop", "mine", "dig_down"} & found.facts


@pytest.mark.parametrize(
    ("item", "verb", "other"), [("iron_pickaxe", "mine", "punch"), ("iron_sword", "punch", "mine")]
)
def test_stone_is_mined_with_a_pickaxe_alone(body: Body, item: str, verb: str, other: str) -> None:
    for ahead in range(2, 6):
        block(body, "stone", 0, GROUND + 1, ahead)
    hold(body, item)
    found = watch(body, {"attack": 1})
    assert {verb, f"{verb} stone", f"{verb} with {item}"} <= found.facts
    assert other not in found.facts | found.vague


def test_digging_under_the_feet_is_digging_down(body: Body) -> None:
    body.player["pitch"] = 90.0
    hold(body, "iron_shovel")
    assert {"dig_down", "dig_down dirt", "dig_down with shovel", "look_down"} <= watch(body, {"attack": 1}).facts


def test_digging_beside_the_feet_is_not(body: Body) -> None:
    body.player["pitch"] = 50.0
    hold(body, "iron_shovel")
    found = watch(body, {"attack": 1}, every=2)
    assert "dig_down" not in found.facts | found.vague


def test_a_short_try_is_vague(body: Body) -> None:
    block(body, "log", 0, GROUND + 1, 2)
    found = watch(body, {"attack": 1}, every=12)
    assert "chop" in found.vague
    assert "chop" not in found.facts


def summon(body: Body, mob: str, ahead: float) -> int:
    row = int(spawn_mob(body.state, body.rules, 0, mob_index(mob), 0.5, float(GROUND), 0.5 + ahead))
    body.state.entities[0, row]["growth"] = 0
    return row


def test_a_cow_is_hit_and_a_pig_is_not(body: Body) -> None:
    row = summon(body, "cow", 2.0)
    hold(body, "wooden_sword")
    eye = Watch(body.world, body)
    sights = [eye.look(None)]
    for action in strike(Player(body, np.random.default_rng(0)), row, TICKS):
        eye.step(action)
        sights += [eye.look(None)] if len(eye.moments) % 4 == 0 else []
    found = find_facts(eye.moments[:TICKS], sights)
    assert {"hit cow", "hit animal", "hit with wooden_sword", "hit with sword", "see cow"} <= found.facts
    assert not {"hit pig", "hit monster", "chop", "stand"} & found.facts


def test_a_sheep_is_shorn_once(body: Body) -> None:
    row = summon(body, "sheep", 1.6)
    body.player["pitch"] = 25.0
    hold(body, "shears")
    eye = Watch(body.world, body)
    moments = [eye.step({"use": tick % 2}) for tick in range(12)]
    assert [m.shorn for m in moments if m.shorn] == ["sheep"]
    assert body.state.entities[0, row]["sheared"]


def test_nothing_in_reach_is_swung_at(body: Body) -> None:
    found = watch(body, {"attack": 1}, every=10)
    assert {"swing", "swing with air"} <= found.facts
    assert not {"stand", "hit", "dig"} & found.facts


def test_blocks_are_placed(body: Body) -> None:
    body.player["pitch"] = 50.0
    hold(body, "planks")
    found = watch(body, {"use": 1, "back": 1}, every=6)
    assert {"build", "build planks", "place planks"} <= found.facts
    assert "place planks" not in watch(body, {"jump": 1}).facts


def test_walking_up_to_a_tree_is_approaching_it(body: Body) -> None:
    for up in range(5):
        block(body, "log", 0, GROUND + up, 9)
    found = watch(body, {"forward": 1}, ticks=TICKS)
    assert {"approach tree", "approach oak_tree", "walk"} <= found.facts
    assert "leave tree" not in found.facts
    body.player["yaw"] = 180.0
    found = watch(body, {"forward": 1})
    assert "approach tree" not in found.facts | found.vague


def test_water_is_swum_in_if_it_is_deep(body: Body) -> None:
    for deep in (False, True):
        for x in range(-3, 4):
            for z in range(-3, 24):
                for down in (1, 2, 3) if deep else (1,):
                    body.state.blocks[0, x & 127, z & 127, GROUND - down] = block_state("water")
        body.player["x"], body.player["y"], body.player["z"] = 0.5, GROUND - 1, 0.5
        found = watch(body, {"forward": 1, "jump": int(deep)})
        assert ("swim" in found.facts, "wade" in found.facts) == (deep, not deep)


def test_doing_nothing_is_standing_still(body: Body) -> None:
    found = watch(body, {})
    assert {"stand", "still"} <= found.facts
    assert not set(DEEDS) & {fact.split()[0] for fact in found.facts}


def test_a_box_that_fills_the_picture(body: Body) -> None:
    assert box_share(body, np.array([[-9.0, 60, 1.5], [9, 90, 2]])) == pytest.approx(1.0)
    assert box_share(body, np.array([[-9.0, 60, -3], [9, 90, -2]])) == 0.0
    half = math.tan(math.radians(35)) * 10
    low, high = (0.5, 71.62, 10.5), (0.5 + half, 71.62 + half, 10.6)
    assert box_share(body, np.array([low, high])) == pytest.approx(0.25, abs=0.01)


def test_captions_claim_facts_and_name_each_deed() -> None:
    facts = frozenset({"chop", "chop oak", "chop with stone_axe", "chop with axe", "hit", "hit cow", "time night"})
    random = np.random.default_rng(0)
    for _ in range(50):
        captions = write_captions(facts, random)
        assert len({caption.text for caption in captions}) == len(captions) >= 2
        assert all(caption.claims <= facts for caption in captions)
        claims = {claim.split()[0] for caption in captions for claim in caption.claims}
        assert {"chop", "hit"} <= claims


def test_captions_are_english() -> None:
    facts = {"chop oak", "chop with stone_axe", "hit sheep", "hit with air", "dig dirt", "approach oak_tree"}
    random = np.random.default_rng(1)
    texts = {caption.text for _ in range(400) for caption in write_captions(facts, random)}
    assert {"chop an oak tree with a stone axe", "hit a sheep with bare hands", "dig up dirt"} <= texts
    assert {"the player is approaching an oak tree", "a player hitting a sheep"} <= texts
    assert not any("_" in text or "{" in text for text in texts)


def test_nothing_to_say() -> None:
    assert write_captions({"hold", "hold air"}, np.random.default_rng(0)) == ()


def test_progressives() -> None:
    facts = {"swim", "dig dirt", "hit cow", "still", "look_at cow", "chop"}
    random = np.random.default_rng(2)
    texts = {caption.text for _ in range(600) for caption in write_captions(facts, random)}
    forms = {
        "swimming",
        "a player digging up dirt",
        "the player is standing still and looking at a cow",
        "chopping wood",
    }
    assert all(any(form in text for text in texts) for form in forms)
    assert not any("a player" in text and "ing" not in text.split()[2] for text in texts)


def test_names() -> None:
    assert sort_and_name(block_state("log2", 1)) == ("tree", "dark_oak")
    assert sort_and_name(block_state("coal_ore")) == ("stone", "coal_ore")
    assert sort_and_name(0) == ("other", "air")
    assert [time_of_day(time) for time in (6000, 13000, 18000, 23000)] == ["day", "dusk", "night", "dawn"]
