"""What a run is stopped by: each time with the reason in one line, and nothing that was kept is overwritten."""

import pytest

from agents.errors import CheckpointError, TrainingError
from agents.learning.imitation import Imitation
from agents.learning.run_folder import RunFolder
from tests.agents.learning.recordings import write_recordings
from tests.agents.learning.test_imitation import config as imitation_config
from tests.agents.learning.test_reinforcement import QuizRun
from tests.agents.learning.test_reinforcement import config as reinforcement_config
from tests.agents.learning.test_rollout import narrow_policy
from tests.agents.learning.test_run_folder import KilledError, check, full_disk


@pytest.fixture
def start(tmp_path):
    """A folder of a small policy that sees the recordings' pictures."""
    narrow_policy(image_size=128).save_pretrained(tmp_path / "start")
    return str(tmp_path / "start")


@pytest.fixture(scope="module", autouse=True)
def recordings(tmp_path_factory):
    """A folder of recordings for all runs; another is beside it."""
    folder = write_recordings(tmp_path_factory.mktemp("recorded") / "data", 4, 8)
    write_recordings(folder.with_name("other"), 5, 8)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder.parent)
        yield


def imitate(tmp_path, start, steps=2, resume=False, **fields):
    """A run, begun or to be resumed, that keeps a checkpoint of each step."""
    settings = imitation_config("data", policy=start, steps=steps, checkpoint_every=1, **fields)
    folder = RunFolder(tmp_path / "run")
    run = Imitation(settings, folder, resume)
    if not resume:
        folder.begin(settings)
    return run


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_loss_that_is_not_finite_stops_imitation(tmp_path, start):
    run = imitate(tmp_path, start, steps=4)

    def poison(step, _):
        if step == 2:
            next(run.network.parameters()).data.fill_(float("nan"))

    with pytest.raises(TrainingError, match=r"step 2: the loss is nan.*--resume"):
        run.run(poison)
    assert check(run.folder) == [1, 2]
    imitate(tmp_path, start, steps=4, resume=True).run()
    assert check(run.folder) == [3, 4]


def test_a_kill_right_after_a_checkpoint_costs_no_line_of_the_curve(tmp_path, start):
    run = imitate(tmp_path, start, steps=3)
    keep = run.keep

    def keep_and_die():
        keep()
        if run.step == 2:
            raise KilledError

    run.keep = keep_and_die
    with pytest.raises(KilledError):
        run.run()
    imitate(tmp_path, start, steps=3, resume=True).run()
    assert [line["step"] for line in run.folder.history()] == [1, 2, 3]


def test_a_full_disk_stops_a_run_that_goes_on_when_there_is_room_again(tmp_path, start):
    run = imitate(tmp_path, start, steps=4)
    kept = {}

    def fill(step, _):
        if step == 2:
            kept.update(contents(tmp_path / "run" / "checkpoints"))
            disk.__enter__()

    disk = full_disk(20_000)
    with pytest.raises(TrainingError, match=r"\.step-00000003\.tmp' cannot be written: .*large") as said:
        try:
            run.run(fill)
        finally:
            disk.__exit__(None, None, None)
    assert "\n" not in str(said.value)
    assert check(run.folder) == [1, 2]
    assert kept.items() <= contents(tmp_path / "run" / "checkpoints").items()
    assert not (tmp_path / "run" / "model").exists()
    imitate(tmp_path, start, steps=4, resume=True).run()
    assert check(run.folder) == [3, 4]
    assert [line["step"] for line in run.folder.history()] == [1, 2, 3, 4]


def test_a_full_disk_at_the_end_is_named_too(tmp_path, start):
    run = imitate(tmp_path, start, steps=1)
    run.keep = lambda: None
    with pytest.raises(TrainingError, match=r"run/model' cannot be written: .*large"), full_disk(20_000):
        run.run()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # TensorBoard writes in a thread
def test_curves_that_cannot_be_written_are_named(tmp_path, start):
    run = imitate(tmp_path, start, steps=3)
    run.keep = run.folder.log = lambda *_: None
    with pytest.raises(TrainingError, match=r"run/events\.\*' cannot be written: .*large"), full_disk(600):
        run.run()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"policy": "nano"}, "policy: the run in .* began with .*start' and cannot go on as 'nano'"),
        ({"batch_size": 2}, "data: .*another configuration"),
        ({"folders": ["other"]}, "data: .*other recordings"),
        ({"folders": ["nowhere"]}, "nowhere"),
    ],
)
def test_a_run_is_resumed_as_it_was_begun_or_not_at_all(tmp_path, start, fields, said):
    imitate(tmp_path, start).run()
    before = contents(tmp_path / "run")
    data = imitation_config("data").data.model_dump(mode="json")
    changed = data | {name: fields[name] for name in fields.keys() & data.keys()}
    with pytest.raises(TrainingError, match=said):
        imitate(tmp_path, fields.get("policy", start), steps=3, resume=True, data=changed)
    assert contents(tmp_path / "run") == before


def test_a_checkpoint_of_another_policy_is_refused(tmp_path, start):
    imitate(tmp_path, start).run()
    newest = RunFolder(tmp_path / "run").checkpoints()[-1]
    for changes in ({"width": 24}, {"blocks": 1}):
        narrow_policy(image_size=128, **changes).save_pretrained(newest)
        before = contents(tmp_path / "run")
        with pytest.raises(TrainingError, match=r"step-00000002': what the optimiser knows is of another network"):
            imitate(tmp_path, start, steps=3, resume=True)
        assert contents(tmp_path / "run") == before


def test_a_policy_whose_weights_are_of_another_preset_is_named(tmp_path, start):
    narrow_policy(image_size=128, width=24).save_pretrained(tmp_path / "other")
    (tmp_path / "other" / "model.safetensors").replace(tmp_path / "start" / "model.safetensors")
    with pytest.raises((TrainingError, CheckpointError), match=r"has shape .*needs"):
        imitate(tmp_path, start)
    with pytest.raises(TrainingError, match=r"policy: .*has shape .*needs"):
        QuizRun(reinforcement_config(start), RunFolder(tmp_path / "quiz"))
    assert not (tmp_path / "run").exists()


def test_reinforcement_is_resumed_with_its_own_policy(tmp_path):
    narrow_policy().save_pretrained(tmp_path / "start")
    narrow_policy(width=24).save_pretrained(tmp_path / "wide")
    folder, settings = RunFolder(tmp_path / "run"), reinforcement_config(str(tmp_path / "start"), steps=1)
    folder.begin(settings)
    QuizRun(settings, folder).run()
    before = contents(folder.path)
    with pytest.raises(TrainingError, match=r"policy: the run in .* began with .*start' and cannot go on as .*wide'"):
        QuizRun(reinforcement_config(str(tmp_path / "wide"), steps=2), folder, resume=True)
    narrow_policy(width=24).save_pretrained(folder.checkpoints()[-1])
    with pytest.raises(TrainingError, match="what the optimiser knows is of another network"):
        QuizRun(settings, folder, resume=True)
    (folder.checkpoints()[-1] / "trainer.pt").unlink()
    with pytest.raises(TrainingError, match=r"trainer\.pt"):
        QuizRun(settings, folder, resume=True)
    assert before.keys() >= contents(folder.path).keys()


def test_a_checkpoint_that_was_cut_off_is_named(tmp_path, start):
    imitate(tmp_path, start).run()
    for name in ("trainer.pt", "process-0.pt"):
        file = RunFolder(tmp_path / "run").checkpoints()[-1] / name
        whole = file.read_bytes()
        file.write_bytes(whole[:100])
        with pytest.raises(TrainingError, match=f"step-00000002/{name}' cannot be read"):
            imitate(tmp_path, start, steps=3, resume=True)
        file.write_bytes(whole)
    imitate(tmp_path, start, steps=3, resume=True)
