"""What a run of imitation is made with: typed, read from YAML, overridden on the command line, saved in the run."""

import copy
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.data.sequences import SequenceConfig
from agents.errors import TrainingError

Positive = Annotated[int, Field(ge=1)]


class ImitationConfig(BaseModel):
    """Behaviour cloning on sequences, with memory that is carried from one to the next.

    The defaults are VPT's for fine-tuning (learning rate, weight decay, clipping); a small policy from scratch wants a
    higher learning rate, see `examples/imitate_chop_log.yaml`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    policy: str = "nano"
    """A preset of `agents.vpt.config.PRESETS` to begin from nothing, or a folder or Hugging Face id to go on from."""
    data: SequenceConfig
    """What to imitate."""
    validation: SequenceConfig | None = None
    """What to measure the loss on; never learnt from."""
    steps: Positive = 10_000
    """Batches to learn from."""
    learning_rate: Annotated[float, Field(gt=0)] = 1.81e-4
    warmup_steps: Annotated[int, Field(ge=0)] = 200
    """Batches over which the learning rate rises from zero; it falls to a tenth by the end, along a cosine."""
    weight_decay: Annotated[float, Field(ge=0)] = 0.039428
    """Decoupled (AdamW), on weights of linear and convolutional layers alone."""
    clip_norm: Annotated[float, Field(gt=0)] = 5.0
    """Longest gradient."""
    precision: Literal["float32", "bfloat16"] = "float32"
    """Of activations; weights stay in single precision."""
    compile: bool = False
    """Whether the policy goes through `torch.compile`."""
    device: str = "auto"
    """`auto` is `cuda` where there is one."""
    threads: Positive | None = None
    """Threads of torch on the CPU; all cores if not given."""
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    """Of the first weights and the order of the data."""
    log_every: Positive = 20
    validate_every: Positive = 500
    checkpoint_every: Positive = 500
    keep_checkpoints: Positive = 2
    """The newest so many stay."""


def read_config(file: Path, overrides: list[str]) -> ImitationConfig:
    """Return a checked configuration from a YAML file and `key=value` overrides (`data.batch_size=8`).

    Raises:
        TrainingError: The file cannot be read, or a field is unknown or cannot be.
    """
    try:
        fields = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise TrainingError(f"the configuration '{file}' cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise TrainingError(f"the configuration '{file}' is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(fields, dict):
        raise TrainingError(f"the configuration '{file}' must be fields and values, not {type(fields).__name__}")
    return check_config(override(fields, overrides))


def check_config(fields: dict[str, Any]) -> ImitationConfig:
    """Return a configuration from plain values.

    Raises:
        TrainingError: A field is unknown or cannot be.
    """
    try:
        return ImitationConfig.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise TrainingError(f"configuration, {where}: {first['msg']}") from error


def override(fields: dict[str, Any], changes: list[str]) -> dict[str, Any]:
    """Return plain values with `key=value` changes in place (`data.batch_size=8`).

    Raises:
        TrainingError: A change is none.
    """
    result = copy.deepcopy(fields)
    for change in changes:
        name, equals, value = change.partition("=")
        *path, last = name.split(".")
        if not equals or not last:
            raise TrainingError(f"an override is key=value, such as steps=1000, not '{change}'")
        place = result
        for part in path:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                raise TrainingError(f"override '{change}': '{part}' has no fields of its own")
        place[last] = yaml.safe_load(value)
    return result
