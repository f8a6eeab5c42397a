"""Tensors between processes: as arrays, which Ray passes in shared memory; tensors it would copy several times."""

import warnings

import numpy as np
import torch
from numpy.typing import NDArray
from ray.util import register_serializer
from torch import Tensor

Packed = tuple[NDArray[np.uint8], torch.dtype, tuple[int, ...]]


def share_tensors() -> None:
    """Let what this process sends have arrays for its tensors. They arrive on the CPU, not to be written."""
    register_serializer(Tensor, serializer=pack, deserializer=unpack)


def pack(tensor: Tensor) -> Packed:
    """Return a tensor's bytes, dtype and shape."""
    return tensor.detach().cpu().reshape(-1).view(torch.uint8).numpy(), tensor.dtype, tuple(tensor.shape)


def unpack(packed: Packed) -> Tensor:
    """Return the tensor."""
    array, dtype, shape = packed
    if not array.size:
        return torch.empty(shape, dtype=dtype)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The given NumPy array is not writable")
        return torch.from_numpy(array).view(dtype).reshape(shape)
