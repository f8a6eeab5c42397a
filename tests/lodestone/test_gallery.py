"""The contact sheets: what is on them, and where they go."""

import json
import sys

import numpy as np
import pytest
from PIL import Image

from envs.overworld.gamedata import BIOME_NAMES, MOB_NAMES, RULES
from envs.overworld.render import Renderer
from envs.overworld.state import ENTITY_NONE
from lodestone import cli, gallery
from lodestone.config import ConfigError


def picture(value, height=8, width=40):
    return np.full((height, width, 3), value, np.uint8)


def test_sheets_show_every_picture_with_its_name_below():
    sheet = np.asarray(gallery.contact_sheet({"cow": picture(10), "zombie_pigman": picture(20), "bat": picture(30)}, 2))
    caption = sheet.shape[0] // 2 - 8
    assert sheet.shape[1] == 80
    assert (sheet[:8, :40] == 10).all()
    assert (sheet[:8, 40:] == 20).all()
    assert (sheet[8 + caption : 16 + caption, :40] == 30).all()
    assert sheet[8 : 8 + caption, :40].max() > 200
    assert sheet[8 + caption :, 40:].max() < 40  # nothing there, not even a name


def test_every_mob_stands_well_inside_its_picture():
    stage = gallery.empty_stage()
    renderer = Renderer((64, 64), hud=False)
    for name in MOB_NAMES:
        gallery.place_on_stage(stage, name)
        with_mob = renderer.render(stage, RULES)[0]
        stage.entities["kind"] = ENTITY_NONE
        without = renderer.render(stage, RULES)[0]
        rows, columns = np.nonzero((with_mob != without).any(-1))
        assert rows.size > 60, name
        assert rows.min() > 0, name
        assert rows.max() < 63, name
        assert 12 < rows.mean() < 52, name
        assert 20 < columns.mean() < 44, name


def test_biomes_of_other_dimensions_are_left_out():
    assert set(gallery.NOT_HERE) < set(BIOME_NAMES.values())


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(gallery, "mob_pictures", lambda pack, progress: {"cow": picture(10)})
    monkeypatch.setattr(gallery, "biome_pictures", lambda seed, pack, progress: {"plains": picture(seed, 8, 60)})


def test_a_png_gets_all_and_a_folder_one_sheet_of_each(tmp_path, quick):
    (whole,) = gallery.draw_gallery(tmp_path / "new" / "all.PNG", 7)
    mobs, biomes = gallery.draw_gallery(tmp_path / "sheets", 7)
    assert (mobs.name, biomes.name) == ("mobs.png", "biomes.png")
    sizes = [Image.open(path).size for path in (mobs, biomes, whole)]
    assert sizes[2] == (max(sizes[0][0], sizes[1][0]), sizes[0][1] + sizes[1][1])
    assert (np.asarray(Image.open(biomes))[:8, :60] == 7).all()


def test_other_suffixes_are_refused(tmp_path, quick):
    with pytest.raises(ConfigError, match=r"folder or a \.png, not to 'mobs\.jpg'"):
        gallery.draw_gallery(tmp_path / "mobs.jpg")


def test_the_command_names_its_sheets(tmp_path, quick, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["lodestone", "gallery", str(tmp_path / "g"), "--seed", "5", "--json"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == cli.SUCCEEDED
    sheets = json.loads(capsys.readouterr().out.splitlines()[-1])["sheets"]
    assert [np.asarray(Image.open(sheet)).shape[2] for sheet in sheets] == [3, 3]
