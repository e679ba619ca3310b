"""What goes through the gateway is answered word for word as PostgREST alone answers it."""

from __future__ import annotations

import http.client
from typing import Any

import pytest

from tests.conformance import rest_library
from tests.conformance.rest_corpus import ALL, Ask

# About the connection, not the answer; CORS is the gateway's own.
_OF_THE_HOP = {"date", "transfer-encoding", "content-length", "connection", "keep-alive"}
_OWNER = "00000000-0000-4000-8000-000000000001"
_CHANGES_NOTHING = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture(scope="module", autouse=True)
def library(rest_api: Any) -> None:
    rest_library.install(rest_api.database, rest_api.url)


@pytest.fixture(scope="module")
def tokens(rest_api: Any) -> dict[str, str]:
    roles = ("anon", "authenticated", "service_role", "nobody")
    return {role: rest_api.token(role, sub=_OWNER) for role in roles}


def answer(port: int, prefix: str, ask: Ask, tokens: dict[str, str]) -> tuple[Any, ...]:
    """Status, headers as a sorted list, body."""
    headers = dict(ask.headers)
    if ask.role:
        headers["authorization"] = f"Bearer {tokens[ask.role]}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(ask.method, prefix + ask.target, ask.body, headers)
        reply = connection.getresponse()
        body = reply.read()
    finally:
        connection.close()
    kept = sorted((name.lower(), value) for name, value in reply.getheaders())
    return reply.status, [pair for pair in kept if _matters(pair[0])], body


def _matters(name: str) -> bool:
    return name not in _OF_THE_HOP and not name.startswith("access-control-")


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


@pytest.mark.parametrize("ask", ALL, ids=lambda ask: f"{ask.method} {ask.target}")
def test_the_gateway_adds_and_takes_away_nothing(stack, rest_api, tokens, ask):
    answers = []
    for url, prefix in ((rest_api.url, ""), (stack.url, "/rest/v1")):
        answers.append(answer(port_of(url), prefix, ask, tokens))
        if ask.method not in _CHANGES_NOTHING:
            rest_library.refill(rest_api.database)
    assert answers[1] == answers[0]


def test_the_corpus_meets_every_kind_of_answer(rest_api, tokens):
    """Else a library that failed to load would make all answers alike: 404."""
    port = port_of(rest_api.url)
    found = {answer(port, "", ask, tokens)[0] for ask in ALL}
    rest_library.refill(rest_api.database)
    assert found >= {200, 201, 204, 206, 300, 400, 401, 403, 404, 405, 406, 409, 416, 418, 500}
