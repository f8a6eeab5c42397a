"""Networks as folders: `model.safetensors` and `config.json`, on disk or on the Hugging Face hub."""

import json
import os
import pickle
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Generic, NamedTuple, Self, TypeVar

import torch
from pydantic import BaseModel, ValidationError
from torch import Tensor, nn

from agents.errors import CheckpointError

CONFIG = "config.json"
WEIGHTS = "model.safetensors"
_WRAPPED = "state_dict"
_UNPICKLER = re.compile(r"WeightsUnpickler error:\s*(.*?)\s*(?:\n|Check the documentation|$)")
_HALF = (torch.float16, torch.bfloat16)
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_ConfigT = TypeVar("_ConfigT", bound=BaseModel)


class LoadReport(NamedTuple):
    """What was left over when weights were loaded."""

    missing: tuple[str, ...]
    """Parameters of the network that the weights do not hold; they keep their values."""
    unexpected: tuple[str, ...]
    """Weights that the network has no parameter for."""


class Pretrained(nn.Module, Generic[_ConfigT]):
    """A network that is told by its config, and can be saved and loaded as a folder."""

    config_type: ClassVar[type[BaseModel]]
    """Class of its config."""

    def __init__(self, config: _ConfigT) -> None:
        super().__init__()
        self.config = config

    def save_pretrained(self, folder: str | os.PathLike[str]) -> None:
        """Write weights and config into a folder, made if need be; each file is whole or not there at all."""
        from safetensors.torch import save_file

        path = Path(folder)
        path.mkdir(parents=True, exist_ok=True)
        tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in self.state_dict().items()}
        new_weights, new_config = path / f"{WEIGHTS}.tmp", path / f"{CONFIG}.tmp"
        save_file(tensors, new_weights)
        new_config.write_text(self.config.model_dump_json(indent=2) + "\n", "utf-8")
        new_weights.replace(path / WEIGHTS)
        new_config.replace(path / CONFIG)

    @classmethod
    def from_pretrained(cls, source: str | os.PathLike[str], revision: str | None = None) -> Self:
        """Return the network in a folder, on the CPU, in single precision even if its files hold half.

        Args:
            source: The folder, or if there is none of this name, `owner/name` of a repository on the Hugging Face hub.
            revision: Commit, tag or branch on the hub.

        Raises:
            CheckpointError: A file is missing, damaged, or of another kind of network, or the weights do not fit.
        """
        folder = folder_of(os.fspath(source), revision)
        for name in (CONFIG, WEIGHTS):
            if not (folder / name).is_file():
                raise CheckpointError(f"{folder} has no {name}; a saved network is {CONFIG} and {WEIGHTS}")
        with torch.device("meta"):
            network = cls(cls._read_config(folder / CONFIG))
        tensors = read_weights(folder / WEIGHTS, prefix="")
        single = {name: tensor.float() if tensor.dtype in _HALF else tensor for name, tensor in tensors.items()}
        report = load_weights(network, single, assign=True)
        if report.missing or report.unexpected:
            raise CheckpointError(
                f"{folder / WEIGHTS} lacks {list(report.missing)} and has {list(report.unexpected)} too many"
            )
        return network

    @classmethod
    def better_preset(cls, tensors: dict[str, Tensor]) -> str:
        """Return what an error says of weights whose shapes do not fit, such as the preset that they do fit."""
        return ""

    @classmethod
    def _read_config(cls, path: Path) -> Any:
        try:
            values = json.loads(path.read_text("utf-8"))
            expected = cls.config_type.model_fields["kind"].default
            if not isinstance(values, dict) or values.get("kind") != expected:
                kind = values.get("kind") if isinstance(values, dict) else None
                raise CheckpointError(f"{path} is of kind {kind!r}; {cls.__name__} loads kind '{expected}'")
            return cls.config_type.model_validate_json(path.read_text("utf-8"))
        except ValidationError as error:
            first = error.errors()[0]
            raise CheckpointError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise CheckpointError(f"{path} is not JSON: {error}") from error


def load_weights(module: Pretrained[Any], tensors: dict[str, Tensor], assign: bool = False) -> LoadReport:
    """Load weights by name and say what was left over.

    Args:
        module: Network to load into.
        tensors: Weights by name.
        assign: Whether the network takes the tensors themselves instead of copying their values, as on the meta device.

    Raises:
        CheckpointError: A shape differs, or no name fits.
    """
    own = module.state_dict()
    shared = own.keys() & tensors.keys()
    if not shared:
        raise CheckpointError(
            f"none of the {len(tensors)} weights belongs to a {type(module).__name__}: they have names such as "
            f"{sorted(tensors)[:3]}, it has names such as {sorted(own)[:3]}"
        )
    for name in sorted(shared):
        if own[name].shape != tensors[name].shape:
            raise CheckpointError(
                f"{name} has shape {tuple(tensors[name].shape)}, this {type(module).__name__} needs "
                f"{tuple(own[name].shape)}{module.better_preset(tensors)}"
            )
    module.load_state_dict({name: tensors[name] for name in shared}, strict=False, assign=assign)
    return LoadReport(tuple(sorted(own.keys() - shared)), tuple(sorted(tensors.keys() - shared)))


def read_weights(path: str | Path, prefix: str) -> dict[str, Tensor]:
    """Return weights by name from a `.weights`, `.pt`, `.pth` or `.ckpt` file of torch or a `.safetensors` file.

    A trainer's wrapping is taken off: the key `state_dict`, and a prefix of names; weights without it are left out if
    any have it.

    Raises:
        CheckpointError: It cannot be read without running code, or does not hold tensors by name.
    """
    import safetensors

    source = Path(path)
    try:
        if source.suffix == ".safetensors":
            from safetensors.torch import load_file

            contents: Any = load_file(source)
        else:
            contents = torch.load(source, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(source))
    except (OSError, RuntimeError, EOFError, ValueError, pickle.UnpicklingError, safetensors.SafetensorError) as error:
        inner = _UNPICKLER.search(str(error))  # around it torch advises to read the file in the unsafe way
        raise CheckpointError(f"{path} cannot be read as weights: {inner[1] if inner else error}") from error
    if isinstance(contents, Mapping) and isinstance(contents.get(_WRAPPED), Mapping):
        contents = contents[_WRAPPED]
    if not isinstance(contents, Mapping) or not contents:
        raise CheckpointError(f"{path} holds a {type(contents).__name__}; weights are tensors by name")
    if any(str(name).startswith(prefix) for name in contents):
        contents = {name.removeprefix(prefix): tensor for name, tensor in contents.items() if name.startswith(prefix)}
    wrong = [name for name, tensor in contents.items() if not isinstance(tensor, Tensor)]
    if wrong:
        raise CheckpointError(f"{path} holds something else than a tensor under {wrong[:3]}")
    return dict(contents)


def folder_of(source: str, revision: str | None = None) -> Path:
    """Return the folder of a saved network, fetched from the Hugging Face hub if there is none of this name.

    Raises:
        CheckpointError: There is no such folder, and the hub does not give it.
    """
    if Path(source).exists():
        return Path(source)
    if not _REPOSITORY.fullmatch(source) or source.startswith("."):
        raise CheckpointError(f"there is no folder {source}, and it is not owner/name of a repository on the hub")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(source, revision=revision, allow_patterns=[CONFIG, WEIGHTS]))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError) as error:
        raise CheckpointError(f"there is no folder {source}, and the hub does not give it: {error}") from error
