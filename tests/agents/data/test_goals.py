"""Orders become goals: one embedding for every frame, which sequences hand on and a new policy learns to take."""

import numpy as np
import pytest

from agents.data.goals import write_goal
from agents.data.segments import find_segments
from agents.data.sequences import SequenceConfig, Sequences
from agents.data.writer import EpisodeWriter
from agents.errors import RecordingError
from agents.learning.config import ImitationConfig, check_config
from agents.learning.imitation import Imitation
from agents.learning.run_folder import RunFolder

ORDERS = {"chop a tree": np.array([1.0, 0.0, 0.0], np.float32), "mine stone": np.array([0.0, 1.0, 0.0], np.float32)}


def record(folder, name, order):
    with EpisodeWriter(folder, name, (128, 128), metadata={"order": order} if order else None) as writer:
        for _ in range(8):
            writer.append(np.zeros((128, 128, 3), np.uint8), {"forward": 1})


def test_sequences_say_the_order_of_each_frame(tmp_path):
    record(tmp_path, "a", "chop a tree")
    record(tmp_path, "b", "mine stone")
    for segment in find_segments(tmp_path):
        write_goal(segment, ORDERS.__getitem__)
        write_goal(segment, ORDERS.__getitem__)  # again, in place of the first
    data = Sequences(SequenceConfig(folders=[tmp_path], sequence_length=8, batch_size=2), epochs=1)
    assert data.goal_size == 3
    (batch,) = list(data)
    assert {tuple(row[0]) for row in batch.goal} == {tuple(goal) for goal in ORDERS.values()}
    assert (batch.goal == batch.goal[:, :1]).all()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_new_policy_takes_goals_where_there_are_some(tmp_path):
    record(tmp_path / "demos", "a", "chop a tree")
    config = {"policy": "nano", "data": {"folders": [str(tmp_path / "demos")], "sequence_length": 8, "batch_size": 1}}
    without = Imitation(check_config(ImitationConfig, config), RunFolder(tmp_path / "run"))
    assert without.network.config.goal_size is None
    write_goal(find_segments(tmp_path / "demos")[0], ORDERS.__getitem__)
    told = Imitation(check_config(ImitationConfig, config), RunFolder(tmp_path / "run"))
    assert told.network.config.goal_size == 3
    assert float(told.outcome(next(told.batches())).loss.detach()) > 0


def test_what_has_no_order_is_named(tmp_path):
    record(tmp_path, "a", None)
    with pytest.raises(RecordingError, match=r"a-options\.json: says no order"):
        write_goal(find_segments(tmp_path)[0], ORDERS.__getitem__)
    (tmp_path / "a-options.json").unlink()
    with pytest.raises(RecordingError, match=r"has no .*a-options\.json"):
        write_goal(find_segments(tmp_path)[0], ORDERS.__getitem__)
