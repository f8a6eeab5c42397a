"""Contact sheets of clips: strips of frames with what is said of them underneath, to see whether it is true."""

from collections.abc import Collection
from pathlib import Path

import numpy as np
from PIL import Image

from agents.data.clips import Clip, ClipFolder
from lodestone import font

_STRIP = 8
"""Frames of a clip that are shown."""
_BACK, _TEXT, _DOING = (24, 26, 30), (224, 226, 230), (120, 220, 120)
_LINE = font.HEIGHT + 2


def draw_sheet(
    dataset: ClipFolder, out: Path, count: int = 12, seed: int = 0, behaviours: Collection[str] = ()
) -> None:
    """Draw clips chosen at random.

    Args:
        dataset: The clips.
        out: A picture file.
        count: How many clips.
        seed: Of the choice.
        behaviours: Only those of some behaviours, if any are named.
    """
    found = [index for index, clip in enumerate(dataset.clips) if not behaviours or clip.behaviour in behaviours]
    random = np.random.Generator(np.random.PCG64(seed))
    chosen = random.permutation(found)[:count].tolist()
    chosen.sort(key=lambda index: (dataset.clips[index].behaviour, not dataset.clips[index].doing))
    strips = [_strip(dataset.frames(index), dataset.clips[index]) for index in chosen]
    width = max(strip.width for strip in strips)
    sheet = Image.new("RGB", (width, sum(strip.height for strip in strips)), _BACK)
    top = 0
    for strip in strips:
        sheet.paste(strip, (0, top))
        top += strip.height
    out.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(out)


def _strip(frames: np.ndarray, clip: Clip) -> Image.Image:
    height, width = frames.shape[1:3]
    shown = frames[np.linspace(0, len(frames) - 1, _STRIP).round().astype(int)]
    side = f"{'DOES' if clip.doing else 'near'} {clip.behaviour} | {clip.biome} {clip.time} seed {clip.seed}"
    lines = font.wrap(" / ".join(caption.text for caption in clip.captions), _STRIP * width)
    strip = Image.new("RGB", (_STRIP * width, height + _LINE * (len(lines) + 1) + 6), _BACK)
    strip.paste(Image.fromarray(np.concatenate(list(shown), axis=1)), (0, 0))
    font.draw(strip, (2, height + 2), font.fit(side, _STRIP * width), _DOING if clip.doing else _TEXT)
    for number, line in enumerate(lines, 1):
        font.draw(strip, (2, height + 2 + number * _LINE), line, _TEXT)
    return strip
