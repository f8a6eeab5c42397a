import numpy as np
import pytest
import torch

from agents.vpt.actions import to_joint
from agents.vpt.idm import _windows
from tests.agents.vpt.networks import inverse
from tests.agents.vpt.recipe import frames


def test_predictions_are_the_likeliest_of_a_window():
    model, video = inverse(), frames(1, 20, 32, 50)
    found = model.predict(video[0].numpy())
    with torch.no_grad():
        said = model(video)
    np.testing.assert_array_equal(found.keys, said.buttons[0].argmax(-1))
    np.testing.assert_array_equal(found.bins, said.camera[0].argmax(-1))
    np.testing.assert_allclose(found.key_probability, said.buttons[0, ..., 1].exp(), atol=1e-6)
    np.testing.assert_allclose(found.bin_probability.sum(-1), 1.0, atol=1e-5)
    assert found.keys.dtype == np.uint8
    assert to_joint(found.keys, found.bins).buttons.shape == (20,)


@pytest.mark.parametrize(("length", "starts"), [(5, [0]), (128, [0]), (129, [0, 1]), (300, [0, 64, 128, 172])])
def test_sliding_windows_keep_their_middle(length, starts):
    windows = _windows(length, 128, True)
    assert [start for start, _ in windows] == starts
    assert np.concatenate([np.arange(length)[keep] for _, keep in windows]).tolist() == list(range(length))
    for start, keep in windows:
        assert keep.start == 0 or keep.start >= start + 32
        assert keep.stop == length or keep.stop <= start + 96


def test_disjoint_windows_follow_each_other():
    windows = [(0, slice(0, 128)), (128, slice(128, 256)), (256, slice(256, 300))]
    assert _windows(300, 128, False) == windows


def test_long_videos_are_windows_side_by_side():
    model, video = inverse(window=8), frames(1, 21, 32, 51)[0]
    disjoint, sliding = model.predict(video, sliding=False), model.predict(video)
    np.testing.assert_allclose(disjoint.key_probability[8:16], model.predict(video[8:16]).key_probability, atol=1e-6)
    np.testing.assert_allclose(
        sliding.key_probability[6:10], model.predict(video[4:12]).key_probability[2:6], atol=1e-6
    )
    assert np.abs(disjoint.key_probability - sliding.key_probability).max() > 1e-3


def test_last_layer_counts_only_if_told():
    video = frames(1, 4, 32, 52)[0]
    models = [inverse(), inverse(), inverse(last_layer=True)]
    with torch.no_grad():
        models[1].net.lastlayer.layer.weight.zero_()
    public, zeroed, counted = (model.predict(video).key_probability for model in models)
    np.testing.assert_array_equal(public, zeroed)
    assert np.abs(public - counted).max() > 1e-3


def test_wrong_frames_are_told():
    with pytest.raises(ValueError, match="resize them"):
        inverse().predict(np.zeros((3, 36, 64, 3), np.uint8))
