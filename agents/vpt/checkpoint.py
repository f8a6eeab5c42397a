"""Other people's checkpoints: OpenAI's `.model` and `.weights`, STEVE-1's policy and prior.

A `.model` file is a pickle, which can run any code. It is read here by an unpickler that knows plain containers and
three classes of `gym3`, and for those puts in stand-ins that do nothing.
"""

import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any, Literal

from torch import Tensor

from agents.errors import CheckpointError
from agents.pretrained import LoadReport, Pretrained, load_weights, read_weights
from agents.vpt.config import (
    GOAL_SIZE,
    ForeignConfigError,
    InverseConfig,
    PolicyConfig,
    PriorConfig,
    read_openai,
)
from agents.vpt.idm import InverseDynamics
from agents.vpt.policy import VPTPolicy
from agents.vpt.prior import GoalPrior

Kind = Literal["vpt", "steve1", "idm", "prior"]
"""A policy, a policy with a goal, an inverse dynamics model, STEVE-1's prior."""
_PREFIX = "mine_policy."
"""What a trainer put before every name (MineStudio's checkpoints)."""


class StandIn:
    """In the place of an object of `gym3`: takes anything, does nothing."""

    def __new__(cls, *_args: Any, **_kwargs: Any) -> "StandIn":
        """Return a stand-in whatever is given."""
        return super().__new__(cls)

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        pass


_ALLOWED: dict[tuple[str, str], type] = {
    ("collections", "OrderedDict"): OrderedDict,
    **{("gym3.types", name): StandIn for name in ("DictType", "TensorType", "Discrete")},
    **{
        (module, kind.__name__): kind
        for module in ("builtins", "__builtin__")
        for kind in (dict, list, tuple, set, frozenset)
    },
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Any:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise CheckpointError(
                f"the pickle names {module}.{name}, which a .model file has no need of: not read further"
            ) from None


def read_model_file(path: str | Path) -> dict[str, Any]:
    """Return the contents of a `.model` file without running any code in it.

    Raises:
        CheckpointError: It is not a pickle of a dict, or names a class or function beyond plain containers and
            `gym3.types`.
    """
    try:
        with Path(path).open("rb") as file:
            contents = _Unpickler(file).load()
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from None
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error}") from error
    except Exception as error:  # a broken pickle raises nearly anything
        raise CheckpointError(f"{path} is not a pickle: {error}") from error
    if not isinstance(contents, dict):
        raise CheckpointError(f"{path} holds a {type(contents).__name__}; a .model file holds a dict")
    return contents


def convert(
    kind: Kind, source: str | Path, destination: str | Path, model_file: str | Path | None = None
) -> LoadReport:
    """Turn a released checkpoint into a folder that `from_pretrained` reads.

    Args:
        kind: What it is of.
        source: The weights, see `read_weights`.
        destination: The folder.
        model_file: The `.model` file, which has the sizes and the temperature; the one beside the weights, of the same
            name, if None. The prior has none.

    Returns:
        What was missing and left over. The value head may be missing, and extra heads may be left over.

    Raises:
        CheckpointError: A file cannot be read, or the two do not belong together.
    """
    tensors = read_weights(source, _PREFIX)
    network: Pretrained[Any]
    if kind == "prior":
        network = GoalPrior(_prior_config(source, tensors))
    else:
        beside = Path(source).with_suffix(".model") if model_file is None else Path(model_file)
        if not beside.is_file():
            raise CheckpointError(
                f"there is no {beside}: name the .model file that belongs to {source}; weights do not tell the "
                "temperature"
            )
        network = _network(kind, beside)
    report = load_weights(network, tensors)
    missing = [name for name in report.missing if not name.startswith("value_head.")]
    if missing:
        raise CheckpointError(f"{source} lacks {len(missing)} weights of a {kind}, such as {missing[:3]}")
    network.save_pretrained(destination)
    return report


def _network(kind: Kind, model_file: Path) -> VPTPolicy | InverseDynamics:
    try:
        config = read_openai(read_model_file(model_file), GOAL_SIZE if kind == "steve1" else None)
    except ForeignConfigError as error:
        raise CheckpointError(f"{model_file}: {error}") from error
    if isinstance(config, InverseConfig) and kind == "idm":
        return InverseDynamics(config)
    if isinstance(config, PolicyConfig) and kind != "idm":
        return VPTPolicy(config)
    raise CheckpointError(f"{model_file} is of kind '{config.kind}', which '{kind}' is not")


def _prior_config(source: str | Path, tensors: dict[str, Tensor]) -> PriorConfig:
    try:
        outputs, hidden = tensors["encoder.6.weight"].shape
        embedding, _ = tensors["decoder.6.weight"].shape
    except (KeyError, ValueError) as error:
        raise CheckpointError(f"{source} is not STEVE-1's prior: no matrix at {error}") from error
    return PriorConfig(embedding=embedding, hidden=hidden, latent=outputs // 2)
