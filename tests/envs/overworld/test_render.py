"""The picture against things known without it: distances, the sun, light, packs made on the spot."""

import itertools
import json
import math
import zipfile

import numba
import numpy as np
import pytest
from PIL import Image

from envs.overworld.blocks.raycast import FACE_UP, FACE_WEST, trace_ray
from envs.overworld.gamedata import BLOCK_NAMES, ITEM_NAMES, RULES, block_state, item_index
from envs.overworld.player.look import look_vector
from envs.overworld.render import Renderer, ResourcePackError, check_image_size
from envs.overworld.render.art import load_art
from envs.overworld.render.frame import render_frames
from envs.overworld.render.pack import load_resource_pack
from envs.overworld.render.textures.blocks import block_tiles
from envs.overworld.render.view import FIELD_OF_VIEW, VIEW_DISTANCE, allocate_work
from envs.overworld.state import ENTITY_ITEM
from envs.overworld.world import Overworld, WorldStart
from tests.envs.overworld.scenes import FLOOR, flat_world, give, put

EYES = FLOOR + 1 + 1.62


def look(s, yaw=0.0, pitch=0.0):
    s.players["yaw"], s.players["pitch"] = yaw, pitch
    return s


def draw(s, height=48, width=64, hud=False):
    work = allocate_work(len(s.clock), height, width)
    frames = np.zeros((len(s.clock), height, width, 3), np.uint8)
    render_frames(s, RULES, load_art(), work, hud, frames)
    return frames, work.depth


def wall(s, z, name="stone", width=12, height=12):
    for x in range(-width, width + 1):
        for y in range(FLOOR + 1, FLOOR + 1 + height):
            put(s, x, y, z, name)
    return s


def test_straight_ahead_is_as_far_as_the_wall():
    _, depth = draw(look(wall(flat_world(), 7)), 33, 33)
    assert depth[0, 16, 16] == pytest.approx(6.5, abs=1e-3)


def test_depth_agrees_with_double_precision_rays():
    s = flat_world()
    rng = np.random.default_rng(3)
    for x, z, height in zip(*rng.integers(-30, 30, (2, 300)), rng.integers(1, 12, 300), strict=True):
        if max(abs(x), abs(z)) > 3:
            for y in range(FLOOR + 1, FLOOR + 1 + height):
                put(s, int(x), y, int(z), "stone")
    look(s, 37.0, 9.0)
    height, width = 45, 61
    _, depth = draw(s, height, width)
    forward = np.array(look_vector(37.0, 9.0))
    up = np.array(look_vector(37.0, 9.0 - 90.0))
    right = np.cross(forward, up)
    half = math.tan(math.radians(FIELD_OF_VIEW / 2))
    wrong = 0
    for row in range(height):
        for i in range(width):
            ray = forward + up * half * (1 - (2 * row + 1) / height)
            ray = ray + right * half * (width / height) * ((2 * i + 1) / width - 1)
            ray /= np.linalg.norm(ray)
            hit = trace_ray(s, RULES, 0, 0.5, EYES, 0.5, *ray, VIEW_DISTANCE)
            wrong += abs(depth[0, row, i] - (hit[5] if hit[0] else VIEW_DISTANCE)) > 0.01
    assert (
        wrong <= height * width * 0.005
    )  # pixels on the very edge of a block, and slivers between four equal neighbours


@pytest.mark.parametrize("biome", ["plains", "forest", "swampland", "ocean", "ice_plains", "jungle"])
@pytest.mark.parametrize("sunk", [0, 2])
def test_filled_pixels_are_those_that_rays_of_their_own_give(biome, sunk):
    world = Overworld(1)
    world.reset([5], [WorldStart(biome=biome)])
    world.state.players["y"] -= sunk
    height, width = 60, 90
    fast, exact = Renderer((height, width), hud=False), Renderer((height, width), hud=False, exact=True)
    for yaw, pitch in itertools.product((20.0, 200.0), (-90.0, -55.0, -20.0, 0.0, 30.0, 65.0, 90.0)):
        look(world.state, yaw, pitch)
        one = fast.render(world.state, RULES).astype(int)
        other = exact.render(world.state, RULES).astype(int)
        assert (np.abs(one - other).max(-1) > 24).mean() < 0.015
        assert np.abs(one - other).mean() < 1.0


@pytest.mark.parametrize("size", [(48, 48), (47, 33), (64, 20)])
def test_picture_does_not_depend_on_what_was_drawn_before(size):
    world = Overworld(1)
    world.reset([5], [WorldStart(biome="forest")])
    used = Renderer(size)
    for yaw, pitch in itertools.product((20.0, 140.0, 260.0), (-90.0, -60.0, -30.0, 0.0, 40.0, 70.0, 90.0)):
        look(world.state, yaw, pitch)
        assert np.array_equal(used.render(world.state, RULES), Renderer(size).render(world.state, RULES))


def test_picture_does_not_depend_on_threads_or_batch():
    s = look(wall(flat_world(3), 9, "log"), 20.0, 5.0)
    s.blocks[1:] = s.blocks[0]
    s.top[1:] = s.top[0]
    s.players["yaw"][2] = 140.0
    threads = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        one, _ = draw(s, 70, 50, hud=True)
        numba.set_num_threads(min(2, numba.config.NUMBA_NUM_THREADS))
        two, _ = draw(s, 70, 50, hud=True)
    finally:
        numba.set_num_threads(threads)
    alone, _ = draw(look(wall(flat_world(1), 9, "log"), 20.0, 5.0), 70, 50, hud=True)
    assert np.array_equal(one, two)
    assert np.array_equal(one[0], alone[0])
    assert np.array_equal(one[0], one[1])
    assert not np.array_equal(one[0], one[2])


def test_sky_by_the_hour():
    s = look(flat_world(), 0.0, -40.0)
    noon = draw(s)[0].mean((0, 1, 2))
    s.clock["time"] = 18000
    midnight = draw(s)[0].mean((0, 1, 2))
    assert noon[2] > 200
    assert noon[2] > noon[0] + 40
    assert midnight.max() < 20


@pytest.mark.parametrize(("time", "yaw"), [(0, -90.0), (12000, 90.0)])
def test_sun_rises_in_the_east_and_sets_in_the_west(time, yaw):
    s = flat_world()
    s.clock["time"] = time
    towards = draw(look(s, yaw, -20.0))[0].astype(int)
    away = draw(look(s, -yaw, -20.0))[0].astype(int)
    assert towards.max(-1).max() > 240
    assert towards[..., 0].mean() > away[..., 0].mean() + 8


def test_faces_above_are_brighter_than_faces_aside():
    s = flat_world()
    s.light[:] = 15 << 4
    top = draw(look(s, 0.0, 80.0))[0].mean()
    side = draw(look(wall(s, 3), 0.0, 0.0), 33, 33)[0][0, 10:20, 10:20].mean()
    assert side / top == pytest.approx(0.8, abs=0.04)


def test_caves_are_dark_but_can_be_read_and_torches_are_warm():
    s = look(wall(flat_world(), 3))
    s.light[:] = 0
    dark = draw(s, 33, 33)[0][0, 10:20, 10:20]
    s.light[:] = 8
    lit = draw(s, 33, 33)[0][0, 10:20, 10:20].mean((0, 1))
    assert 4 < dark.mean() < 40
    assert dark.std() > 0.5
    assert lit.mean() > 1.5 * dark.mean()
    assert lit[0] > lit[2] + 5


def test_grass_is_tinted_by_its_biome():
    s = look(flat_world(), 0.0, 60.0)
    s.blocks[:, :, :, FLOOR] = block_state("grass")
    s.biomes[:] = 1
    plains = draw(s)[0].mean((0, 1, 2))
    s.biomes[:] = 2
    desert = draw(s)[0].mean((0, 1, 2))
    assert plains[1] > plains[0] + 15
    assert plains[1] > plains[2] + 30
    assert desert[0] > plains[0] + 15


def test_water_colours_what_is_below_and_what_is_around():
    s = look(flat_world(), 0.0, 70.0)
    dry = draw(s)[0].mean((0, 1, 2))
    s.blocks[:, :, :, FLOOR] = block_state("water")
    shallow = draw(s)[0].mean((0, 1, 2))
    s.blocks[:, :, :, FLOOR + 1 : FLOOR + 6] = block_state("water")
    s.top[:] = FLOOR + 6
    deep = draw(s)[0].mean((0, 1, 2))
    assert shallow[2] > shallow[0] + 40
    assert abs(dry[2] - dry[0]) < 5
    assert deep[2] > deep[0] + 15


def test_leaves_have_holes():
    s = look(wall(flat_world(), 4, "leaves"))
    _, depth = draw(s, 64, 64)
    middle = depth[0, 10:40, 10:54]
    near = np.mean(middle < 5.5)
    assert 0.6 < near < 0.97
    assert middle.max() > 5.5


def test_plants_and_boxes_show_their_shape():
    s = look(flat_world())
    put(s, 0, FLOOR + 1, 2, "stone_slab")
    _, depth = draw(look(s, 0.0, 45.0), 64, 64)
    assert depth[0].min() == pytest.approx((EYES - FLOOR - 1.5), rel=0.6)
    put(s, 0, FLOOR + 1, 2, "torch", 5)
    _, torch = draw(look(s, 0.0, 35.0), 64, 64)
    put(s, 0, FLOOR + 1, 2, "air")
    _, bare = draw(look(s, 0.0, 35.0), 64, 64)
    covered = np.mean(torch < bare - 0.05)
    assert 0.002 < covered < 0.1


def test_dropped_items_are_hidden_by_blocks():
    s = look(flat_world(), 0.0, 30.0)
    without, _ = draw(s, 96, 96)
    s.entities[0, 0] = np.zeros((), s.entities.dtype)
    s.clock["entity_rows"] = 1
    entity = s.entities[0, 0]
    entity["kind"], entity["item"], entity["count"] = ENTITY_ITEM, item_index("apple"), 1
    entity["x"], entity["y"], entity["z"] = 0.5, FLOOR + 1, 3.5
    shown, depth = draw(s, 96, 96)
    changed = (shown != without).any(-1)[0]
    assert 20 < changed.sum() < 900
    assert depth[0][changed].mean() == pytest.approx(math.hypot(3.0, 1.4), abs=0.35)
    hidden, _ = draw(wall(s, 2), 96, 96)
    entity["kind"] = 0
    assert np.array_equal(hidden, draw(s, 96, 96)[0])


def test_outline_and_cracks_mark_the_block_that_is_aimed_at():
    s = look(wall(flat_world(), 2))
    plain, _ = draw(s, 120, 120, hud=False)
    marked, _ = draw(s, 120, 120, hud=True)
    outlined = (marked[0, 30:75, 30:80].astype(int) < plain[0, 30:75, 30:80]).all(-1).mean()
    assert 0.01 < outlined < 0.2
    hit = trace_ray(s, RULES, 0, 0.5, EYES, 0.5, 0.0, 0.0, 1.0, 4.5)
    s.players["digging"] = 1
    s.players["dig_x"], s.players["dig_y"], s.players["dig_z"] = hit[1:4]
    dark = []
    for s.players["dig_progress"] in (0.05, 0.95):
        dark.append((draw(s, 120, 120)[0] < plain).any(-1).mean())
    assert 0 < dark[0] < dark[1] < 0.3


@pytest.mark.parametrize("size", [(64, 64), (128, 128), (160, 256), (360, 640)])
def test_hud_shows_life_and_inventory(size):
    s = look(flat_world(), 0.0, -60.0)
    plain, _ = draw(s, *size)
    full, _ = draw(s, *size, hud=True)
    s.players["health"] = 4.0
    hurt, _ = draw(s, *size, hud=True)
    give(s, 4, "diamond_pickaxe")
    armed, _ = draw(s, *size, hud=True)
    assert (plain != full).any()
    assert full[..., 0].astype(int).sum() > hurt[..., 0].astype(int).sum()
    rows, columns = np.nonzero((hurt != armed).any(-1)[0])
    assert rows.min() > size[0] * 0.8
    assert abs(columns.mean() - size[1] / 2) < size[1] * 0.06  # slot 4 is the middle one


def test_a_held_item_is_drawn_at_the_lower_right_and_swings():
    s = look(flat_world(), 0.0, -60.0)
    s.players["swing"] = 255
    bare, _ = draw(s, 128, 128, hud=True)
    give(s, 0, "iron_axe")
    held, _ = draw(s, 128, 128, hud=True)
    s.players["swing"] = 2
    swung, _ = draw(s, 128, 128, hud=True)
    rows, columns = np.nonzero((bare[0, :100] != held[0, :100]).any(-1))
    assert rows.size > 300
    assert rows.mean() > 50
    assert columns.mean() > 75
    assert (held != swung).any()


@pytest.mark.parametrize("size", [15, (64, 8), (64, 64.0), (1, 2, 3), (10**6, 64), True, 64.0, "64", None])
def test_bad_image_sizes_are_named(size):
    with pytest.raises(ValueError, match="image size must be"):
        check_image_size(size)


def test_renderer_draws_any_size():
    renderer = Renderer((17, 401), hud=True)
    frames = renderer.render(look(flat_world(2)), RULES)
    assert frames.shape == (2, 17, 401, 3)
    assert frames.dtype == np.uint8
    assert frames.std() > 5


def test_every_block_and_item_has_a_look():
    art = load_art()
    assert art.texels.shape[0] == len(block_tiles(0))
    invisible = {BLOCK_NAMES[i] for i in BLOCK_NAMES if not art.kinds[i * 16 : i * 16 + 16].any()}
    assert invisible == {"air", "barrier", "structure_void"}
    opaque = (art.item_icons >> 24).astype(bool).sum((1, 2))
    blank = {name for i, name in enumerate(ITEM_NAMES) if opaque[art.item_icon[i, 0]] < 4}
    assert blank == {"air", "barrier", "structure_void"}


def test_texture_seeds_vary_the_art_and_repeat_themselves():
    first, again, other = block_tiles(5), block_tiles(5), block_tiles(6)
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert sum(np.array_equal(first[name], other[name]) for name in first) < len(first) * 0.1


def make_pack(folder, meta=None):
    (folder / "assets/minecraft/textures/blocks").mkdir(parents=True)
    (folder / "assets/minecraft/textures/items").mkdir(parents=True)
    (folder / "pack.mcmeta").write_text(json.dumps(meta or {"pack": {"pack_format": 3, "description": "test"}}))
    Image.new("RGB", (32, 32), (250, 10, 20)).save(folder / "assets/minecraft/textures/blocks/stone.png")
    Image.new("RGBA", (16, 64), (10, 20, 250, 200)).save(folder / "assets/minecraft/textures/blocks/water_still.png")
    Image.new("RGBA", (8, 8), (1, 2, 3, 255)).save(folder / "assets/minecraft/textures/items/apple.png")
    return folder


def zipped(folder, path):
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder).as_posix())
    return path


@pytest.mark.parametrize("as_zip", [False, True])
def test_resource_packs_replace_what_they_have(tmp_path, as_zip):
    path = make_pack(tmp_path / "pack")
    if as_zip:
        path = zipped(path, tmp_path / "pack.zip")
    pack = load_resource_pack(path)
    assert pack.replaced == 3
    assert all(tile.shape == (16, 16, 4) for tile in (pack.blocks | pack.items).values())
    renderer = Renderer(32, hud=False, resource_pack=path)
    colour = renderer.render(look(flat_world(), 0.0, 80.0), RULES).mean((0, 1, 2))
    assert colour[0] > 200
    assert colour[1:].max() < 40
    assert (renderer.art.item_icons[renderer.art.item_icon[item_index("apple"), 0]] == 0xFF030201).all()


def test_broken_packs_give_one_error_that_names_the_file(tmp_path):
    folder = make_pack(tmp_path / "pack")
    stone = folder / "assets/minecraft/textures/blocks/stone.png"
    whole = stone.read_bytes()
    for damaged in (b"not a picture", whole[:60]):
        stone.write_bytes(damaged)
        with pytest.raises(ResourcePackError, match=r"blocks/stone\.png"):
            load_resource_pack(folder)
    stone.write_bytes(whole)
    (folder / "pack.mcmeta").write_text("{")
    with pytest.raises(ResourcePackError, match=r"pack\.mcmeta"):
        load_resource_pack(folder)
    (folder / "pack.mcmeta").unlink()
    with pytest.raises(ResourcePackError, match=r"pack\.mcmeta"):
        load_resource_pack(folder)
    not_zip = tmp_path / "pack.zip"
    not_zip.write_bytes(b"PK but no")
    with pytest.raises(ResourcePackError, match=r"pack\.zip"):
        load_resource_pack(not_zip)
    with pytest.raises(ResourcePackError, match="no such"):
        load_resource_pack(tmp_path / "nowhere")


def test_rays_meet_outlines():
    s = flat_world()
    put(s, 0, FLOOR + 1, 0, "torch", 5)
    x, y, z = 0.5, FLOOR + 3.0, 0.5
    assert trace_ray(s, RULES, 0, x, y, z, 0.0, -1.0, 0.0, 4.5)[1:5] == (0, FLOOR + 1, 0, FACE_UP)
    assert trace_ray(s, RULES, 0, x + 0.3, y, z, 0.0, -1.0, 0.0, 4.5)[2] == FLOOR
    put(s, 3, FLOOR + 1, 0, "water")
    put(s, 4, FLOOR + 1, 0, "fence")
    hit = trace_ray(s, RULES, 0, 1.5, FLOOR + 1.5, 0.5, 1.0, 0.0, 0.0, 4.5)
    assert hit[1:5] == (4, FLOOR + 1, 0, FACE_WEST)
    assert hit[5] == pytest.approx(2.875)
    assert not trace_ray(s, RULES, 0, 1.5, FLOOR + 1.5, 0.5, 1.0, 0.0, 0.0, 2.8)[0]
