"""Episodes in another world than the Overworld: what is refused, what is left out, and one in MineDojo itself."""

import json
from pathlib import Path

import gymnasium
import pytest

from envs.tasks import UnavailableTaskError
from envs.worker.link import WorkerError
from lodestone.backends.backend import BACKENDS, MINERL, BackendError, default_folder
from lodestone.backends.environment import is_whole
from lodestone.config import ConfigError, episode_config
from lodestone.episode import run_episode
from lodestone.evaluate.config import evaluation_config
from lodestone.evaluate.run import evaluate, read
from lodestone.record import RecordError, load
from lodestone.replay import replay
from lodestone.venue import make_minedojo, make_minerl, open_venue
from tests.envs.malmo.serving import serving
from tests.envs.worker.test_link import is_running
from tests.lodestone.evaluate.playing import Silent
from tests.lodestone.evaluate.test_evaluate import SUITE
from tests.lodestone.test_backends import fake_environment
from tests.lodestone.test_cli import call

MINEDOJO = {"order": "get a log", "world": "minedojo"}
ELSEWHERE = {**MINEDOJO, "world_port": 9000}


@pytest.fixture(params=["minedojo", "minerl"])
def world(request):
    return request.param


def test_learnt_skills_act_where_no_oracle_can(world):
    config = episode_config({**MINEDOJO, "world": world})
    assert (config.skills, config.image_size, config.world_port) == ("learned", (128, 128), None)
    assert episode_config({"order": "get a log"}).skills == "mixed"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"world": "minedojo", "skills": "mixed"}, "the oracle of 'mixed' skills reads the Overworld's state"),
        ({"world": "minedojo", "skills": "oracle"}, "in minedojo take --skills learned"),
        ({"world": "minerl", "skills": "oracle"}, "in minerl take --skills learned"),
        ({"world": "minedoj"}, "unknown world 'minedoj'; did you mean minedojo"),
        ({"world_port": 9000}, "give --world minedojo or minerl with it"),
        ({"world": "minedojo", "world_port": 0}, "world-port: Input should be greater than or equal to 1"),
        ({"world": "minedojo", "resource_pack": Path("x.zip")}, "a resource pack is for the Overworld's pictures"),
    ],
)
def test_what_cannot_be_is_refused(fields, words):
    with pytest.raises(ConfigError, match=words):
        episode_config({"order": "get a log", **fields})


def test_an_evaluation_elsewhere(world):
    config = evaluation_config({"suite": "plan4mc-24", "world": world, "world_port": 9000}, 1, None)
    assert config.label == f"learned, search, {world}"
    with pytest.raises(ConfigError, match="the oracle of 'mixed' skills"):
        evaluation_config({"suite": "plan4mc-24", "world": world, "skills": "mixed"}, 1, None)
    with pytest.raises(ConfigError, match=f"one {world} at a time: --together 1"):
        evaluation_config({"suite": "plan4mc-24", "world": world, "together": 4}, 1, None)


@pytest.fixture
def nowhere(monkeypatch, tmp_path, world):
    monkeypatch.setenv("LODESTONE_BACKENDS", str(tmp_path))
    return BACKENDS[world]


def test_without_the_simulator_the_command_that_installs_it_is_named(nowhere, world, tmp_path, monkeypatch, capsys):
    config = episode_config({**ELSEWHERE, "world": world})
    with pytest.raises(BackendError, match=f"there is none here: {nowhere.command}$"):
        open_venue(config, pictures=True)
    code = call(monkeypatch, "run", "get a log", "--world", world, "--out", str(tmp_path / "record"))
    assert code == 2 and nowhere.command in capsys.readouterr().err
    assert not (tmp_path / "record").exists()
    where = ("--world", world, "--world-port", "9000", "--out", str(tmp_path / "evaluation"))
    assert call(monkeypatch, "evaluate", "plan4mc-24", *where) == 2 and nowhere.command in capsys.readouterr().err
    assert not (tmp_path / "evaluation").exists()


def test_without_java_a_port_is_needed(nowhere, world, monkeypatch):
    fake_environment(default_folder(nowhere), backend=nowhere)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BackendError, match=r"java 8: there is no java on the PATH.* or give --world-port of a running"):
        {"minedojo": make_minedojo, "minerl": make_minerl}[world]()
    open_venue(episode_config({**ELSEWHERE, "world": world}), pictures=True).close()


def test_tasks_that_cannot_be_measured_elsewhere(nowhere, world):
    fake_environment(default_folder(nowhere), backend=nowhere)
    with pytest.raises(UnavailableTaskError, match="'skills/find_cow' cannot be played in Mine"):
        open_venue(episode_config({**ELSEWHERE, "world": world, "task": "skills/find_cow"}), pictures=True)


@pytest.fixture(scope="module")
def port():
    with serving() as served:
        yield served.address[1]


@pytest.mark.backend
@pytest.mark.skipif(not is_whole(default_folder()), reason=f"no MineDojo in {default_folder()}")
class TestInMineDojo:
    def test_an_order_is_begun_and_recorded(self, port, tmp_path, monkeypatch, capsys):
        where = ("--world", "minedojo", "--world-port", str(port), "--task", "plan4mc/craft_stick")
        what = ("--skills", "learned", "--max-steps", "40", "--out", str(tmp_path), "--json")
        code = call(monkeypatch, "run", *where, *what)
        told = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert code == 1 and (told["world"], told["steps"]) == ("minedojo", 40)
        assert told["reason"] == "no success within 40 steps" and told["plan"][-1]["skill"] == "craft_stick"
        record, actions = load(tmp_path)
        assert (record.config.world, record.digest, len(actions)) == ("minedojo", None, 40)
        with pytest.raises(RecordError, match="is of the world minedojo; only the Overworld can be replayed"):
            replay(tmp_path)

    @pytest.mark.parametrize(
        ("agent", "success"), [("planner", True), ("tests.lodestone.evaluate.test_evaluate:Idle", False)]
    )
    def test_an_evaluation(self, port, tmp_path, agent, success):
        suite = tmp_path / "tiny.yaml"
        suite.write_text(SUITE)
        where = {"world": "minedojo", "world_port": port}
        config = evaluation_config({"suite": str(suite), "agent": agent, **where}, 1, None)
        folder = tmp_path / "evaluation"
        evaluate(config, folder, workers=1, resume=False, command="", listener=Silent())
        rows = {row.entry: row for row in read(folder).episodes}
        assert rows["stick"].success is success and not rows["stick"].crash
        assert rows["stick"].reason == ("the task is done" if success else "the agent ended it")

    def test_gymnasium_makes_it(self, port):
        env = gymnasium.make(
            "lodestone/MineDojo-v0", port=port, biome="plains", render_mode="rgb_array", image_size=(48, 64)
        )
        observation, info = env.reset(seed=3)
        assert info["seed"] == 3 and env.observation_space.contains(observation)
        assert (env.step({"forward": 1})[0]["rgb"] == env.render()).all()
        process = env.unwrapped.link.process
        env.close()
        assert not is_running(process)

    def test_nobody_listens(self, tmp_path):
        config = episode_config({**MINEDOJO, "world_port": 1, "out": tmp_path})
        with pytest.raises(WorkerError, match=r"could not begin: .*No Malmo mod"):
            run_episode(config)


@pytest.mark.backend
@pytest.mark.slow
@pytest.mark.skipif(not is_whole(default_folder(MINERL), MINERL), reason=f"no MineRL in {default_folder(MINERL)}")
class TestInMineRL:
    def test_an_order_is_begun_and_recorded(self, port, tmp_path, monkeypatch, capsys):
        where = ("--world", "minerl", "--world-port", str(port), "--biome", "forest")
        code = call(monkeypatch, "run", "get a log", *where, "--max-steps", "40", "--out", str(tmp_path), "--json")
        told = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert code == 1 and (told["world"], told["steps"]) == ("minerl", 40)
        assert [step["skill"] for step in told["plan"]] == ["find_log", "collect_log"]
        record, actions = load(tmp_path)
        assert (record.config.world, record.digest, len(actions)) == ("minerl", None, 40)

    def test_what_is_crafted_by_script_has_no_plan(self, port, tmp_path, monkeypatch, capsys):
        where = ("--world", "minerl", "--world-port", str(port))
        assert call(monkeypatch, "run", "make a stone pickaxe", *where, "--out", str(tmp_path)) == 2
        assert "in minerl cannot craft" in capsys.readouterr().err

    def test_an_evaluation_of_vpts_agent(self, port, tmp_path):
        """The loop of the classical agent, with a network that has learnt nothing."""
        suite = tmp_path / "tiny.yaml"
        suite.write_text(SUITE.replace("limit: 400", "limit: 30").replace("limit: 900", "limit: 30"))
        where = {"world": "minerl", "world_port": port, "agent": "examples.vpt_agent:VPTAgent"}
        config = evaluation_config({"suite": str(suite), **where}, 1, None)
        folder = tmp_path / "evaluation"
        evaluate(config, folder, workers=1, resume=False, command="", listener=Silent())
        for row in read(folder).episodes:
            assert (row.steps, row.crash, row.reason) == (30, "", "no success within 30 steps")

    def test_gymnasium_makes_it(self, port):
        env = gymnasium.make("lodestone/MineRL-v0", port=port, biome="plains", render_mode="rgb_array")
        observation, info = env.reset(seed=3)
        assert info["seed"] == 3 and env.observation_space.contains(observation)
        assert observation["rgb"].shape == (360, 640, 3)
        assert (env.step({"forward": 1})[0]["rgb"] == env.render()).all()
        process = env.unwrapped.link.process
        env.close()
        assert not is_running(process)
