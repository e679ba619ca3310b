"""The language model, unpacked once into the cache instead of at every start."""

from __future__ import annotations

import os
import tempfile
from importlib.metadata import version
from pathlib import Path

from autocrm.adapters.embedding.tensors import read_tensors, write_tensors
from autocrm.ai.language import LANGUAGE_NAMES, use_tables
from autocrm.ai.language_tables import Tables, unpack_tables

_FORMAT = 1  # another one when `unpack_tables` makes other tables


def languages_file(cache_dir: Path) -> Path:
    """Where the tables of the installed py3langid are, or would be."""
    return cache_dir / f"languages-{_FORMAT}-{version('py3langid')}.safetensors"


def install_languages(cache_dir: Path) -> None:
    """Write the tables, in one step. Raises OSError where that is not possible."""
    place = languages_file(cache_dir)
    if _read(place) is not None:
        return
    cache_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache_dir, prefix=".languages-") as work:
        fresh = Path(work) / place.name
        write_tensors(fresh, unpack_tables(LANGUAGE_NAMES))
        os.replace(fresh, place)


def use_installed_languages(cache_dir: Path) -> None:
    """Tell languages by what is in the cache; without it the package is unpacked when needed."""
    tables = _read(languages_file(cache_dir))
    if tables is not None:
        use_tables(tables)


def _read(place: Path) -> Tables | None:
    try:
        return read_tensors(place)
    except (FileNotFoundError, ValueError):  # or cut, as after a loss of power
        return None
