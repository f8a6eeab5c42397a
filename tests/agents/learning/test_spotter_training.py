"""A spotter learns what is in view from worlds that are roamed; the stream of frames is the same for the same seed."""

import math
from itertools import islice

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from agents.errors import CheckpointError, RewardError, TrainingError
from agents.learning.config import SpotterTrainingConfig, check_config
from agents.learning.run_folder import RunFolder
from agents.learning.sightings import Album, Sighting, Sightings
from agents.learning.spotter_training import SpotterTraining, best_bounds, figures_of
from agents.learning.spotting_loss import spotting_loss
from agents.spotter.model import Spotter, SpotterConfig
from agents.vpt.policy import VPTPolicy
from envs.overworld.entities.mobs.life import spawn_mob
from envs.overworld.gamedata import RULES, mob_index
from envs.overworld.senses.view import KINDS, sense_map
from envs.overworld.world import Overworld, WorldStart
from tests.envs.overworld.scenes import FLOOR, flat_world, look, put

STARTS = [WorldStart(biome="forest"), WorldStart(biome="desert")]
TREE, COW, CHICKEN = (KINDS.index(name) for name in ("tree", "cow", "chicken"))
SETTINGS = {"worlds": 2, "batch_size": 4, "textures": 1, "validation_textures": 1, "validation_frames": 4, "steps": 2,
            "log_every": 1, "validate_every": 2, "checkpoint_every": 1}  # fmt: skip


def roam(count, seed=0):
    return list(islice(Sightings(STARTS, seed, 2, (0, 1), (32, 32), (4, 4), 16.0, ticks=2, length=8), count))


def test_the_same_seed_roams_the_same_way():
    one, two, other = roam(8), roam(8), roam(8, seed=1)
    for here, there in zip(one, two, strict=True):
        np.testing.assert_array_equal(here.frames, there.frames)
        np.testing.assert_array_equal(here.near, there.near)
    assert any((here.frames != there.frames).any() for here, there in zip(one, other, strict=True))
    assert all((here.near >= 0).all() for here in one)


def test_it_moves_and_begins_anew():
    frames = np.stack([sighting.frames for sighting in roam(12)])
    changed = (frames[1:] != frames[:-1]).mean((2, 3, 4))
    assert (changed > 0).all()


def test_an_album_shows_rare_kinds_as_often_as_common_ones():
    album = Album(4, np.random.default_rng(0))
    assert album.draw(3) is None
    near = np.full((100, len(KINDS)), np.inf, np.float32)
    near[:, TREE] = 5.0
    near[0, COW], near[1, COW] = 3.0, 20.0
    frames = np.arange(100, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3), np.uint8)
    album.add(Sighting(frames, near[:, None, None]), 16)
    drawn = album.draw(1000)
    assert drawn is not None
    numbers, counts = np.unique(drawn.frames[:, 0, 0, 0], return_counts=True)
    assert numbers.tolist() == [0, 96, 97, 98, 99]  # the only cow within 16 blocks, and the newest four trees
    assert 430 < counts[0] < 570
    np.testing.assert_array_equal(drawn.near, near[drawn.frames[:, 0, 0, 0]])


@given(st.lists(st.tuples(st.integers(-9, 9), st.booleans()), min_size=1, max_size=12))
def test_no_bound_is_better_than_the_best(answers):
    said = np.array([[[odds + 0.01 * rank]] for rank, (odds, _) in enumerate(answers)], np.float32)  # no two alike
    seen = np.array([[[truth]] for _, truth in answers])

    def f1(bound):
        right = ((said > bound) & seen).sum()
        return 2 * right / max((said > bound).sum() + seen.sum(), 1)

    best = f1(best_bounds(said, seen)[0, 0])
    assert all(f1(bound - 0.001) <= best for bound in said[:, 0, 0])


def test_what_it_says_is_what_the_view_sense_says_at_a_start():
    sighting = roam(1)[0]
    random = np.random.default_rng(0)
    random.integers(1, 5, 2)
    world = Overworld(2)
    seeds = random.integers(0, 1 << 31, 2).tolist()
    world.reset(seeds, [STARTS[number] for number in random.integers(2, size=2)])
    maps = np.empty((2, 4, 4, len(KINDS)), np.float32)
    sense_map(world.state, world.rules, 16.0, maps)
    np.testing.assert_array_equal(sighting.maps, maps)
    np.testing.assert_array_equal(sighting.near, maps.min((1, 2)))


@pytest.mark.parametrize(("plants", "is_shown"), [(0, True), (4, False)])
def test_a_mob_behind_plants_is_not_shown(plants, is_shown):
    stream = Sightings([WorldStart(biome="plains")], 0, 1, (0,), (64, 64), (8, 8), 32.0)
    world = stream._world
    stage = flat_world()
    for name in ("blocks", "top", "light", "entities", "players", "clock", "chunks"):
        getattr(world.state, name)[:] = getattr(stage, name)
    look(world.state, 0.0, 0.0)
    spawn_mob(world.state, RULES, 0, mob_index("chicken"), 0.5, FLOOR + 1.0, 9.5)
    for z in range(8 - plants, 8):
        for x in range(-1, 2):
            for y in (FLOOR + 1, FLOOR + 2):
                put(world.state, x, y, z, "tallgrass", 1)
    sighting = next(iter(stream))
    assert (CHICKEN in np.flatnonzero(np.isfinite(sighting.near[0]))) == is_shown


def test_a_run_writes_a_spotter_and_goes_on(tmp_path, monkeypatch):
    config = check_config(SpotterTrainingConfig, SETTINGS)
    folder = RunFolder(tmp_path / "run")
    folder.begin(config)
    model = SpotterTraining(config, folder).run()
    spotter = Spotter.from_pretrained(model)
    assert spotter.config.kinds == KINDS
    assert {"train/loss", "train/right"} <= folder.figures().keys()
    longer = check_config(SpotterTrainingConfig, SETTINGS | {"steps": 3})
    again = SpotterTraining(longer, folder, resume=True)
    assert again.step == 2
    torch.testing.assert_close(again.network.head.weight, spotter.head.weight)
    again.run()


def test_a_run_goes_on_from_a_spotter_that_looks_for_the_same(tmp_path):
    Spotter(SpotterConfig()).save_pretrained(tmp_path / "old")
    goes_on = SETTINGS | {"spotter": str(tmp_path / "old")}
    begun = SpotterTraining(check_config(SpotterTrainingConfig, goes_on), RunFolder(tmp_path / "run"))
    old = Spotter.from_pretrained(tmp_path / "old")
    torch.testing.assert_close(begun.network.state_dict(), old.state_dict())
    with pytest.raises(TrainingError, match=r"within: .*looks \(10.0, 32.0\) blocks far"):
        SpotterTraining(check_config(SpotterTrainingConfig, goes_on | {"within": [8]}), RunFolder(tmp_path / "run"))
    Spotter(SpotterConfig(kinds=("tree",))).save_pretrained(tmp_path / "old")
    with pytest.raises(TrainingError, match=r"spotter: .*looks for tree alone"):
        SpotterTraining(check_config(SpotterTrainingConfig, goes_on), RunFolder(tmp_path / "run"))


def test_it_learns_by_heart_what_it_is_shown():
    torch.manual_seed(0)
    frames = torch.from_numpy(np.random.default_rng(0).integers(0, 256, (8, 32, 32, 3), np.uint8))
    truth = torch.tensor([[[i & i >> 2 & 1, i & 1], [0, i >> 1 & 1]] for i in range(8)]).float()
    spotter = Spotter(SpotterConfig(kinds=("tree", "cow"), image_size=(32, 32)))
    where = torch.zeros(8, 2, 2, 4, 4, dtype=torch.bool)
    where[..., 1, 2] = truth.bool()
    optimiser = torch.optim.AdamW(spotter.parameters(), 1e-3)
    for _ in range(60):
        loss = spotting_loss(spotter(frames), where)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    seen = spotter.look(frames)
    assert ((seen.chances > 0.5) == (truth > 0.5)).all()
    torch.testing.assert_close(
        seen.at[truth > 0.5], torch.tensor([0.25, -0.25]).expand(int(truth.sum()), 2), atol=0.1, rtol=0
    )


def test_the_loss_is_what_it_is_by_hand():
    said, where = torch.zeros(1, 1, 1, 4, 4), torch.zeros(1, 1, 1, 4, 4, dtype=torch.bool)
    said[..., 0, 0], said[..., 1, 1], said[..., 3, 3] = 2.0, 5.0, -1.0
    where[..., 0, 0] = True  # so that (1, 1) is beside it, and does not count
    assert spotting_loss(said, where).item() == pytest.approx(softplus(-2.0) + softplus(0.0))
    assert spotting_loss(said, torch.zeros_like(where)).item() == pytest.approx(softplus(5.0))


def softplus(x):
    return math.log1p(math.exp(x))


def test_precision_and_recall_are_what_they_are_by_hand():
    seen, said = np.zeros((2, 4, len(KINDS), 2), bool)
    seen[:3, TREE, 1], said[1:, TREE, 1] = True, True  # two hits, one miss, one false alarm
    assert figures_of(said, seen, (8, 32)) == pytest.approx(
        {"validation/precision/tree/32": 2 / 3, "validation/recall/tree/32": 2 / 3, "validation/f1": 2 / 3}
    )


def test_it_says_where_in_the_picture_something_is():
    class Map(Spotter):
        def forward(self, frames):
            places = torch.full((2, 2, 2, 3, 4), -9.0)  # frames, kinds, distances, rows, columns
            places[0, 0, 1, 2, 0] = places[1, 1, 1, 0, 1:3] = 9.0
            places[:, :, 0, 1, 3] = 19.0
            return places

    seen = Map(SpotterConfig(kinds=("tree", "cow"))).look(torch.zeros(2, 128, 128, 3, dtype=torch.uint8))
    assert seen.chances[..., 1].gt(0.5).tolist() == [[True, False], [False, True]]
    assert seen.at[0, 0, 1].tolist() == pytest.approx([-0.75, 2 / 3], abs=1e-3)
    assert seen.at[1, 1, 1].tolist() == pytest.approx([0.0, -2 / 3], abs=1e-3), "between the two places that say so"
    torch.testing.assert_close(seen.at[:, :, 0], torch.tensor([0.75, 0.0]).expand(2, 2, 2), atol=1e-3, rtol=0)


def test_what_cannot_be_is_said():
    with pytest.raises(TrainingError, match=r"batch_size.*multiple of the 3 worlds"):
        check_config(SpotterTrainingConfig, {"worlds": 3, "batch_size": 4})
    with pytest.raises(ValueError, match="must differ"):
        SpotterConfig(kinds=("tree", "tree"))
    with pytest.raises(ValueError, match="must ascend"):
        SpotterConfig(within=(32, 10))
    with pytest.raises(TrainingError, match=r"within: .*must ascend"):
        check_config(SpotterTrainingConfig, {"within": [10, 10]})
    with pytest.raises(RewardError, match="uint8"):
        Spotter(SpotterConfig(kinds=("tree",)))(torch.zeros(1, 128, 128, 3))


def test_a_policy_is_no_spotter(tmp_path):
    Spotter(SpotterConfig(kinds=("tree",))).save_pretrained(tmp_path)
    with pytest.raises(CheckpointError, match="of kind 'spotter'; VPTPolicy loads kind 'policy'"):
        VPTPolicy.from_pretrained(tmp_path)
    with pytest.raises(TrainingError, match=r"tasks: .*unknown task 'nothing'"):
        check_config(SpotterTrainingConfig, {"tasks": ["nothing"]})
