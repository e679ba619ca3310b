"""The static host of production sends what the embedded gateway sends, and rewrites as it does."""

from __future__ import annotations

import json
import re

import pytest

from autocrm.stack.gateway.pages import SAFETY
from tests.conftest import ROOT

HEADERS = (ROOT / "customHttp.yml").read_text("utf-8")
[RULE] = json.loads((ROOT / "deploy" / "amplify" / "redirects.json").read_text("utf-8"))
PATTERN = re.compile(RULE["source"].removeprefix("</").removesuffix("/>"))
# A hosted project is another origin, and Amplify speaks TLS alone.
ANOTHERS = (" https://*.supabase.co", " wss://*.supabase.co")


def hosted(name: str) -> str:
    found = re.search(rf"key: {name}\n\s+value: \"?([^\"\n]+)", HEADERS)
    assert found, f"customHttp.yml does not set {name}"
    return found[1]


@pytest.mark.parametrize("name", sorted(SAFETY))
def test_the_headers_are_the_gateways(name: str) -> None:
    value, own = hosted(name), SAFETY[name].replace(" ws: wss:", "")
    for origin in ANOTHERS:
        value = value.replace(origin, "")
    assert value == own


@pytest.mark.parametrize("path", ["/", "/desk", "/desk/tickets/17", "/help/coffee", "/rate"])
def test_addresses_are_the_application(path: str) -> None:
    assert RULE["target"] == "/index.html"
    assert PATTERN.search(path)


@pytest.mark.parametrize("path", ["/assets/app-1a2b.js", "/favicon.svg", "/assets/inter.woff2"])
def test_files_are_files(path: str) -> None:
    assert not PATTERN.search(path)
