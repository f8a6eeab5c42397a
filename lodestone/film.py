"""A film of a policy at a task, beside the policy and linked from its card: what it sees, and how it went."""

from dataclasses import dataclass
from pathlib import Path

from agents.errors import TrainingError
from agents.goals import goal_of
from agents.learning.model_card import link_film
from agents.learning.run_folder import RunFolder
from agents.vpt.policy import VPTPolicy
from envs.tasks import get_task
from lodestone.config import LEARNED, EpisodeConfig
from lodestone.dagger import Learner
from lodestone.icons import item_icons
from lodestone.interrupt import Interrupt
from lodestone.status import Event, Listener, Status
from lodestone.venue import make_env, step_limit
from lodestone.video import VideoWriter
from lodestone.watcher import Watcher

FILM = "film.mp4"


@dataclass(frozen=True)
class Film:
    """What was filmed."""

    path: Path
    task: str
    seed: int
    success: bool
    steps: int


def film_run(
    run: Path, task: str | None, seed: int, max_steps: int | None, text: str, listener: Listener | None = None
) -> Film:
    """Play an episode with the policy of a run, film it, and link the film from the policy's card.

    Args:
        run: Folder of the run, which has learnt to its end.
        task: Id; the one that the run learnt if not given, where it is a single one.
        seed: Of the world, and of the policy's draws.
        max_steps: Limit; the task's own if not given.
        text: Reward model that reads the task's prompt to a policy with goals.
        listener: Is told about progress.

    Raises:
        TrainingError: There is no run, or no task is named and the run has none, or several.
        CheckpointError: The run has no policy yet, or it knows other goals.
        UnknownNameError: There is no such task.
        VideoError: The film cannot be written.
        KeyboardInterrupt: It was interrupted; the card is as it was.
    """
    task = task or _task_of(run)
    prompt = get_task(task).prompt
    policy = VPTPolicy.from_pretrained(run / "model").eval()
    size = policy.config.image_size
    config = EpisodeConfig(task=task, skills=LEARNED, seed=seed, max_steps=max_steps, image_size=(size, size))
    learner = Learner(policy, seed, goal_of(policy, prompt, text))
    made = _play(config, prompt, learner, run / "model" / FILM, listener)
    outcome = f"done after {made.steps} steps" if made.success else f"not done within {made.steps} steps"
    link_film(run / "model", FILM, f"`{task}`, seed {seed}: {outcome}")
    return made


def _task_of(run: Path) -> str:
    tasks: list[str] = RunFolder(run).saved_config().get("tasks", [])
    if len(tasks) == 1:
        return tasks[0]
    learnt, example = (f"{len(tasks)} tasks", tasks[0]) if tasks else ("no task of its own", "skills/chop_log")
    raise TrainingError(f"the run in '{run}' learnt {learnt}: name one, such as --task {example}")


def _play(config: EpisodeConfig, prompt: str, learner: Learner, path: Path, listener: Listener | None) -> Film:
    assert config.task is not None
    status = Status(prompt, config.task, "learned", max_steps=step_limit(config))
    status.plan([(config.task.partition("/")[2], 1)])
    status.begin("learned")
    watcher = Watcher(status, listener)
    env = make_env(config, pictures=True)
    watcher.prepare(pictures=True)
    observation, _ = env.reset(seed=config.seed)
    success = over = False
    with VideoWriter(path, item_icons()) as watcher.video, Interrupt() as interrupt:
        while not (success or over):
            if interrupt.requested:
                raise KeyboardInterrupt
            watcher.look(observation)
            observation, _, terminated, truncated, info = env.step(learner.act(observation["rgb"]))
            success, over = bool(info["success"]), terminated or truncated
            status.step += 1
            watcher.tell(Event.STEP)
        status.end(success)
        watcher.look(observation)
        watcher.tell(Event.FINISHED, "done" if success else "not done")
    return Film(path, config.task, config.seed, success, status.step)
