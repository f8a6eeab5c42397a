"""Fighting: blows of players, and what shields, armour and difficulty make of those of mobs (1.9 to 1.12)."""

import pytest

from envs.overworld.gamedata import RULES, item_index
from envs.overworld.player.archery import shield_tick
from envs.overworld.player.combat import ATTACK_DAMAGE, ATTACK_SPEED, strike_tick
from envs.overworld.player.defence import hit_player
from envs.overworld.player.effects import STRENGTH, WEAKNESS
from envs.overworld.player.look import aim_mob
from envs.overworld.state import (
    DAMAGE_ARROW,
    DAMAGE_MAGIC,
    DAMAGE_MOB,
    EASY,
    ENTITY_BODY,
    HARD,
    NOBODY,
    NORMAL,
    PEACEFUL,
    State,
)
from tests.envs.overworld.entities.bodies import begin_fight, clear, mob, spawn
from tests.envs.overworld.scenes import FLOOR, flat_world, give, look, look_at, put

GROUND = FLOOR + 1
OFF_HAND = 40


@pytest.fixture(scope="module")
def world() -> State:
    return flat_world()


@pytest.fixture
def s(world: State) -> State:
    begin_fight(world)
    return world


def strike(s: State, row: int, item: str = "air", ticks: int = 100) -> float:
    """Look at a mob and strike it after so many ticks; return the health that it lost."""
    if item != "air":
        give(s, 0, item)
    look_at(s, mob(s, row)["x"], mob(s, row)["y"] + 0.6, mob(s, row)["z"])
    player = s.players[0, 0]
    player["dig_item"] = s.slots[0, 0, 0]["item"]
    player["attack_ticks"] = ticks - 1
    player["attack_held"] = 0
    mob(s, row)["hurt_time"] = 0
    before = float(mob(s, row)["health"])
    assert strike_tick(s, RULES, 0, 0, True)
    return before - float(mob(s, row)["health"])


def target(s: State, name: str = "horse", z: float = 2.5) -> int:
    """A mob in front of the player with health to spare and no armour."""
    row = spawn(s, name, z=z)
    mob(s, row)["health"] = 100.0
    return row


# Blows


@pytest.mark.parametrize(
    ("item", "damage", "speed"),
    [  # Minecraft Wiki, "Damage" and "Attack speed"
        ("air", 1, 4), ("apple", 1, 4), ("wooden_sword", 4, 1.6), ("stone_sword", 5, 1.6), ("iron_sword", 6, 1.6),
        ("golden_sword", 4, 1.6), ("diamond_sword", 7, 1.6), ("wooden_axe", 7, 0.8), ("stone_axe", 9, 0.8),
        ("iron_axe", 9, 0.9), ("golden_axe", 7, 1.0), ("diamond_axe", 9, 1.0), ("wooden_pickaxe", 2, 1.2),
        ("iron_pickaxe", 4, 1.2), ("diamond_pickaxe", 5, 1.2), ("wooden_shovel", 2.5, 1.0), ("iron_shovel", 4.5, 1.0),
        ("diamond_shovel", 5.5, 1.0), ("wooden_hoe", 1, 1.0), ("iron_hoe", 1, 3.0), ("diamond_hoe", 1, 4.0),
    ],
)  # fmt: skip
def test_damage_and_speed_of_weapons(s: State, item: str, damage: float, speed: float) -> None:
    assert strike(s, target(s), item) == pytest.approx(damage)
    assert (ATTACK_DAMAGE[item_index(item)], ATTACK_SPEED[item_index(item)]) == (damage, speed)


@pytest.mark.parametrize("ticks", [1, 5, 9, 12, 13, 20])
def test_an_early_blow_is_weak(s: State, ticks: int) -> None:
    """0.2 + ((t + 0.5) / T)² x 0.8 with T = 20 / 1.6 = 12.5 ticks for a sword."""
    share = min(1.0, (ticks + 0.5) / 12.5)
    assert strike(s, target(s), "iron_sword", ticks) == pytest.approx(6.0 * (0.2 + 0.8 * share**2), rel=1e-5)


def test_another_item_in_hand_and_a_blow_into_the_air_begin_anew(s: State) -> None:
    look(s, 0, 0)
    s.players["attack_ticks"] = 50
    strike_tick(s, RULES, 0, 0, False)
    assert s.players["attack_ticks"][0, 0] == 51
    assert not strike_tick(s, RULES, 0, 0, True)
    assert s.players["attack_ticks"][0, 0] == 0
    s.players["attack_ticks"] = 50
    give(s, 0, "stone_axe")
    strike_tick(s, RULES, 0, 0, False)
    assert s.players["attack_ticks"][0, 0] == 0


def test_a_held_key_strikes_once_and_keeps_the_ground_whole(s: State) -> None:
    row = target(s)
    strike(s, row)
    s.players["attack_held"] = 1
    mob(s, row)["hurt_time"] = 0
    before = float(mob(s, row)["health"])
    assert strike_tick(s, RULES, 0, 0, True)
    assert mob(s, row)["health"] == before


def test_critical_hits_fall_and_sprints_knock(s: State) -> None:
    player = s.players[0, 0]
    player["on_ground"], player["fall_distance"] = 0, 0.5
    assert strike(s, target(s), "iron_sword") == pytest.approx(9.0)
    assert strike(s, target(s), "iron_sword", ticks=5) < 6.0
    clear(s)
    player["on_ground"], player["fall_distance"], player["sprinting"], player["vz"] = 1, 0.0, 1, 0.2
    row = target(s)
    mob(s, row)["on_ground"] = 0
    assert strike(s, row, "iron_sword") == pytest.approx(6.0)
    assert mob(s, row)["vz"] == pytest.approx(0.4 / 2 + 0.5)
    assert (player["sprinting"], player["vz"]) == (0, pytest.approx(0.12))


def test_a_sword_sweeps_those_beside_unless_the_player_runs(s: State) -> None:
    for speed, grazed in ((0.0, 1.0), (0.118, 0.0)):
        clear(s)
        row, beside, far = target(s, "cow", 2.2), spawn(s, "cow", x=1.7, z=2.2), spawn(s, "cow", x=3.9, z=2.2)
        s.players["vz"] = speed
        assert strike(s, row, "iron_sword") == pytest.approx(6.0)
        assert (10.0 - mob(s, beside)["health"], mob(s, far)["health"]) == (grazed, 10.0)
    clear(s)
    row, beside = target(s, "cow", 2.2), spawn(s, "cow", x=1.7, z=2.2)
    s.players["vz"] = 0.0
    strike(s, row, "iron_axe")
    assert mob(s, beside)["health"] == 10.0


@pytest.mark.parametrize(("effect", "damage"), [(STRENGTH, 9.0), (WEAKNESS, 2.0)])
def test_strength_and_weakness(s: State, effect: int, damage: float) -> None:
    s.players[0, 0]["effect_ticks"][effect] = 100
    assert strike(s, target(s), "iron_sword") == pytest.approx(damage)


@pytest.mark.parametrize(("item", "wear"), [("iron_sword", 1), ("iron_axe", 2), ("iron_pickaxe", 2), ("iron_hoe", 1)])
def test_a_blow_wears_and_tires_and_counts(s: State, item: str, wear: int) -> None:
    row = target(s)
    strike(s, row, item)
    assert s.slots[0, 0, 0]["meta"] == wear
    assert s.players["exhaustion"][0, 0] == pytest.approx(0.1)
    assert s.used[0, 0, item_index(item)] == 1
    assert s.players["foe"][0, 0] == ENTITY_BODY + row


def test_reach_is_three_blocks_and_ends_at_walls(s: State) -> None:
    look(s, 0, 0)
    s.players["y"] = GROUND - 0.7
    near = spawn(s, "cow", z=0.5 + 3.44)
    assert aim_mob(s, RULES, 0, 0) == near
    put(s, 0, GROUND, 2, "glass")
    assert aim_mob(s, RULES, 0, 0) == -1
    put(s, 0, GROUND, 2, "air")
    mob(s, near)["z"] = 0.5 + 3.46
    assert aim_mob(s, RULES, 0, 0) == -1


# Being hit


def hit(s: State, amount: float, kind: int = DAMAGE_MOB, z: float = 2.5, attacker: int = NOBODY) -> float:
    player = s.players[0, 0]
    before = float(player["health"])
    player["hurt_time"] = 0
    hurt = hit_player(s, RULES, 0, 0, amount, kind, 0.5, GROUND, z, attacker)
    assert hurt == (player["health"] < before)
    return before - float(player["health"])


@pytest.mark.parametrize(("difficulty", "damage"), [(PEACEFUL, 0.0), (EASY, 3.0), (NORMAL, 4.0), (HARD, 6.0)])
def test_difficulty_scales_what_mobs_do(s: State, difficulty: int, damage: float) -> None:
    s.clock["difficulty"] = difficulty
    assert hit(s, 4.0, attacker=ENTITY_BODY + spawn(s, "zombie")) == damage
    s.players["health"] = 20.0
    assert hit(s, 4.0) == 4.0


def test_a_hit_pushes_the_player_away_and_is_told(s: State) -> None:
    row = spawn(s, "zombie", z=2.5)
    hit(s, 2.0, attacker=ENTITY_BODY + row)
    player = s.players[0, 0]
    assert (player["vx"], player["vy"], player["vz"]) == (0.0, pytest.approx(0.4), pytest.approx(-0.4))
    assert (player["hurt_from"], player["hurt_z"]) == (ENTITY_BODY + row, 2.5)


def raise_shield(s: State, slot: int = OFF_HAND) -> None:
    give(s, slot, "shield")
    look(s, 0, 0)
    for _ in range(5):
        assert shield_tick(s, RULES, 0, 0, True)
    assert s.players["blocking"][0, 0]


@pytest.mark.parametrize("slot", [0, OFF_HAND])
def test_a_shield_is_up_after_five_ticks_and_stops_what_comes_from_ahead(s: State, slot: int) -> None:
    give(s, slot, "shield")
    for _ in range(4):
        shield_tick(s, RULES, 0, 0, True)
    assert not s.players["blocking"][0, 0]
    raise_shield(s, slot)
    for kind in (DAMAGE_MOB, DAMAGE_ARROW):
        assert hit(s, 4.0, kind) == 0.0
    assert s.slots[0, 0, slot]["meta"] == 2 * (1 + 4)
    assert hit(s, 2.0) == 0.0
    assert s.slots[0, 0, slot]["meta"] == 10, "less than three points wear nothing"
    assert hit(s, 4.0, DAMAGE_MAGIC) == 4.0
    assert hit(s, 4.0, z=-2.0) == 4.0
    shield_tick(s, RULES, 0, 0, False)
    assert hit(s, 4.0) == 4.0


def test_a_shield_throws_back_who_runs_into_it(s: State) -> None:
    row = spawn(s, "zombie", z=2.0)
    raise_shield(s)
    hit(s, 3.0, attacker=ENTITY_BODY + row)
    assert mob(s, row)["vz"] == pytest.approx(0.5)


def test_a_burning_zombie_sets_alight(s: State) -> None:
    row = spawn(s, "zombie")
    mob(s, row)["fire"] = 100
    burnt = 0
    for _ in range(200):
        s.players["fire"], s.players["health"] = 0, 20.0
        hit(s, 1.0, attacker=ENTITY_BODY + row)
        burnt += s.players["fire"][0, 0] == 40
    assert burnt / 200 == pytest.approx(0.45, abs=0.12)
