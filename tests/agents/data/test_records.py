"""Lines of a recording: every quirk of the recorder, and every mistake that the public loader makes with it."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.data.records import Actions, load_actions, read_actions, to_record
from agents.errors import RecordingError
from agents.vpt.actions import is_null
from envs.actions import MINERL_EXTRA_KEYS
from envs.overworld.action import KEYS, InvalidActionError
from envs.overworld.gamedata import item_index


def line(**changes: Any) -> dict[str, Any]:
    """Return a line on which nothing happens, but for changes; those of mouse and keyboard by their own names."""
    mouse = {"x": 640.0, "y": 360.0, "dx": 0.0, "dy": 0.0, "dwheel": 0.0, "buttons": [], "newButtons": []}
    keyboard = {"keys": [], "newKeys": [], "chars": ""}
    for part in (mouse, keyboard):
        part.update({name: changes.pop(name) for name in list(changes) if name in part})
    return {"mouse": mouse, "keyboard": keyboard, "isGuiOpen": False, "hotbar": 0, "yaw": 0.0, "pitch": 0.0} | changes


def pressed(actions: Actions, index: int) -> set[str]:
    extra = zip(MINERL_EXTRA_KEYS, actions.extra[index], strict=True)
    return {name for name, value in (*zip(KEYS, actions.keys[index], strict=True), *extra) if value}


def test_the_camera_is_in_fractions_of_a_degree() -> None:
    actions = read_actions([line(dx=37.5, dy=-1), line(dx=4)])
    assert actions.camera.tolist() == [[np.float32(-0.15), 5.625], [0.0, np.float32(0.6)]]
    assert not is_null(actions.joint()).any()


def test_keys_and_buttons_have_their_names() -> None:
    names = ["w", "s", "a", "d", "space", "left.shift", "left.control", "e", "q", "f", "1", "9", "escape"]
    actions = read_actions([line(keys=[f"key.keyboard.{name}" for name in names], buttons=[0, 1, 2], newButtons=[1])])
    assert pressed(actions, 0) == set(KEYS) - {f"hotbar.{n}" for n in range(2, 9)} | set(MINERL_EXTRA_KEYS)


def test_keys_and_buttons_that_nobody_has_are_passed_over() -> None:
    assert not pressed(read_actions([line(keys=["key.keyboard.f3", "key.keyboard.t"], buttons=[3, 7])]), 0)


def test_a_scroll_is_a_number_key_and_not_null() -> None:
    actions = read_actions([line(hotbar=3), line(hotbar=3), line(hotbar=4, dwheel=-1.0), line(hotbar=4)])
    assert [pressed(actions, index) for index in range(4)] == [set(), set(), {"hotbar.5"}, set()]
    assert is_null(actions.joint()).tolist() == [True, True, False, True]


def test_a_first_line_on_another_slot_presses_nothing() -> None:
    assert not read_actions([line(hotbar=7), line(hotbar=7)]).keys.any()


def test_lines_of_old_recorders_without_a_slot_press_nothing() -> None:
    lines = [line(), line(hotbar=4), line()]
    del lines[0]["hotbar"], lines[2]["hotbar"]
    assert not read_actions(lines).keys.any()


def test_attack_that_is_stuck_does_not_count_until_it_is_pressed_anew() -> None:
    lines = [line(buttons=[0], newButtons=[0]), line(buttons=[0, 1]), line(buttons=[0], newButtons=[0])]
    actions = read_actions([*lines, line(buttons=[0])])
    assert [pressed(actions, index) for index in range(4)] == [set(), {"use"}, {"attack"}, {"attack"}]


@pytest.mark.parametrize("new", [[], [0, 1], [1]])
def test_attack_is_stuck_only_if_it_alone_is_new_on_the_first_line(new: list[int]) -> None:
    actions = read_actions([line(buttons=[0, 1], newButtons=new), line(buttons=[0])])
    assert [pressed(actions, index) for index in range(2)] == [{"attack", "use"}, {"attack"}]


def test_escape_in_a_gui_is_the_inventory_key() -> None:
    lines = [line(keys=["key.keyboard.escape"], isGuiOpen=True), line(keys=["key.keyboard.escape"])]
    actions = read_actions(lines)
    assert [pressed(actions, index) for index in range(2)] == [{"inventory"}, {"ESC"}]
    as_it_is = read_actions(lines, escape_is_inventory=False)
    assert [pressed(as_it_is, index) for index in range(2)] == [{"ESC"}, {"ESC"}]


@pytest.mark.parametrize("part", ["mouse", "keyboard"])
def test_lines_without_mouse_or_keyboard_are_unknown_and_do_nothing(part: str) -> None:
    lines = [line(hotbar=1, keys=["key.keyboard.w"], dx=9), line(hotbar=2, keys=["key.keyboard.w"])]
    actions = read_actions([lines[0] | {part: None}, lines[1] | {part: None}, lines[1]])
    assert actions.known.tolist() == [False, False, True]
    assert [pressed(actions, index) for index in range(3)] == [set(), {"hotbar.3"}, {"forward"}]
    assert not actions.camera.any()


@pytest.mark.parametrize(("version", "factor"), [("5.8", 0.5), ("6.7", 2.0), ("6.10", 1.0), ("10.0", 1.0), (None, 1.0)])
def test_mouse_in_a_gui_is_scaled_by_version(version: str | None, factor: float) -> None:
    actions = read_actions([line(dx=20, isGuiOpen=True, x=10, y=20), line(dx=20)], version)
    np.testing.assert_allclose(actions.camera[:, 1], [3 * factor, 3])
    assert actions.gui.tolist() == [True, False]
    assert actions.cursor[0].tolist() == [10, 20]


@pytest.mark.parametrize(
    "broken",
    [{"keyboard": {"keys": []}}, line(hotbar=9), line(dx="much"), line(dx=float("nan")), line() | {"mouse": [1]}],
)
def test_a_line_that_does_not_follow_the_layout_is_named(broken: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="line 3"):
        read_actions([line(), line(), broken])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        (json.dumps(line()) + "\n{", "line 2 is no JSON"),
        (json.dumps(line()) + "\n3", "line 2 is no JSON object"),
        (json.dumps(line()) + "\n\n" + json.dumps(line()), "line 2 is no JSON"),
        (json.dumps(line()) + "\n{}", "line 2 does not follow"),
        (b"\xff\xfe\n", "line 1 is no JSON"),
    ],
)
def test_broken_files_say_where(tmp_path: Path, content: str | bytes, reason: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(RecordingError, match=reason) as caught:
        load_actions(path)
    assert caught.value.path == path


# MineRL has a conversion of its own, from what a line and the next one say of the world (vpt.md, section 4.5).


def minerl_camera(now: dict[str, Any], then: dict[str, Any]) -> list[float]:
    """Return (pitch, yaw) from two states: of the head, or in a GUI of the cursor in scaled pixels."""
    if not now["isGuiOpen"]:
        return [then["pitch"] - now["pitch"], then["yaw"] - now["yaw"]]
    return [(then["mouse"][name] - now["mouse"][name]) * 0.15 for name in ("scaledY", "scaledX")]


def test_the_camera_agrees_with_minerl_outside_guis() -> None:
    rng = np.random.default_rng(0)
    moves, yaw, pitch, lines = rng.integers(-60, 60, (50, 2)), 0.0, 0.0, []
    for dy, dx in moves.tolist():
        lines.append(line(dx=dx, dy=dy, yaw=yaw, pitch=pitch))
        yaw, pitch = yaw + dx * 0.15, pitch + dy * 0.15
    expected = [minerl_camera(now, then) for now, then in pairwise(lines)]
    np.testing.assert_allclose(read_actions(lines).camera[:-1], expected, atol=1e-5)


def test_the_camera_agrees_with_minerl_in_guis_where_movement_is_in_scaled_pixels() -> None:
    lines = [line(dx=dx, dy=0, isGuiOpen=True) for dx in (4, -2, 0, 8)]
    x = 0.0
    for each in lines:
        each["mouse"] |= {"scaledX": x, "scaledY": 0.0}
        x += each["mouse"]["dx"]
    expected = [minerl_camera(now, then) for now, then in pairwise(lines)]
    np.testing.assert_allclose(read_actions(lines).camera[:-1], expected, atol=1e-6)


def test_a_hotbar_change_is_labelled_one_tick_later_than_by_minerl_which_looks_at_the_next_line() -> None:
    slots = [0, 0, 5, 5, 2]
    ours = read_actions([line(hotbar=slot) for slot in slots]).keys
    minerl = [slots[index + 1] if slots[index + 1] != slots[index] else None for index in range(4)]
    assert minerl == [None, 5, None, 2]
    labels = [KEYS[np.flatnonzero(keys)[0]] if keys.any() else None for keys in ours]
    assert labels[1:] == [None if slot is None else f"hotbar.{slot + 1}" for slot in minerl]


actions_of_ours = st.fixed_dictionaries(
    {name: st.integers(0, 1) for name in KEYS}
    | {"camera": st.tuples(*[st.floats(-180, 180, width=32)] * 2).map(lambda turn: np.array(turn, np.float32))}
)


@given(st.lists(actions_of_ours, min_size=1, max_size=12))
def test_what_is_written_is_read(episode: list[dict[str, Any]]) -> None:
    previous, lines = None, []
    for action in episode:
        previous = to_record(action, None, previous)
        lines.append(json.loads(json.dumps(previous)))
    actions = read_actions(lines)
    assert actions.known.all()
    assert not actions.extra.any()
    for index, action in enumerate(episode):
        assert {name: action[name] for name in KEYS} == dict(zip(KEYS, actions.keys[index].tolist(), strict=True))
        assert (actions.camera[index] == action["camera"]).all()


def test_keys_left_out_are_not_pressed_and_an_action_by_function_is_refused() -> None:
    assert not read_actions([to_record({"camera": np.zeros(2)})]).keys.any()
    with pytest.raises(InvalidActionError, match="craft"):
        to_record({"craft": 3})


def test_a_line_keeps_the_place_the_stock_and_the_time() -> None:
    observation = {
        "location_stats": {"pos": np.array([1.5, 64.0, -2.0], np.float32), "yaw": np.float32([90]), "pitch": [-10]},
        "inventory": {"name": np.array([item_index("dirt"), 0]), "quantity": np.array([3.0, 0.0])},
    }
    first = to_record({"attack": 1}, observation)
    second = to_record({"attack": 1, "use": 1, "jump": 1}, observation, first)
    assert (second["xpos"], second["ypos"], second["zpos"]) == (1.5, 64.0, -2.0)
    assert (second["yaw"], second["pitch"]) == (90.0, -10.0)
    assert second["inventory"] == [{"type": "dirt", "quantity": 3}]
    assert (first["tick"], second["tick"], second["milli"]) == (0, 1, 50)
    assert (first["mouse"]["newButtons"], second["mouse"]["newButtons"]) == ([], [1])
    assert second["keyboard"]["newKeys"] == ["key.keyboard.space"]
