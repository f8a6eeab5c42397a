"""What the real simulators need beside their Python packages, and whether it is here."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from envs.minerl.engine import ENGINE, engine_home
from lodestone.backends.backend import MINEDOJO, Backend, environment_python
from lodestone.finding import Finding

_JAR = "sim/Malmo/Minecraft/build/libs/MalmoMod-0.37.0-fat.jar"
_ENGINE_URL = "https://huggingface.co/CraftJarvis/SimulatorEngine/resolve/main/engine.zip"
_PATIENCE = 30


def simulator_needs(folder: Path, backend: Backend = MINEDOJO) -> list[Finding]:
    """Return what the real simulator needs, looked for on this machine and in an environment."""
    if backend is MINEDOJO:
        return [_java(), _display(), _jar(folder)]
    return [_java(), _virtual_display(), _engine(folder)]


def _java() -> Finding:
    advice = "install a JDK 8, such as Temurin 8, and let `java` and JAVA_HOME lead to it"
    if shutil.which("java") is None:
        return Finding("java 8", False, "there is no java on the PATH", advice)
    try:
        told = subprocess.run(["java", "-version"], capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        return Finding("java 8", False, f"java does not run: {error}", advice)
    match = re.search(r'version "([^"]+)"', told.stderr + told.stdout)
    version = match[1] if match else "of an unknown version"
    good = version.startswith("1.8.")
    return Finding("java 8", good, f"java {version}", "" if good else advice)


def _display() -> Finding:
    if os.environ.get("DISPLAY") or sys.platform == "darwin":
        return Finding("display", True, f"DISPLAY={os.environ.get('DISPLAY', '')}")
    if shutil.which("xvfb-run"):
        return Finding("display", True, "no display, but xvfb-run: set MINEDOJO_HEADLESS=1")
    return Finding("display", False, "no display and no xvfb-run", "apt-get install xvfb, and set MINEDOJO_HEADLESS=1")


def _virtual_display() -> Finding:
    """Look for what MineStudio starts Java with, whether there is a display or not."""
    if sys.platform == "darwin" or shutil.which("xvfb-run"):
        return Finding("display", True, "xvfb-run" if shutil.which("xvfb-run") else "that of macOS")
    return Finding("display", False, "there is no xvfb-run, with which MineStudio starts Java", "apt-get install xvfb")


def _jar(folder: Path) -> Finding:
    """Look for the built Minecraft mod; MineDojo builds it at its first start, if the dependencies can still be had."""
    found = sorted(environment_python(folder).parent.parent.glob(f"lib/python*/site-packages/minedojo/{_JAR}"))
    if found:
        return Finding("minecraft mod", True, f"built: {found[0]}")
    return Finding(
        "minecraft mod",
        False,
        "not built; the build asks jitpack for a commit of MixinGradle that is no longer there (MineDojo #113, #144)",
        f"build it with another MixinGradle (MineDojo's pull request 137) and put it at minedojo/{_JAR}",
    )


def _engine(folder: Path) -> Finding:
    """Look for the built Minecraft that MineStudio downloads at its first start, if somebody answers its question."""
    home = engine_home(folder)
    if (home / ENGINE).exists():
        return Finding("minecraft engine", True, f"in {home}")
    return Finding(
        "minecraft engine",
        False,
        f"{home / ENGINE} is not there; it is a download of 458 MB",
        f"mkdir -p {home} && curl -L -o {home}/engine.zip {_ENGINE_URL} && unzip {home}/engine.zip -d {home}",
    )
