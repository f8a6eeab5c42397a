"""A curriculum over starts: when the next stage begins, that worlds are told, that it survives a stop."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from agents.errors import TrainingError
from agents.learning.config import CurriculumConfig
from agents.learning.curriculum import Curriculum, start_sites
from agents.learning.reinforcement import Reinforcement
from agents.learning.rollout import Episode
from agents.learning.run_folder import RunFolder
from agents.learning.sampler import Sampler, make_worlds
from envs.overworld.senses.view import KINDS, REACH, sense_view
from tests.agents.learning.test_reinforcement import TASK, config, lines
from tests.agents.learning.test_rollout import SIZE, Quiz, narrow_policy

HUNT, PIGS = "skills/hunt_cow", "skills/hunt_pig"
NEAR = {"begin": {"low": 2, "high": 4}, "stages": 3, "episodes": 4, "success": 0.5}


class Field(Quiz):
    """A quiz that shows where its episodes are to begin."""

    def pictures(self):
        distance = [10 * part.told[-1] if part.told else 0 for part in self.parts]
        return np.maximum(super().pictures(), np.resize(distance, (self.num_envs, 1, 1, 1)).astype(np.uint8))


class FieldRun(Reinforcement):
    """Learns in a quiz that is soon won."""

    def make_env(self):
        self.worlds = Field(self.config.worlds, length=6, wins=1, tasks=len(self.config.tasks))
        return self.worlds


@pytest.fixture
def start(tmp_path):
    narrow_policy().save_pretrained(tmp_path / "start")
    return str(tmp_path / "start")


def episode(success, stage, task):
    return Episode(success, 3, {}, stage, task)


@given(
    episodes=st.lists(st.tuples(st.booleans(), st.integers(0, 3), st.sampled_from("abc")), max_size=90),
    length=st.integers(1, 6),
    rate=st.floats(0.1, 1.0),
    cut=st.integers(0, 60),
)
def test_the_next_stage_follows_from_the_last_episodes_of_this_one(episodes, length, rate, cut):
    settings = CurriculumConfig(begin={"high": 4}, stages=4, episodes=length, success=rate)
    moved = [{"high": float(high)} for high in range(4, 8)]
    sites = {"a": moved, "b": [{}], "c": moved[:2]}
    curriculum = Curriculum(settings, sites)
    stages, wins = dict.fromkeys("abc", 0), {task: [] for task in "abc"}
    for number, (success, stage, task) in enumerate(episodes):
        if number == cut:  # a stop and a resumption
            state = curriculum.state_dict()
            curriculum = Curriculum(settings, sites)
            curriculum.load_state_dict(state)
        curriculum.hear([episode(success, stage, task)])
        wins[task] += [success] if stage == stages[task] else []
        won = wins[task][-length:]
        if stages[task] + 1 < len(sites[task]) and len(won) >= length and np.mean(won) >= rate:
            stages[task], wins[task] = stages[task] + 1, []
        assert curriculum.stages == stages
    assert curriculum.figures() == {
        "curriculum/stage/a": stages["a"],
        "curriculum/high/a": 4.0 + stages["a"],
        "curriculum/stage/c": stages["c"],
        "curriculum/high/c": 4.0 + stages["c"],
    }


def test_a_single_task_has_figures_without_its_name_and_stages_outlive_other_tasks():
    settings = CurriculumConfig(begin={"high": 4}, episodes=1)
    sites = {"a": [{"high": 4.0}, {"high": 5.0}]}
    curriculum = Curriculum(settings, sites)
    curriculum.hear([episode(True, 0, "a")])
    assert curriculum.figures() == {"curriculum/stage": 1, "curriculum/high": 5}
    wider = Curriculum(settings, sites | {"b": sites["a"]})
    wider.load_state_dict(curriculum.state_dict() | {"gone": {"stage": 3, "won": []}})
    assert wider.stages == {"a": 1, "b": 0}


def test_sites_go_in_equal_steps_from_the_first_to_the_tasks_own(start):
    settings = config(start, tasks=[HUNT], curriculum=NEAR)
    expected = [{"high": 4, "low": 2}, {"high": 7, "low": 2}, {"high": 10, "low": 2}]
    assert start_sites(settings) == {HUNT: expected}
    ends = NEAR | {"end": {"high": 8, "aside": 90}}
    fields = {
        name: [site[name] for site in start_sites(config(start, tasks=[HUNT], curriculum=ends))[HUNT]]
        for name in ["high", "aside"]
    }
    assert fields == {"high": [4, 6, 8], "aside": [30, 60, 90]}
    assert start_sites(config(start, tasks=[TASK, HUNT])) == {TASK: [{}], HUNT: [{}]}
    assert start_sites(config(start, tasks=[TASK, HUNT], curriculum=NEAR)) == {TASK: [{}], HUNT: expected}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"curriculum": NEAR}, "curriculum: no start site to move in minedojo/harvest_1_log_forest"),
        ({"tasks": ["skills/hunt_unicorn"], "curriculum": NEAR}, "tasks: .*hunt_unicorn"),
        ({"tasks": [HUNT], "curriculum": NEAR | {"begin": {"high": 1}}}, "curriculum: skills/hunt_cow: .*low <= high"),
        ({"tasks": [HUNT], "curriculum": NEAR | {"end": {"high": 99}}}, "curriculum: .*99"),
        ({"tasks": [HUNT], "curriculum": NEAR | {"begin": {"far": 1}}}, r"curriculum\.begin\.far"),
        ({"tasks": [HUNT], "curriculum": NEAR | {"begin": {}}}, r"curriculum\.begin"),
        ({"tasks": [HUNT], "curriculum": NEAR | {"success": 0}}, r"curriculum\.success"),
    ],
)
def test_what_cannot_be_is_named(tmp_path, start, fields, said):
    with pytest.raises(TrainingError, match=said):
        FieldRun(config(start, **fields), RunFolder(tmp_path / "run"))


def test_starts_move_while_a_run_learns_and_a_stopped_run_goes_on_from_there(tmp_path, start):
    settings = config(start, tasks=[HUNT], curriculum=NEAR, steps=6, checkpoint_every=1, rewards={"success": 1.0})
    folder = RunFolder(tmp_path / "run")
    folder.begin(settings)

    class KilledError(Exception):
        pass

    def kill(_, measured):
        if measured["curriculum/stage"] == 1:
            raise KilledError

    run = FieldRun(settings, folder)
    with pytest.raises(KilledError):
        run.run(kill)
    (starts,) = run.worlds.parts
    assert starts.told == [4]
    resumed = FieldRun(settings, folder, resume=True)
    (starts,) = resumed.worlds.parts
    assert starts.told == [7]  # before the worlds began
    resumed.run()
    assert starts.told == [7, 10]
    stages = [(line["curriculum/stage"], line["curriculum/high"]) for line in lines(folder.path)]
    assert stages[-1] == (2, 10)
    assert stages == sorted(stages)


def test_an_episode_counts_for_the_stage_at_which_it_began(start):
    settings = config(start, tasks=[HUNT], curriculum=NEAR, worlds=4, fragment_steps=4)
    sampler = Sampler(settings, narrow_policy(), Field(4, length=6), torch.device("cpu"), 0)
    samples = [sampler.collect(0, stage)[0] for stage in ({}, {HUNT: 1}, {HUNT: 1})]
    # worlds are 0 to 3 steps old at first: the oldest begins anew in the first fragment already
    assert [[episode.stage for episode in sample.episodes] for sample in samples] == [[0, 0], [0, 0], [0, 1, 1]]


def test_starts_of_a_task_move_alone(start):
    settings = config(start, tasks=[HUNT, TASK, PIGS], curriculum=NEAR, worlds=4, fragment_steps=4)
    env = Field(4, length=3, tasks=3)
    sampler = Sampler(settings, narrow_policy(), env, torch.device("cpu"), 0, stages={PIGS: 1})
    (sample,) = sampler.collect(0, {HUNT: 2, PIGS: 1})
    assert [part.told for part in env.parts] == [[4, 10], [], [7]]
    (sample,) = sampler.collect(1, {HUNT: 2, PIGS: 1})
    assert {(episode.task, episode.stage) for episode in sample.episodes} == {(HUNT, 2), (TASK, 0), (PIGS, 1)}


def test_cows_stand_farther_away_at_later_stages(start):
    moved = NEAR | {"end": {"low": 8, "high": 10}}
    settings = config(start, tasks=[HUNT], worlds=2, minibatches=1, fragment_steps=3, max_steps=1, curriculum=moved)
    env = make_worlds(settings, SIZE)

    def distances():
        seen = np.zeros((2, len(KINDS)), np.float32)
        sense_view(env.world.state, env.world.rules, np.ones(2, np.bool_), np.isin(KINDS, ["cow"]), REACH, seen)
        return seen[:, KINDS.index("cow")]

    sampler = Sampler(settings, narrow_policy(), env, torch.device("cpu"), 0)
    assert (np.abs(distances() - 3) <= 1).all()
    sampler.collect(0, {HUNT: 2})  # a step, a reset, a step
    assert (np.abs(distances() - 9) <= 1.5).all()
