"""Rain, snow, flames, sleep, and what the HUD and the hands show of a player's state."""

import numpy as np
import pytest

from envs.overworld.gamedata import RULES, biome_id
from envs.overworld.render import Renderer
from tests.envs.overworld.scenes import FLOOR, flat_world, give, look, put

SIDE = 96


def draw(s, hud=False, size=SIDE):
    return Renderer(size, hud=hud).render(s, RULES)[0].astype(int)


def raining(biome="plains", rain=1.0, thunder=0.0, age=0):
    s = flat_world()
    s.biomes[:] = biome_id(biome)
    s.clock["rain_strength"], s.clock["thunder_strength"], s.clock["age"] = rain, thunder, age
    look(s, 0.0, -30.0)
    return s


def test_rain_and_thunder_darken_the_sky_and_hide_the_sun():
    skies = [draw(raining("desert", rain, thunder)).mean() for rain, thunder in ((0, 0), (1, 0), (1, 1))]
    assert skies[0] > skies[1] * 1.3 > skies[2] * 1.4
    suns = []
    for rain in (0, 1):
        s = raining("desert", rain)
        look(s, 0.0, -89.0)
        suns.append(draw(s).max())
    assert suns[0] > 240
    assert suns[1] < 150


def test_rain_falls_and_snow_is_white():
    rain = [draw(raining(age=age)) for age in (0, 1)]
    moved = (rain[0] != rain[1]).any(-1).mean()
    assert 0.01 < moved < 0.5
    snow = draw(raining("ice_plains"))
    assert snow.max() > rain[0].max() + 40


@pytest.mark.parametrize("biome", ["desert", "savanna", "mesa"])
def test_no_rain_where_it_never_rains(biome):
    assert np.array_equal(draw(raining(biome, age=0)), draw(raining(biome, age=1)))


def test_roofs_and_walls_keep_the_rain_out():
    frames = []
    for age in (0, 1):
        s = raining(age=age)
        for x in range(-14, 15):
            for z in range(-14, 15):
                put(s, x, FLOOR + 4, z, "stone")
        frames.append(draw(s))
    assert np.array_equal(*frames)


def test_flames_before_burning_eyes_and_darkness_before_sleeping_ones():
    s = flat_world()
    calm = draw(s)
    s.players["fire"] = 20
    burning = draw(s)
    assert np.array_equal(calm[: SIDE // 2], burning[: SIDE // 2])
    assert burning[-8:, :, 0].mean() > calm[-8:, :, 0].mean() + 30
    s.players["fire"] = 0
    s.players["sleeping"], s.players["sleep_ticks"] = 1, 100
    assert draw(s).mean() < 0.4 * calm.mean()


@pytest.mark.parametrize(
    ("field", "value"), [("absorption", 4.0), ("food", 7), ("xp", 100), ("attack_ticks", 0), ("health", 9.0)]
)
def test_the_hud_shows_it(field, value):
    s = flat_world()
    before = draw(s, hud=True, size=240)
    s.players[field] = value
    assert (draw(s, hud=True, size=240) != before).any(-1).sum() > 10


@pytest.mark.parametrize(("effect", "left"), [(19, True), (20, True), (17, False)])
def test_effects_tint_hearts_or_food(effect, left):
    s = flat_world()
    before = draw(s, hud=True, size=240)
    s.players["effect_ticks"][0, 0, effect] = 100
    after = draw(s, hud=True, size=240)
    _, columns = np.nonzero((after != before).any(-1))
    assert columns.size > 50
    assert (columns < 120).all() == left
    assert (columns > 120).all() != left


def test_a_hit_does_not_redden_the_picture():
    s = flat_world()
    before = draw(s)
    s.players["hurt_time"] = 20
    assert np.array_equal(draw(s), before)


@pytest.mark.parametrize(("item", "field", "value"), [("bow", "use_ticks", 15), ("bread", "use_ticks", 10)])
def test_hands_show_what_they_do(item, field, value):
    s = flat_world()
    give(s, 0, item)
    rest = draw(s, hud=True)
    s.players[field] = value
    assert (draw(s, hud=True) != rest).any(-1).sum() > 200


def test_the_off_hand_is_on_the_left_and_raises_its_shield():
    s = flat_world()
    look(s, 0.0, -60.0)
    give(s, 0, "iron_sword")
    alone = draw(s, hud=True, size=(120, 200))
    give(s, 40, "shield")
    carried = draw(s, hud=True, size=(120, 200))
    _, columns = np.nonzero((carried != alone).any(-1))
    assert columns.size > 200
    assert columns.max() < 110
    s.players["blocking"] = 1
    raised = draw(s, hud=True, size=(120, 200))
    assert (raised != carried).any(-1).sum() > 200


def test_lava_steps_down_with_its_level():
    depths = []
    for level in (1, 4, 7):
        s = flat_world()
        put(s, 0, FLOOR + 1, 3, "flowing_lava", level)
        look(s, 0.0, 22.0)
        frame = draw(s)
        depths.append((frame[..., 0] > 1.4 * frame[..., 2] + 20).sum())
    assert depths[0] > depths[1] > depths[2] > 0


def test_water_beyond_water_is_not_black():
    s = flat_world()
    s.light[:] = 15 << 4
    for x in range(-8, 9):
        put(s, x, FLOOR + 1, 6, "flowing_water", 2)
    look(s, 0.0, 10.0)
    frame = draw(s)
    assert frame[SIDE // 2 : SIDE // 2 + 20].min() > 20
