"""Reinforcement: that it learns, what the teacher remembers, that a stopped run goes on, mistakes in one line."""

import json
import multiprocessing
import sys

import numpy as np
import pytest
import torch
import yaml

from agents.errors import TrainingError
from agents.goals import prompt_feature
from agents.learning.config import ReinforcementConfig, check_config
from agents.learning.ppo import read
from agents.learning.reinforcement import Reinforcement
from agents.learning.run_folder import RunFolder
from agents.learning.sampler import Sample, Sampler, make_worlds
from agents.mineclip.model import load
from agents.mineclip.reward import VideoReward
from agents.vpt.policy import VPTPolicy
from envs.tasks import get_task
from envs.worker.link import WorkerError
from lodestone import cli
from tests.agents.learning.test_rollout import SIZE, TINY, Quiz, narrow_policy
from tests.agents.mineclip.tiny_reward import tiny
from tests.envs.worker.standins import CRASHES, NOBODY, STAND_IN

TASK = "minedojo/harvest_1_log_forest"


class QuizRun(Reinforcement):
    """Learns in a world in which the picture says what pays."""

    def make_env(self):
        return Quiz(self.config.worlds, length=6, tasks=len(self.config.tasks))


@pytest.fixture
def start(tmp_path):
    """A folder of a policy that was never reinforced."""
    narrow_policy().save_pretrained(tmp_path / "start")
    return str(tmp_path / "start")


def config(start, **fields):
    defaults = {
        "policy": start,
        "tasks": [TASK],
        "worlds": 8,
        "fragment_steps": 8,
        "minibatches": 2,
        "rewards": {"task": 1.0},
        "learning_rate": 3e-3,
        "warmup_steps": 1,
        "threads": 1,
        "log_every": 1,
        "validate_every": 1,
    }
    return check_config(ReinforcementConfig, defaults | fields)


def lines(folder):
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def test_what_pays_is_learnt(tmp_path, start):
    settings = config(start, steps=40, worlds=16, gamma=0.5, teacher_weight=0.01, log_every=5, validate_every=5)
    QuizRun(settings, RunFolder(tmp_path / "run")).run()
    metrics = lines(tmp_path / "run")
    assert metrics[0]["reward/task"] < 0.4  # 0.25 by chance, less the steps in which worlds are reset
    assert metrics[-1]["reward/task"] > 0.7
    assert metrics[-1]["train/entropy"] < metrics[0]["train/entropy"]
    assert metrics[-1]["train/teacher_kl"] > metrics[0]["train/teacher_kl"]


def test_a_heavy_teacher_holds_the_policy_where_it_is(tmp_path, start):
    kl = {}
    for weight in (0.0, 0.01, 10.0):
        settings = config(start, steps=6, teacher_weight=weight, checkpoint_every=100)
        QuizRun(settings, RunFolder(tmp_path / f"{weight}")).run()
        kl[weight] = lines(tmp_path / f"{weight}")[-1]["train/teacher_kl"]
    assert kl[0.0] == 0.0  # there is none to be far from
    assert 0 < kl[10.0] < 0.3 * kl[0.01]


def test_a_policy_with_goals_is_told_the_prompt(tmp_path):
    VPTPolicy(TINY.model_copy(update={"goal_size": 192})).save_pretrained(tmp_path / "start")
    run = QuizRun(config(str(tmp_path / "start"), prompt="chop a tree"), RunFolder(tmp_path / "run"))
    lesson = next(run.batches())
    assert lesson.fragment.goal.shape == (9, 8, 192)
    torch.testing.assert_close(lesson.fragment.goal[3, 2], prompt_feature("chop a tree", "small"))
    assert run.outcome(lesson).figures["drift"] < 1e-4
    VPTPolicy(TINY.model_copy(update={"goal_size": 5})).save_pretrained(tmp_path / "start")
    with pytest.raises(TrainingError, match=r"prompt or text: the policy knows goals of 5 numbers.*makes 192"):
        QuizRun(config(str(tmp_path / "start")), RunFolder(tmp_path / "other"))


def test_each_world_is_told_and_judged_by_the_prompt_of_its_task(tmp_path):
    VPTPolicy(TINY.model_copy(update={"goal_size": 192})).save_pretrained(tmp_path / "start")
    tiny(image_size=(SIZE, SIZE)).save_pretrained(tmp_path / "clip")
    judge = {"model": str(tmp_path / "clip")}
    options = {"tasks": ["skills/hunt_cow", TASK, "skills/chop_log"], "worlds": 4, "rewards": {"mineclip": 1.0}}
    prompts = [get_task(task).prompt for task in (*options["tasks"], "skills/hunt_cow")]

    def check(name, told, judged, **fields):
        """Check a fragment against the prompts by world that it was made with."""
        run = QuizRun(config(str(tmp_path / "start"), **options | fields), RunFolder(tmp_path / name))
        fragment = next(run.batches()).fragment
        goals = torch.stack([prompt_feature(prompt, "small") for prompt in told])
        torch.testing.assert_close(fragment.goal, goals.expand(9, -1, -1))
        video = VideoReward(load(judge["model"]), judged, padding="first")
        paid = [video.step(*pair).reward for pair in zip(fragment.frames, fragment.first, strict=True)]
        torch.testing.assert_close(fragment.terms["mineclip"], torch.stack(paid)[1:] * fragment.live)

    check("own", prompts, prompts, mineclip=judge)
    check("given", ["swim"] * 4, ["dig"] * 4, prompt="swim", mineclip=judge | {"prompt": "dig"})


def test_two_tasks_of_the_overworld_are_learnt_together(tmp_path, start):
    tasks = ["skills/hunt_cow", TASK]
    settings = config(start, tasks=tasks, worlds=3, fragment_steps=4, max_steps=2, steps=1, rewards={"step": -1.0})
    folder = RunFolder(tmp_path / "run")
    folder.begin(settings)
    model = Reinforcement(settings, folder).run()
    (line,) = lines(folder.path)
    counts = {name.removeprefix("episode/count"): value for name, value in line.items() if "episode/count" in name}
    assert counts == {"": 3, f"/{tasks[0]}": 2, f"/{tasks[1]}": 1}
    assert line["episode/return/step"] == -2
    card = (model / "README.md").read_text()
    assert "Tasks: `skills/hunt_cow`, `minedojo/harvest_1_log_forest`." in card
    assert "| the same, `skills/hunt_cow` |" in card


def test_nothing_has_drifted_before_a_fragment_is_learnt_from(tmp_path, start):
    QuizRun(config(start, steps=4), RunFolder(tmp_path / "run")).run()
    metrics = lines(tmp_path / "run")
    assert max(line["train/drift"] for line in metrics) < 1e-4
    assert metrics[-1]["train/step_kl"] > 0
    expected = {"policy", "value", "teacher_kl", "clipped", "entropy", "explained_variance", "teacher_weight", "loss"}
    assert {f"train/{name}" for name in expected} <= metrics[-1].keys()


def test_the_teacher_remembers_as_in_one_long_forward(tmp_path, start):
    narrow_policy(seed=5, memory=7).save_pretrained(tmp_path / "teacher")
    run = QuizRun(config(start, teacher=str(tmp_path / "teacher")), RunFolder(tmp_path / "run"))
    lessons = [run.prepare([Sample(0, run.source.rollout.collect(5, 0))]) for _ in range(3)]
    frames = torch.cat([lesson.fragment.frames[:-1] for lesson in lessons]).transpose(0, 1)
    first = torch.cat([lesson.fragment.first[:-1] for lesson in lessons]).transpose(0, 1)
    teacher = VPTPolicy.from_pretrained(tmp_path / "teacher")
    with torch.no_grad():
        whole = teacher(frames, first, teacher.initial_state(8))
    for name in ("buttons", "camera"):
        pieces = torch.cat([getattr(lesson.teacher, name) for lesson in lessons]).transpose(0, 1)
        assert torch.allclose(getattr(whole, name), pieces, atol=1e-4)
    last = lessons[-1].fragment
    again = read(teacher, last, last.teacher_state)
    assert torch.allclose(again.said.buttons, lessons[-1].teacher.buttons, atol=1e-4)


def test_samplers_have_teachers_of_their_own_who_see_what_is_too_old_to_learn_from(tmp_path, start):
    narrow_policy(seed=5, memory=7).save_pretrained(tmp_path / "teacher")
    run = QuizRun(config(start, teacher=str(tmp_path / "teacher"), staleness=1), RunFolder(tmp_path / "run"))
    run.step = 3

    def sampler(number):
        return Sampler(run.config, run.network, Quiz(8, length=6), run.device, 0, number)

    def samples(version):
        return [sample for source in sources for sample in source.collect(version)]

    sources = [sampler(0), sampler(1)]
    early, late = samples(0), samples(2)
    assert not torch.equal(early[0].fragment.frames, early[1].fragment.frames)
    lesson = run.prepare([*early, *late])
    assert lesson.fragment.worlds == 16
    frames = torch.cat(
        [torch.cat([pair[0].fragment.frames[:-1], pair[1].fragment.frames[:-1]], 1) for pair in (early, late)]
    )
    first = torch.cat(
        [torch.cat([pair[0].fragment.first[:-1], pair[1].fragment.first[:-1]], 1) for pair in (early, late)]
    )
    teacher = VPTPolicy.from_pretrained(tmp_path / "teacher")
    with torch.no_grad():
        whole = teacher(frames.transpose(0, 1), first.transpose(0, 1), teacher.initial_state(16))
    said = whole.distribution.buttons.transpose(0, 1)[len(frames) // 2 :]
    assert torch.allclose(said, lesson.teacher.buttons, atol=1e-4)


def test_worlds_of_samplers_have_textures_in_turn(start):
    settings = config(start, worlds=1, minibatches=1, texture_seeds=2)
    pictures = []
    for number in range(3):
        env = make_worlds(settings, SIZE, number)
        pictures.append(env.reset(seed=[7])[0]["rgb"])
    assert not np.array_equal(pictures[0], pictures[1])
    np.testing.assert_array_equal(pictures[0], pictures[2])


def test_worlds_of_a_task_have_textures_in_turn(start):
    tasks = ("skills/hunt_cow", "skills/place_block")
    settings = config(start, tasks=tasks, worlds=6, minibatches=1, texture_seeds=4)
    seeds = [7, 8] * 3
    here, there = (make_worlds(settings, SIZE, number).reset(seed=seeds)[0]["rgb"] for number in (0, 1))
    looks = [here[0::2], here[1::2]]
    assert all(len(np.unique(look, axis=0)) == 3 for look in looks)  # one world, three sets of textures
    assert not np.array_equal(here[0], here[1])
    np.testing.assert_array_equal(there[2:6], here[0:4])  # after the last set the first again


def test_values_begin_at_zero_and_are_learnt_in_the_units_of_the_rewards(tmp_path, start):
    run = QuizRun(config(start, rewards={"task": 30.0}, steps=30, gamma=0.5), RunFolder(tmp_path / "run"))
    assert not run.source.rollout.collect(4, 0).value.any()
    run.run()
    value = run.source.rollout.collect(20, 0).value
    assert 20 < float(value.mean()) < 60  # 30 times a share of hits for this step, and as much again for what comes


def test_a_run_that_was_stopped_goes_on(tmp_path, start):
    settings = config(start, steps=5, checkpoint_every=2)
    folder = RunFolder(tmp_path / "run")
    folder.begin(settings)

    class KilledError(Exception):
        pass

    def kill(step, _):
        if step == 3:
            raise KilledError

    with pytest.raises(KilledError):
        QuizRun(settings, folder).run(kill)
    resumed = QuizRun(check_config(ReinforcementConfig, folder.saved_config()), folder, resume=True)
    saved = VPTPolicy.from_pretrained(folder.checkpoints()[-1]).state_dict()
    assert all(torch.equal(tensor, saved[name]) for name, tensor in resumed.network.state_dict().items())
    assert resumed.step == 2
    assert resumed.teacher_weight == pytest.approx(0.2 * 0.9995**2)
    assert resumed.optimiser.state_dict()["state"][0]["step"] == 2 * 2 * 2
    begun = VPTPolicy.from_pretrained(start).state_dict()
    assert all(torch.equal(tensor, begun[name]) for name, tensor in resumed.teacher.state_dict().items())
    resumed.run()
    assert [line["step"] for line in lines(folder.path)] == [1, 2, 3, 4, 5]


def test_a_loss_that_is_not_finite_stops_the_run_and_leaves_what_was_kept(tmp_path, start):
    folder = RunFolder(tmp_path / "run")
    run = QuizRun(config(start, steps=4, checkpoint_every=1), folder)

    def poison(step, _):
        if step == 2:
            run.network.value_head.linear.bias.data.fill_(float("nan"))

    with pytest.raises(TrainingError, match="step 2: the loss is nan"):
        run.run(poison)
    assert [line["step"] for line in lines(folder.path)] == [1, 2]
    assert [path.name for path in folder.checkpoints()] == ["step-00000001", "step-00000002"]
    kept = VPTPolicy.from_pretrained(folder.checkpoints()[-1]).state_dict()
    assert all(tensor.isfinite().all() for tensor in kept.values())
    assert not (folder.path / "model").exists()


def test_the_same_seed_gives_the_same_policy(tmp_path, start):
    settings = config(start, steps=2)
    first, again = (VPTPolicy.from_pretrained(QuizRun(settings, RunFolder(tmp_path / n)).run()) for n in "ab")
    assert all(torch.equal(tensor, again.state_dict()[name]) for name, tensor in first.state_dict().items())


def test_half_precision_learns_too(tmp_path, start):
    QuizRun(config(start, steps=2, precision="bfloat16"), RunFolder(tmp_path / "run")).run()
    metrics = lines(tmp_path / "run")
    assert max(line["train/drift"] for line in metrics) < 0.5


def test_the_overworld_is_learnt_in_from_the_command_line(tmp_path, start, monkeypatch, capsys):
    tiny(image_size=(SIZE, SIZE)).save_pretrained(tmp_path / "clip")
    fields = config(start, worlds=2, fragment_steps=6, max_steps=3, steps=1).model_dump(mode="json")
    fields["rewards"] = {"success": 1.0, "death": -1.0, "step": -0.01, "mineclip": 0.1}
    fields["mineclip"] = {"prompt": "chop a tree", "model": str(tmp_path / "clip"), "kind": "delta"}
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(fields))

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["lodestone", "train", "reinforce", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0)

    run = str(tmp_path / "run")
    assert call(str(tmp_path / "config.yaml"), "--out", run, "--json") == cli.SUCCEEDED
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert figures["episode/length"] == 3
    assert figures["episode/return/step"] == pytest.approx(-0.03)
    assert figures["episode/return/mineclip"] != 0
    assert call("--resume", "--out", run, "--set", "steps=2") == cli.SUCCEEDED
    assert call(str(tmp_path / "config.yaml"), "--out", str(tmp_path / "b"), "--set", "tasks=[x]") == cli.BAD_INPUT
    assert "tasks: " in capsys.readouterr().err


def test_another_world_is_learnt_in_and_gone_on_with(tmp_path, start):
    """Worlds of a simulator have the ports in turn; those of the second are lost in the third step of an episode."""
    settings = config(start, worlds=3, steps=1, max_steps=4, world=STAND_IN, world_ports=[9000, CRASHES])
    folder = RunFolder(tmp_path / "run")
    folder.begin(settings)
    run = Reinforcement(settings, folder)
    run.run()
    (line,) = lines(folder.path)
    assert line["worlds/lost"] == settings.fragment_steps // 4
    assert (line["episode/count"], line["episode/length"]) == (2 * (settings.fragment_steps // 5), 4)
    assert not any(process.is_alive() for process in run._env.processes)
    saved = check_config(ReinforcementConfig, folder.saved_config())
    assert saved == settings
    Reinforcement(saved.model_copy(update={"steps": 2, "world_ports": ()}), folder, resume=True).run()
    assert [line["step"] for line in lines(folder.path)] == [1, 2] and "worlds/lost" in lines(folder.path)[1]
    elsewhere = saved.model_copy(update={"world": "overworld", "world_ports": ()})
    with pytest.raises(TrainingError, match=f"world: the run in .* began with '{STAND_IN}' and cannot go on as 'overw"):
        Reinforcement(elsewhere, folder, resume=True)


def test_a_world_that_never_begins_leaves_no_process(start, tmp_path):
    before = len(multiprocessing.active_children())
    settings = config(start, worlds=2, max_steps=4, world=STAND_IN, world_ports=[9000, NOBODY])
    with pytest.raises(WorkerError, match="nobody listens"):
        Reinforcement(settings, RunFolder(tmp_path / "run"))
    assert len(multiprocessing.active_children()) == before and not (tmp_path / "run").exists()


def test_a_run_of_before_there_were_other_worlds_goes_on(start, tmp_path):
    folder = RunFolder(tmp_path / "run")
    settings = config(start, steps=1)
    folder.begin(settings)
    QuizRun(settings, folder).run()
    fields = folder.saved_config()
    del fields["world"], fields["world_ports"]
    (folder.path / "config.yaml").write_text(yaml.safe_dump(fields))
    QuizRun(settings.model_copy(update={"steps": 2}), folder, resume=True).run()
    assert len(lines(folder.path)) == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"policy": "nowhere"}, "policy: .*nowhere"),
        ({"teacher": "nowhere"}, "teacher: .*nowhere"),
        ({"tasks": ["chop_everything"]}, "tasks: .*chop_everything"),
        ({"tasks": []}, "tasks"),
        ({"tasks": ["skills"]}, "worlds: .*29 tasks.* 8"),
        ({"biome": "bedroom"}, "biome"),
        ({"biome": "bedroom", "world": STAND_IN}, "biome: .*bedroom"),
        ({"world": "moon"}, "world: there is no 'moon'.*; name overworld, or"),
        ({"world": "no.such:moon"}, "world: there is no 'no.such:moon' "),
        ({"world_ports": [9000]}, "world_ports: .*the Overworld needs no port"),
        ({"world": STAND_IN, "world_ports": [0]}, "world_ports.0: "),
        ({"world": STAND_IN, "texture_seeds": 2}, "texture_seeds: .*only the Overworld"),
        ({"worlds": 2, "minibatches": 3}, "minibatches: .*2"),
        ({"rewards": {"gold": 1.0}}, "rewards.gold"),
        ({"rewards": {}}, "rewards"),
        ({"rewards": {"success": float("inf")}}, "rewards: .*success"),
        ({"rewards": {"mineclip": 1.0}}, "mineclip: .*rewards.mineclip"),
        ({"mineclip": {"prompt": "chop a tree"}}, "mineclip: .*rewards.mineclip"),
        ({"rewards": {"mineclip": 1.0}, "mineclip": {"prompt": "x", "kind": "best"}}, "mineclip.kind"),
        ({"rewards": {"mineclip": 1.0}, "mineclip": {"prompt": "x", "model": "nowhere"}}, "mineclip: .*nowhere"),
        ({"gamma": 1.5}, "gamma"),
        ({"stepz": 1}, "stepz"),
    ],
)
def test_bad_configurations_are_named(tmp_path, start, fields, said):
    with pytest.raises(TrainingError, match=said):
        Reinforcement(config(start, **fields), RunFolder(tmp_path / "run"))


def test_networks_that_see_other_pictures_are_named(tmp_path, start):
    VPTPolicy(TINY.model_copy(update={"image_size": 32})).save_pretrained(tmp_path / "wide")
    with pytest.raises(TrainingError, match=r"teacher: its image_size is 32, and the policy's is 16"):
        QuizRun(config(start, teacher=str(tmp_path / "wide")), RunFolder(tmp_path / "run"))
    tiny().save_pretrained(tmp_path / "clip")
    mineclip = {"prompt": "chop a tree", "model": str(tmp_path / "clip")}
    with pytest.raises(TrainingError, match=r"mineclip.model: .*\(8, 16\).*\(16, 16\)"):
        QuizRun(config(start, rewards={"mineclip": 1.0}, mineclip=mineclip), RunFolder(tmp_path / "run"))
