"""What is in a set of recordings: how long they are, and what their players did. Videos are not opened."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from agents.data.check import Problem
from agents.data.records import Actions, load_actions
from agents.data.segments import Segment
from agents.errors import RecordingError
from agents.vpt.actions import CAMERA_BINS, is_null, quantise_camera
from envs.overworld.action import HOTBAR_KEYS, KEYS

FRAMES_PER_HOUR = 20 * 3600


@dataclass
class DataStats:
    """Counts over all recordings that could be read."""

    segments: int = 0
    frames: int = 0
    null: int = 0
    """Frames on which VPT's action does nothing."""
    unknown: int = 0
    """Frames whose mouse or keyboard was not recorded; they are among the null ones."""
    gui: int = 0
    """Frames with a GUI open."""
    held: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(KEYS), np.int64))
    """(20,) frames on which each key was down."""
    presses: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(KEYS), np.int64))
    """(20,) times that each key went down."""
    camera: NDArray[np.int64] = field(default_factory=lambda: np.zeros((2, CAMERA_BINS), np.int64))
    """(2, 11) frames in each camera bin, pitch first."""
    broken: list[Problem] = field(default_factory=list)
    """Recordings that were left out."""

    def add(self, actions: Actions) -> None:
        """Count the actions of one recording."""
        self.segments += 1
        self.frames += len(actions)
        self.null += int(is_null(actions.joint()).sum())
        self.unknown += int((~actions.known).sum())
        self.gui += int(actions.gui.sum())
        self.held += actions.keys.sum(0, dtype=np.int64)
        before = np.zeros_like(actions.keys)
        before[1:] = actions.keys[:-1]
        self.presses += (actions.keys > before).sum(0, dtype=np.int64)
        for axis, bins in enumerate(quantise_camera(actions.camera).T):
            self.camera[axis] += np.bincount(bins, minlength=CAMERA_BINS)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values, with the hours and shares that follow."""
        frames = max(1, self.frames)
        hotbar = [KEYS.index(name) for name in HOTBAR_KEYS]
        return {
            "segments": self.segments,
            "frames": self.frames,
            "hours": self.frames / FRAMES_PER_HOUR,
            "null_share": self.null / frames,
            "unknown_share": self.unknown / frames,
            "gui_share": self.gui / frames,
            "hotbar_presses": int(self.presses[hotbar].sum()),
            "keys": {
                name: {"frames": int(self.held[index]), "presses": int(self.presses[index])}
                for index, name in enumerate(KEYS)
            },
            "camera": {"pitch": self.camera[0].tolist(), "yaw": self.camera[1].tolist()},
            "broken": [problem._asdict() for problem in self.broken],
        }

    def table(self) -> Table:
        """Return it for the terminal."""
        values = self.to_json()
        title = (
            f"{self.segments} recordings, {self.frames:,} frames, {values['hours']:.2f} h; "
            f"null {values['null_share']:.1%}, GUI {values['gui_share']:.1%}, broken {len(self.broken)}"
        )
        table = Table("key", "presses", "held", title=title)
        for name, counts in values["keys"].items():
            table.add_row(name, f"{counts['presses']:,}", f"{counts['frames'] / max(1, self.frames):.2%}")
        for axis, bins in values["camera"].items():
            shares = " ".join(f"{count / max(1, self.frames):.1%}" for count in bins)
            table.add_row(f"camera {axis}", "", shares)
        return table


def count(segments: Iterable[Segment]) -> DataStats:
    """Count what is in recordings; those without readable actions are named in `broken`."""
    stats = DataStats()
    for segment in segments:
        try:
            stats.add(load_actions(segment.actions, segment.version))
        except RecordingError as error:
            stats.broken.append(Problem(str(error.path), error.reason))
    return stats
