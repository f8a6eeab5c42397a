"""The view sense: what is in view, how far, and what hides it, in hand-made worlds."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from envs.overworld.entities.mobs.life import spawn_mob
from envs.overworld.gamedata import RULES, block_state, mob_index
from envs.overworld.render import Renderer
from envs.overworld.senses.view import HORIZON, KINDS, REACH, SURE, sense_map, sense_view, view_kind
from envs.overworld.state import MASK
from tests.envs.overworld.scenes import FLOOR, flat_world, look, look_at, put

EYES = (0.5, FLOOR + 1 + 1.62, 0.5)
EVERYTHING = np.ones(len(KINDS), np.bool_)


def view(s, reach=REACH, wanted=EVERYTHING):
    """Return the distances of what is seen in the first world, by kind."""
    worlds = len(s.clock)
    rows = np.zeros((worlds, len(KINDS)), np.float32)
    sense_view(s, RULES, np.ones(worlds, np.bool_), wanted, reach, rows)
    return {kind: float(far) for kind, far in zip(KINDS, rows[0], strict=True) if np.isfinite(far)}


def only(*kinds):
    return np.isin(KINDS, kinds)


@given(
    st.integers(-12, 12), st.integers(0, 8), st.integers(-12, 12), st.floats(-180, 179.9), st.floats(-60, 60)
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_a_cube_that_is_wholly_in_the_picture_is_seen_and_one_outside_is_not(x, up, z, yaw, pitch):
    s = flat_world()
    y = FLOOR + 1 + up
    if max(abs(x), abs(z)) < 2:
        return
    put(s, x, y, z, "coal_ore")
    look(s, yaw, pitch)
    corners = np.array([(x + a, y + b, z + c) for a in (0, 1) for b in (0, 1) for c in (0, 1)]) - EYES
    inside, depth = in_picture(corners, yaw, pitch)
    seen = view(s).get("coal_ore")
    if inside.all() and depth.max() <= SURE:
        assert seen is not None
    if (depth <= 0).all():
        assert seen is None
    if seen is not None:
        nearest = np.linalg.norm(np.clip(0, corners.min(axis=0), corners.max(axis=0)))
        assert nearest - 1e-4 <= seen <= np.linalg.norm(corners, axis=1).max()


def in_picture(points, yaw, pitch):
    """Return which points a square picture shows, and how deep in it they are, by turning the world to the camera."""
    a, b = math.radians(yaw), math.radians(pitch)
    x, z = (
        points[:, 0] * math.cos(a) + points[:, 2] * math.sin(a),
        points[:, 2] * math.cos(a) - points[:, 0] * math.sin(a),
    )
    y, depth = points[:, 1] * math.cos(b) + z * math.sin(b), z * math.cos(b) - points[:, 1] * math.sin(b)
    edge = math.tan(math.radians(35)) * depth
    return (np.abs(x) <= edge) & (np.abs(y) <= edge), depth


@pytest.mark.parametrize(
    ("yaw", "pitch", "shown"),
    [
        *((-41, 0, False), (-34, 0, True), (34, 0, True), (41, 0, False)),
        *((0, -48, False), (0, -40, True), (0, 28, True), (0, 36, False)),
    ],
)
def test_the_field_of_view_is_the_renderers(yaw, pitch, shown):
    pictures = []
    for name in ("air", "gold_ore"):
        s = flat_world()
        s.blocks[0, 0, 8, FLOOR + 3] = block_state(name)
        s.top[0, 0, 8] = FLOOR + 4
        look(s, yaw, pitch)
        pictures.append(Renderer((64, 64), hud=False).render(s, RULES))
    assert (pictures[0] != pictures[1]).any() == ("gold_ore" in view(s)) == shown


@pytest.mark.parametrize(
    ("veil", "hides"),
    [("stone", True), ("leaves", True), ("dirt", True), ("glass", False), ("tallgrass", False), ("water", False)],
)
def test_opaque_blocks_and_leaves_hide_what_is_behind(veil, hides):
    s = flat_world()
    put(s, 0, FLOOR + 1, 9, "log")
    assert view(s)["tree"] == pytest.approx(8.5, abs=0.2)
    for x in range(-1, 2):
        for y in range(FLOOR + 1, FLOOR + 4):
            put(s, x, y, 4, veil)
    assert ("tree" in view(s)) != hides


def test_nothing_is_seen_beyond_the_reach():
    s = flat_world()
    put(s, 0, FLOOR + 1, 12, "iron_ore")
    assert "iron_ore" in view(s, reach=14.0)
    assert "iron_ore" not in view(s, reach=10.0)


def test_stone_is_plain_stone_and_redstone_ore_glows_or_not():
    s = flat_world()
    for x in range(-64, 64):
        s.blocks[0, x & MASK, :, FLOOR] = block_state("stone", 3)
    assert "stone" not in view(s)
    put(s, 1, FLOOR + 1, 4, "lit_redstone_ore")
    assert "redstone_ore" in view(s)


def test_water_is_seen_from_above_as_a_surface():
    s = flat_world()
    for x in range(-3, 4):
        for z in range(4, 8):
            for y in range(FLOOR - 3, FLOOR + 1):
                put(s, x, y, z, "water")
    assert view(s)["water"] == pytest.approx(math.hypot(3.5, 1.62), abs=0.5)


def hollow(s, low, high):
    """Make air of the cells from one to another, dark, under the plain."""
    xs, zs = np.arange(low[0], high[0] + 1) & MASK, np.arange(low[2], high[2] + 1) & MASK
    s.blocks[0, xs[:, None], zs[None, :], low[1] : high[1] + 1] = 0
    s.light[0, xs[:, None], zs[None, :], low[1] : high[1] + 1] = 0


def test_a_dark_hollow_deep_below_is_a_cave_and_a_lit_a_shallow_or_a_narrow_one_is_not():
    s = flat_world()
    s.players["y"] = FLOOR - 20
    hollow(s, (-2, FLOOR - 20, -1), (2, FLOOR - 17, 8))
    assert view(s)["cave"] < 9
    s.light[0, :, :, : FLOOR + 1] = 9 << 4
    assert "cave" not in view(s)
    s = flat_world()
    s.players["y"] = FLOOR - 20
    hollow(s, (0, FLOOR - 20, 0), (0, FLOOR - 18, 0))
    assert "cave" not in view(s)
    s = flat_world()
    s.players["y"] = FLOOR - 5
    hollow(s, (-2, FLOOR - 5, -1), (2, FLOOR - 3, 8))
    assert "cave" not in view(s)


def cow_at(s, x, z):
    return int(spawn_mob(s, RULES, 0, mob_index("cow"), x, float(FLOOR + 1), z))


def test_mobs_are_seen_in_front_and_not_behind_a_wall_nor_behind_the_back():
    s = flat_world()
    cow_at(s, 0.5, 8.5)
    assert view(s)["cow"] == pytest.approx(7.6, abs=0.6)
    look(s, 180.0 - 1e-6, 0.0)
    assert "cow" not in view(s)
    look(s, 0.0, 0.0)
    for x in range(-3, 4):
        for y in range(FLOOR + 1, FLOOR + 4):
            put(s, x, y, 4, "stone")
    assert "cow" not in view(s)


def test_half_a_mob_beside_a_wall_is_seen_and_a_dead_one_is_not():
    s = flat_world()
    row = cow_at(s, 0.5, 8.5)
    for y in range(FLOOR + 1, FLOOR + 4):
        put(s, 0, y, 6, "stone")
    look_at(s, 0.5, FLOOR + 1.7, 8.5)
    s.entities[0, row]["x"] = 1.3
    assert "cow" in view(s)
    s.entities[0, row]["death_time"] = 1
    assert "cow" not in view(s)


def test_what_is_not_wanted_is_not_told_and_worlds_not_chosen_are_not_touched():
    s = flat_world(2)
    put(s, 0, FLOOR + 1, 5, "log")
    cow_at(s, 2.5, 8.5)
    assert set(view(s, wanted=only("cow"))) == {"cow"}
    assert set(view(s, wanted=only("tree"))) == {"tree"}
    rows = np.full((2, len(KINDS)), -1, np.float32)
    sense_view(s, RULES, np.array([True, False]), EVERYTHING, REACH, rows)
    assert (rows[1] == -1).all()
    assert rows[0, view_kind("tree")] > 0


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match=r"'tre'.*tree"):
        view_kind("tre")


def map_of(s, rows, columns, kind, reach=HORIZON):
    """Return (rows, columns) the distances of a kind in each part of the first world's picture."""
    maps = np.zeros((len(s.clock), rows, columns, len(KINDS)), np.float32)
    sense_map(s, RULES, reach, maps)
    return maps[0, ..., view_kind(kind)]


@given(st.integers(-12, 12), st.integers(0, 8), st.integers(3, 14), st.floats(-30, 30), st.floats(-20, 20))
@settings(max_examples=100, deadline=None)
def test_a_map_shows_a_block_where_the_picture_does(x, up, z, yaw, pitch):
    s = flat_world()
    put(s, x, FLOOR + 1 + up, z, "log")
    look(s, yaw, pitch)
    renderer = Renderer((64, 64), hud=False, exact=True)  # a ray through each pixel, as the map has
    drawn = (renderer.render(s, RULES) != renderer.render(flat_at(yaw, pitch), RULES)).any(-1)[0]
    parts = drawn.reshape(8, 8, 8, 8).sum((1, 3))
    shown = np.isfinite(map_of(s, 8, 8, "tree"))
    assert shown[parts >= 8].all()
    assert not shown[parts == 0].any()


def flat_at(yaw, pitch):
    s = flat_world()
    look(s, yaw, pitch)
    return s


def test_a_map_of_one_part_says_what_the_view_says_and_mobs_are_where_their_bodies_are():
    s = flat_world()
    put(s, 3, FLOOR + 2, 9, "iron_ore")
    spawn_mob(s, RULES, 0, mob_index("cow"), -3.5, FLOOR + 1.0, 8.5)
    look(s, 0.0, 0.0)
    seen = view(s)
    for kind in ("iron_ore", "cow"):
        assert map_of(s, 1, 1, kind, REACH)[0, 0] == pytest.approx(seen[kind], abs=0.1)
        assert map_of(s, 16, 16, kind).min() == pytest.approx(seen[kind], abs=0.1)
    cow, ore = (np.argwhere(np.isfinite(map_of(s, 16, 16, kind))) for kind in ("cow", "iron_ore"))
    assert (cow[:, 1] > 8).all() and (ore[:, 1] < 8).all()  # looking south, west is to the right
    assert (cow[:, 0] >= 8).all() and (ore[:, 0] <= 9).all()
