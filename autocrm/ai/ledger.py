"""What the ledger keeps of a decision, as JSON, and how two of them differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from autocrm.domain.draft import Policy
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext


def text_hash(text: str) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def inputs_of(
    context: TicketContext,
    policies: Mapping[str, Policy],
    reader: str | None,
    embedding_model: str,
    code: str,
) -> dict[str, Any]:
    """All that a decision is made from, but the words of the thread: these by their hash."""
    ticket = {k: v for k, v in asdict(context).items() if k != "turns"}
    return {
        "code": code,
        "ticket": ticket,
        "turns": [[t.id, t.author, t.automatic, text_hash(t.text)] for t in context.turns],
        "policies": {
            p.category: [
                *(p.mode, p.min_confidence, p.min_answerability, p.version),
                *([list(p.tools)] if p.tools else []),
            ]
            for p in policies.values()
        },
        "reader": reader,
        "embedding_model": embedding_model,
    }


def packed(candidates: Sequence[Evidence]) -> dict[str, Any]:
    """What a search found, without its texts: these stand in the articles' versions.

    {"articles": {id: [slug, version, language, visibility, products]},
     "chunks": [[chunk id, article id, start, hash of text, score, vector, bm25, terms]]}
    """
    return {
        "articles": {
            e.article_id: [e.slug, e.article_version, e.language, e.visibility, list(e.products)]
            for e in candidates
        },
        "chunks": [
            [
                e.chunk_id, e.article_id, e.start, text_hash(e.text)[:16],
                e.score, e.vector, e.bm25, list(e.terms),
            ]
            for e in candidates
        ],
    }  # fmt: skip


def without_text(evidence: Evidence) -> dict[str, Any]:
    """Evidence as the ledger keeps it: its scores and the hash of its text."""
    row = asdict(replace(evidence, text="", questions=()))
    del row["text"], row["questions"]
    if evidence.kind == "article":  # as decisions have it that are older than records
        del row["kind"]
    return {**row, "text_hash": text_hash(evidence.text)}


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not the same: `path` is where it stands, as a.b.0.c."""

    path: str
    then: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage and where it came out otherwise. `how`: "checked" (what went in), "fed" (came
    from outside, so it is read), "computed"."""

    name: str
    how: str
    differences: tuple[Difference, ...] = ()
    note: str = ""

    @property
    def same(self) -> bool:
        return not self.differences


def canonical(value: Any) -> Any:
    """A value as JSON has it: tuples are lists, keys are text, 1.0 and 1 are one number."""
    if isinstance(value, Mapping):
        return {str(key): canonical(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [canonical(one) for one in value]
    whole = isinstance(value, float) and value.is_integer()
    return int(value) if whole else value


def as_bytes(value: Any) -> bytes:
    """The one way to write a value down: the same value gives the same bytes."""
    text = json.dumps(canonical(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def differences(then: Any, now: Any) -> list[Difference]:
    """Where two values differ; empty when they are the same to the byte."""
    if as_bytes(then) == as_bytes(now):
        return []
    return list(_differing("", canonical(then), canonical(now)))


def _differing(path: str, then: Any, now: Any) -> Iterator[Difference]:
    if isinstance(then, dict) and isinstance(now, dict):
        for key in sorted(then.keys() | now.keys()):
            yield from _differing(_join(path, key), then.get(key), now.get(key))
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for number, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from _differing(_join(path, str(number)), one, other)
    elif as_bytes(then) != as_bytes(now):
        yield Difference(path, then, now)


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
