"""Where the figures of a run are shown while it learns: TensorBoard, and Weights & Biases if the run asks for it."""

import importlib.util
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol

from torch.utils.tensorboard import SummaryWriter

from agents.errors import TrainingError
from agents.learning.config import RunConfig
from agents.learning.run_folder import RunFolder, write_text, writing

_IDENTITY = "wandb-id"
"""File of a run folder: which run it is on Weights & Biases."""
_EVENTS = "events.*"
"""TensorBoard's files of it."""


class Show(Protocol):
    """Shows figures."""

    def __call__(self, step: int, figures: dict[str, float]) -> None:
        """Add a point to the curve of each figure."""


def check_boards(config: RunConfig) -> None:
    """Look whether a run can be shown where it asks to be.

    Raises:
        TrainingError: Weights & Biases is not installed.
    """
    if config.wandb is not None and importlib.util.find_spec("wandb") is None:
        raise TrainingError(
            f"configuration, wandb: to write to the project '{config.wandb}', install Weights & Biases: "
            "pip install -e '.[wandb]'"
        )


@contextmanager
def boards(folder: RunFolder, config: RunConfig) -> Iterator[Show]:
    """Return what shows figures, until the context ends; an exception in it marks the run as failed where that is seen.

    Raises:
        TrainingError: Weights & Biases does not take the run.
    """
    with ExitStack() as stack:
        board = stack.enter_context(_tensorboard(folder))
        online = None if config.wandb is None else stack.enter_context(_wandb_run(folder, config, config.wandb))

        def show(step: int, figures: dict[str, float]) -> None:
            with writing(folder.path / _EVENTS):
                for name, value in figures.items():
                    board.add_scalar(name, value, step)
            if online is not None:
                online.log({"step": step, **figures})

        yield show


@contextmanager
def _tensorboard(folder: RunFolder) -> Iterator[SummaryWriter]:
    with writing(folder.path / _EVENTS):
        board = SummaryWriter(str(folder.path))
    try:
        yield board
    finally:
        with writing(folder.path / _EVENTS):
            board.close()


def _wandb_run(folder: RunFolder, config: RunConfig, project: str) -> Any:
    """Begin a run on Weights & Biases, or go on with that of the folder.

    The steps of curves are a figure of their own: W&B's counter never goes back, and a resumed run does, to its
    checkpoint.
    """
    import wandb

    try:
        run = wandb.init(
            project=project,
            id=_identity(folder),
            resume="allow",
            name=folder.path.resolve().name,
            dir=str(folder.path),
            config=config.model_dump(mode="json"),
            allow_val_change=True,
        )
    except wandb.Error as error:
        raise TrainingError(f"configuration, wandb: {' '.join(str(error).split())}") from error
    run.define_metric("*", step_metric="step")
    return run


def _identity(folder: RunFolder) -> str:
    """Return the id of the folder's run, kept before it is used, so that a run that is killed goes on as the same."""
    file = folder.path / _IDENTITY
    if not file.exists():
        write_text(file, secrets.token_hex(8))
    return file.read_text(encoding="utf-8")
