"""Bows, arrows and what is thrown: the game's speeds, damage and chances (Java Edition 1.11)."""

import math

import pytest

from envs.overworld.entities.items import pick_up_items
from envs.overworld.entities.projectiles import shoot_arrow, throw_thing, tick_projectile
from envs.overworld.gamedata import RULES, item_index
from envs.overworld.player.archery import bow_tick, throw_held
from envs.overworld.player.effects import INSTANT_DAMAGE, POISON
from envs.overworld.state import (
    DAMAGE_FALL,
    ENTITY_ARROW,
    ENTITY_BODY,
    ENTITY_NONE,
    ENTITY_THROWN,
    PLAYER_BODY,
    State,
)
from tests.envs.overworld.entities.bodies import begin_fight, clear, mob, mobs, of_kind, spawn
from tests.envs.overworld.scenes import FLOOR, flat_world, give, held, look, put

GROUND = FLOOR + 1
OFF_HAND = 40


@pytest.fixture(scope="module")
def world() -> State:
    return flat_world()


@pytest.fixture
def s(world: State) -> State:
    begin_fight(world)
    return world


def target(s: State, name: str = "horse", z: float = 2.5) -> int:
    """A mob in front of the player with health to spare and no armour."""
    row = spawn(s, name, z=z)
    mob(s, row)["health"] = 100.0
    return row


@pytest.mark.parametrize(("ticks", "speed"), [(20, 3.0), (40, 3.0), (10, 1.25), (5, 0.5625)])
def test_a_bow_shoots_the_harder_the_longer_it_is_drawn(s: State, ticks: int, speed: float) -> None:
    """Power (f² + 2 f) / 3 of f = ticks / 20; three blocks a tick at full power."""
    give(s, 0, "bow")
    give(s, 9, "arrow", 3)
    for _ in range(ticks):
        assert bow_tick(s, RULES, 0, 0, True)
    assert not bow_tick(s, RULES, 0, 0, False)
    arrow = of_kind(s, ENTITY_ARROW)[0]
    velocity = math.sqrt(arrow["vx"] ** 2 + arrow["vy"] ** 2 + arrow["vz"] ** 2)
    assert velocity == pytest.approx(speed, rel=0.05)
    assert (held(s, "arrow"), s.slots[0, 0, 0]["meta"], arrow["variant"]) == (2, 1, ticks >= 20)
    assert s.used[0, 0, item_index("bow")] == 1


def test_no_arrow_no_draw_and_a_twitch_shoots_nothing(s: State) -> None:
    give(s, 0, "bow")
    assert not bow_tick(s, RULES, 0, 0, True)
    give(s, OFF_HAND, "arrow", 1)
    bow_tick(s, RULES, 0, 0, True)
    bow_tick(s, RULES, 0, 0, False)
    assert len(of_kind(s, ENTITY_ARROW)) == 0
    assert s.slots[0, 0, OFF_HAND]["count"] == 1


def fly(s: State, row: int, ticks: int = 100) -> None:
    """Let something fly until it is gone or sticks."""
    for _ in range(ticks):
        if mob(s, row)["kind"] not in (ENTITY_ARROW, ENTITY_THROWN) or mob(s, row)["on_ground"]:
            return
        mob(s, row)["age"] += 1
        tick_projectile(s, RULES, 0, row)


def arrow(s: State, z: float, speed: float = 1.6, owner: int = PLAYER_BODY, y: float = GROUND + 1.5) -> int:
    """An arrow that flies south from (0.5, y, z)."""
    return shoot_arrow(s, 0, 0.5, y, z, 0.0, 0.0, 1.0, speed, 0.0, 2.0, owner)


def test_an_arrows_flight(s: State) -> None:
    """Drag 0.99, then 0.05 of gravity, after the move."""
    row = arrow(s, 0.5, 3.0, y=GROUND + 30.0)
    y, z, vy, vz = GROUND + 30.0, 0.5, 0.0, 3.0
    for _ in range(12):
        tick_projectile(s, RULES, 0, row)
        y, z, vy, vz = y + vy, z + vz, vy * 0.99 - 0.05, vz * 0.99
        assert (mob(s, row)["y"], mob(s, row)["z"]) == (pytest.approx(y), pytest.approx(z))


def test_arrows_hurt_by_their_speed(s: State) -> None:
    row = target(s, "cow", 6.5)
    shot = arrow(s, 2.5, speed=3.0)
    fly(s, shot)
    assert mob(s, row)["health"] == 100.0 - math.ceil(3.0 * 0.99 * 2.0)
    assert mob(s, row)["by_player"] == 100
    assert mob(s, shot)["kind"] == ENTITY_NONE


def test_critical_arrows_hurt_up_to_half_as_much_again(s: State) -> None:
    lost = set()
    for _ in range(60):
        clear(s)
        row = target(s, "cow", 4.5)
        shot = arrow(s, 2.5, speed=3.0)
        mob(s, shot)["variant"] = 1
        fly(s, shot)
        lost.add(100 - int(mob(s, row)["health"]))
    assert lost == {6, 7, 8, 9, 10}


def test_arrows_hit_players_but_not_their_own_archer_at_once(s: State) -> None:
    skeleton = spawn(s, "skeleton", z=-3.5)
    before = float(mob(s, skeleton)["health"])
    fly(s, arrow(s, -3.5, owner=ENTITY_BODY + skeleton))
    assert mob(s, skeleton)["health"] == before
    assert s.players["health"][0, 0] == 16.0
    assert s.players["vz"][0, 0] > 0.3


def test_arrows_stick_and_are_picked_up(s: State) -> None:
    put(s, 0, GROUND + 1, 4, "planks")
    s.players["z"] = -6.5
    row = arrow(s, 1.5)
    fly(s, row)
    assert mob(s, row)["on_ground"]
    assert mob(s, row)["z"] == pytest.approx(3.95, abs=1e-3)
    s.players["z"] = 3.5
    pick_up_items(s, RULES, 0, 0)
    assert held(s, "arrow") == 0, "it still trembles"
    for _ in range(8):
        tick_projectile(s, RULES, 0, row)
    pick_up_items(s, RULES, 0, 0)
    assert (held(s, "arrow"), mob(s, row)["kind"]) == (1, ENTITY_NONE)


def test_arrows_of_mobs_are_not_picked_up_and_are_gone_after_a_minute(s: State) -> None:
    put(s, 0, GROUND + 1, 4, "planks")
    s.players["z"] = 30.5
    row = arrow(s, 1.5, owner=ENTITY_BODY + spawn(s, "skeleton", z=-20.5))
    fly(s, row)
    s.players["z"] = 3.5
    for _ in range(1199):
        mob(s, row)["age"] += 1
        tick_projectile(s, RULES, 0, row)
        pick_up_items(s, RULES, 0, 0)
    assert held(s, "arrow") == 0
    assert mob(s, row)["kind"] == ENTITY_ARROW
    mob(s, row)["age"] += 1
    tick_projectile(s, RULES, 0, row)
    assert mob(s, row)["kind"] == ENTITY_NONE


def test_an_arrow_falls_when_its_block_goes(s: State) -> None:
    put(s, 0, GROUND + 1, 4, "planks")
    s.players["z"] = 30.5
    row = arrow(s, 1.5)
    fly(s, row)
    put(s, 0, GROUND + 1, 4, "air")
    tick_projectile(s, RULES, 0, row)
    assert not mob(s, row)["on_ground"]
    fly(s, row)
    assert mob(s, row)["y"] == pytest.approx(GROUND, abs=0.06)


def test_arrows_pass_through_grass(s: State) -> None:
    put(s, 0, GROUND + 1, 3, "tallgrass", 1)
    row = arrow(s, 1.5)
    tick_projectile(s, RULES, 0, row)
    tick_projectile(s, RULES, 0, row)
    assert mob(s, row)["z"] > 4.5


def test_endermen_feel_no_arrows(s: State) -> None:
    row = spawn(s, "enderman", z=4.5)
    fly(s, arrow(s, 2.5), 3)
    assert (mob(s, row)["health"], mob(s, row)["attacker"]) == (40.0, PLAYER_BODY)


def throw(s: State, item: str, meta: int = 0, z: float = 2.5) -> None:
    thing = throw_thing(s, 0, item_index(item), meta, 0.5, GROUND + 1.0, z, 0.0, 0.0, 1.0, 1.5, 0.0, PLAYER_BODY)
    fly(s, thing)
    assert mob(s, thing)["kind"] != ENTITY_THROWN


def test_throwing_takes_one_from_the_hand(s: State) -> None:
    look(s, 0, -30)
    give(s, 0, "snowball", 2)
    assert throw_held(s, RULES, 0, 0)
    thing = of_kind(s, ENTITY_THROWN)[0]
    assert (thing["item"], held(s, "snowball")) == (item_index("snowball"), 1)
    assert math.hypot(thing["vy"], thing["vz"]) == pytest.approx(1.5, rel=0.05)
    give(s, 0, "stick")
    assert not throw_held(s, RULES, 0, 0)


def test_a_snowball_pushes_and_hurts_nobody(s: State) -> None:
    row = spawn(s, "cow", z=4.5)
    throw(s, "snowball")
    assert mob(s, row)["health"] == 10.0
    assert mob(s, row)["vz"] > 0.3


def test_one_egg_in_eight_hatches(s: State) -> None:
    hatched = 0
    for _ in range(400):
        clear(s)
        throw(s, "egg")
        chicks = mobs(s)
        assert len(chicks) in (0, 1, 4)
        assert (chicks["growth"] == -24000).all()
        hatched += len(chicks) > 0
    assert hatched / 400 == pytest.approx(1 / 8, abs=0.06)


def test_an_ender_pearl_takes_its_thrower_along_for_five_points(s: State) -> None:
    put(s, 0, GROUND, 8, "stone")
    put(s, 0, GROUND + 1, 8, "stone")
    s.players["fall_distance"] = 9.0
    throw(s, "ender_pearl")
    player = s.players[0, 0]
    assert player["z"] == pytest.approx(8.0, abs=0.01)
    assert (player["health"], player["damage_kind"], player["fall_distance"]) == (15.0, DAMAGE_FALL, 0.0)


def test_splash_potions(s: State) -> None:
    put(s, 0, GROUND + 1, 2, "stone")
    throw(s, "splash_potion", POISON, z=1.6)
    share = 1.0 - math.dist((0.5, GROUND, 0.5), (0.5, GROUND + 1.0, 2.0)) / 4.0
    assert s.players["effect_ticks"][0, 0, POISON] == pytest.approx(900 * share, abs=12)
    zombie, cow = spawn(s, "zombie", x=1.5, z=1.5), spawn(s, "cow", x=-1.5, z=1.5)
    mob(s, zombie)["health"] = mob(s, cow)["health"] = 10.0
    throw(s, "splash_potion", INSTANT_DAMAGE, z=1.6)
    assert mob(s, zombie)["health"] > 10.0
    assert mob(s, cow)["health"] in (6.0, 7.0, 8.0)
    assert s.players["health"][0, 0] in (16.0, 17.0)
