"""The quantised network on weights made up here, against plain BERT in full precision."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autocrm.adapters.embedding import onnx_file
from autocrm.adapters.embedding.minilm import MiniLM, gelu, softmax
from autocrm.adapters.embedding.quantize import HEADS, LAYERS, WEIGHT_LEVELS, WIDTH, quantize
from autocrm.adapters.embedding.tensors import Array, read_tensors, tensor_places, write_tensors

TEXTS = [[3, 17, 4, 30], [8, 8, 1, 0], [39, 2, 11, 5]]


def _weights() -> dict[str, Array]:
    """Of the shapes of the real ones, with 40 words and small numbers."""
    random = np.random.default_rng(4711)

    def some(*shape: int, size: float = 0.05) -> Array:
        return (random.standard_normal(shape, dtype=np.float32) * np.float32(size)).astype("f4")

    def norm(name: str) -> dict[str, Array]:
        return {f"{name}.weight": 1 + some(WIDTH), f"{name}.bias": some(WIDTH)}

    def dense(name: str, outputs: int, inputs: int) -> dict[str, Array]:
        return {f"{name}.weight": some(outputs, inputs), f"{name}.bias": some(outputs)}

    weights = {
        "embeddings.word_embeddings.weight": some(40, WIDTH, size=1),
        "embeddings.position_embeddings.weight": some(512, WIDTH, size=0.3),
        "embeddings.token_type_embeddings.weight": some(2, WIDTH, size=0.3),
        **norm("embeddings.LayerNorm"),
    }
    for number in range(LAYERS):
        at = f"encoder.layer.{number}."
        for name in ("query", "key", "value"):
            weights |= dense(f"{at}attention.self.{name}", WIDTH, WIDTH)
        weights |= dense(at + "attention.output.dense", WIDTH, WIDTH)
        weights |= norm(at + "attention.output.LayerNorm")
        weights |= dense(at + "intermediate.dense", 4 * WIDTH, WIDTH)
        weights |= dense(at + "output.dense", WIDTH, 4 * WIDTH)
        weights |= norm(at + "output.LayerNorm")
    return weights


def _reference(w: dict[str, Array], text: list[int]) -> Array:
    """BERT as it is written down, one text at a time, tokens in rows."""

    def dense(name: str, x: Array) -> Array:
        return x @ w[name + ".weight"].T + w[name + ".bias"]

    def norm(name: str, x: Array) -> Array:
        x = (x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True)
        return x * w[name + ".weight"] + w[name + ".bias"]

    def heads(x: Array) -> Array:
        return x.reshape(len(text), HEADS, -1).transpose(1, 0, 2)

    x = w["embeddings.word_embeddings.weight"][text]
    x = x + w["embeddings.position_embeddings.weight"][: len(text)]
    x = norm("embeddings.LayerNorm", x + w["embeddings.token_type_embeddings.weight"][0])
    for number in range(LAYERS):
        at = f"encoder.layer.{number}."
        looks = (heads(dense(f"{at}attention.self.{n}", x)) for n in ("query", "key", "value"))
        query, key, value = looks
        seen = softmax(query @ key.transpose(0, 2, 1) / np.sqrt(WIDTH / HEADS)) @ value
        seen = seen.transpose(1, 0, 2).reshape(len(text), WIDTH)
        x = norm(at + "attention.output.LayerNorm", x + dense(at + "attention.output.dense", seen))
        wide = gelu(dense(at + "intermediate.dense", x))
        x = norm(at + "output.LayerNorm", x + dense(at + "output.dense", wide))
    mean = x.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean))


@pytest.fixture(scope="module")
def weights() -> dict[str, Array]:
    return _weights()


@pytest.fixture(scope="module")
def file(weights: dict[str, Array], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "weights.safetensors"
    write_tensors(path, quantize(weights))
    return path


@pytest.mark.parametrize("backend", ["onnxruntime", "numpy"])
def test_vectors_are_those_of_bert(weights: dict[str, Array], file: Path, backend: str) -> None:
    if backend == "numpy":
        vectors = MiniLM(file).encode(TEXTS)
    else:
        pytest.importorskip("onnxruntime")
        from autocrm.adapters.embedding.session import OnnxMiniLM

        vectors = OnnxMiniLM(file).encode(TEXTS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    for vector, text in zip(vectors, TEXTS, strict=True):
        # A wrong weight, order or head falls far below; eight bits cost this little.
        assert vector @ _reference(weights, text) > 0.995


def test_weights_are_off_by_half_a_step_at_most(weights: dict[str, Array]) -> None:
    small = quantize(weights)
    original = weights["encoder.layer.3.output.dense.weight"].T
    assert small["3.out"].dtype == np.int8
    assert np.abs(small["3.out"]).max() == WEIGHT_LEVELS
    restored = small["3.out"] * small["3.out.scale"]
    assert (np.abs(restored - original) <= small["3.out.scale"] * 0.5001).all()


def test_a_row_of_zeros_stays_one(weights: dict[str, Array]) -> None:
    blank = weights["embeddings.word_embeddings.weight"].copy()
    blank[7] = 0
    small = quantize(weights | {"embeddings.word_embeddings.weight": blank})
    assert not small["words"][7].any()
    assert np.isfinite(small["words.scale"]).all()


def test_the_same_tensors_make_the_same_bytes(tmp_path: Path) -> None:
    tensors = {"b": np.arange(6, dtype=np.float32).reshape(2, 3), "a": np.array([1, -2], "i1")}
    write_tensors(tmp_path / "one", tensors)
    write_tensors(tmp_path / "two", dict(reversed(tensors.items())))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    read = read_tensors(tmp_path / "one")
    assert {name: read[name].tolist() for name in read} == {
        name: tensor.tolist() for name, tensor in tensors.items()
    }
    assert all(place.offset % 64 == 0 for place in tensor_places(tmp_path / "one").values())


def test_another_file_is_no_safetensors_file(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"PK\x03\x04 something else entirely")
    with pytest.raises(ValueError, match="other is not a safetensors file"):
        tensor_places(tmp_path / "other")


@pytest.mark.parametrize(
    ("number", "value", "wire"),
    [
        # The examples of the protocol buffers' own description, and the edges.
        (1, 150, "08 96 01"),
        (2, "testing", "12 07 74 65 73 74 69 6e 67"),
        (3, b"\x08\x96\x01", "1a 03 08 96 01"),
        (1, 0, "08 00"),
        (1, -1, "08 ff ff ff ff ff ff ff ff ff 01"),
        (20, 1.0, "a5 01 00 00 80 3f"),
    ],
)
def test_fields_are_written_as_protocol_buffers(
    number: int, value: int | float | str | bytes, wire: str
) -> None:
    assert onnx_file._field(number, value).hex(" ") == wire
