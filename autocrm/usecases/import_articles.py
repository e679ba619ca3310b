"""Markdown files with TOML front matter become articles, or new versions of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autocrm.errors import AutoCRMError, Invalid
from autocrm.ports import Knowledge

FENCE = "+++"
CONTENT_LIMIT = 200_000  # characters, as the table's check
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_ALLOWED: dict[str, tuple[str, ...]] = {
    "visibility": ("public", "internal", "team"),
    "status": ("draft", "published", "archived"),
}
_KEYS = ("title", "slug", "visibility", "language", "category", "status", "team", "source")
_QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """One file, read and checked. `lines` says where in the file each key stands."""

    path: Path
    fields: dict[str, str]
    content: str
    lines: dict[str, int] = field(default_factory=dict)
    questions: list[dict[str, list[str]]] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.fields["slug"]

    def invalid(self, key: str, message: str) -> Invalid:
        """An error at the line of `key`."""
        return Invalid(f"{self.path}:{self.lines.get(key, 1)}: {message}")


async def import_articles(knowledge: Knowledge, paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Save all files, or none when one of them cannot be used (Invalid, with file and line).

    Returns, a file, {"path", "id", "slug", "version", "created", "changed"}. A file that says
    what is saved already changes nothing.
    """
    return await save_articles(knowledge, read_articles(paths))


async def save_articles(knowledge: Knowledge, files: Sequence[ArticleFile]) -> list[dict[str, Any]]:
    """The same for files that have been read."""
    return [{"path": str(file.path), **await _save(knowledge, file)} for file in files]


def read_articles(paths: Sequence[Path]) -> list[ArticleFile]:
    """Read and check files. Raises Invalid with file and line."""
    files = [read_article(path) for path in paths]
    seen: dict[str, Path] = {}
    for file in files:
        if file.slug in seen:
            raise file.invalid("slug", f"the slug {file.slug!r} is that of {seen[file.slug]} too.")
        seen[file.slug] = file.path
    return files


def read_article(path: Path) -> ArticleFile:
    """One file. Without a slug its name is the slug; the title is the only key it must have."""
    head, content = _split(path, _text(path))
    lines = _lines_of_keys(head)
    fields = _fields(path, head)
    questions = fields.pop(_QUESTIONS, [])
    file = ArticleFile(path, {"slug": path.stem, **fields}, content, lines, questions)
    _check(file)
    _check_questions(file)
    return file


async def _save(knowledge: Knowledge, file: ArticleFile) -> dict[str, Any]:
    try:
        return await knowledge.save(body=file.content, questions=file.questions, **file.fields)
    except AutoCRMError as error:
        raise type(error)(f"{file.path}: {error.message}", code=error.code) from error


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Invalid(f"{path}:{line}: the file is not UTF-8: save it as UTF-8.") from error
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from error


def _split(path: Path, text: str) -> tuple[str, str]:
    """Front matter and Markdown."""
    lines = text.split("\n")  # not splitlines: U+2028 is part of a text
    if not lines or lines[0].rstrip() != FENCE:
        raise Invalid(f'{path}:1: the file must begin with a line {FENCE}, then title = "…".')
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == FENCE:
            content = "\n".join(lines[number:]).strip("\n").rstrip()
            return "\n".join(lines[1 : number - 1]), content
    raise Invalid(f"{path}:1: a second line {FENCE} must end the front matter.")


def _fields(path: Path, head: str) -> dict[str, Any]:
    try:
        found = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        at = _TOML_LINE.search(str(error))
        line = int(at[1]) + 1 if at else 1  # the fence is line 1
        reason = _TOML_LINE.sub("", str(error)).strip()
        raise Invalid(f"{path}:{line}: this is not TOML: {reason}.") from error
    lines = _lines_of_keys(head)
    for key, value in found.items():
        if key == _QUESTIONS:
            continue
        if key not in _KEYS:
            known = ", ".join(_KEYS)
            raise Invalid(f"{path}:{lines.get(key, 1)}: {key!r} is not known; there are {known}.")
        if not isinstance(value, str):
            raise Invalid(f"{path}:{lines.get(key, 1)}: {key} must be a text in quotes.")
    return found


def _lines_of_keys(head: str) -> dict[str, int]:
    lines = enumerate(head.splitlines(), 2)
    return {line.split("=")[0].strip().strip("\"'[] "): number for number, line in lines}


def _check(file: ArticleFile) -> None:
    fields = file.fields
    if not fields.get("title", "").strip():
        raise file.invalid("title", 'the article needs a title: title = "…".')
    if not _SLUG.fullmatch(file.slug):
        raise file.invalid("slug", f"{file.slug!r} is no slug: a-z, 0-9 and single hyphens.")
    for key, allowed in _ALLOWED.items():
        if fields.get(key, allowed[0]) not in allowed:
            raise file.invalid(key, f"{key} must be one of {', '.join(allowed)}.")
    if not re.fullmatch("[a-z]{2}", fields.get("language", "en")):
        raise file.invalid("language", 'language must be two letters, as in "en".')
    if (fields.get("visibility") == "team") != ("team" in fields):
        raise file.invalid("visibility", 'visibility = "team" and team = "…" belong together.')
    if not file.content:
        raise file.invalid("", "there is no text after the front matter.")
    if len(file.content) > CONTENT_LIMIT:
        raise file.invalid("", f"an article may have {CONTENT_LIMIT:,} characters at most.")


def _check_questions(file: ArticleFile) -> None:
    """Each has wordings, and answers that are quoted from the article."""
    for number, question in enumerate(file.questions, 1):
        where = f"question {number}"
        if not isinstance(question, dict) or set(question) != {"ask", "answer"}:
            raise file.invalid(_QUESTIONS, f'{where} needs ask = ["…"] and answer = ["…"].')
        for key, texts in question.items():
            if (
                not texts
                or not isinstance(texts, list)
                or not all(isinstance(t, str) for t in texts)
            ):
                raise file.invalid(_QUESTIONS, f"{key} of {where} must be a list of texts.")
        strange = [text for text in question["answer"] if text not in file.content]
        if strange:
            raise file.invalid(
                _QUESTIONS,
                f"this answer of {where} does not stand word for word in the article: {strange[0]}",
            )
