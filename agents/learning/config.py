"""What runs are made with: typed, read from YAML, overridden on the command line, saved in the run."""

import copy
from itertools import cycle, islice
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from agents.data.sequences import SequenceConfig
from agents.errors import TrainingError
from agents.mineclip.reward import Kind, Padding
from agents.spotter.model import Distances
from envs.overworld.senses.view import HORIZON
from envs.tasks import tasks_of

Positive = Annotated[int, Field(ge=1)]
_ConfigT = TypeVar("_ConfigT", bound=BaseModel)


def _ids(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(task.id for task in tasks_of(names))


Tasks = Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_ids)]
"""Tasks by id, such as `minedojo/harvest_1_log_forest`, or suites, such as `skills`, for all their tasks."""


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
    wandb: str | None = None
    """Project of Weights & Biases that gets the figures, too; none if not given. Needs the extra `wandb`."""


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


class VideoRewardConfig(BaseModel):
    """How the screen is judged."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: Annotated[str | None, Field(min_length=1)] = None
    """What the screen is to look like, in plain English; in each world its task's own prompt if not given."""
    model: str = "small"
    """A reward model: a shipped one, a folder or a Hugging Face id. It sees pictures of the policy's size."""
    kind: Kind = "direct"
    """Of reward: see `agents.mineclip.reward.VideoReward`."""
    padding: Padding = "first"
    """What stands for frames before an episode: its first one, or `black`, which published agents have."""


SiteField = Literal["low", "high", "aside"]


class CurriculumConfig(BaseModel):
    """Starts that move, for tasks that have a start site (`envs.overworld.sites.site.StartSite`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    begin: Annotated[dict[SiteField, float], Field(min_length=1)]
    """Fields of the site at the first stage, such as `{low: 2, high: 4}` blocks."""
    end: dict[SiteField, float] = {}
    """The same at the last stage. What is not given is the task's own, here and there."""
    stages: Annotated[int, Field(ge=2)] = 8
    """In equal steps."""
    success: Annotated[float, Field(gt=0, le=1)] = 0.7
    """Least success rate of a stage's last episodes from which the next stage follows."""
    episodes: Positive = 64
    """How many those are. Successes are short and end first: take a few times as many as there are worlds."""


class SelfImitationConfig(BaseModel):
    """How past successes are imitated: see `agents.learning.self_imitation`. `value_weight` is that of the source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weight: Annotated[float, Field(gt=0)]
    """In the loss."""
    value_weight: Annotated[float, Field(ge=0)] = 0.01
    """Of the value's part in it."""
    capacity: Positive = 128
    """Stretches that are kept, each of a fragment's steps of one world; as many as a minibatch has go with each."""


OVERWORLD = "overworld"
"""Name of our own world."""
Port = Annotated[int, Field(ge=1, le=65535)]


class ReinforcementConfig(RunConfig):
    """PPO in the Overworld, or in another simulator, from an imitated policy, held near a teacher.

    A step of the run is a fragment. The defaults are VPT's for fine-tuning with reinforcement learning where it has
    them (learning rate, weight decay, clipping, gamma, lambda, weight and decay of the distance to the teacher, steps
    of a fragment); a small policy takes a higher learning rate, see `examples/reinforce_chop_log.yaml`.
    """

    policy: str
    """Folder or Hugging Face id of the policy to go on from."""
    teacher: str | None = None
    """Folder or Hugging Face id of the policy to stay near; the one to go on from if not given."""
    tasks: Tasks
    """What is to be done. World i of each worker plays task i modulo their number."""
    world: str = OVERWORLD
    """Where: the Overworld, or Gymnasium's id of another simulator's world after the module that registers it, such as
    `lodestone:lodestone/MineDojo-v0`. Each of its worlds has a process of its own: see `envs.worker.worlds`."""
    world_ports: tuple[Port, ...] = ()
    """Of simulators that run already on this machine; the worlds of all workers have them in turn, so that one may be
    had by several. Each world starts a simulator of its own if not given."""
    biome: str | None = None
    """Where in the world, unless the task says so."""
    prompt: str | None = None
    """What a policy with goals is told in all worlds; in each its task's own prompt if not given."""
    text: str = "small"
    """The reward model whose features of prompts the policy's goals are: a shipped one, a folder or a hub id."""
    max_steps: Positive | None = None
    """Steps after which an episode is cut off; the task's own number if not given."""
    texture_seeds: Positive = 1
    """Sets of textures, which worlds have in turn: those of the same task as many as they can, those of the next worker
    the ones after them, and after the last the first again. Few worlds that look alike are faster than as many that do
    not. Other simulators than the Overworld have one."""
    worlds: Annotated[int, Field(ge=1, validate_default=True)] = 16
    """That are stepped side by side, by each worker; at least one for each task."""
    fragment_steps: Positive = 128
    """Steps of each world in a fragment: gradients flow through so many."""
    epochs: Positive = 2
    """How often a fragment is learnt from. Advantages are normalised over all of it: with several tasks, one whose
    returns vary more pulls more."""
    staleness: Annotated[int, Field(ge=0)] = 0
    """How many fragments the policy may have learnt from since it acted one; older ones are dropped. 0 waits for all
    workers before it learns, more lets them go on meanwhile, which is for slow worlds."""
    minibatches: Positive = 4
    """Updates in an epoch, each from other worlds."""
    gamma: Annotated[float, Field(ge=0, le=1)] = 0.999
    """What a reward is worth for each step (a twentieth of a second) that it comes later."""
    gae_lambda: Annotated[float, Field(ge=0, le=1)] = 0.95
    clip: Annotated[float, Field(gt=0)] = 0.2
    """How far from 1 a ratio of new and old probability still pays."""
    value_weight: Annotated[float, Field(ge=0)] = 0.5
    teacher_weight: Annotated[float, Field(ge=0)] = 0.2
    """Of KL(policy || teacher) in the loss, at first; 0 has no teacher at all."""
    teacher_decay: Annotated[float, Field(gt=0, le=1)] = 0.9995
    """What is left of that weight from one fragment to the next."""
    rewards: Annotated[dict[Literal["success", "task", "death", "step", "mineclip"], float], Field(min_length=1)] = {
        "success": 1.0,
        "death": -1.0,
        "step": -0.001,
    }
    """Weights of what steps pay: see `agents.learning.rollout.TERMS`."""
    mineclip: Annotated[VideoRewardConfig | None, Field(validate_default=True)] = None
    """Is given exactly if `rewards` has a weight for it."""
    curriculum: CurriculumConfig | None = None
    """Lets episodes begin near what is to be done at first; as the task says if not given. Each task that has a start
    site has a stage of its own."""
    self_imitation: SelfImitationConfig | None = None
    """Repeats what once led to success; no such thing if not given."""
    learning_rate: Annotated[float, Field(gt=0)] = 2e-5
    weight_decay: Annotated[float, Field(ge=0)] = 0.04
    clip_norm: Annotated[float, Field(gt=0)] = 5.0
    warmup_steps: Annotated[int, Field(ge=0)] = 10
    steps: Positive = 1_000
    """Fragments to learn from."""
    log_every: Positive = 5
    validate_every: Positive = 5
    """After so many fragments the episodes that ended are summed up."""
    checkpoint_every: Positive = 50

    @property
    def played(self) -> tuple[str, ...]:
        """Id of the task of each world of a worker."""
        return tuple(islice(cycle(self.tasks), self.worlds))

    @field_validator("world_ports")
    @classmethod
    def _are_of_a_simulator(cls, ports: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        if ports and info.data.get("world") == OVERWORLD:
            raise ValueError("the Overworld needs no port: name another world, such as --world minedojo")
        return ports

    @field_validator("texture_seeds")
    @classmethod
    def _are_of_the_overworld(cls, seeds: int, info: ValidationInfo) -> int:
        if seeds > 1 and info.data.get("world", OVERWORLD) != OVERWORLD:
            raise ValueError("only the Overworld has more than one set of textures")
        return seeds

    @field_validator("worlds")
    @classmethod
    def _play_all_tasks(cls, worlds: int, info: ValidationInfo) -> int:
        tasks = len(info.data.get("tasks", ()))
        if worlds < tasks:
            raise ValueError(f"each of {tasks} tasks needs one, and there are {worlds}")
        return worlds

    @field_validator("minibatches")
    @classmethod
    def _have_worlds(cls, minibatches: int, info: ValidationInfo) -> int:
        worlds = info.data.get("worlds", minibatches)
        if minibatches > worlds:
            raise ValueError(f"each needs a world, and there are {worlds}")
        return minibatches

    @field_validator("mineclip")
    @classmethod
    def _goes_with_its_weight(
        cls, mineclip: VideoRewardConfig | None, info: ValidationInfo
    ) -> VideoRewardConfig | None:
        if (mineclip is not None) != ("mineclip" in info.data.get("rewards", ())) and "rewards" in info.data:
            raise ValueError("give it and its weight, rewards.mineclip, or neither")
        return mineclip


def _within_reach(within: tuple[float, ...]) -> tuple[float, ...]:
    if within[-1] > HORIZON:
        raise ValueError(f"the view sense tells of {HORIZON:g} blocks at most, not {within[-1]:g}")
    return within


class SpotterTrainingConfig(RunConfig):
    """Supervised training of a spotter, on worlds that are roamed while it learns."""

    spotter: str | None = None
    """Folder or Hugging Face id of the spotter to go on from; a new one if not given."""
    tasks: Annotated[Tasks, Field(validate_default=True)] = ("skills",)
    """As whose episodes the worlds begin, each as often as the others."""
    within: Annotated[Distances, AfterValidator(_within_reach)] = (10.0, 32.0)
    """For each it learns what is in view no farther away; the view sense tells of 48 blocks at most."""
    worlds: Positive = 32
    """That are roamed side by side; each gives one frame to a part of a batch."""
    batch_size: Positive = 64
    """New frames, in each process; a multiple of `worlds`. As many old ones come with them."""
    album: Annotated[int, Field(ge=0)] = 256
    """Old frames that are kept of each kind of thing, so that what is rarely met is seen often; 0 shows none again."""
    textures: Positive = 16
    """Sets of procedural textures to learn from."""
    validation_textures: Positive = 4
    """Others to measure on."""
    validation_frames: Positive = 1_024
    learning_rate: Annotated[float, Field(gt=0)] = 1e-3
    weight_decay: Annotated[float, Field(ge=0)] = 0.05
    clip_norm: Annotated[float, Field(gt=0)] = 1.0

    @field_validator("batch_size", "validation_frames")
    @classmethod
    def _are_whole_rounds(cls, frames: int, info: ValidationInfo) -> int:
        worlds = info.data.get("worlds", 1)
        if frames % worlds:
            raise ValueError(f"must be a multiple of the {worlds} worlds, not {frames}")
        return frames


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
