import numpy as np
import pytest
import torch

from agents.errors import RewardError
from agents.mineclip.terms import RewardTerms


def test_terms_are_weighted_added_and_logged():
    terms = RewardTerms({"mineclip": 1.0, "success": 100.0, "kl": -0.1})
    values = {"kl": torch.tensor([1.0, 2.0]), "mineclip": np.array([0.5, 0.0], np.float32), "success": [False, True]}
    total = terms.combine(values)
    assert total.dtype == np.float32
    np.testing.assert_allclose(total, [0.4, 99.8], rtol=1e-6)
    terms.combine({name: np.zeros(2) for name in values})
    logged = terms.log()
    assert list(logged) == ["reward/mineclip", "reward/success", "reward/kl"]
    np.testing.assert_allclose(list(logged.values()), [0.125, 25.0, -0.075])
    assert terms.log() == {}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"mineclip": [1.0]}, "'success' is missing"),
        ({"mineclip": [1.0], "success": [1.0], "penalty": [1.0]}, "no reward term 'penalty': mineclip, success"),
        ({"mineclip": [1.0], "success": [1.0, 2.0]}, "as long as each other"),
        ({"mineclip": 1.0, "success": [1.0]}, "shape"),
        ({"mineclip": [np.nan], "success": [1.0]}, "'mineclip' must be finite"),
    ],
)
def test_terms_that_are_refused(values, words):
    with pytest.raises(RewardError, match=words):
        RewardTerms({"mineclip": 1.0, "success": 1.0}).combine(values)


def test_weights_that_are_refused():
    with pytest.raises(RewardError, match="needs a term"):
        RewardTerms({})
    with pytest.raises(RewardError, match="weight of 'kl'"):
        RewardTerms({"kl": float("inf")})
