"""What the AI takes on disk: the packages it needs, with what they require, and its models."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from autocrm.adapters.models import model_folder, tiktoken_folder
from autocrm.settings import cache_dir

LOCAL = ("numpy", "onnxruntime", "py3langid")
HOSTED = ("openai", "tiktoken")
# Of `openai` and of others alike: the product has them without any AI.
SHARED = ("supabase", "fastapi", "httpx", "pydantic")


def local_mb() -> float:
    """Megabytes (10^6 bytes) of the packages and weights of local mode."""
    return (_packages(LOCAL) + _folder(model_folder(cache_dir()))) / 1e6


def hosted_mb() -> float:
    """Megabytes that a hosted model adds: its SDK and the tables of its tokens."""
    return (_packages(HOSTED, but=LOCAL) + _folder(tiktoken_folder(cache_dir()))) / 1e6


def _packages(names: tuple[str, ...], but: tuple[str, ...] = ()) -> int:
    return sum(map(_size, _closure(names) - _closure((*SHARED, *but))))


def _closure(names: tuple[str, ...]) -> set[str]:
    """The packages and all that they require here, extras left out."""
    found: set[str] = set()
    queue = list(names)
    while queue:
        name = queue.pop().lower().replace("_", "-")
        if name in found or (here := _distribution(name)) is None:
            continue
        found.add(name)
        needs = [need for need in here.requires or () if "extra ==" not in need]
        queue += [match[0] for need in needs if (match := re.match(r"[\w.-]+", need))]
    return found


def _distribution(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:  # required on other systems only
        return None


def _size(name: str) -> int:
    here = _distribution(name)
    files = [Path(str(f.locate())) for f in (here.files or ())] if here else []
    return sum(file.stat().st_size for file in files if file.is_file())


def _folder(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
