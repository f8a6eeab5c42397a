import os

import numpy as np
import pytest

os.environ["SDL_VIDEODRIVER"] = "dummy"

from envs.overworld.action import encode
from envs.overworld.gamedata import item_index
from envs.overworld.senses.observe import CRAFT_SMELT, MAIN_SLOTS
from envs.overworld.window import Window, import_pygame
from lodestone.config import ConfigError, EpisodeConfig
from lodestone.episode import run_episode
from lodestone.play.controls import DEGREES_PER_PIXEL, Controls
from lodestone.play.game import Game
from lodestone.play.menu import Menu
from lodestone.record import load
from lodestone.replay import replay

pg = import_pygame()
NOTHING = [False] * 1024


class Keys(dict):
    def __missing__(self, key):
        return False


def press(controls, *keys):
    for key in keys:
        controls.feed(pg.event.Event(pg.KEYDOWN, key=key))


def test_held_keys_and_buttons():
    action = Controls().action(Keys({pg.K_w: True, pg.K_LCTRL: True}), (True, False, False), 0)
    (row,) = encode(action, 1)
    assert (row["forward"], row["sprint"], row["attack"], row["use"], row["jump"]) == (1, 1, 1, 0, 0)


def test_the_mouse_turns_the_head_until_it_is_freed():
    controls = Controls()
    controls.feed(pg.event.Event(pg.MOUSEMOTION, rel=(20, -10)))
    assert controls.action(Keys(), (False,) * 3, 0)["camera"] == pytest.approx(
        [-10 * DEGREES_PER_PIXEL, 20 * DEGREES_PER_PIXEL]
    )
    press(controls, pg.K_ESCAPE)
    controls.feed(pg.event.Event(pg.MOUSEMOTION, rel=(20, -10)))
    action = controls.action(Keys(), (True, False, False), 0)
    assert not action["camera"].any()
    assert "attack" not in action
    assert not controls.wants_out
    press(controls, pg.K_ESCAPE)
    assert controls.wants_out


def test_a_tap_between_two_ticks_counts_once():
    controls = Controls()
    press(controls, pg.K_SPACE, pg.K_3)
    assert {"jump", "hotbar.3"} <= controls.action(Keys(), (False,) * 3, 0).keys()
    assert controls.action(Keys(), (False,) * 3, 0).keys() == {"camera"}


def test_wheel_and_off_hand():
    controls = Controls()
    controls.feed(pg.event.Event(pg.MOUSEWHEEL, y=1))
    assert controls.action(Keys(), (False,) * 3, 0)["hotbar.9"] == 1
    press(controls, pg.K_f)
    action = controls.action(Keys(), (False,) * 3, 4)
    assert (action["swap_from"], action["swap_to"]) == (5, 41)


def test_the_menu_lists_what_the_masks_allow():
    masks = {"craft_smelt": np.zeros(len(CRAFT_SMELT)), "equip": np.zeros(MAIN_SLOTS)}
    masks["craft_smelt"][CRAFT_SMELT.index("planks")] = 1
    masks["equip"][4] = 1
    inventory = {"name": np.full(MAIN_SLOTS, item_index("log")), "quantity": np.full(MAIN_SLOTS, 3.0)}
    menu = Menu()
    menu.update({"masks": masks, "inventory": inventory})
    assert [entry.text for entry in menu.entries] == ["craft planks", "equip log x3"]
    menu.move(-1)
    assert menu.take() == {"equip": 5}
    menu.filter = "pla"
    menu.update({"masks": masks, "inventory": inventory})
    assert menu.take() == {"craft": item_index("planks")}
    menu.filter = "zzz"
    menu.update({"masks": masks, "inventory": inventory})
    assert menu.take() == {}


def test_a_game_is_kept_and_replays(tmp_path):
    config = EpisodeConfig(order="look around", skills="human", image_size=(32, 48), max_steps=12, biome="plains")
    game = Game(config)
    for key in (pg.K_SPACE, pg.K_e, pg.K_x, pg.K_BACKSPACE, pg.K_DOWN, pg.K_ESCAPE, pg.K_2):
        pg.event.post(pg.event.Event(pg.KEYDOWN, key=key, unicode="x" if key == pg.K_x else ""))
    record = game.run()
    assert (record.steps, record.reason, record.success) == (12, "the time is up", False)
    game.save(tmp_path, record)
    loaded, actions = load(tmp_path)
    assert loaded == record
    assert actions["jump"][0] == 1
    assert replay(tmp_path).same


def test_only_play_is_for_people():
    with pytest.raises(ConfigError, match="lodestone play"):
        run_episode(EpisodeConfig(order="get 1 log", skills="human"))


def test_a_window_shows_pictures_scaled_up():
    window = Window("test", frames_per_second=0)
    window.show(np.full((64, 64, 3), 7, np.uint8))
    assert pg.display.get_surface().get_size() == (512, 512)
    assert pg.display.get_surface().get_at((100, 100))[:3] == (7, 7, 7)
    window.close()
    assert not pg.display.get_init()
