"""Upstream's template language for mails, as far as mails need it.

`{{ .Email }}`, `{{ .Data.first_name }}`, `{{ if .X }}…{{ else if eq .X "y" }}…{{ else }}…{{ end }}`
with eq, ne, not, and, or; comments and the trimming dashes. All values are escaped for where
they stand. Anything else is refused when the template is read, not when a mail is due.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Protocol

from autocrm.stack.auth.escaping import escaped

Values = dict[str, Any]
_ACTION = re.compile(r"\{\{(- )?\s*(.*?)\s*( -)?\}\}", re.DOTALL)
_PATH = re.compile(r"\.[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_WORD = re.compile(r'\.[\w.]+|"(?:[^"\\]|\\.)*"|[^\s"]+')
_CONDITIONS = {"eq", "ne", "not", "and", "or"}


class TemplateProblem(ValueError):
    """The template says something that is not understood; the message says what."""


class _Node(Protocol):
    def render(self, values: Values, before: str, html: bool) -> str:
        """What this adds after `before`."""


@dataclass(frozen=True)
class _Text:
    text: str

    def render(self, values: Values, before: str, html: bool) -> str:
        return self.text


@dataclass(frozen=True)
class _Show:
    word: str

    def render(self, values: Values, before: str, html: bool) -> str:
        text = _as_text(_value(self.word, values))
        return escaped(text, before) if html else text


@dataclass(frozen=True)
class _If:
    condition: tuple[str, ...]
    then: tuple[_Node, ...]
    otherwise: tuple[_Node, ...]

    def render(self, values: Values, before: str, html: bool) -> str:
        nodes = self.then if _holds(self.condition, values) else self.otherwise
        return _render(nodes, values, before, html)[len(before) :]


@dataclass(frozen=True)
class Template:
    """A template that has been read; `html` says whether its values are escaped."""

    nodes: tuple[_Node, ...]
    html: bool

    @classmethod
    def parse(cls, text: str, *, html: bool = True) -> Template:
        """Read `text`. Raises TemplateProblem."""
        parser = _Parser(text)
        nodes, ending = parser.block()
        if ending:
            raise TemplateProblem(f"{{{{ {ending} }}}} closes nothing")
        return cls(nodes, html)

    def render(self, values: Values) -> str:
        """The text with `values` in it; what they lack is empty."""
        return _render(self.nodes, values, "", self.html)


def _render(nodes: tuple[_Node, ...], values: Values, before: str, html: bool) -> str:
    for node in nodes:
        before += node.render(values, before, html)
    return before


class _Parser:
    """Reads text and actions in turn; `block` ends at an action that belongs to the outside."""

    def __init__(self, text: str) -> None:
        self._pieces = list(_pieces(text))

    def block(self) -> tuple[tuple[_Node, ...], str]:
        """The nodes up to `end` or `else`, and that action ("" at the end of the text)."""
        nodes: list[_Node] = []
        while self._pieces:
            kind, content = self._pieces.pop(0)
            if kind == "text":
                nodes.append(_Text(content))
            elif content == "end" or re.match(r"else\b", content):
                return tuple(nodes), content
            elif content.startswith("if "):
                nodes.append(self._if(content))
            elif not content.startswith("/*"):
                nodes.append(_Show(_operand(content)))
        return tuple(nodes), ""

    def _if(self, content: str) -> _If:
        condition = _condition(content)
        then, ending = self.block()
        otherwise: tuple[_Node, ...] = ()
        if ending.startswith("else if "):
            return _If(condition, then, (self._if(ending.removeprefix("else ")),))
        if ending == "else":
            otherwise, ending = self.block()
        if ending != "end":
            raise TemplateProblem(f"{{{{ {content} }}}} is not closed by {{{{ end }}}}")
        return _If(condition, then, otherwise)


def _pieces(text: str) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    at, trim = 0, False
    for match in _ACTION.finditer(text):
        plain = text[at : match.start()]
        plain = plain.lstrip() if trim else plain
        pieces.append(("text", plain.rstrip() if match[1] else plain))
        pieces.append(("action", match[2]))
        at, trim = match.end(), bool(match[3])
    rest = text[at:]
    pieces.append(("text", rest.lstrip() if trim else rest))
    return pieces


def _operand(word: str) -> str:
    if _PATH.fullmatch(word) or (word.startswith('"') and _WORD.fullmatch(word)):
        return word
    raise TemplateProblem(f"{{{{ {word} }}}} is not understood: use variables, if, else and end")


def _condition(content: str) -> tuple[str, ...]:
    words = _WORD.findall(content)[1:]
    function = [words.pop(0)] if words and words[0] in _CONDITIONS else []
    if not words or (not function and len(words) > 1):
        raise TemplateProblem(f"{{{{ {content} }}}} is not understood: use eq, ne, not, and, or")
    return (*function, *map(_operand, words))


def _holds(condition: tuple[str, ...], values: Values) -> bool:
    function, *words = condition if condition[0] in _CONDITIONS else ("and", *condition)
    found = [_value(word, values) for word in words]
    if function == "eq":
        return any(_as_text(found[0]) == _as_text(other) for other in found[1:])
    if function == "ne":
        return _as_text(found[0]) != _as_text(found[-1])
    if function == "not":
        return not found[0]
    return any(found) if function == "or" else all(found)


def _value(word: str, values: Values) -> Any:
    if word.startswith('"'):
        return json.loads(word)
    value: Any = values
    for name in word[1:].split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
