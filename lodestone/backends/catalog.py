"""The simulators that Lodestone knows, and which of them are ready here."""

from lodestone.backends.environment import default_folder, is_whole
from lodestone.backends.needs import simulator_needs
from lodestone.backends.pythons import BackendError
from lodestone.finding import Finding

INSTALL = "lodestone backends install minedojo"
"""The command that installs MineDojo's Python."""


def backends() -> list[Finding]:
    """Return each backend: installed, or the command that installs it."""
    folder = default_folder()
    if is_whole(folder):
        python = Finding("minedojo", True, f"MineDojo 0.1 in {folder}; `lodestone serve malmo` serves it")
    else:
        python = Finding("minedojo", False, "MineDojo 0.1 has no environment of its own here", INSTALL)
    missing = [need for need in simulator_needs(folder) if not need.ok]
    simulator = Finding(
        "minedojo-simulator",
        not missing and python.ok,
        "; ".join(f"{need.name}: {need.detail}" for need in missing) or "java, display and Minecraft's mod are there",
        "; ".join(need.advice for need in missing) or python.advice,
    )
    return [Finding("overworld", True, "built in"), python, simulator]


def check_backend(name: str) -> None:
    """Check that a backend is one that can be installed.

    Raises:
        BackendError: It is not.
    """
    if name != "minedojo":
        raise BackendError(f"unknown backend '{name[:40]}'; minedojo can be installed")
