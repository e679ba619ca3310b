"""The texts of notices: a subject line, an empty line, the text, with `{{places}}` to fill.

`{{name}}` is filled in, "" when there is nothing; `{{#name}}…{{/name}}` stands when there is
something, once for each item of a list (whose keys are filled in first); `{{^name}}…{{/name}}`
stands when there is nothing; `{{#name=value}}…{{/name}}` stands when it is just that. A tag alone
on its line leaves no empty line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autocrm.errors import Invalid

_TAG = re.compile(r"^[ \t]*{{([#^/])([\w=]+)}}[ \t]*\n|{{([#^/]?)([\w=]+)}}", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TEXT_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]+")
_LINK = re.compile(r"://|www\.|[^\s@]+\.[a-z]{2,}(/|$)", re.IGNORECASE)
_FOLDED = re.compile(r"\n{3,}")

NAME_LIMIT, SUBJECT_LIMIT = 60, 200  # characters

Values = Mapping[str, Any]
Node = str | tuple[str, str, list[Any]]  # text, or (sign, name, what is inside)


@dataclass(frozen=True, slots=True)
class Notice:
    """A filled template. `subject` is one line without control characters."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Template:
    """A template that has been read; `name` is for what is said of it."""

    name: str
    subject: list[Node]
    text: list[Node]

    def fill(self, values: Values) -> Notice:
        """Text from outside stays text: its braces are not looked at, its controls are dropped."""
        subject = _CONTROL.sub(" ", _filled(self.subject, [values]))
        text = _TEXT_CONTROL.sub(" ", _filled(self.text, [values]))
        line = " ".join(subject.split())[:SUBJECT_LIMIT]
        return Notice(line, _FOLDED.sub("\n\n", text).strip("\n") + "\n")


def read_template(name: str, source: str) -> Template:
    """Read a template. Raises Invalid, naming it, when it has no subject or an open section."""
    head, _, body = source.replace("\r\n", "\n").partition("\n")
    label, _, subject = head.partition(":")
    if label != "Subject" or not subject.strip() or not body.startswith("\n"):
        raise Invalid(f"{name} must begin with a line `Subject: …` and an empty line.")
    return Template(name, _nodes(name, subject.strip()), _nodes(name, body.lstrip("\n")))


def greeting_name(name: str) -> str:
    """A name fit to greet somebody with, or "".

    Anybody can write to us under any name, and so could have us mail an advertisement.
    """
    line = " ".join(_CONTROL.sub(" ", name).split())
    return "" if len(line) > NAME_LIMIT or _LINK.search(line) else line


def _nodes(name: str, source: str) -> list[Node]:
    open_: list[tuple[str, str, list[Node]]] = [("", "", [])]
    at = 0
    for tag in _TAG.finditer(source):
        sign, word = (tag[1], tag[2]) if tag[1] else (tag[3], tag[4])
        open_[-1][2].append(source[at : tag.start()])
        at = tag.end()
        if sign == "/":
            inside = open_.pop()
            if not open_ or inside[1].partition("=")[0] != word:
                raise Invalid(f"{name}: {{{{/{word}}}}} closes nothing.")
            open_[-1][2].append(inside)
        elif sign:
            open_.append((sign, word, []))
        else:
            open_[-1][2].append(("", word, []))
    if len(open_) > 1:
        raise Invalid(f"{name}: {{{{{open_[-1][0]}{open_[-1][1]}}}}} is not closed.")
    return [*open_[0][2], source[at:]]


def _filled(nodes: list[Any], values: list[Values]) -> str:
    """`values`: the innermost last."""
    return "".join(n if isinstance(n, str) else _section(n, values) for n in nodes)


def _section(node: tuple[str, str, list[Any]], values: list[Values]) -> str:
    sign, word, inside = node
    name, equals, wanted = word.partition("=")
    found = next((v[name] for v in reversed(values) if name in v), None)
    if not sign:
        return _shown(found)
    if equals:
        found = _shown(found) == wanted
    if sign == "^":
        return "" if found else _filled(inside, values)
    if isinstance(found, list):
        return "".join(_filled(inside, [*values, item]) for item in found)
    return _filled(inside, values) if found else ""


def _shown(value: Any) -> str:
    return "" if value is None or isinstance(value, bool | list | dict) else str(value)
