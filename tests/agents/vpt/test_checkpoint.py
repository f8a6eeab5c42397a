import json
import os
import pickle
import sys
import types
from collections import OrderedDict

import pytest
import torch
from safetensors.torch import save_file

from agents.errors import CheckpointError
from agents.pretrained import load_weights, read_weights
from agents.vpt.checkpoint import convert, read_model_file
from agents.vpt.config import PRESETS, InverseConfig, PolicyConfig, PriorConfig, read_openai
from agents.vpt.policy import VPTPolicy
from agents.vpt.prior import GoalPrior
from tests.agents.vpt.networks import GOAL, INVERSE, TINY, inverse, tiny
from tests.agents.vpt.recipe import fill, frames, weights

PRIOR = PriorConfig(embedding=16, hidden=12, latent=10)
COMMON = {
    "hidsize": 64,
    "impala_width": 0.5,
    "impala_chans": [16, 32, 32],
    "impala_kwargs": {"post_pool_groups": 1},
    "init_norm_kwargs": {"batch_norm": False, "group_norm_groups": 1},
    "attention_heads": 4,
    "timesteps": 128,
    "pointwise_ratio": 4,
    "pointwise_use_activation": False,
    "recurrence_is_residual": True,
    "recurrence_type": "transformer",
    "use_pointwise_layer": True,
    "use_pre_lstm_ln": False,
    "active_reward_monitors": {"anything": 1},
}
KEYWORDS = COMMON | {
    "attention_mask_style": "clipped_causal",
    "attention_memory_size": 144,
    "img_shape": [32, 32, 3],
    "n_recurrence_layers": 4,
}
INVERSE_KEYWORDS = COMMON | {
    "attention_mask_style": "none",
    "attention_memory_size": 128,
    "img_shape": [32, 32, 8],
    "n_recurrence_layers": 2,
    "conv3d_params": {"inchan": 3, "outchan": 8, "kernel_size": [5, 1, 1], "padding": [2, 0, 0]},
}


def contents(keywords, temperature):
    return {
        "version": 1361,
        "model": {"args": {"net": {"args": keywords}, "pi_head_opts": {"temperature": temperature}}},
    }


def write_model(path, keywords=KEYWORDS, temperature=2, **more):
    path.write_bytes(pickle.dumps(contents(keywords, temperature) | more))
    return path


def same(one, other):
    return all(torch.equal(x, y) for x, y in zip(one.state_dict().values(), other.state_dict().values(), strict=True))


@pytest.mark.parametrize("network", [tiny(), tiny(13, GOAL), inverse(), fill(GoalPrior(PRIOR), 60)])
def test_what_is_saved_is_loaded(network, tmp_path):
    network.save_pretrained(tmp_path / "deep" / "er")
    assert sorted(path.name for path in (tmp_path / "deep" / "er").iterdir()) == ["config.json", "model.safetensors"]
    loaded = type(network).from_pretrained(tmp_path / "deep" / "er")
    assert loaded.config == network.config
    assert same(network, loaded)
    for one, other in zip(network.parameters(), loaded.parameters(), strict=True):
        assert one.requires_grad == other.requires_grad


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_weights_in_half_precision_are_loaded_in_single(dtype, tmp_path):
    network = tiny().to(dtype)
    network.save_pretrained(tmp_path)
    assert same(VPTPolicy.from_pretrained(tmp_path), network.float())


def test_failed_save_leaves_the_old_one(tmp_path, monkeypatch):
    tiny(1).save_pretrained(tmp_path)
    monkeypatch.setattr("safetensors.torch.save_file", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        tiny(2).save_pretrained(tmp_path)
    assert same(VPTPolicy.from_pretrained(tmp_path), tiny(1))


def test_folders_that_are_no_network_are_told(tmp_path):
    with pytest.raises(CheckpointError, match="not owner/name"):
        VPTPolicy.from_pretrained(tmp_path / "nowhere")
    with pytest.raises(CheckpointError, match=r"has no config\.json"):
        VPTPolicy.from_pretrained(tmp_path)
    inverse().save_pretrained(tmp_path)
    with pytest.raises(CheckpointError, match="is of kind 'inverse'; VPTPolicy loads kind 'policy'"):
        VPTPolicy.from_pretrained(tmp_path)
    tiny().save_pretrained(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(json.loads(TINY.model_dump_json()) | {"speed": 3}))
    with pytest.raises(CheckpointError, match="speed"):
        VPTPolicy.from_pretrained(tmp_path)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(CheckpointError, match="not JSON"):
        VPTPolicy.from_pretrained(tmp_path)
    (tmp_path / "config.json").write_text(TINY.model_dump_json())
    save_file({"net.final_ln.weight": torch.ones(64)}, tmp_path / "model.safetensors")
    with pytest.raises(CheckpointError, match=r"lacks .*net\.final_ln\.bias"):
        VPTPolicy.from_pretrained(tmp_path)


def test_hub_is_asked_only_if_there_is_no_folder(tmp_path, monkeypatch):
    tiny().save_pretrained(tmp_path / "cache")
    asked = []

    def download(name, **kwargs):
        asked.append((name, kwargs["revision"], sorted(kwargs["allow_patterns"])))
        return str(tmp_path / "cache")

    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    monkeypatch.chdir(tmp_path)
    assert same(VPTPolicy.from_pretrained("cache"), tiny())
    assert asked == []
    assert same(VPTPolicy.from_pretrained("someone/vpt", revision="main"), tiny())
    assert asked == [("someone/vpt", "main", ["config.json", "model.safetensors"])]


def foreign_types(monkeypatch):
    module = types.ModuleType("gym3.types")
    for name in ("DictType", "TensorType", "Discrete", "Real"):
        kind = type(name, (), {"__module__": "gym3.types", "__init__": lambda self, *args: setattr(self, "args", args)})
        setattr(module, name, kind)
    monkeypatch.setitem(sys.modules, "gym3", types.ModuleType("gym3"))
    monkeypatch.setitem(sys.modules, "gym3.types", module)
    return module


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_model_file_is_read_without_gym3(tmp_path, monkeypatch, protocol):
    gym3 = foreign_types(monkeypatch)
    space = gym3.DictType({"camera": gym3.TensorType((1,), gym3.Discrete(121))})
    more = {"extra_args": OrderedDict(ac_space=space, seen={1, 2}, frozen=frozenset("a"))}
    (tmp_path / "a.model").write_bytes(pickle.dumps(contents(KEYWORDS, 2) | more, protocol))
    monkeypatch.delitem(sys.modules, "gym3.types")
    read = read_model_file(tmp_path / "a.model")
    assert read["model"]["args"]["net"]["args"] == KEYWORDS
    assert read["extra_args"]["seen"] == {1, 2}
    assert read_openai(read) == TINY


class Runs:
    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize(
    ("function", "arguments", "name"),
    [
        (os.system, ("touch hacked",), f"{os.system.__module__}.system"),
        (eval, ("open('hacked', 'w')",), "builtins.eval"),
        (getattr, (dict, "fromkeys"), "builtins.getattr"),
        (open, ("hacked", "w"), "io.open"),
        (types.SimpleNamespace, (), "types.SimpleNamespace"),
    ],
)
def test_model_file_that_names_anything_else_is_refused(tmp_path, monkeypatch, function, arguments, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.model").write_bytes(pickle.dumps(contents(KEYWORDS, 2) | {"x": Runs(function, *arguments)}))
    with pytest.raises(CheckpointError, match=f"names {name}"):
        read_model_file(tmp_path / "a.model")
    assert not (tmp_path / "hacked").exists()


def test_model_file_with_other_class_of_gym3_is_refused(tmp_path, monkeypatch):
    gym3 = foreign_types(monkeypatch)
    (tmp_path / "a.model").write_bytes(pickle.dumps({"x": gym3.Real()}))
    with pytest.raises(CheckpointError, match=r"names gym3\.types\.Real"):
        read_model_file(tmp_path / "a.model")


@pytest.mark.parametrize("content", [b"", b"PK not a pickle", pickle.dumps([1]), pickle.dumps({"a": 1})[:-3]])
def test_file_that_is_no_model_file_is_told(tmp_path, content):
    (tmp_path / "a.model").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"a\.model"):
        read_model_file(tmp_path / "a.model")


def test_openais_keywords_are_read():
    released = KEYWORDS | {"hidsize": 2048, "impala_width": 8, "attention_heads": 16, "img_shape": [128, 128, 3]}
    read = read_openai(contents(released | {"attention_memory_size": 256}, "1.0"))
    assert read == PRESETS["2x"]
    assert isinstance(read.temperature, float)
    assert read_openai(contents(KEYWORDS, 2), goal_size=16) == GOAL
    inverse_read = read_openai(contents(INVERSE_KEYWORDS, 4))
    assert inverse_read == INVERSE
    big = {"hidsize": 4096, "impala_width": 16, "attention_heads": 32, "img_shape": [128, 128, 128]}
    conv = {"conv3d_params": INVERSE_KEYWORDS["conv3d_params"] | {"outchan": 128}}
    assert read_openai(contents(INVERSE_KEYWORDS | big | conv, 4)) == InverseConfig()


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"recurrence_type": "multi_layer_lstm"}, "recurrence_type"),
        ({"use_pre_lstm_ln": True}, "use_pre_lstm_ln"),
        ({"attention_mask_style": "none"}, "neither a policy"),
        ({"attention_heads": 5}, "multiple of heads"),
        ({"init_norm_kwargs": {"batch_norm": True}}, "init_norm_kwargs"),
        ({"impala_kwargs": {}}, "impala_kwargs"),
    ],
)
def test_networks_that_are_others_are_told(keywords, message):
    with pytest.raises(ValueError, match=message):
        read_openai(contents(KEYWORDS | keywords, 2))
    with pytest.raises(ValueError, match="temperature"):
        read_openai({"model": {"args": {"net": {"args": KEYWORDS}, "pi_head_opts": {}}}})


@pytest.mark.parametrize("wrap", [lambda x: x, lambda x: {"state_dict": {f"mine_policy.{k}": v for k, v in x.items()}}])
@pytest.mark.parametrize("name", ["a.weights", "a.safetensors"])
def test_weights_are_unwrapped(tmp_path, wrap, name):
    tensors = {"net.final_ln.weight": torch.ones(64), "pi_head.camera.linear_layer.bias": torch.zeros(121)}
    wrapped = wrap(OrderedDict(tensors))
    if name.endswith("safetensors"):
        save_file(wrapped.get("state_dict", wrapped), tmp_path / name)
    else:
        torch.save(wrapped, tmp_path / name)
    read = read_weights(tmp_path / name, "mine_policy.")
    assert read.keys() == tensors.keys()
    assert all(torch.equal(read[key], tensors[key]) for key in tensors)


def test_weights_that_are_none_are_told(tmp_path):
    for name, content in {"a.weights": Runs(os.system, "true"), "b.weights": [1], "c.weights": {"a": 1}}.items():
        torch.save(content, tmp_path / name)
        with pytest.raises(CheckpointError, match=name):
            read_weights(tmp_path / name, "mine_policy.")
    for name in ("d.weights", "d.safetensors"):
        (tmp_path / name).write_bytes(b"nothing of the kind")
        with pytest.raises(CheckpointError, match="cannot be read"):
            read_weights(tmp_path / name, "mine_policy.")
        with pytest.raises(CheckpointError, match="cannot be read"):
            read_weights(tmp_path / f"missing_{name}", "mine_policy.")


def test_load_says_what_is_left_over():
    shapes = {name: value.shape for name, value in VPTPolicy(TINY).state_dict().items()}
    tensors = weights(shapes, 1)
    tensors["aux_value_head.weight"] = torch.ones(3)
    del tensors["value_head.linear.bias"]
    report = load_weights(VPTPolicy(TINY), tensors)
    assert report.missing == ("value_head.linear.bias",)
    assert report.unexpected == ("aux_value_head.weight",)


def test_weights_of_another_size_name_the_preset_that_fits():
    policy = tiny()
    with torch.device("meta"):
        large, goal = (VPTPolicy(PRESETS[name]).state_dict() for name in ("3x", "steve1"))
        other = VPTPolicy(TINY.model_copy(update={"width": 32})).state_dict()
    with pytest.raises(CheckpointError, match="the weights fit the preset '3x'"):
        load_weights(policy, large)
    with pytest.raises(CheckpointError, match="the weights fit the preset 'steve1'"):
        load_weights(policy, goal)
    with pytest.raises(CheckpointError, match="none of the presets"):
        load_weights(policy, other)
    with pytest.raises(CheckpointError, match="none of the 1 weights belongs to a VPTPolicy"):
        load_weights(policy, {"x": torch.ones(1)})


@pytest.mark.parametrize(
    ("kind", "network", "keywords", "temperature"),
    [
        ("vpt", tiny(), KEYWORDS, 2),
        ("steve1", fill(VPTPolicy(TINY.model_copy(update={"goal_size": 512})), 61), KEYWORDS, 2),
        ("idm", inverse(), INVERSE_KEYWORDS, 4),
        ("prior", fill(GoalPrior(PRIOR), 62), None, None),
    ],
)
def test_converted_checkpoint_is_the_network(tmp_path, kind, network, keywords, temperature):
    torch.save(OrderedDict(network.state_dict()), tmp_path / "a.weights")
    if keywords is not None:
        write_model(tmp_path / "a.model", keywords, temperature)
    report = convert(kind, tmp_path / "a.weights", tmp_path / "out")
    assert report == ((), ())
    loaded = type(network).from_pretrained(tmp_path / "out")
    assert loaded.config == network.config
    assert same(loaded, network)


def test_conversion_without_a_value_head_or_with_more_heads_succeeds(tmp_path):
    tensors = {key: value for key, value in tiny().state_dict().items() if not key.startswith("value_head")}
    torch.save(tensors | {"aux.weight": torch.ones(1)}, tmp_path / "a.weights")
    write_model(tmp_path / "b.model")
    report = convert("vpt", tmp_path / "a.weights", tmp_path / "out", tmp_path / "b.model")
    assert {name.split(".")[0] for name in report.missing} == {"value_head"}
    assert report.unexpected == ("aux.weight",)
    video, first = frames(1, 2, 32, 63), torch.zeros(1, 2, dtype=torch.bool)
    policies = tiny(), VPTPolicy.from_pretrained(tmp_path / "out")
    with torch.no_grad():
        one, other = (policy(video, first, policy.initial_state(1)).buttons for policy in policies)
    assert torch.equal(one, other)


def test_conversions_that_cannot_be_are_told(tmp_path):
    torch.save(tiny().state_dict(), tmp_path / "a.weights")
    with pytest.raises(CheckpointError, match=r"there is no .*a\.model.*temperature"):
        convert("vpt", tmp_path / "a.weights", tmp_path / "out")
    write_model(tmp_path / "a.model")
    with pytest.raises(CheckpointError, match="is of kind 'policy', which 'idm' is not"):
        convert("idm", tmp_path / "a.weights", tmp_path / "out")
    with pytest.raises(CheckpointError, match=r"lacks 2 weights of a steve1.*mineclip_embed_linear"):
        convert("steve1", tmp_path / "a.weights", tmp_path / "out")
    with pytest.raises(CheckpointError, match="not STEVE-1's prior"):
        convert("prior", tmp_path / "a.weights", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_config_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="multiple of heads"):
        PolicyConfig(width=10, channels=(1, 1, 1), heads=4, blocks=1, temperature=1.0)
    with pytest.raises(ValueError, match="multiple of stem"):
        PolicyConfig(width=8, channels=(1, 1, 1), heads=4, blocks=1, temperature=1.0, stem=3)
    with pytest.raises(ValueError, match="odd"):
        InverseConfig(conv_frames=4)
    with pytest.raises(ValueError, match="temperature"):
        PolicyConfig(width=8, channels=(1, 1, 1), heads=4, blocks=1, temperature=0.0)


def test_prior_draws_from_its_generator():
    prior, text = fill(GoalPrior(PRIOR), 64), torch.ones(2, 16)
    with torch.no_grad():
        draws = [prior(text, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2)]
    assert torch.equal(draws[0], draws[1])
    assert not torch.equal(draws[0], draws[2])
