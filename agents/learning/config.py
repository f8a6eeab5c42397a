"""What runs are made with: typed, read from YAML, overridden on the command line, saved in the run."""

import copy
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.data.sequences import SequenceConfig
from agents.errors import TrainingError

Positive = Annotated[int, Field(ge=1)]
_ConfigT = TypeVar("_ConfigT", bound=BaseModel)


class RunConfig(BaseModel):
    """What every run of learning is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    steps: Positive = 10_000
    """Batches to learn from."""
    learning_rate: Annotated[float, Field(gt=0)]
    warmup_steps: Annotated[int, Field(ge=0)] = 200
    """Batches over which the learning rate rises from zero; it falls to a tenth by the end, along a cosine."""
    weight_decay: Annotated[float, Field(ge=0)]
    """Decoupled (AdamW), on weights of linear and convolutional layers alone."""
    clip_norm: Annotated[float, Field(gt=0)]
    """Longest gradient."""
    precision: Literal["float32", "bfloat16"] = "float32"
    """Of activations; weights stay in single precision."""
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


class ImitationConfig(RunConfig):
    """Behaviour cloning on sequences, with memory that is carried from one to the next.

    The defaults are VPT's for fine-tuning (learning rate, weight decay, clipping); a small policy from scratch wants a
    higher learning rate, see `examples/imitate_chop_log.yaml`.
    """

    policy: str = "nano"
    """A preset of `agents.vpt.config.PRESETS` to begin from nothing, or a folder or Hugging Face id to go on from."""
    data: SequenceConfig
    """What to imitate."""
    validation: SequenceConfig | None = None
    """What to measure the loss on; never learnt from."""
    learning_rate: Annotated[float, Field(gt=0)] = 1.81e-4
    weight_decay: Annotated[float, Field(ge=0)] = 0.039428
    clip_norm: Annotated[float, Field(gt=0)] = 5.0
    compile: bool = False
    """Whether the policy goes through `torch.compile`."""


class RewardTrainingConfig(RunConfig):
    """Contrastive training of video against text.

    The defaults train a small model from nothing; the published recipe stands in `examples/train_reward.yaml`.
    """

    model: str = "small"
    """A preset of `agents.mineclip.config.PRESETS` to begin from nothing, or a folder or Hugging Face id to go on from,
    such as a converted CLIP."""
    prompts: Path | None = None
    """More sentences, one a line, whose words a new small model is to know besides those of the captions and of the
    negatives that ship."""
    clips: Annotated[tuple[Path, ...], Field(min_length=1)]
    """Folders of clips to learn from."""
    validation: tuple[Path, ...] = ()
    """Folders of clips to measure on; never learnt from."""
    batch_size: Annotated[int, Field(ge=2)] = 64
    """Clips, in each process."""
    hard_share: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Share of a batch that is pairs: a clip that does something, and one of the same behaviour that does not."""
    learning_rate: Annotated[float, Field(gt=0)] = 1e-3
    weight_decay: Annotated[float, Field(ge=0)] = 0.05
    clip_norm: Annotated[float, Field(gt=0)] = 1.0
    layer_decay: Annotated[float, Field(gt=0, le=1)] = 1.0
    """The learning rate of a transformer's block is that of the block above times this; 1 is the same for all."""
    frozen_layers: Annotated[int, Field(ge=0)] = 0
    """The first so many blocks of both transformers, and what comes before them, stay as they are; 0 trains all."""
    shift: Annotated[int, Field(ge=0)] = 4
    """Pictures of a clip are moved by up to so many pixels, all alike; 0 leaves them."""
    jitter: Annotated[float, Field(ge=0, lt=1)] = 0.15
    """Contrast and brightness of a clip are changed by up to this share; 0 leaves them."""
    size_weighting: bool = False
    """Whether clips whose target looks small pull less, as in CLIP4MC."""
    last_frame: bool = False
    """A control: whether the model sees no more than the last frame of a clip."""
    shuffle_captions: bool = False
    """A control: whether captions are dealt out anew over the clips, so that there is nothing to learn."""
    readers: Positive = 2
    """Threads that decode clips while the batch before is learnt from."""
    cache_gigabytes: Annotated[float, Field(ge=0)] | None = None
    """Memory for clips that stay decoded; half of what is free if not given."""


def read_config(kind: type[_ConfigT], file: Path, overrides: list[str]) -> _ConfigT:
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
    return check_config(kind, override(fields, overrides))


def check_config(kind: type[_ConfigT], fields: dict[str, Any]) -> _ConfigT:
    """Return a configuration from plain values.

    Raises:
        TrainingError: A field is unknown or cannot be.
    """
    try:
        return kind.model_validate(fields)
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
