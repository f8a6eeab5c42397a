"""Goals of recordings from their orders: the same embedding of the order at every frame, for a policy that is told."""

import json
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from agents.data.segments import Segment
from agents.errors import RecordingError


def write_goal(segment: Segment, embed: Callable[[str], NDArray[np.float32]]) -> None:
    """Write the goals of one recording beside it, in place of any that are there.

    Args:
        segment: A recording of ours, whose options say its order.
        embed: Gives the embedding (G,) of an order.

    Raises:
        RecordingError: It says no order, or has no actions.
    """
    try:
        order = json.loads(segment.options.read_bytes())["order"]
        with segment.actions.open("rb") as file:
            frames = sum(1 for _ in file)
    except OSError as error:
        raise RecordingError(segment.video, f"has no {error.filename}, which recordings of ours have") from error
    except (ValueError, KeyError, TypeError) as error:
        raise RecordingError(segment.options, "says no order") from error
    part = segment.goals.with_name(f".{segment.goals.name}")
    np.savez_compressed(part, goal=np.tile(embed(order), (frames, 1)))
    part.replace(segment.goals)
