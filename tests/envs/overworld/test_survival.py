"""Hunger and damage against the published numbers of 1.11 (Minecraft Wiki: Hunger, Damage, Drowning, Armor)."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.gamedata import RULES, block_state, item_index
from envs.overworld.player.damage import burn_player, damage_player
from envs.overworld.player.hunger import add_exhaustion, hunger_tick
from envs.overworld.player.physics import move_player, update_sprint
from envs.overworld.player.survival import survival_tick
from envs.overworld.start import fresh_player
from envs.overworld.state import (
    DAMAGE_CACTUS,
    DAMAGE_DROWN,
    DAMAGE_EXPLOSION,
    DAMAGE_FALL,
    DAMAGE_FIRE,
    DAMAGE_LAVA,
    DAMAGE_LIGHTNING,
    DAMAGE_MAGIC,
    DAMAGE_MOB,
    DAMAGE_STARVE,
    DAMAGE_SUFFOCATE,
    DAMAGE_VOID,
    EASY,
    HARD,
    MASK,
    NORMAL,
    PEACEFUL,
    allocate,
)

FLOOR = 64
WORLD = allocate(1)


@pytest.fixture
def world():
    """A stone plain up to y = 63 with a healthy player on it at (0.5, 64, 0.5)."""
    for array in WORLD:
        array[...] = np.zeros((), array.dtype)
    WORLD.blocks[0, :, :, :FLOOR] = block_state("stone")
    WORLD.clock["break_speed"] = 1
    WORLD.clock["difficulty"] = NORMAL
    player = WORLD.players[0]
    player[0] = fresh_player()
    player["x"], player["y"], player["z"] = 0.5, FLOOR, 0.5
    return WORLD


def fill(s, x, y, z, state, radius=2):
    """Set the blocks around (x, z) in one layer."""
    xs = np.arange(x - radius, x + radius + 1) & MASK
    zs = np.arange(z - radius, z + radius + 1) & MASK
    s.blocks[0, xs[:, None], zs[None, :], y] = state


def live(s, ticks, forward=0.0, jump=False, sprint=False):
    """Run movement and survival; return the damage of each tick as (tick, amount, kind)."""
    hits = []
    player = s.players[0, 0]
    for tick in range(ticks):
        player["damage"] = 0.0
        move_player(s, RULES, 0, 0, forward, 0.0, jump, False, sprint)
        survival_tick(s, RULES, 0, 0)
        if player["damage"] > 0:
            hits.append((tick, float(player["damage"]), int(player["damage_kind"])))
    return hits


def hold(s, name, count=1, slot=0, meta=0):
    s.slots[0, 0, slot] = (item_index(name), meta, count)


@pytest.mark.parametrize(("height", "damage"), [(3, 0), (3.4, 1), (4, 1), (10, 7), (22, 19)])
def test_a_fall_costs_a_point_a_block_beyond_three(world, height, damage):
    world.players["y"] = FLOOR + height
    world.players["on_ground"] = 0
    hits = live(world, 80)
    # The last tick's way down does not count, as in the game: up to one point less from great heights.
    assert sum(amount for _, amount, _ in hits) == pytest.approx(damage, abs=1 if height > 6 else 0)
    assert all(kind == DAMAGE_FALL for _, _, kind in hits)


def test_a_fall_from_23_blocks_kills(world):
    world.players["y"] = FLOOR + 26
    world.players["on_ground"] = 0
    live(world, 80)
    assert not world.players["alive"][0, 0]
    assert world.players["health"][0, 0] == 0
    assert world.players["deaths"][0, 0] == 1


@pytest.mark.parametrize(("block", "damage"), [("water", 0), ("slime", 0), ("hay_block", 4), ("web", 0)])
def test_what_breaks_a_fall(world, block, damage):
    if block in ("water", "web"):
        fill(world, 0, FLOOR, 0, block_state(block))
    else:
        fill(world, 0, FLOOR - 1, 0, block_state(block))
    world.players["y"] = FLOOR + 20
    world.players["on_ground"] = 0
    hits = live(world, 60)
    assert sum(amount for _, amount, kind in hits if kind == DAMAGE_FALL) == damage


def test_breath_lasts_fifteen_seconds_then_costs_a_heart_a_second(world):
    for y in range(FLOOR, FLOOR + 6):
        fill(world, 0, y, 0, block_state("water"))
    world.players["food"] = 10  # no healing
    hits = live(world, 400)
    assert [kind for _, _, kind in hits] == [DAMAGE_DROWN] * 5
    assert all(amount == 2 for _, amount, _ in hits)
    ticks = [tick for tick, _, _ in hits]
    assert ticks[0] == 319
    assert np.diff(ticks).tolist() == [20] * 4


def test_breath_comes_back_at_the_surface(world):
    world.players["air"] = 17
    live(world, 1)
    assert world.players["air"][0, 0] == 300


def test_lava_costs_two_hearts_every_half_second_and_sets_on_fire(world):
    for y in range(FLOOR, FLOOR + 3):
        fill(world, 0, y, 0, block_state("lava"))
    hits = live(world, 30)
    lava = [(tick, amount) for tick, amount, kind in hits if kind == DAMAGE_LAVA]
    assert [tick for tick, _ in lava] == [0, 10, 20]
    assert sum(amount for _, amount, _ in hits) == 12
    assert world.players["fire"][0, 0] >= 299


def test_burning_costs_half_a_heart_a_second_and_water_ends_it(world):
    world.players["fire"] = 100
    hits = live(world, 100)
    assert [(amount, kind) for _, amount, kind in hits] == [(1, DAMAGE_FIRE)] * 5
    world.players["fire"] = 100
    fill(world, 0, FLOOR, 0, block_state("water"))
    assert live(world, 5) == []
    assert world.players["fire"][0, 0] <= 0


def test_standing_in_fire_for_a_second_sets_on_fire(world):
    live(world, 1)
    fill(world, 0, FLOOR, 0, block_state("fire"))
    live(world, 15)
    assert world.players["fire"][0, 0] <= 0
    hits = live(world, 10)
    assert world.players["fire"][0, 0] > 100
    assert hits
    assert all(kind == DAMAGE_FIRE for _, _, kind in hits)


def test_cactus_pricks_who_touches_it(world):
    world.blocks[0, 0, 1, FLOOR] = block_state("cactus")
    hits = live(world, 40, forward=1.0)
    assert hits[0][1:] == (1, DAMAGE_CACTUS)
    assert np.diff([tick for tick, _, _ in hits]).tolist() == [10] * (len(hits) - 1)


def test_a_head_in_stone_suffocates_but_not_in_glass(world):
    fill(world, 0, FLOOR + 1, 0, block_state("glass"))
    assert live(world, 20) == []
    fill(world, 0, FLOOR + 1, 0, block_state("gravel"))
    assert live(world, 1)[0][1:] == (1, DAMAGE_SUFFOCATE)


def test_the_void_kills(world):
    world.blocks[...] = 0
    world.players["y"] = -50
    hits = live(world, 100)
    assert {kind for _, _, kind in hits} == {DAMAGE_VOID}
    assert not world.players["alive"][0, 0]


def test_a_second_hit_within_half_a_second_counts_only_beyond_the_first(world):
    player = world.players[0, 0]
    damage_player(world, RULES, 0, 0, 4.0, DAMAGE_FALL)
    damage_player(world, RULES, 0, 0, 3.0, DAMAGE_FALL)
    assert player["health"] == 16
    damage_player(world, RULES, 0, 0, 6.0, DAMAGE_FALL)
    assert player["health"] == 14
    player["hurt_time"] = 10
    damage_player(world, RULES, 0, 0, 3.0, DAMAGE_FALL)
    assert player["health"] == 11


def test_absorption_is_lost_first(world):
    world.players["absorption"] = 3
    damage_player(world, RULES, 0, 0, 5.0, DAMAGE_FALL)
    assert world.players["absorption"][0, 0] == 0
    assert world.players["health"][0, 0] == 18


@pytest.mark.parametrize(
    ("material", "left"),
    # damage * (1 - min(20, max(armour / 5, armour - damage / (2 + toughness / 4))) / 25), armour 7, 15 and 20
    [("leather", 4 * (1 - 5 / 25)), ("iron", 4 * (1 - 13 / 25)), ("diamond", 4 * (1 - (20 - 4 / 4) / 25))],
)
def test_armour_shields_from_lava_and_wears(world, material, left):
    for slot, piece in zip(range(36, 40), ("boots", "leggings", "chestplate", "helmet"), strict=True):
        hold(world, f"{material}_{piece}", slot=slot)
    damage_player(world, RULES, 0, 0, 4.0, DAMAGE_LAVA)
    assert 20 - world.players["health"][0, 0] == pytest.approx(left, rel=1e-5)
    assert (world.slots["meta"][0, 0, 36:40] == 1).all()


@pytest.mark.parametrize(
    ("kind", "softened"),
    [
        (DAMAGE_MOB, True), (DAMAGE_EXPLOSION, True), (DAMAGE_FIRE, True), (DAMAGE_LIGHTNING, True),
        (DAMAGE_FALL, False), (DAMAGE_DROWN, False), (DAMAGE_SUFFOCATE, False), (DAMAGE_STARVE, False),
        (DAMAGE_VOID, False), (DAMAGE_MAGIC, False),
    ],
)  # fmt: skip
def test_what_armour_softens(world, kind, softened):
    hold(world, "diamond_chestplate", slot=38)
    damage_player(world, RULES, 0, 0, 4.0, kind)
    assert (20 - world.players["health"][0, 0] < 4) == softened
    assert world.slots["meta"][0, 0, 38] == softened
    assert world.players["exhaustion"][0, 0] == pytest.approx(0.1 if softened else 0)


def test_armour_does_not_help_against_being_on_fire(world):
    hold(world, "diamond_chestplate", slot=38)
    burn_player(world, RULES, 0, 0, 1.0)
    assert world.players["health"][0, 0] == 19


def test_whoever_is_hurt_wakes_up(world):
    world.players["sleeping"] = 1
    damage_player(world, RULES, 0, 0, 0.0, DAMAGE_MOB)
    assert world.players["sleeping"][0, 0]
    damage_player(world, RULES, 0, 0, 1.0, DAMAGE_MOB)
    assert not world.players["sleeping"][0, 0]


def test_exhaustion_uses_up_saturation_before_food(world):
    player = world.players[0, 0]
    for _ in range(5):
        add_exhaustion(world, 0, 0, 4.1)
        hunger_tick(world, 0, 0)
    assert (player["food"], player["saturation"]) == (20, 0)
    add_exhaustion(world, 0, 0, 4.1)
    hunger_tick(world, 0, 0)
    assert player["food"] == 19


def test_a_full_and_sated_player_heals_every_half_second(world):
    player = world.players[0, 0]
    player["health"], player["saturation"] = 10, 20
    for _ in range(10):
        hunger_tick(world, 0, 0)
    assert player["health"] == 11
    assert player["exhaustion"] == 6


@pytest.mark.parametrize(("food", "healed"), [(20, 1), (18, 1), (17, 0)])
def test_slow_healing_needs_eighteen_food(world, food, healed):
    player = world.players[0, 0]
    player["health"], player["saturation"], player["food"] = 10, 0, food
    for _ in range(80):
        hunger_tick(world, 0, 0)
    assert player["health"] == 10 + healed


def test_starving_costs_half_a_heart_every_four_seconds(world):
    player = world.players[0, 0]
    player["food"], player["saturation"], player["health"] = 0, 0, 3
    hits = live(world, 400)
    assert [(tick, kind) for tick, _, kind in hits] == [(79, DAMAGE_STARVE), (159, DAMAGE_STARVE)]
    assert player["health"] == 1


@pytest.mark.parametrize(("difficulty", "left"), [(PEACEFUL, 12), (EASY, 10), (NORMAL, 1), (HARD, 0)])
def test_how_far_starving_goes(world, difficulty, left):
    player = world.players[0, 0]
    world.clock["difficulty"] = difficulty
    world.clock["age"] = 7  # no tick of peaceful feeding
    player["food"], player["saturation"], player["health"] = 0, 0, 12
    live(world, 80 * 15)
    assert player["health"] == left


def test_peaceful_difficulty_feeds_and_heals(world):
    player = world.players[0, 0]
    world.clock["difficulty"] = PEACEFUL
    player["food"], player["saturation"], player["health"] = 10, 0, 10
    for age in range(40):
        world.clock["age"] = age
        hunger_tick(world, 0, 0)
    assert (player["food"], player["health"]) == (14, 12)
    add_exhaustion(world, 0, 0, 39)
    world.clock["age"] = 1
    for _ in range(9):
        hunger_tick(world, 0, 0)
    assert player["food"] == 14


def test_a_sprint_costs_a_tenth_of_a_point_a_block(world):
    live(world, 5)
    start = world.players["z"][0, 0]
    live(world, 60, forward=1.0, sprint=True)
    blocks = world.players["z"][0, 0] - start
    assert blocks > 10
    assert world.players["exhaustion"][0, 0] == pytest.approx(0.1 * blocks, rel=0.02)


def test_jumps_cost_more_while_sprinting(world):
    live(world, 1, jump=True)
    assert world.players["exhaustion"][0, 0] == pytest.approx(0.05)
    world.players["exhaustion"] = 0
    live(world, 30)
    live(world, 1, forward=1.0, jump=True, sprint=True)
    assert world.players["exhaustion"][0, 0] == pytest.approx(0.2, abs=0.04)


@pytest.mark.parametrize(
    ("change", "sprints"),
    [({}, 1), ({"food": 6}, 0), ({"collided": 1}, 0), ({"use_ticks": 3}, 0), ({"food": 7}, 1)],
)
def test_who_can_sprint(world, change, sprints):
    for field, value in change.items():
        world.players[field] = value
    assert update_sprint(world, 0, 0, 1.0, False, True) == bool(sprints)


def test_a_sprint_goes_on_without_its_key_until_forward_is_released(world):
    assert update_sprint(world, 0, 0, 1.0, False, True)
    assert update_sprint(world, 0, 0, 1.0, False, False)
    assert not update_sprint(world, 0, 0, 0.0, False, False)
    assert not update_sprint(world, 0, 0, 1.0, False, False)


@settings(max_examples=50, deadline=None)
@given(
    hits=st.lists(
        st.tuples(st.floats(0.0, 30.0), st.integers(DAMAGE_FALL, DAMAGE_VOID), st.integers(0, 25)), max_size=12
    )
)
def test_health_never_leaves_its_range_and_death_is_final(hits):
    player = WORLD.players[0]
    player[0] = fresh_player()
    for amount, kind, pause in hits:
        before = float(player["health"][0])
        damage_player(WORLD, RULES, 0, 0, amount, kind)
        after = float(player["health"][0])
        assert 0.0 <= after <= before
        assert before - after <= math.ceil(amount)
        assert bool(player["alive"][0]) == (after > 0)
        player["hurt_time"][0] = max(0, int(player["hurt_time"][0]) - pause)
    assert player["deaths"][0] == (player["health"][0] <= 0)
