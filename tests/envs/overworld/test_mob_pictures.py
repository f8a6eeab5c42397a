"""Bodies of mobs in the picture, against the published sizes and against each other."""

import json

import numpy as np
import pytest
from PIL import Image

from envs.overworld.gamedata import MOB_NAMES, RULES, block_state, item_index, mob_index
from envs.overworld.render.art import load_art
from envs.overworld.render.atlas import PART_SEE_THROUGH
from envs.overworld.render.camera import set_camera
from envs.overworld.render.entities import set_entities
from envs.overworld.render.models import MODELS
from envs.overworld.render.pieces import draw_pieces
from envs.overworld.render.textures.coats import COATS
from envs.overworld.render.textures.skins import faces_of, paint_skin
from envs.overworld.render.view import allocate_work
from envs.overworld.state import ENTITY_ARROW, ENTITY_FALLING, ENTITY_ITEM, ENTITY_MOB, ENTITY_ORB, ENTITY_THROWN
from tests.envs.overworld.scenes import FLOOR, flat_world, look, look_at

SIDE = 64
AWAY = 5.0
_BIG = ("squid", "spider", "cave_spider", "bat")  # tentacles, legs and wings reach beyond the box that counts


def stage(name="cow", distance=AWAY, **fields):
    """A mob that faces the player, who looks at its middle."""
    s = flat_world()
    s.clock["entity_rows"] = 1
    entity = s.entities[0, 0]
    entity["kind"], entity["mob"], entity["swing"], entity["on_ground"] = ENTITY_MOB, mob_index(name), 255, 1
    entity["x"], entity["y"], entity["z"] = 0.5, FLOOR + 1, 0.5 + distance
    entity["yaw"] = entity["head_yaw"] = 180.0
    entity["variant"] = 1 if name == "slime" else 0
    for field, value in fields.items():
        entity[field] = value
    look_at(s, 0.5, FLOOR + 1 + float(RULES.mobs[mob_index(name)]["height"]) / 2, 0.5 + distance)
    return s


def draw(s, wall=None, side=SIDE, art=None):
    """Picture of the pieces alone, on black, before a wall at a distance; and the depth."""
    art = art or load_art()
    work = allocate_work(1, side, side)
    work.depth[:] = 100.0 if wall is None else wall
    frame = np.zeros((side, side, 3), np.uint8)
    set_camera(s, RULES, art, 0, work)
    set_entities(s, RULES, art, work, 0)
    draw_pieces(art, work, 0, 0, side, frame)
    return frame, work


def shown(frame):
    return frame.any(-1)


def test_every_mob_has_a_model_and_painted_skins():
    assert set(MODELS) == set(MOB_NAMES)
    names = [skin for model in MODELS.values() for skin in (*model.skins, model.second, model.tame, model.angry)]
    painted = {name for name in names if name and not name.startswith("block:")}
    assert painted == set(COATS)


@pytest.mark.parametrize("name", MOB_NAMES)
def test_every_box_lies_on_the_skin_and_is_painted(name):
    model = MODELS[name]
    width, height = model.skin_size
    skin = paint_skin(COATS[model.skins[0]], model, 0, np.random.default_rng(0))
    assert skin.shape == (height, width, 4)
    for box in model.boxes:
        for rows, columns in faces_of(box).values():
            assert rows.stop <= height
            assert columns.stop <= width
            if box.layer == 0 and box.name not in ("hat", "fuzz", "foot"):
                assert (skin[rows, columns, 3] > 100).mean() > 0.5 or skin[rows, columns].size == 0


@pytest.mark.parametrize("name", [name for name in MOB_NAMES if name not in _BIG])
def test_bodies_are_as_tall_as_the_published_boxes(name):
    frame, work = draw(stage(name, distance=8.0, item=0), side=160)
    rows, columns = np.nonzero(shown(frame))
    texel = float(work.cameras["texel_scale"][0]) / 16 * 8.0  # blocks a pixel at this distance
    height, width = (np.ptp(rows) + 1) * texel, (np.ptp(columns) + 1) * texel
    mob = RULES.mobs[mob_index(name)]
    slack = 1.8 if name in ("horse", "donkey", "mooshroom", "rabbit", "witch", "silverfish") else 1.35
    assert float(mob["height"]) / 1.45 < height < float(mob["height"]) * slack + 0.1
    assert float(mob["width"]) / 2.5 < width < float(mob["width"]) * 2.3


@pytest.mark.parametrize("name", MOB_NAMES)
def test_no_two_mobs_look_alike(name):
    frame, _ = draw(stage(name))
    assert shown(frame).sum() > 5
    others = [other for other in MOB_NAMES if other != name]
    for other in others[:: max(1, len(others) // 5)]:
        assert (draw(stage(other))[0] != frame).any(-1).sum() > 5


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("cow", {"hurt_time": 18}),
        ("cow", {"growth": -100}),
        ("cow", {"death_time": 10}),
        ("cow", {"stride": 1.0, "stride_size": 1.0}),
        ("cow", {"head_yaw": 140.0}),
        ("cow", {"pitch": 40.0}),
        ("cow", {"yaw": 90.0}),
        ("cow", {"fire": 20}),
        ("sheep", {"sheared": 1}),
        ("sheep", {"variant": 14}),
        ("wolf", {"tame": 1}),
        ("wolf", {"anger": 100}),
        ("horse", {"variant": 4}),
        ("slime", {"variant": 4}),
        ("creeper", {"timer": 27}),
        ("zombie", {"swing": 2}),
        ("skeleton", {"item": item_index("bow")}),
        ("chicken", {"on_ground": 0, "age": 1}),
        ("squid", {"age": 10}),
    ],
)
def test_state_shows(name, fields):
    before, after = draw(stage(name))[0], draw(stage(name, **fields))[0]
    assert (before != after).any(-1).sum() > 3


def test_pain_is_red_and_babies_are_small():
    healthy, hurt = draw(stage("cow"))[0], draw(stage("cow", hurt_time=18))[0]
    body = shown(healthy)
    assert np.array_equal(body, shown(hurt))
    assert (hurt[body][:, 0] > healthy[body][:, 0]).mean() > 0.9
    assert (hurt[body][:, 1] < healthy[body][:, 1]).mean() > 0.9
    assert shown(draw(stage("cow", growth=-1))[0]).sum() < 0.6 * body.sum()


def test_wool_has_its_colour_and_falls_with_the_shears():
    white, red = draw(stage("sheep"))[0], draw(stage("sheep", variant=14))[0]
    changed = (white != red).any(-1)
    assert red[changed][:, 0].mean() > 2 * red[changed][:, 1].mean()
    assert shown(draw(stage("sheep", sheared=1))[0]).sum() < shown(white).sum()


def test_walls_hide_mobs():
    assert not shown(draw(stage("cow"), wall=3.0)[0]).any()
    _, work = draw(stage("cow"))
    assert 3.5 < work.depth.min() < 5.2


def test_mobs_behind_are_not_even_placed():
    s = stage("cow")
    s.players["yaw"] = 180.0
    s.players["pitch"] = 0.0
    assert draw(s)[1].cameras["pieces"][0] == 0


def test_enough_room_and_no_more_for_a_crowd():
    s = stage("spider")
    s.entities[0, :] = s.entities[0, 0]
    s.clock["entity_rows"] = s.entities.shape[1]
    frame, work = draw(s)
    assert work.cameras["pieces"][0] == work.pieces.shape[1]
    assert shown(frame).any()


def test_eyes_shine_in_the_dark():
    s = stage("enderman")
    s.light[:] = 0
    frame, _ = draw(s, side=128)
    assert frame.max() > 150
    assert np.median(frame[shown(frame)]) < 20


def test_slimes_are_seen_through():
    assert load_art().parts["flags"][load_art().models[mob_index("slime")]["start"] :][4] & PART_SEE_THROUGH
    frame, _ = draw(stage("slime", variant=2))
    behind = draw(stage("slime", variant=2), wall=100.0)[0]
    assert np.array_equal(frame, behind)
    assert len(np.unique(frame[shown(frame)].sum(-1))) > 10


@pytest.mark.parametrize("yaw", [0.0, 50.0, 90.0, 200.0])
def test_arrows_orbs_and_all_that_flies_is_drawn(yaw):
    for kind in (ENTITY_ARROW, ENTITY_ORB, ENTITY_FALLING, ENTITY_THROWN, ENTITY_ITEM):
        s = stage(distance=3.0)
        entity = s.entities[0, 0]
        entity["kind"], entity["yaw"], entity["count"] = kind, yaw, 5
        entity["block"], entity["item"] = block_state("sand"), item_index("egg")
        look_at(s, 0.5, FLOOR + 1.3, 3.5)
        seen = shown(draw(s)[0]).sum()
        assert seen > 3, kind
        assert seen < 1500, kind


def test_packs_replace_skins(tmp_path):
    folder = tmp_path / "assets/minecraft/textures/entity/cow"
    folder.mkdir(parents=True)
    Image.new("RGBA", (128, 64), (10, 20, 250, 255)).save(folder / "cow.png")
    (tmp_path / "pack.mcmeta").write_text(json.dumps({"pack": {"pack_format": 3, "description": "test"}}))
    frame, _ = draw(stage("cow"), art=load_art(0, tmp_path))
    colour = frame[shown(frame)].mean(0)
    assert colour[2] > 100
    assert colour[:2].max() < 20


def test_texture_seeds_vary_skins():
    assert not np.array_equal(load_art(1).skin_texels, load_art(0).skin_texels)
    assert np.array_equal(load_art(1).skin_texels, load_art.__wrapped__(1).skin_texels)


def test_the_dying_fall_over():
    standing = np.nonzero(shown(draw(stage("zombie"))[0]))
    lying = np.nonzero(shown(draw(stage("zombie", death_time=19))[0]))
    assert np.ptp(lying[0]) < np.ptp(standing[0]) * 0.75
    assert np.ptp(lying[1]) > np.ptp(standing[1]) * 1.3


def test_looking_away_turns_only_the_camera():
    s = stage("cow")
    straight = shown(draw(s)[0]).sum()
    look(s, 20.0, float(s.players["pitch"][0, 0]))
    assert 0 < shown(draw(s)[0]).sum() < straight * 1.4
