"""The forms of a retrieval set: documents, and what is asked with the documents that answer it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autocrm.evals.rows import DataMissing, Row, read

_INTERNAL = "Internal:"
_TITLE_LIMIT = 300
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_TITLE = re.compile(r"^(?:title:|#)[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^#{2,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_WORDS_ASKED = 3  # headings of fewer words ask nothing


@dataclass(frozen=True, slots=True)
class Document:
    """`internal`: for members' eyes."""

    id: str
    title: str
    text: str
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """The customer's last turn, those before it (oldest first), and which documents answer."""

    asked: str
    relevant: frozenset[str]
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Cases without a known document are left out."""

    documents: tuple[Document, ...]
    cases: tuple[Case, ...]


def read_set(folder: Path) -> RetrievalSet:
    """A bank's form (documents.jsonl), conversations or single questions (passages.jsonl), or
    Markdown pages whose headings are asked for. Raises DataMissing."""
    if (folder / "documents.jsonl").exists():
        documents = [_document(row) for row in read(folder / "documents.jsonl")]
        cases = [_task(row) for row in read(folder / "tasks.jsonl")]
    elif (folder / "passages.jsonl").exists():
        documents = [_passage(row) for row in read(folder / "passages.jsonl")]
        cases = list(_asked(folder))
    elif any(folder.glob("*.md")):
        documents, cases = _pages(folder)
    else:
        raise DataMissing(
            f"{folder} has neither documents.jsonl, passages.jsonl nor *.md: give --data DIR."
        )
    known = {document.id for document in documents}
    met = [Case(c.asked, c.relevant & known, c.earlier) for c in cases if c.asked.strip()]
    return RetrievalSet(tuple(documents), tuple(case for case in met if case.relevant))


def _document(row: Row) -> Document:
    title = str(row.get("title") or row["id"])
    return Document(str(row["id"]), title, row["content"], title.startswith(_INTERNAL))


def _task(row: Row) -> Case:
    return Case(row["instructions"], frozenset(map(str, row["required_documents"])))


def _passage(row: Row) -> Document:
    """The first line of a passage is its title."""
    first, _, rest = row["text"].strip().partition("\n")
    title = str(row.get("title") or first)
    text = row["text"] if row.get("title") or not rest.strip() else rest
    return Document(str(row["id"]), title, text)


def _asked(folder: Path) -> Iterator[Case]:
    if (folder / "tasks.jsonl").exists():
        for row in read(folder / "tasks.jsonl"):
            yield _conversation(row)
        return
    # Several answers to one question: it is asked once.
    for row in {r["task_id"]: r for r in read(folder / "responses.jsonl")}.values():
        yield Case(row["question"], frozenset(map(str, row["context_ids"])))


def _conversation(row: Row) -> Case:
    said = [turn["t"] for turn in row["turns"] if turn["s"] == "user"]
    relevant = frozenset(map(str, row.get("context_ids") or ()))
    return Case(said[-1] if said else "", relevant, tuple(said[:-1]))


def _pages(folder: Path) -> tuple[list[Document], list[Case]]:
    """The headings are asked for, and so do not stand in the documents."""
    documents: list[Document] = []
    cases: dict[str, Case] = {}
    for path in sorted(folder.glob("*.md")):
        if path.stem in ("README", "LICENSE"):
            continue
        text = path.read_text("utf-8")
        titled = _TITLE.search(text)
        body = _FRONT_MATTER.sub("", text)
        for heading in _HEADING.findall(body):
            if len(heading.split()) >= _WORDS_ASKED:
                cases.setdefault(heading, Case(heading, frozenset([path.name])))
        title = titled[1][:_TITLE_LIMIT] if titled else path.stem
        documents.append(Document(path.name, title, _HEADING.sub("", body)))
    return documents, list(cases.values())
