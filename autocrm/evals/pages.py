"""A knowledge base in a folder: Markdown pages, or JSON Lines of texts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autocrm.evals.rows import DataMissing, read

_FILES = ("documents.jsonl", "passages.jsonl")
_ASIDE = frozenset({"README.md", "LICENSE.md"})  # about the data, not of it


@dataclass(frozen=True, slots=True)
class Page:
    """One text with its title ("" where it has none). `text` is Markdown or plain."""

    title: str
    text: str


def pages(folder: Path) -> list[Page]:
    """The pages of `folder`: `documents.jsonl` or `passages.jsonl`, else all `*.md` below it.

    Raises DataMissing when there is none.
    """
    for name in _FILES:
        if (folder / name).exists():
            return [_page(row) for row in read(folder / name)]
    found = [
        Page(_first_heading(text), text)
        for path in sorted(folder.rglob("*.md"))
        if path.name not in _ASIDE
        for text in [path.read_text("utf-8")]
    ]
    if not found:
        wanted = ", ".join((*_FILES, "*.md"))
        raise DataMissing(f"There is none of {wanted} in {folder}: give --data DIR.")
    return found


def _page(row: dict[str, object]) -> Page:
    text = row.get("text") or row.get("content") or ""
    return Page(str(row.get("title") or ""), str(text))


def _first_heading(text: str) -> str:
    line = next((line for line in text.splitlines() if line.startswith("#")), "")
    return line.lstrip("# ").strip()
