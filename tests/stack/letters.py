"""What the tests of Auth do with the mails that people got."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.stack.harness import Stack

SITE = "http://127.0.0.1:5173"
# Every mail at once: the throttle has its own test.
QUICK: dict[str, Any] = {"max_frequency": "1ms"}


def config(email: dict[str, Any] | None = None, **auth: Any) -> dict[str, Any]:
    """A config.toml with a site, mails without waiting, and these settings."""
    return {"auth": {"site_url": SITE, **auth, "email": {**QUICK, **(email or {})}}}


def relative(address: str, name: str) -> str:
    """Another address like this one, that a search for this one does not find."""
    return address.replace("@", f".{name}@")


def newest(stack: Stack, address: str) -> dict[str, Any]:
    """The newest mail to an address."""
    mails = stack.mailbox.mails_to(address)
    assert mails, f"no mail to {address}"
    return mails[0]


def code_in(mail: dict[str, Any]) -> str:
    """The digits to type."""
    found = re.search(r"\b\d{6,10}\b", mail["Text"])
    assert found, mail["Text"]
    return found[0]


def link_in(mail: dict[str, Any]) -> str:
    """The link to click."""
    found = re.search(r"https?://\S+/auth/v1/verify\S*", mail["Text"])
    assert found, mail["Text"]
    return found[0]


def token_in(mail: dict[str, Any]) -> str:
    """The hash that the link carries."""
    return dict(parse_qsl(urlsplit(link_in(mail)).query))["token"]


@dataclass(frozen=True)
class Arrival:
    """Where a click ends: the page, and what its query and fragment say."""

    page: str
    query: dict[str, str]
    fragment: dict[str, str]


def click(link: str) -> Arrival:
    """Follow a link as a browser would, without loading the page behind it."""
    answer = httpx.get(link)
    assert answer.status_code == 303, answer.text
    url = urlsplit(answer.headers["location"])
    page = url._replace(query="", fragment="").geturl()
    return Arrival(page, dict(parse_qsl(url.query)), dict(parse_qsl(url.fragment)))
