"""Conditions and actions of rules as people write them: `priority <= 2`, `tags_add=vip`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import typer

_WORDS = re.compile(r"(?P<fact>\S+)\s+(?P<op>[a-z_]+)\s+(?P<value>\S.*)", re.DOTALL)
_SIGNS = re.compile(r"(?P<fact>[^\s<>]+)\s*(?P<op><=|>=|<|>)\s*(?P<value>[^\s<>].*)", re.DOTALL)
_NOTHING = ("nobody", "nothing", "null")
_LISTS = ("tags_add", "tags_remove", "notify")
_TEXTS = ("note", "subject")  # taken as they are, whatever they look like


def read_condition(text: str) -> dict[str, Any]:
    """`FACT OP VALUE`: "status is open", "tag in vip,gold", "age > 4 hours", "assignee is nobody".

    A value that is JSON is taken as that, so "42" in quotes is a text. Raises BadParameter.
    """
    match = _SIGNS.fullmatch(text.strip()) or _WORDS.fullmatch(text.strip())
    if not match:
        raise typer.BadParameter(f'{text!r} is no condition: write it like "status is open".')
    fact, op, value = match["fact"], match["op"], match["value"].strip()
    if op in ("in", "not_in") and not value.startswith("["):
        return {"fact": fact, "op": op, "value": [_value(part) for part in _parts(value)]}
    return {"fact": fact, "op": op, "value": _value(value)}


def read_conditions(
    every: Iterable[str], some: Iterable[str], none: Iterable[str]
) -> dict[str, Any]:
    """The three groups; an empty one is left out."""
    groups = {"all": every, "any": some, "none": none}
    read = {name: [read_condition(text) for text in texts] for name, texts in groups.items()}
    return {name: found for name, found in read.items() if found}


def read_actions(texts: Iterable[str]) -> dict[str, Any]:
    """`WHAT=VALUE`: "team=orders", "tags_add=vip,gold", "field.size=XL"; or "route" alone.

    An empty value takes away: "assignee=". Raises BadParameter.
    """
    actions: dict[str, Any] = {}
    for text in texts:
        what, sign, value = text.partition("=")
        what = what.strip()
        if not sign and what != "route":
            raise typer.BadParameter(f'{text!r} is no action: write it like "priority=1".')
        if what == "route":
            actions[what] = True
        elif what in _LISTS:
            actions[what] = _parts(value)
        elif what.startswith("field."):
            actions.setdefault("fields", {})[what.removeprefix("field.")] = _value(value)
        else:
            actions[what] = value if what in _TEXTS else _value(value)
    return actions


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _value(text: str) -> Any:
    if not text or text in _NOTHING:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text


def say_conditions(conditions: dict[str, Any]) -> str:
    """In words; "always" for none."""
    joined = {"all": " and ", "any": " or ", "none": " or "}
    said = []
    for name, join in joined.items():
        parts = [_say(condition) for condition in conditions.get(name, [])]
        if parts:
            text = join.join(parts)
            inner = f"({text})" if len(parts) > 1 and name != "all" else text
            said.append(f"not {inner}" if name == "none" else inner)
    return " and ".join(said) or "always"


def _say(condition: dict[str, Any]) -> str:
    if "fact" not in condition:
        return f"({say_conditions(condition)})"
    return f"{condition['fact']} {condition['op']} {_say_value(condition['value'])}"


def say_actions(actions: dict[str, Any]) -> str:
    """In words: `priority=1, tags_add=vip`."""
    said = []
    for what, value in actions.items():
        if what == "fields":
            said += [f"field.{key}={_say_value(part)}" for key, part in value.items()]
        else:
            said.append(what if value is True else f"{what}={_say_value(value)}")
    return ", ".join(said)


def _say_value(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(_say_value, value))
    if value is None:
        return "nobody"
    return value if isinstance(value, str) else json.dumps(value)
