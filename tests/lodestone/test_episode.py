"""Episodes with scripted executors in the real world: records, replays, and every way to end."""

import json
import os
import signal
from pathlib import Path

import av
import pytest

from envs.overworld.world import Overworld
from lodestone.config import ConfigError, EpisodeConfig
from lodestone.episode import EpisodeResult, run_episode
from lodestone.record import load
from lodestone.replay import replay
from lodestone.status import Event, Mark, Status
from lodestone.watcher import CLOSING_FRAMES
from planner.goal import GoalError
from planner.plan import PlanError
from skills.executor import Action, Executor, Observation, Outcome
from skills.oracle.executor import OracleExecutor
from skills.record import Skill
from tests.lodestone.diggers import Claimer, Crasher, Digger, Failer

ORDER = "get 2 dirt"


def config(folder: Path, **fields: object) -> EpisodeConfig:
    return EpisodeConfig.model_validate({"order": ORDER, "biome": "plains", "seed": 5, "out": folder, **fields})


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> EpisodeResult:
    folder = tmp_path_factory.mktemp("episode")
    return run_episode(config(folder, video=folder / "video.mp4", image_size=(32, 48)), make_executor=Digger)


def test_an_order_is_carried_out(episode: EpisodeResult) -> None:
    record = episode.record
    assert (record.success, record.reason) == (True, "the goal is reached")
    assert record.inventory == {"dirt": 2}
    assert [run.skill for run in record.skills] == ["find_dirt", "collect_dirt"]
    assert sum(run.steps for run in record.skills) == record.steps > 10


def test_json_has_the_promised_keys(episode: EpisodeResult) -> None:
    shown = json.loads(json.dumps(episode.to_json()))
    keys = "goal plan success reason steps seed biome world skills inventory record video seconds"
    assert list(shown) == keys.split()
    assert shown["goal"] == {"targets": [{"item": "dirt", "count": 2}], "structures": []}
    assert shown["plan"][-1] == {"skill": "collect_dirt", "count": 2}
    assert shown["skills"] == {"find_dirt": "scripted", "collect_dirt": "scripted"}
    assert (shown["seed"], shown["biome"]) == (5, "plains")
    assert Path(shown["record"]).is_file()


def test_the_video_has_a_frame_for_every_step(episode: EpisodeResult) -> None:
    with av.open(str(episode.record.video)) as file:
        assert sum(1 for _ in file.decode(video=0)) == episode.record.steps + 1 + CLOSING_FRAMES


def test_a_replay_ends_in_the_same_state_with_and_without_pictures(episode: EpisodeResult, tmp_path: Path) -> None:
    seen: list[tuple[Event, list[Mark]]] = []

    def listen(event: Event, status: Status) -> None:
        if event is not Event.STEP:
            seen.append((event, [line.mark for line in status.lines]))

    assert replay(episode.path, listener=listen).same
    names = [event.name for event, _ in seen]
    assert names == ["PREPARING", "PLANNED", *["SKILL_BEGUN", "SKILL_ENDED"] * 2, "FINISHED"]
    assert seen[-1][1] == [Mark.DONE, Mark.DONE]
    assert replay(episode.path.parent, video=tmp_path / "again.mp4").same


def test_a_replay_with_one_other_action_is_found_out(episode: EpisodeResult, monkeypatch: pytest.MonkeyPatch) -> None:
    record, actions = load(episode.path)
    actions["attack"][3] = 0
    monkeypatch.setattr("lodestone.replay.load", lambda _: (record, actions))
    result = replay(episode.path)
    assert not result.same
    assert "another state" in result.reason


def test_ctrl_c_leaves_a_record_and_a_video_that_are_whole(tmp_path: Path) -> None:
    def press(event: Event, status: Status) -> None:
        if event is Event.STEP and status.step == 7:
            os.kill(os.getpid(), signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    chosen = config(tmp_path, video=tmp_path / "video.mp4", image_size=(32, 48))
    result = run_episode(chosen, press, Digger)
    assert (result.record.success, result.record.reason, result.record.steps) == (False, "interrupted", 7)
    assert replay(result.path).same
    with av.open(str(tmp_path / "video.mp4")) as file:
        assert sum(1 for _ in file.decode(video=0)) == 8 + CLOSING_FRAMES
    assert signal.getsignal(signal.SIGINT) is before


def test_a_crash_leaves_a_record_and_is_not_hidden(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="a bug"):
        run_episode(config(tmp_path), make_executor=Crasher)
    record, actions = load(tmp_path)
    assert not record.success
    assert "a bug" in record.reason
    assert len(actions) == record.steps > 5
    assert replay(tmp_path).same


def test_the_step_limit_ends_it(tmp_path: Path) -> None:
    record = run_episode(config(tmp_path, max_steps=4), make_executor=Digger).record
    assert (record.success, record.steps, record.skills[-1].cause) == (False, 4, "timeout")


def test_skills_that_fail_are_given_up_and_every_plan_is_kept(tmp_path: Path) -> None:
    notes: list[str] = []

    def listen(event: Event, status: Status) -> None:
        if event is Event.PLANNED:
            notes.append(status.note)

    record = run_episode(config(tmp_path), listen, Failer).record
    assert not record.success
    assert "nothing like it around here" in record.reason
    assert {run.cause for run in record.skills} == {"not_found"}
    assert len(record.skills) < 40
    assert len(notes) == len(record.revisions)
    assert record.revisions[0].reason == "order"


def test_a_task_sets_world_limit_and_order(tmp_path: Path) -> None:
    chosen = EpisodeConfig(task="plan4mc/craft_lever_with_wooden_pickaxe", seed=1, out=tmp_path)
    record = run_episode(chosen, make_executor=Failer).record
    assert (record.order, record.biome) == ("craft a lever", "forest_hills")
    assert record.inventory == {"wooden_pickaxe": 1}
    assert not record.success


def test_mistakes_are_found_before_a_world_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lodestone.episode.open_venue", pytest.fail)
    with pytest.raises(GoalError):
        run_episode(config(tmp_path, order="sing a song"))
    with pytest.raises(PlanError, match="wither"):
        run_episode(config(tmp_path, order="make a nether star"))
    with pytest.raises(ValueError, match="unknown biome 'plans'; did you mean plains"):
        run_episode(config(tmp_path, biome="plans"))
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="record cannot be made"):
        run_episode(config(tmp_path / "file" / "record"))


def test_nobody_is_believed_against_the_state_of_the_world(tmp_path: Path) -> None:
    record = run_episode(config(tmp_path, order="kill a cow"), make_executor=Claimer).record
    assert (record.success, record.reason) == (False, "0 of 1 cow were killed")


class Stayer(Executor):
    """The oracle, but for water, which it believes to be wherever it stands."""

    label = "oracle"

    def __init__(self, world: Overworld, seed: int) -> None:
        self._oracle = OracleExecutor(world, index=0, seed=seed)
        self._skill = ""

    def begin(self, skill: Skill, count: int) -> None:
        self._skill = skill.name
        self._oracle.begin(skill, count)

    def act(self, observation: Observation) -> Action | Outcome:
        return Outcome(True) if self._skill == "find_water" else self._oracle.act(observation)


def test_a_hut_counts_where_it_was_wanted_only(tmp_path: Path) -> None:
    """In this forest water is some two thousand steps away, and dirt lies everywhere."""
    chosen = config(tmp_path, order="build a dirt hut near water", biome="forest", seed=3, max_steps=3000)
    far = run_episode(chosen, make_executor=Stayer).record
    assert not far.success
    built = [run for run in far.skills if run.skill == "build_shelter"]
    assert built
    assert all("does not stand near water" in run.detail for run in built if run.cause == "blocked")
    assert any(run.cause == "blocked" for run in built)
    near = run_episode(chosen.model_copy(update={"skills": "oracle"})).record
    assert near.success, near.reason
