"""all-MiniLM-L6-v2 as a graph for onnxruntime, on the file that `quantize` made.

Every token is brought to eight bits with a scale of its own, not every batch with one:
that is nearer to the original (cosine 0.998 instead of 0.993), and makes a text's vector
the same, bit for bit, whatever is computed beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from autocrm.adapters.embedding import onnx_file as onnx
from autocrm.adapters.embedding.quantize import HEADS, LAYERS, WIDTH
from autocrm.adapters.embedding.tensors import Place

EPSILON = 1e-12
TOKEN_LEVELS = 127
_MIDDLE = 128  # what zero is in eight bits without a sign


def build_graph(places: Mapping[str, Place], file: str) -> bytes:
    """The model: `ids` of shape `(texts, tokens)` to `vectors` of shape `(texts, 384)`.

    The texts of one call have the same number of tokens: there is no padding and so no
    mask. The tensors are at `places` in `file`, a name beside which onnxruntime looks.
    """
    graph = _Graph()
    hidden = _embed(graph)
    for number in range(LAYERS):
        hidden = _layer(graph, f"{number}.", hidden)
    _pool(graph, hidden)
    outside = [
        onnx.constant_in_file(name, p.dtype.name, p.shape, file, p.offset, p.length)
        for name, p in places.items()
    ]
    return onnx.model(
        graph.nodes,
        [*graph.constants.values(), *outside],
        [onnx.slot("ids", "int64", ["texts", "tokens"])],
        [onnx.slot("vectors", "float32", ["texts", WIDTH])],
    )


class _Graph:
    """Nodes in order, and small constants by name. A node's output has the node's name."""

    def __init__(self) -> None:
        self.nodes: list[bytes] = []
        self.constants: dict[str, bytes] = {}

    def add(
        self,
        name: str,
        operator: str,
        *inputs: str,
        domain: str = "",
        **attributes: int | float | Sequence[int],
    ) -> str:
        self.nodes.append(onnx.node(operator, inputs, [name], domain, **attributes))
        return name

    def whole(self, *numbers: int) -> str:
        """A constant list of whole numbers."""
        name = "whole." + ".".join(map(str, numbers))
        self.constants[name] = onnx.constant(name, np.array(numbers, dtype=np.int64))
        return name

    def number(self, name: str, value: float, dtype: type[np.generic]) -> str:
        """A constant scalar."""
        self.constants[name] = onnx.constant(name, np.array(value, dtype=dtype))
        return name


def _embed(g: _Graph) -> str:
    """Also names the shapes that are needed again: `rows` is one for each token."""
    g.add("shape", "Shape", "ids")
    g.add("tokens", "Shape", "ids", start=1, end=2)
    g.add("rows", "Reshape", g.add("size", "Size", "ids"), g.whole(1))
    g.add("rows.middle", "Expand", g.number("middle", _MIDDLE, np.uint8), "rows")
    g.add("shape.hidden", "Concat", "shape", g.whole(WIDTH), axis=0)
    g.add("shape.looks", "Concat", "shape", g.whole(3 * WIDTH), axis=0)
    levels = g.add("levels.float", "Cast", g.add("levels", "Gather", "words", "ids"), to=1)
    words = g.add("meant", "Mul", levels, g.add("scales", "Gather", "words.scale", "ids"))
    places = g.add("places", "Slice", "positions", g.whole(0), "tokens", g.whole(0))
    summed = g.add("summed", "Add", words, places)
    rows = g.add("summed.rows", "Reshape", summed, g.whole(-1, WIDTH))
    return g.add("start", "LayerNormalization", rows, "norm.weight", "norm.bias", epsilon=EPSILON)


def _layer(g: _Graph, at: str, hidden: str) -> str:
    """The biases go into the operation that follows each dense layer, which is free."""
    calm = g.add(at + "calm", "Mul", hidden, "calm")
    looks = g.add(at + "qkv", "Reshape", _dense(g, at + "looks", calm), "shape.looks")
    parts = [at + "query", at + "key", at + "value"]
    g.nodes.append(onnx.node("Split", [looks, g.whole(WIDTH, WIDTH, WIDTH)], parts, axis=2))
    attended = g.add(
        at + "attended",
        "MultiHeadAttention",
        *parts,
        at + "looks.bias",
        domain=onnx.MICROSOFT,
        num_heads=HEADS,
    )
    rows = g.add(at + "attended.rows", "Reshape", attended, g.whole(-1, WIDTH))
    hidden = _add_and_norm(g, at + "seen", _dense(g, at + "seen", rows), hidden)
    wide = _dense(g, at + "wide", g.add(at + "seen.calm", "Mul", hidden, "calm"))
    wide = g.add(at + "gelu", "BiasGelu", wide, at + "wide.bias", domain=onnx.MICROSOFT)
    return _add_and_norm(g, at + "out", _dense(g, at + "out", wide), hidden)


def _dense(g: _Graph, name: str, rows: str) -> str:
    """`rows @ weight`, without the bias: in eight bits, each row on a scale of its own."""
    largest = g.add(
        name + ".largest", "ReduceMax", g.add(name + ".size", "Abs", rows), axes=[1], keepdims=1
    )
    step = g.number("step", 1 / TOKEN_LEVELS, np.float32)
    scale = g.add(name + ".step", "Mul", largest, step)
    flat = g.add(name + ".steps", "Squeeze", scale, g.whole(1))
    small = g.add(name + ".small", "QuantizeLinear", rows, flat, "rows.middle", axis=0)
    product = g.add(
        name + ".product",
        "MatMulIntegerToFloat",
        *(small, name, g.number("one", 1, np.float32), name + ".scale", "middle"),
        domain=onnx.MICROSOFT,
    )
    return g.add(name + ".rows", "Mul", product, scale)


def _add_and_norm(g: _Graph, name: str, rows: str, before: str) -> str:
    return g.add(
        name + ".normed",
        "SkipLayerNormalization",
        *(rows, before, name + ".norm.weight", name + ".norm.bias", name + ".bias"),
        domain=onnx.MICROSOFT,
        epsilon=EPSILON,
    )


def _pool(g: _Graph, hidden: str) -> None:
    """The mean of a text's tokens at unit length; the sum points the same way.

    A product with ones, because ReduceMean's last bits depend on how many texts there are.
    """
    texts = g.add("texts", "Reshape", hidden, "shape.hidden")
    ones = g.add("ones.shape", "Concat", g.whole(1), "tokens", axis=0)
    ones = g.add("ones", "Expand", "one", ones)
    summed = g.add("sums", "Squeeze", g.add("sum", "MatMul", ones, texts), g.whole(1))
    g.add("vectors", "LpNormalization", summed, axis=1, p=2)
