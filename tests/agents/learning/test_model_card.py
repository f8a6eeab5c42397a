"""Cards: what they say of each kind of run, and that films and figures come and go."""

import pytest
import yaml

from agents.learning.abouts import about_imitation, about_reinforcement, about_spotter
from agents.learning.config import ImitationConfig, ReinforcementConfig, SpotterTrainingConfig, check_config
from agents.learning.imitation import Imitation
from agents.learning.model_card import CARD, CURVES, About, link_film, model_card
from agents.learning.run_folder import RunFolder
from agents.spotter.model import Spotter, SpotterConfig
from agents.vpt.policy import VPTPolicy
from tests.agents.learning.recordings import write_recordings
from tests.agents.learning.test_rollout import TINY

ABOUT = About(
    "A title", "What it is.", "lodestone train imitate", ["a fact"], "On others:", {"validation/loss": "loss"}
)
RECORDINGS = {"folders": ["demos/train"], "batch_size": 2, "sequence_length": 4}


def imitation(**fields):
    return check_config(ImitationConfig, {"data": RECORDINGS} | fields)


def test_a_run_leaves_a_card_with_what_it_measured_and_its_curves(tmp_path):
    data = RECORDINGS | {"folders": [str(write_recordings(tmp_path / "data", 4, 6))], "null_actions": "keep"}
    config = imitation(data=data, validation=data, steps=2, threads=1, log_every=1)
    folder = RunFolder(tmp_path / "run")
    folder.begin(config)
    model = Imitation(config, folder).run()
    card = (model / CARD).read_text()
    assert (model / CURVES).exists()
    assert f"| {folder.figures()['validation/loss']:.3f} |" in card
    assert all(
        words in card for words in ("4 recordings", "2 batches of 2 x 4 frames", "lodestone train imitate", CURVES)
    )


def test_what_was_not_measured_is_not_in_the_card():
    bare = model_card(ABOUT, imitation(), {"train/loss": 1.0}, curves=False)
    assert "On others:" not in bare
    assert CURVES not in bare
    full = model_card(ABOUT, imitation(), {"validation/loss": 0.25}, curves=True)
    assert "On others:" in full
    assert "| loss | 0.250 |" in full


def test_the_card_holds_the_configuration_that_makes_it_again():
    config = imitation(steps=77)
    text = model_card(ABOUT, config, {}, curves=False)
    written = text.partition("```yaml\n")[2].partition("```")[0]
    assert check_config(ImitationConfig, yaml.safe_load(written)) == config


def test_each_kind_says_what_it_learnt_from():
    policy = VPTPolicy(TINY.model_copy(update={"goal_size": 5}))
    cloned = about_imitation(imitation(), policy, 1234)
    assert "1,234 recordings" in cloned.facts[0]
    assert "5 numbers of a prompt" in cloned.intro
    fields = {"policy": "start", "tasks": ["skills/chop_log"], "worlds": 4, "fragment_steps": 8, "steps": 100}
    reinforced = about_reinforcement(check_config(ReinforcementConfig, fields), policy)
    assert any("3,200 steps of the world" in fact for fact in reinforced.facts)
    assert any("KL to `start`" in fact for fact in reinforced.facts)
    helped = fields | {"curriculum": {"begin": {"low": 2, "high": 4.5}}, "self_imitation": {"weight": 0.1}}
    facts = about_reinforcement(check_config(ReinforcementConfig, helped), policy).facts
    assert "A curriculum of 8 stages: starts with low 2, high 4.5 at first, the task's own last." in facts
    assert any("weight 0.1" in fact for fact in facts)
    alone = about_reinforcement(check_config(ReinforcementConfig, fields | {"teacher_weight": 0}), policy)
    assert "No teacher." in alone.facts
    spotter = about_spotter(SpotterTrainingConfig(), Spotter(SpotterConfig(kinds=("tree", "iron_ore"))))
    assert spotter.figures["validation/recall/iron_ore/32"] == "recall, iron ore within 32"
    assert "within 10 and 32 blocks" in spotter.intro


@pytest.mark.parametrize("there", [True, False])
def test_the_newest_film_is_linked_once(tmp_path, there):
    if there:
        (tmp_path / CARD).write_text("# A card\n")
    link_film(tmp_path, "film.mp4", "the first")
    link_film(tmp_path, "film.mp4", "the second")
    card = (tmp_path / CARD).read_text()
    assert card.count("film.mp4") == 1
    assert "[the second](film.mp4)" in card
    assert card.startswith("# A card\n") == there
