"""What the gateway makes of keys, and of requests to functions."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from autocrm.stack.gateway.cors import with_cors
from tests.stack.harness import Stack


@pytest.fixture(scope="module")
def stack_config() -> dict[str, Any]:
    return {"functions": {"open": {"verify_jwt": False}, "off": {"enabled": False}}}


STRANGER = "sb_secret_of-another-project"

# -- keys


@pytest.mark.parametrize("path", ["/rest/v1/tickets", "/functions/v1/open", "/storage/v1/bucket"])
@pytest.mark.parametrize("name", ["apikey", "authorization"])
def test_a_key_of_another_project_is_refused(stack: Stack, path: str, name: str) -> None:
    value = STRANGER if name == "apikey" else f"Bearer {STRANGER}"
    answer = stack.http(**{name: value}).get(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_api_key")
    assert STRANGER not in answer.text


@pytest.mark.parametrize("key", [STRANGER, "nonsense"])
@pytest.mark.parametrize("path", ["/auth/v1/user", "/auth/v1/admin/users"])
def test_auth_says_itself_that_it_is_no_token(stack: Stack, key: str, path: str) -> None:
    answer = stack.http(apikey=key).get(path)
    assert answer.status_code == 401
    assert answer.json()["msg"] == "This endpoint requires a valid Bearer token"


def test_what_needs_no_key_of_auth_takes_any(stack: Stack) -> None:
    assert stack.http(apikey=STRANGER).get("/auth/v1/health").status_code == 200


# -- functions


def refusal(stack: Stack, **headers: str) -> tuple[int, str, str | None]:
    answer = stack.http(**headers).post("/functions/v1/closed")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "x-relay-error" in answer.headers["access-control-expose-headers"].lower()
    assert answer.headers["sb-error-code"] == answer.json()["code"]
    return answer.status_code, answer.json()["code"], answer.headers.get("x-relay-error")


def test_each_refusal_has_upstreams_code(stack: Stack) -> None:
    assert refusal(stack) == (401, "UNAUTHORIZED_NO_AUTH_HEADER", "true")
    basic = refusal(stack, authorization="Basic abc")
    assert basic == (401, "UNAUTHORIZED_INVALID_JWT_FORMAT", "true")
    expired = stack.keys.anon_jwt[:-3] + "abc"
    assert refusal(stack, authorization=f"Bearer {expired}") == (401, "UNAUTHORIZED_JWT", "true")
    assert refusal(stack, apikey=expired)[0] == 401


@pytest.mark.parametrize("key", ["publishable_key", "secret_key", "anon_jwt", "service_role_jwt"])
def test_a_function_sees_what_its_caller_sent(stack: Stack, key: str) -> None:
    value = getattr(stack.keys, key)
    both = {"apikey": value, "authorization": f"Bearer {value}"}
    seen = stack.http(**both).get("/functions/v1/closed").json()["headers"]
    assert {name: seen[name] for name in both} == both


def test_a_session_passes(stack: Stack, person: dict[str, str]) -> None:
    token = stack.signed_up(person).auth.get_session().access_token  # type: ignore[union-attr]
    http = stack.http(apikey=stack.keys.publishable_key, authorization=f"Bearer {token}")
    assert http.get("/functions/v1/closed").status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_switched_off_is_not_there(stack: Stack, method: str) -> None:
    http = stack.http(apikey=stack.keys.secret_key)
    answer = http.request(method, "/functions/v1/off/deeper")
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    assert "x-relay-error" not in answer.headers


def test_a_plain_options_request_needs_no_token(stack: Stack) -> None:
    assert stack.http().options("/functions/v1/closed").json()["method"] == "OPTIONS"


async def test_headers_that_a_function_exposes_stay_so() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    own = [(b"access-control-expose-headers", b"x-own"), (b"access-control-allow-origin", b"evil")]
    await with_cors(send)({"type": "http.response.start", "status": 200, "headers": own})
    headers = dict(sent[0]["headers"])
    assert len(sent[0]["headers"]) == 2
    assert headers[b"access-control-allow-origin"] == b"*"
    assert headers[b"access-control-expose-headers"].endswith(b", x-own")


def test_an_upgrade_is_refused_in_words(stack: Stack) -> None:
    port = int(stack.url.rpartition(":")[2])
    head = (
        "GET /functions/v1/open HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\n"
        "upgrade: websocket\r\nsec-websocket-version: 13\r\n"
        "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(head.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.split(b" ")[1] == b"404"
    assert b"Only /realtime/v1 takes WebSockets." in answer
