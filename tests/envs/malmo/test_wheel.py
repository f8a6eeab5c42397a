"""MineDojo 0.1 as it was published, unchanged, on the served Overworld.

Needs the environment of `lodestone backends install minedojo`; without it these tests are skipped. What is expected
stands in MineDojo's documentation and code: names, shapes and kinds of its spaces, the meaning of its actions.
"""

import json
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from lodestone.backends.backend import default_folder, environment_python
from lodestone.backends.environment import is_whole
from tests.envs.malmo.serving import serving

pytestmark = [
    pytest.mark.backend,
    pytest.mark.skipif(
        not is_whole(default_folder()),
        reason=f"no MineDojo in {default_folder()}: lodestone backends install minedojo (its log says why it failed)",
    ),
]
SCENARIOS = Path(__file__).with_name("wheel_scenarios.py")

_SLOTS = {"name": "U", "variant": "i", "quantity": "f", "cur_durability": "f", "max_durability": "f"}
_LIFE = dict.fromkeys(("life", "armor", "food", "saturation", "xp", "oxygen"), ([1], "f")) | {"is_sleeping": ([], "b")}
_PLACE = dict.fromkeys(
    ("pitch", "yaw", "light_level", "sky_light_level", "sun_brightness", "sea_level", "rainfall", "temperature"),
    ([1], "f"),
) | {"pos": ([3], "f"), "biome_id": ([], "i"), "is_raining": ([], "b"), "can_see_sky": ([], "b")}
_DAMAGE = dict.fromkeys(
    ("damage_amount", "damage_distance", "damage_pitch", "damage_yaw", "hunger_damage"), ([1], "f")
) | dict.fromkeys(
    ("is_explosion", "is_fire_damage", "is_magic_damage", "is_projectile", "is_unblockable"), ([], "b")
)  # fmt: skip
_VOXELS = {"block_name": "U", "block_meta": "i", "cos_look_vec_angle": "f"} | dict.fromkeys(
    ("is_collidable", "is_tool_not_required", "blocks_movement", "is_liquid", "is_solid", "can_burn", "blocks_light"),
    "b",
)
_RAYS = (
    {"block_name": "U", "entity_name": "U", "block_meta": "i", "harvest_level": "i"}
    | dict.fromkeys(("block_distance", "entity_distance", "ray_pitch", "ray_yaw"), "f")
    | dict.fromkeys(("traced_block_x", "traced_block_y", "traced_block_z"), "f")
    | dict.fromkeys(("is_tool_not_required", "blocks_movement", "is_liquid", "is_solid", "can_burn"), "b")
)
_MASKS = {"action_type": [8], "action_arg": [8, 1], "equip": [36], "place": [36], "destroy": [36], "craft_smelt": [244]}
_DELTA = {
    f"{sign}_{what}_by_{cause}": [[rows], kind]
    for sign, rows in (("inc", 1), ("dec", 4))
    for what, kind in (("name", "U"), ("quantity", "f"))
    for cause in ("craft", "other")
}


def _listed(group, fields):
    return {f"{group}.{name}": list(described) for name, described in fields.items()}


COMMON = (
    {"rgb": [[3, 48, 64], "u"]}
    | {f"inventory.{name}": [[36], kind] for name, kind in _SLOTS.items()}
    | {f"equipment.{name}": [[6], kind] for name, kind in _SLOTS.items()}
    | _listed("life_stats", _LIFE)
    | _listed("location_stats", _PLACE)
    | _listed("damage_source", _DAMAGE)
    | {"nearby_tools.table": [[], "b"], "nearby_tools.furnace": [[], "b"]}
)
WRAPPED = {f"masks.{name}": [shape, "b"] for name, shape in _MASKS.items()} | _listed("delta_inv", _DELTA)


def voxels(*shape):
    return {f"voxels.{name}": [list(shape), kind] for name, kind in _VOXELS.items()}


@pytest.fixture(scope="module")
def port():
    with serving() as served:
        yield served.address[1]


@contextmanager
def playing(port, log):
    """What plays a scenario in MineDojo's environment, in one process, and returns what it saw."""
    command = [environment_python(default_folder()), "-I", SCENARIOS, str(port)]
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):

        def play(*words):
            process.stdin.write(json.dumps(words) + "\n")
            process.stdin.flush()
            for line in process.stdout:
                outcome, _, told = line.partition(" ")
                assert outcome != "failed", json.loads(told)
                if outcome == "saw":
                    return json.loads(told)
            raise AssertionError(f"it ended: {log.read_text()[-3000:]}")

        yield play


@pytest.fixture(scope="module")
def played(port, tmp_path_factory):
    with playing(port, tmp_path_factory.mktemp("wheel") / "log") as play:
        yield play


@pytest.fixture
def played_alone(port, tmp_path):
    """For tasks that others play as well: MineDojo makes each but once in a process."""
    with playing(port, tmp_path / "log") as play:
        yield play


def test_every_observation_has_its_name_shape_and_kind(played):
    seen = played("observations")
    assert seen["task"] == COMMON | voxels(3, 3, 3) | WRAPPED
    statistics = {name: seen["bare"].pop(name) for name in list(seen["bare"]) if name.startswith("full_stats.")}
    assert len(statistics) == 84 and set(map(str, statistics.values())) <= {"[[], 'i']", "[[], 'f']"}
    rays = {f"rays.{name}": [[2], kind] for name, kind in _RAYS.items()}
    assert seen["bare"] == COMMON | voxels(5, 5, 2) | rays
    assert seen["statistics"] == [], "numbers that MineDojo knows and the info lacks"
    assert seen["below"] == "grass block" and seen["ray"][0] == "grass block"
    assert seen["ray"][1] == pytest.approx(1.62, abs=0.1)
    assert seen["ray"][2] == pytest.approx(seen["position"][1] - 1, abs=0.1)
    assert seen["end"] == [0, False]
    assert {"stat", "achievement", "inventory", "world_time", "damage_source", "name"} <= set(seen["info"])


def test_every_dimension_of_the_action(played):
    seen = played("actions")
    assert seen["nvec"] == [3, 3, 4, 25, 25, 8, 244, 36] and seen["no_op"] == [0, 0, 0, 12, 12, 0, 0, 0]
    assert seen["start"] == {"diamond pickaxe": 1, "log": 5, "dirt": 20}
    moves = seen["moves"]
    assert moves["forward"][2] == pytest.approx(-moves["back"][2]) and moves["forward"][2] > 0.5
    assert moves["left"][0] == pytest.approx(-moves["right"][0]) and moves["left"][0] > 0.5
    assert moves["jump"][1] > 1 and moves["jump"][0] == moves["jump"][2] == 0
    assert 0 < moves["sneak"][2] < 0.5 * moves["forward"][2] < moves["forward"][2] < moves["sprint"][2]
    assert seen["turned"] == [60, -30]
    assert seen["dropped"] == 0
    assert seen["crafted"] == {"log": 4, "planks": 4, "dirt": 20} and seen["delta"] == ["planks", "log"]
    assert (seen["equipped"], seen["placed"], seen["dug"]) == ("dirt", 19, 20)
    assert seen["destroyed"] == {"planks": 4, "dirt": 20}
    assert seen["empty_slot"] == "Trying to place air"


def test_table_furnace_and_masks(played):
    seen = played("workshop")
    before, after = seen["before"], seen["with_table"]
    assert before["types"] == [True] * 8
    assert before["craft"] == ["crafting_table", "stick", "torch", "wooden_button", "wooden_pressure_plate"]
    assert before["place"] == [0, 1, 2, 4] and before["equip"] == [1, 2, 3, 4, 5, 6]
    assert before["destroy"] == [0, 1, 2, 3, 4, 5, 6]
    assert seen["too_early"] == 0 and seen["table"] and not seen["away"]
    assert {"wooden_pickaxe", "chest", "ladder"} < set(after["craft"]) and "iron_ingot" not in after["craft"]
    assert not after["types"][2], "nothing is in the hand to drop"
    assert seen["pickaxe"] == 1 and seen["furnace"]
    assert seen["smelted"]["iron ingot"] == 1 and seen["smelted"]["iron ore"] == 1
    assert seen["worn"][0] == "wooden pickaxe" and seen["worn"][4] == "iron helmet" and seen["armor"] == 2


def test_helpers_that_send_commands(played):
    seen = played("chat")
    assert seen["names"] == ["diamond sword", "iron boots"] and seen["stands"] == 120
    assert seen["ray"][0] == "pigzombie" and 2 < seen["ray"][1] < 3.3
    assert seen["gone"] == "null" and seen["kills"] == 0, "a command is no kill of the player's"
    assert seen["cleared"] == {} and seen["time"] == 18000
    assert not seen["rain"] and seen["rains"], "rain begins slowly"
    assert 0 < seen["away"] <= 51
    assert seen["died"] == [1, True] and not seen["unknown"]


def test_control_by_keys_and_slots(played):
    seen = played("slots")
    assert seen["hotbar"] == ["stone", "air", "log"] and seen["selected"] == [0, 2]
    assert seen["dropped"] == {"stone": 1, "log": 4}


def test_a_task_with_fast_resets(played):
    seen = played("fast_reset")
    assert len({tuple(place) for place in seen["places"]}) == 3
    for place in seen["places"][1:]:
        assert max(abs(place[0]), abs(place[2])) <= 202
    assert seen["inventory"] == [{"diamond sword": 1}] * 3
    assert seen["done"] == [True] * 3 and min(seen["rewards"]) >= 1, "a cow was killed each time"
    assert seen["deaths"] == [0, 1, 2]


def check_tasks(seen, count):
    """All that can be made begins; MineDojo's own code for playing the game through does not run in the wheel."""
    assert seen["tried"] == count and set(seen["groups"]) == {
        "combat", "creative", "harvest", "playthrough", "survival", "techtree",
    }  # fmt: skip
    assert set(seen["failed"]) <= {"playthrough"}, seen["failed"]
    assert all("_max_episode_steps" in reason for reason in seen["failed"].values())


def test_tasks_of_all_groups_begin_again_and_again(played):
    check_tasks(played("tasks", 6, 1), 6)


def test_random_play(played):
    seen = played("soak", 150, 0)
    assert seen["steps"] == 150 and not seen["done"]


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_two_hundred_tasks(played_alone):
    check_tasks(played_alone("tasks", 200, 2), 200)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_hundred_thousand_random_steps(played_alone):
    seen = played_alone("soak", 100_000, 1)
    assert seen["steps"] == 100_000 and seen["resets"] == 100 and not seen["done"]
