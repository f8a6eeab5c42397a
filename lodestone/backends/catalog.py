"""The simulators that Lodestone knows, and which of them are ready here."""

from lodestone.backends.backend import BACKENDS, Backend, default_folder
from lodestone.backends.environment import is_whole
from lodestone.backends.needs import simulator_needs
from lodestone.finding import Finding


def backends() -> list[Finding]:
    """Return each backend: installed, or the command that installs it."""
    return [Finding("overworld", True, "built in"), *(row for backend in BACKENDS.values() for row in _rows(backend))]


def _rows(backend: Backend) -> tuple[Finding, Finding]:
    """Return how far a backend's Python is, and how far the simulator that it drives."""
    folder = default_folder(backend)
    if is_whole(folder, backend):
        python = Finding(backend.name, True, f"{backend.title} in {folder}; `lodestone serve malmo` serves it")
    else:
        python = Finding(backend.name, False, f"{backend.title} has no environment of its own here", backend.command)
    missing = [need for need in simulator_needs(folder, backend) if not need.ok]
    simulator = Finding(
        f"{backend.name}-simulator",
        not missing and python.ok,
        "; ".join(f"{need.name}: {need.detail}" for need in missing) or "java, a display and Minecraft are there",
        "; ".join(need.advice for need in missing) or python.advice,
    )
    return python, simulator
