"""ONNX models, written without the `onnx` package: the few messages of it that we use.

ONNX is protocol buffers with fixed numbers of fields (`onnx.proto3` in the ONNX
repository); its rule is that a published number never changes its meaning.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Any

from numpy.typing import NDArray

IR_VERSION, OPSET = 8, 17
MICROSOFT = "com.microsoft"  # onnxruntime's own operators
_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int64": 7}
_EXTERNAL = 1


def node(
    operator: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    domain: str = "",
    **attributes: int | float | Sequence[int],
) -> bytes:
    """One operation of the graph; an input named "" is left out."""
    return b"".join(
        [
            *(_field(1, name) for name in inputs),
            *(_field(2, name) for name in outputs),
            _field(4, operator),
            *(_field(5, _attribute(name, value)) for name, value in attributes.items()),
            _field(7, domain),
        ]
    )


def constant(name: str, value: NDArray[Any]) -> bytes:
    """A tensor that stands in the model itself."""
    return _tensor(name, value.dtype.name, value.shape) + _field(9, value.tobytes())


def constant_in_file(
    name: str, dtype: str, shape: Sequence[int], file: str, offset: int, length: int
) -> bytes:
    """A tensor that lies in another file, `offset` and `length` in bytes."""
    entries = {"location": file, "offset": str(offset), "length": str(length)}
    return (
        _tensor(name, dtype, shape)
        + b"".join(_field(13, _field(1, key) + _field(2, value)) for key, value in entries.items())
        + _field(14, _EXTERNAL)
    )


def slot(name: str, dtype: str, shape: Sequence[int | str]) -> bytes:
    """An input or output of the model; a size with a name is free."""
    sizes = b"".join(_field(1, _field(1 if isinstance(s, int) else 2, s)) for s in shape)
    return _field(1, name) + _field(2, _field(1, _field(1, _TYPES[dtype]) + _field(2, sizes)))


def model(
    nodes: Iterable[bytes],
    constants: Iterable[bytes],
    inputs: Iterable[bytes],
    outputs: Iterable[bytes],
) -> bytes:
    """The bytes that onnxruntime loads."""
    graph = b"".join(
        [
            *(_field(1, n) for n in nodes),
            _field(2, "graph"),
            *(_field(5, c) for c in constants),
            *(_field(11, i) for i in inputs),
            *(_field(12, o) for o in outputs),
        ]
    )
    return b"".join(
        [
            _field(1, IR_VERSION),
            _field(7, graph),
            _field(8, _field(2, OPSET)),
            _field(8, _field(1, MICROSOFT) + _field(2, 1)),
        ]
    )


def _tensor(name: str, dtype: str, shape: Sequence[int]) -> bytes:
    sizes = b"".join(_field(1, size) for size in shape)
    return sizes + _field(2, _TYPES[dtype]) + _field(8, name)


def _attribute(name: str, value: int | float | Sequence[int]) -> bytes:
    if isinstance(value, float):
        return _field(1, name) + _field(2, value) + _field(20, 1)
    if isinstance(value, int):
        return _field(1, name) + _field(3, value) + _field(20, 2)
    return _field(1, name) + b"".join(_field(8, v) for v in value) + _field(20, 7)


def _field(number: int, value: int | float | str | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    if isinstance(value, float):
        return _varint(number << 3 | 5) + struct.pack("<f", value)
    raw = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(raw)) + raw


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first; negative numbers as 64 bits."""
    number &= (1 << 64) - 1
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
