"""The errors that are mistakes of whoever gave the input, not of the program."""

from agents.errors import CheckpointError, RecordingError, RewardError, TrainingError
from envs.malmo.server import ServerError
from envs.overworld.gamedata import UnknownNameError
from envs.overworld.render.pack import ResourcePackError
from envs.overworld.window import NoScreenError
from envs.suites import SuiteError
from envs.tasks.missing import UnavailableTaskError
from envs.tasks.wheel import WheelError
from envs.worker.link import WorkerError
from lodestone.backends.backend import BackendError
from lodestone.config import ConfigError
from lodestone.jobs.errors import JobError
from lodestone.record import RecordError
from lodestone.video import VideoError
from planner.evaluation.errors import EvaluationError
from planner.goal import GoalError
from planner.llm.errors import LLMError
from planner.plan import PlanError
from skills.library.contract import LibraryError

MISTAKES = (
    BackendError,
    CheckpointError,
    ConfigError,
    EvaluationError,
    GoalError,
    JobError,
    LibraryError,
    LLMError,
    NoScreenError,
    PlanError,
    RecordError,
    RecordingError,
    ResourcePackError,
    RewardError,
    ServerError,
    SuiteError,
    TrainingError,
    UnavailableTaskError,
    UnknownNameError,
    VideoError,
    WheelError,
    WorkerError,
)
"""Each of them carries a message of one line that says what is wrong and what would be right."""
