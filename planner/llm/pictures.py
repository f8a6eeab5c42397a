"""Pictures in what a model is told: as the protocol has them, and what the record keeps of them."""

import base64
import hashlib
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from planner.llm.forms import Message

_DATA_URL = "data:image/png;base64,"
_PICTURE = "image_url"


def picture(frame: NDArray[np.uint8]) -> dict[str, Any]:
    """Return a frame, (H, W, 3) RGB, as a part of a message's content."""
    file = io.BytesIO()
    Image.fromarray(frame).save(file, "png")
    return {"type": _PICTURE, _PICTURE: {"url": _DATA_URL + base64.b64encode(file.getvalue()).decode()}}


def count_pictures(messages: Sequence[Message]) -> int:
    """Return how many pictures there are in some messages."""
    return sum(part["type"] == _PICTURE for message in messages for part in _parts(message))


def without_pictures(messages: Sequence[Message]) -> list[Message]:
    """Return messages for a model that cannot see, nothing but text."""
    return [
        {**message, "content": "\n".join(part["text"] for part in _parts(message) if part["type"] != _PICTURE)}
        if _parts(message)
        else message
        for message in messages
    ]


def recorded(messages: Sequence[Message]) -> list[Message]:
    """Return messages with each picture's size (HxW) and hash in its place: `[image 160x256 png sha256:...]`."""
    return [
        {**message, "content": [_stand_in(part) if part["type"] == _PICTURE else part for part in _parts(message)]}
        if _parts(message)
        else message
        for message in messages
    ]


def _parts(message: Message) -> list[dict[str, Any]]:
    return message["content"] if isinstance(message["content"], list) else []


def _stand_in(part: dict[str, Any]) -> dict[str, Any]:
    data = base64.b64decode(part[_PICTURE]["url"].removeprefix(_DATA_URL))
    width, height = Image.open(io.BytesIO(data)).size
    return {"type": "text", "text": f"[image {height}x{width} png sha256:{hashlib.sha256(data).hexdigest()}]"}
