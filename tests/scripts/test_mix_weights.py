"""A mix lies on the straight line between two networks."""

import sys

import pytest
import torch

from agents.spotter.model import Spotter, SpotterConfig
from scripts.mix_weights import main, mixed


def spotter(seed):
    torch.manual_seed(seed)
    return Spotter(SpotterConfig(kinds=("tree",), width=8))


def test_a_mix_has_so_much_of_each(tmp_path, monkeypatch):
    first, second = spotter(0), spotter(1)
    first.save_pretrained(tmp_path / "first")
    second.save_pretrained(tmp_path / "second")
    folders = [str(tmp_path / name) for name in ("first", "second", "mixed")]
    monkeypatch.setattr(sys, "argv", ["mix_weights", *folders, "--share", "0.25"])
    main()
    between = Spotter.from_pretrained(tmp_path / "mixed")
    torch.testing.assert_close(between.head.weight, 0.75 * first.head.weight + 0.25 * second.head.weight)


def test_the_ends_of_the_line_are_the_two():
    first, second = spotter(0).state_dict(), spotter(1).state_dict()
    torch.testing.assert_close(mixed(first, second, 0.0), first)
    torch.testing.assert_close(mixed(first, second, 1.0), second)


def test_different_networks_do_not_mix(tmp_path, monkeypatch, capsys):
    with pytest.raises(ValueError, match="different networks"):
        mixed(spotter(0).state_dict(), {}, 0.5)
    spotter(0).save_pretrained(tmp_path / "one")
    Spotter(SpotterConfig(kinds=("cow",), width=8)).save_pretrained(tmp_path / "other")
    monkeypatch.setattr(sys, "argv", ["mix_weights", *(str(tmp_path / name) for name in ("one", "other", "mixed"))])
    with pytest.raises(SystemExit):
        main()
    assert "different configurations" in capsys.readouterr().err
    assert not (tmp_path / "mixed").exists()
