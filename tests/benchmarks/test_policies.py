"""Measurements of policies: what was played is kept, and played again only if something about it is new."""

import json
import signal

import pytest
import torch

from agents.vpt.config import PRESETS
from agents.vpt.policy import VPTPolicy
from benchmarks import policies
from benchmarks.results import read_cells
from envs.tasks import get_task
from lodestone import episode
from lodestone.interrupt import Interrupt

TASK = "skills/chop_log"


@pytest.fixture
def run(tmp_path):
    """A run folder with a policy."""
    torch.manual_seed(0)
    VPTPolicy(PRESETS["nano"]).save_pretrained(tmp_path / "chop" / "model")
    (tmp_path / "chop" / "config.yaml").write_text("steps: 1\n")
    return tmp_path / "chop"


@pytest.fixture
def played(monkeypatch):
    """Who played what, with which seeds, instead of doing so: seeds that are even succeed after as many steps."""
    games = []

    def play(player, task, seeds, steps, texture, worlds, tell):
        games.append((type(player).__name__, task.id, tuple(seeds), steps, texture))
        return [seed if seed % 2 == 0 else 0 for seed in seeds]

    monkeypatch.setattr(policies, "play_policy", play)
    return games


def measure(run, file, *more):
    policies.main(["--policy", f"cloned={run}", "--seeds", "10000..10004", "--worlds", "3", "--out", str(file), *more])


def test_what_was_played_is_kept_with_its_weights(tmp_path, run, played, capsys):
    file = tmp_path / "results.json"
    measure(run, file, "--task", TASK, "--steps", "40")
    random, cloned = read_cells(file)
    assert (random.setting.player, random.setting.sha256, random.policy) == ("random", None, None)
    assert (cloned.setting.player, cloned.policy) == ("cloned", "chop")
    assert cloned.steps == (10000, 0, 10002, 0, 10004)
    assert cloned.setting.seeds == "10000..10004"
    assert [game[2] for game in played] == [tuple(range(10000, 10005))] * 2
    assert set(cloned.versions) >= {"torch", "lodestone"}
    assert "| skills/chop_log | 60 % [23, 88] | 60 % [23, 88] |" in capsys.readouterr().out


def test_a_measurement_goes_on_where_it_was_stopped(tmp_path, run, played, monkeypatch):
    file, play = tmp_path / "results.json", policies.play_policy

    def killed(player, *told):
        if isinstance(player, policies.PolicyPlayer):
            raise KeyboardInterrupt
        return play(player, *told)

    monkeypatch.setattr(policies, "play_policy", killed)
    with pytest.raises(KeyboardInterrupt):
        measure(run, file, "--task", TASK)
    assert [cell.setting.player for cell in read_cells(file)] == ["random"]
    monkeypatch.setattr(policies, "play_policy", play)
    del played[:]
    measure(run, file, "--task", TASK)
    assert {game[0] for game in played} == {"PolicyPlayer"}
    assert [cell.setting.player for cell in read_cells(file)] == ["random", "cloned"]


@pytest.mark.parametrize(
    ("more", "again"),
    [
        ([], set()),
        (["--worlds", "1"], set()),
        (["--steps", "50"], {"RandomPlayer", "PolicyPlayer"}),
        (["--texture", "1001"], {"RandomPlayer", "PolicyPlayer"}),
        (["--seeds", "10000..10001"], {"RandomPlayer", "PolicyPlayer"}),
        (["--task", "skills/mine_stone"], {"RandomPlayer", "PolicyPlayer"}),
    ],
)
def test_only_what_is_new_is_played(tmp_path, run, played, more, again):
    file = tmp_path / "results.json"
    measure(run, file, "--task", TASK)
    del played[:]
    measure(run, file, "--task", TASK, *more)
    assert {game[0] for game in played} == again
    assert len(read_cells(file)) == (4 if "skills/mine_stone" in more else 2)


def test_other_weights_are_played_anew_in_place_of_the_old(tmp_path, run, played):
    file = tmp_path / "results.json"
    measure(run, file, "--task", TASK)
    before = read_cells(file)[1]
    del played[:]
    torch.manual_seed(1)
    VPTPolicy(PRESETS["nano"]).save_pretrained(run / "model")
    measure(run / "model", file, "--task", TASK)
    _, after = read_cells(file)
    assert {game[0] for game in played} == {"PolicyPlayer"}
    assert after.setting.sha256 != before.setting.sha256
    assert after.policy == before.policy


@pytest.mark.parametrize(
    ("content", "words"), [('{"seeds": [1]}', "format"), ("{", "JSON"), (json.dumps({"format": "x"}), "format")]
)
def test_another_file_is_not_written_over(tmp_path, run, played, content, words):
    file = tmp_path / "results.json"
    file.write_text(content)
    with pytest.raises(SystemExit, match=words):
        measure(run, file, "--task", TASK)
    assert file.read_text() == content


def test_a_policy_plays_the_same_whatever_was_played_before(run):
    player = policies.PolicyPlayer(VPTPolicy.from_pretrained(run / "model"), "small")
    frames = torch.randint(256, (2, 128, 128, 3), dtype=torch.uint8).numpy()

    def moves():
        player.begin([10000, 10001], "chop a tree")
        return [player.act(frames).buttons.tolist() for _ in range(3)]

    assert moves() == moves()


def test_an_episode_is_the_same_whatever_is_played_beside_it():
    task, seeds, told = get_task("skills/place_block"), [7, 8, 9, 10], []

    def play(worlds, seeds):
        return policies.play_policy(policies.RandomPlayer(), task, seeds, 60, 0, worlds, lambda: told.append(worlds))

    alone = [play(1, [seed])[0] for seed in seeds]
    assert 0 < sum(step > 0 for step in alone) < len(seeds)
    assert play(2, seeds) == play(4, seeds) == alone
    assert (told.count(1), told.count(2), told.count(4)) == (4, 4, 4)


def test_a_policy_draws_the_same_whatever_is_played_beside_it(run):
    player = policies.PolicyPlayer(VPTPolicy.from_pretrained(run / "model"), "small")
    frames = torch.randint(256, (2, 128, 128, 3), dtype=torch.uint8).numpy()
    player.begin([1, 2], "chop a tree")
    first = [player.act(frames).buttons.tolist() for _ in range(3)]
    player.begin_again(0, 2)
    player.begin_again(1, 1)
    assert [player.act(frames[::-1]).buttons.tolist() for _ in range(3)] == [said[::-1] for said in first]


def test_a_task_without_a_limit_needs_one(run, tmp_path, played):
    with pytest.raises(SystemExit, match="minedojo/survival has no limit of its own: give --steps"):
        measure(run, tmp_path / "results.json", "--task", "minedojo/survival")


def test_crews_play_tasks_and_orders_and_policies_no_orders(tmp_path, run, played, monkeypatch):
    orders = []

    def play(skills, what, seeds, steps, texture, tell):
        orders.append((skills, what, tuple(seeds), steps, texture))
        return [0 for _ in seeds]

    monkeypatch.setattr(policies, "play_crew", play)
    file = tmp_path / "results.json"
    measure(run, file, "--task", TASK, "--no-random", "--crew", "learned=learned", "--order", "get 2 logs")
    assert [(cell.setting.task, cell.setting.player, cell.policy) for cell in read_cells(file)] == [
        (TASK, "cloned", "chop"),
        (TASK, "learned", "shipped"),
        ("get 2 logs", "learned", "shipped"),
    ]
    seeds, told = tuple(range(10000, 10005)), ({"task": TASK}, {"order": "get 2 logs"})
    assert orders == [("learned", what, seeds, None, 1000) for what in told]


def test_a_crew_that_cannot_be_is_told_before_anybody_plays(tmp_path, run, played):
    for name, words in (("nowhere", "unknown skills 'nowhere'"), ("human", "a person")):
        with pytest.raises(SystemExit, match=words):
            measure(run, tmp_path / "results.json", "--task", TASK, "--crew", f"learned={name}")
    assert not played


def test_an_interrupted_episode_is_no_failure(monkeypatch):
    """A polite kill ends the measurement: what it cut off says nothing of whoever played."""

    class Killed(Interrupt):
        def __enter__(self):
            entered = super().__enter__()
            self._request(signal.SIGTERM, None)
            return entered

    monkeypatch.setattr(episode, "Interrupt", Killed)
    with pytest.raises(KeyboardInterrupt):
        policies.play_crew("oracle", {"order": "get 1 log"}, [1, 2], 50, 0, lambda: None)
