"""Tensors in a file: safetensors, as much of the format as our models use.

https://huggingface.co/docs/safetensors: eight bytes with the header's length (little
endian), the header in JSON, the raw numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_TYPES: dict[str, np.dtype[Any]] = {
    "F32": np.dtype(np.float32),
    "F16": np.dtype(np.float16),
    "I32": np.dtype(np.int32),
    "I8": np.dtype(np.int8),
    "U32": np.dtype(np.uint32),
    "U16": np.dtype(np.uint16),
    "U8": np.dtype(np.uint8),
}
_ALIGNMENT = 64  # of the raw numbers, for the CPU's widest loads


@dataclass(frozen=True, slots=True)
class Place:
    """Where one tensor lies. `offset` and `length` are bytes, from the beginning of the file."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    offset: int
    length: int


def tensor_places(path: Path) -> dict[str, Place]:
    """What is in the file. Raises ValueError when it is no safetensors file."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        if size > path.stat().st_size:
            raise ValueError(f"{path.name} is not a safetensors file.")
        header = json.loads(file.read(size))
    return {
        name: Place(
            _TYPES[info["dtype"]],
            tuple(info["shape"]),
            8 + size + info["data_offsets"][0],
            info["data_offsets"][1] - info["data_offsets"][0],
        )
        for name, info in header.items()
        if name != "__metadata__" and info["dtype"] in _TYPES
    }


def read_tensors(path: Path) -> dict[str, Array]:
    """The tensors of a file, memory-mapped and read-only. Raises ValueError when it is cut."""
    raw = np.memmap(path, dtype=np.uint8, mode="r")
    return {
        # As plain arrays: the subclass np.memmap costs time in every operation.
        name: np.asarray(raw[p.offset : p.offset + p.length]).view(p.dtype).reshape(p.shape)
        for name, p in tensor_places(path).items()
    }


def write_tensors(path: Path, tensors: Mapping[str, Array]) -> None:
    """Write a file whose bytes depend on the tensors alone."""
    names = {dtype: name for name, dtype in _TYPES.items()}
    header: dict[str, Any] = {}
    end = 0
    for name in sorted(tensors):
        tensor = tensors[name]
        start, end = end, end + tensor.nbytes + -tensor.nbytes % _ALIGNMENT
        header[name] = {
            "dtype": names[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [start, start + tensor.nbytes],
        }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 8) % _ALIGNMENT)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for name in sorted(tensors):
            raw = np.ascontiguousarray(tensors[name]).tobytes()
            file.write(raw + bytes(-len(raw) % _ALIGNMENT))
