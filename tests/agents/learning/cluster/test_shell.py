"""Reinforcement through RLlib: the same as the plain loop, lost workers, stale fragments, runs that go wrong."""

import json
import math
import os
import signal
import sys
import time
from pathlib import Path

import pytest
import torch
import yaml

from agents.errors import TrainingError
from agents.learning.run_folder import RunFolder
from agents.vpt.policy import VPTPolicy
from lodestone import cli
from tests.agents.learning.test_curriculum import HUNT, NEAR, Field, FieldRun
from tests.agents.learning.test_reinforcement import TASK, QuizRun, config, lines
from tests.agents.learning.test_rollout import Quiz, narrow_policy
from tests.agents.learning.test_run_folder import check
from tests.envs.worker.standins import CRASHES, NOBODY, STAND_IN

pytestmark = pytest.mark.examples


@pytest.fixture(scope="module", autouse=True)
def ray():
    """A cluster of this process's own."""
    module = pytest.importorskip("ray")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_AUTH_MODE", "disabled")  # or it leaves a token that other clusters stumble over
        module.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
        yield module
        module.shutdown()


@pytest.fixture
def start(tmp_path):
    narrow_policy().save_pretrained(tmp_path / "start")
    return str(tmp_path / "start")


def shell_config(worlds=Quiz, **fields):
    """RLlib's configuration, with workers that step `Quiz`, or other worlds."""
    from agents.learning.cluster.algorithm import ShellConfig
    from agents.learning.cluster.runner import FragmentRunner

    class QuizRunner(FragmentRunner):
        def make_env(self):
            self.env = worlds(self.settings.worlds, length=6, **fields)

    return ShellConfig().env_runners(env_runner_cls=QuizRunner)


def shell(settings, folder, resume=False, workers=1, rllib=None):
    from agents.learning.cluster.shell import Shell

    return Shell(settings, folder, resume, workers, rllib or shell_config())


def weights(folder):
    return VPTPolicy.from_pretrained(folder).state_dict()


def test_one_worker_is_the_plain_loop(tmp_path, start):
    settings = config(start, steps=2, teacher_weight=0.1)
    plain, ours = RunFolder(tmp_path / "plain"), RunFolder(tmp_path / "shell")
    expected = weights(QuizRun(settings, plain).run())
    ours.begin(settings)
    same(weights(shell(settings, ours).run()), expected, ours, plain)


def same(found, expected, ours, plain):
    """Check that the shell learnt the same weights as the plain loop, and measured the same."""
    assert all(torch.equal(tensor, expected[name]) for name, tensor in found.items())
    for mine, theirs in zip(lines(ours.path), lines(plain.path), strict=True):
        assert mine.pop("workers/healthy") == 1
        assert theirs.items() - mine.items() == {("train/frames_per_second", theirs["train/frames_per_second"])}


def test_workers_begin_where_the_curriculum_says_and_successes_are_imitated(tmp_path, start):
    options = {
        "tasks": [HUNT, TASK],
        "curriculum": NEAR,
        "self_imitation": {"weight": 0.1},
        "rewards": {"success": 1.0},
    }
    settings = config(start, steps=4, checkpoint_every=3, **options)
    plain, ours = RunFolder(tmp_path / "plain"), RunFolder(tmp_path / "shell")
    expected = weights(FieldRun(settings, plain).run())
    ours.begin(settings)
    same(weights(shell(settings, ours, rllib=shell_config(Field, wins=1, tasks=2)).run()), expected, ours, plain)
    metrics = lines(ours.path)
    assert [line[f"curriculum/stage/{HUNT}"] for line in metrics] == [1, 2, 2, 2]
    assert metrics[0][f"episode/success/{TASK}"] > 0
    assert metrics[-1]["train/success_policy"] != 0
    resumed = FieldRun(settings.model_copy(update={"steps": 5}), ours, resume=True)
    assert [part.told for part in resumed.worlds.parts] == [[10], []]


def test_worlds_of_simulators_are_lost_and_begun_anew_while_the_learner_learns(tmp_path, start):
    from agents.learning.cluster.shell import Shell

    fields = {"world": STAND_IN, "world_ports": [9000, CRASHES], "max_steps": 4, "staleness": 1}
    settings = config(start, worlds=2, steps=3, **fields)
    folder = RunFolder(tmp_path / "run")
    folder.begin(settings)
    Shell(settings, folder, False, workers=2).run()
    found = lines(folder.path)
    assert [line["step"] for line in found] == [1, 2, 3]
    assert found[0]["worlds/lost"] >= 2 * (settings.fragment_steps // 4), "one of the two worlds of each worker"
    assert found[-1]["workers/restarts"] == 0


def test_worlds_that_never_begin_end_the_run_with_the_reason(tmp_path, start):
    from agents.learning.cluster.shell import Shell

    settings = config(start, worlds=2, world=STAND_IN, world_ports=[NOBODY], max_steps=4)
    with pytest.raises(TrainingError, match="nobody listens"):
        Shell(settings, RunFolder(tmp_path / "run"), False, workers=1).run()


def test_a_learner_that_fails_ends_the_run_with_the_reason(tmp_path, start):
    settings = config(start, steps=4, checkpoint_every=1)
    folder = RunFolder(tmp_path / "run")
    folder.begin(settings)
    run = shell(settings, folder)

    def poison(step, _):
        if step == 2:
            learners = run.algorithm.learner_group
            learners.foreach_learner(lambda learner: learner.run.network.value_head.linear.bias.data.fill_(math.nan))

    with pytest.raises(TrainingError, match="step 2: the loss is nan"):
        run.run(poison)
    assert check(folder) == [1, 2]
    QuizRun(settings, folder, resume=True).run()
    assert check(folder) == [3, 4]


def test_either_goes_on_with_what_the_other_began(tmp_path, start):
    folder = RunFolder(tmp_path / "run")
    folder.begin(config(start, steps=1))
    shell(config(start, steps=1), folder, workers=2).run()
    longer = QuizRun(config(start, steps=2), folder, resume=True)
    assert longer.optimiser.state_dict()["state"][0]["step"] == 1 * 2 * 2
    longer.run()
    told = []
    model = shell(config(start, steps=4), folder, resume=True).run(lambda step, measured: told.append(step))
    assert told == [line["step"] for line in lines(folder.path)][2:] == [3, 4]
    kept = weights(folder.checkpoints()[-1])
    assert folder.checkpoints()[-1].name == "step-00000004"
    assert all(torch.equal(tensor, kept[name]) for name, tensor in weights(model).items())


def test_a_worker_that_is_killed_is_replaced(tmp_path, start):
    settings = config(start, steps=1000, validate_every=1, checkpoint_every=1000)
    folder = RunFolder(tmp_path / "run")
    folder.begin(settings)
    run = shell(settings, folder, workers=2)
    group = run.algorithm.env_runner_group
    killed = group.foreach_env_runner(lambda runner: os.getpid(), local_env_runner=False)[0]

    class DoneError(Exception):
        pass

    def listen(step, measured):
        if step == 2:
            os.kill(killed, signal.SIGKILL)
        time.sleep(0.2)
        if measured["workers/restarts"]:
            raise DoneError

    with pytest.raises(DoneError):
        run.run(listen)
    healthy = [line["workers/healthy"] for line in lines(folder.path)]
    assert healthy[1] == healthy[-1] == 2 > min(healthy)
    counts = [line["episode/count"] for line in lines(folder.path)]
    assert min(counts[2:]) < counts[1]


def test_workers_that_do_not_wait_bring_fragments_that_are_not_too_old(tmp_path, start):
    settings = config(start, steps=12, staleness=1)
    folder = RunFolder(tmp_path / "run")
    folder.begin(settings)
    shell(settings, folder, workers=2).run()
    metrics = lines(folder.path)
    assert metrics[-1]["step"] == 12
    assert metrics[0]["train/drift"] < 1e-4 < max(line["train/drift"] for line in metrics)  # acted by an older policy


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"policy": "nowhere"}, "policy: .*nowhere"),
        ({"biome": "bedroom"}, "biome: .*bedroom"),
        ({"rewards": {"success": float("inf")}}, "rewards: .*success"),
    ],
)
def test_mistakes_come_back_from_workers(tmp_path, start, fields, said):
    from agents.learning.cluster.shell import Shell

    folder = RunFolder(tmp_path / "run")
    with pytest.raises(TrainingError, match=said):
        Shell(config(start, steps=1, **fields), folder, False, 1).run()
    assert not folder.metrics.exists()


def test_two_workers_learn_in_the_overworld_from_the_command_line(tmp_path, start, monkeypatch, capsys):
    fields = config(start, worlds=2, fragment_steps=6, max_steps=3, steps=1, rewards={"step": -0.01})
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(fields.model_dump(mode="json")))
    arguments = ["reinforce", str(tmp_path / "config.yaml"), "--out", str(tmp_path / "run"), "--workers", "2", "--json"]
    monkeypatch.setattr(sys, "argv", ["lodestone", "train", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == cli.SUCCEEDED
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures["episode/count"] == 4
    assert figures["episode/return/step"] == pytest.approx(-0.03)
    assert figures["workers/healthy"] == 2
    assert (tmp_path / "run" / "model" / "config.json").exists()


def test_more_workers_than_ray_has_cpus_are_refused(tmp_path, start):
    with pytest.raises(TrainingError, match="3 workers of 1 CPUs"):
        shell(config(start), RunFolder(tmp_path / "run"), workers=3)


def test_tune_tries_settings_and_goes_on_from_its_checkpoints(tmp_path, start):
    from ray import tune

    settings = config(start, steps=1).model_dump(mode="json")
    search = shell_config().reinforcement(settings | {"learning_rate": tune.grid_search([1e-3, 1e-2])})
    run_config = tune.RunConfig(storage_path=str(tmp_path / "tune"))
    results = tune.Tuner(search.algo_class, param_space=search, run_config=run_config).fit()
    assert not results.errors
    rates = {result.metrics["learners"]["default_policy"]["train/learning_rate"] for result in results}
    assert len(rates) == 2
    kept = results[0].checkpoint.path
    assert [line["step"] for line in lines(Path(kept))] == [1]
    algorithm = shell_config().reinforcement(settings | {"steps": 3}).build_algo()
    algorithm.load_checkpoint(kept)
    assert algorithm.progress()[0] == 1
    assert not algorithm.train()["done"]
    assert algorithm.train()["done"]
    algorithm.stop()
