"""A command line that is to be a job: checked here as the shell would, and told how it is called over there."""

import shlex
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import typer

from lodestone.jobs.errors import JobError

CONFIG_FOLDER = "job"
"""Where the configuration lies in the job's working directory."""
_RESULTS = "results"
"""Where run folders are written if no storage was named; each job has a folder of its own in it."""


@dataclass(frozen=True)
class Command:
    """A checked command line, such as `train imitate CONFIG --out runs/chop`."""

    arguments: tuple[str, ...]
    """What stands after `lodestone`."""
    config: Path | None
    """The file on this machine that it reads its configuration from."""
    out: Path | None
    """The folder that it writes; it comes back to this machine under the same name."""
    resume: bool
    """Whether it goes on with what is in the folder."""

    def there(self, job: str, storage: PurePosixPath | None) -> PurePosixPath | None:
        """Return where on the cluster the folder is written: in the storage, or relative to the working directory."""
        if self.out is None:
            return None
        return (storage or PurePosixPath(_RESULTS, job)) / self.out.resolve().name

    def entrypoint(self, job: str, storage: PurePosixPath | None, checkpoints: bool) -> str:
        """Return the shell command that does this on the cluster, and packs the folder when it is done."""
        arguments = [self._carried(argument) for argument in self.arguments]
        out = self.there(job, storage)
        if out is None:
            return shlex.join(["python", "-m", "lodestone.cli", *arguments])
        keep = ["--checkpoints"] if checkpoints else []
        arguments += ["--out", str(out)]  # the last one counts
        return shlex.join(["python", "-m", "lodestone.jobs.remote", *keep, job, str(out), *arguments])

    def _carried(self, argument: str) -> str:
        return f"{CONFIG_FOLDER}/{Path(argument).name}" if Path(argument) == self.config else argument


def read_command(arguments: list[str]) -> Command:
    """Check a command line.

    Raises:
        JobError: There is none, it cannot be a job, does not say where it writes to, or its configuration is no file of
            this machine.
        typer.BadParameter: An argument or option cannot be, or another of the command line's own errors.
    """
    from lodestone.cli import app
    from lodestone.cli_suite import named_suite

    arguments = named_suite(arguments)
    if not arguments:
        raise JobError("name the command to send, such as: lodestone submit -- train imitate CONFIG --out runs/chop")
    command, rest = typer.main.get_command(app), arguments
    context = typer.Context(command, info_name="lodestone")
    name: str | None = None
    while hasattr(command, "resolve_command"):
        name, command, rest = command.resolve_command(context, rest)
        if hasattr(command, "resolve_command"):
            if not rest:
                raise JobError(f"'{name}' needs a command after it: see lodestone {name} --help")
            context = typer.Context(command, info_name=name, parent=context)
    if name == "submit":
        raise JobError("a job cannot send a job: name the command itself, such as train imitate")
    found = command.make_context(name, list(rest), parent=context).params
    config, out = found.get("config"), found.get("out")
    if "out" in found and out is None:
        raise JobError("say which folder is to come back: --out DIR")
    if config is not None and not config.is_file():
        raise JobError(f"the configuration '{config}' is not a file of this machine")
    return Command(tuple(arguments), config, out, bool(found.get("resume")))
