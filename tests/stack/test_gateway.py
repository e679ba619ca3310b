"""Routing, keys, CORS and proxying of the gateway."""

from __future__ import annotations

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


@pytest.fixture(scope="module", autouse=True)
def whoami(running_stack):
    """A function that tells who asked, with which headers."""
    with running_stack.database.connect("postgres") as db:
        db.execute(
            "create function public.whoami(p_text text default '') returns json"
            " language sql stable as $$ select json_build_object('role', current_user,"
            " 'headers', current_setting('request.headers')::json, 'size', length(p_text)) $$;"
            " grant execute on function public.whoami(text) to anon, authenticated, service_role;"
            " create table public.letters (id int primary key, body text);"
            " alter table public.letters enable row level security;"
            " grant select on public.letters to service_role;"
            " insert into public.letters select n, repeat('x', 1000) from generate_series(1,900) n;"
            " notify pgrst, 'reload schema'"
        )
    running_stack.wait_for_api("/rpc/whoami")


def asked(stack, **headers):
    return stack.http(**headers).post("/rest/v1/rpc/whoami").json()


@pytest.mark.parametrize("path", ["/", "/health"])
def test_it_says_that_it_is_up(stack, path):
    assert stack.http().get(path).json() == {"status": "ok"}


def test_without_a_key_one_is_anon(stack):
    assert asked(stack)["role"] == "anon"


@pytest.mark.parametrize(
    ("key", "role"), [("publishable_key", "anon"), ("secret_key", "service_role")]
)
def test_opaque_keys_become_their_role_wherever_they_stand(stack, key, role):
    value = getattr(stack.keys, key)
    assert asked(stack, apikey=value)["role"] == role
    assert asked(stack, authorization=f"Bearer {value}")["role"] == role
    assert asked(stack, apikey=value, authorization=f"Bearer {value}")["role"] == role


def test_legacy_keys_work_as_bearer(stack):
    for key, role in ((stack.keys.anon_jwt, "anon"), (stack.keys.service_role_jwt, "service_role")):
        assert asked(stack, apikey=key, authorization=f"Bearer {key}")["role"] == role


def test_sql_sees_the_callers_headers_and_where_they_came_in(stack):
    seen = asked(stack, **{"x-client-info": "me/1", "connection": "x-drop", "x-drop": "1"})
    headers = seen["headers"]
    assert headers["x-client-info"] == "me/1"
    assert headers["x-forwarded-host"] == stack.url.removeprefix("http://")
    assert headers["x-forwarded-proto"] == "http"
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert "x-drop" not in headers


def test_forwarded_headers_of_a_proxy_in_front_are_kept(stack):
    given = {"x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "https"}
    headers = asked(stack, **given)["headers"]
    assert headers["x-forwarded-for"] == "198.51.100.7, 127.0.0.1"
    assert headers["x-forwarded-proto"] == "https"


def test_query_and_range_reach_postgrest_unchanged(stack):
    http = stack.http(apikey=stack.keys.secret_key, prefer="count=exact")
    answer = http.get('/rest/v1/letters?id=in.(1,2,"3")&select=id&order=id.desc&limit=2')
    assert answer.json() == [{"id": 3}, {"id": 2}]
    assert answer.headers["content-range"] == "0-1/3"


def test_head_and_empty_answers_keep_the_connection_usable(stack):
    http = stack.http(apikey=stack.keys.secret_key)
    for _ in range(3):
        head = http.head("/rest/v1/letters?limit=1")
        assert (head.status_code, head.headers.get("content-length")) == (200, None)
        assert http.get("/rest/v1/letters?id=eq.0").json() == []
        assert http.post("/rest/v1/letters", json={"id": 1}).status_code == 409


def test_large_bodies_pass_both_ways(stack):
    http = stack.http(apikey=stack.keys.secret_key)
    assert len(http.get("/rest/v1/letters").json()) == 900
    text = "y" * 3_000_000
    assert http.post("/rest/v1/rpc/whoami", json={"p_text": text}).json()["size"] == len(text)
    echoed = http.post("/functions/v1/open", content=iter([b"ab" * 50_000] * 20)).json()
    assert echoed["size"] == 2_000_000
    assert echoed["headers"]["transfer-encoding"] == "chunked"


def test_many_at_once(stack):
    with ThreadPoolExecutor(16) as threads:
        http = stack.http(apikey=stack.keys.secret_key)
        paths = [f"/rest/v1/letters?id=eq.{number}&select=id" for number in range(1, 200)]
        answers = list(threads.map(lambda path: http.get(path).json(), paths))
    assert answers == [[{"id": number}] for number in range(1, 200)]


@pytest.mark.parametrize("service", ["graphql"])
def test_what_is_not_built_says_so(stack, service):
    answer = stack.http().get(f"/{service}/v1/anything")
    assert answer.status_code == 501
    assert answer.json()["message"] == f"The embedded stack has no {service} service yet."


def test_realtime_that_does_not_answer_says_so(stack):
    assert stack.http().post("/realtime/v1/api/broadcast", json={}).status_code == 503
    with pytest.raises(InvalidStatus) as refused:
        connect(stack.url.replace("http", "ws") + "/realtime/v1/websocket", proxy=None)
    assert refused.value.response.status_code == 503


@pytest.mark.parametrize("path", ["/rest/v2/x", "/rest/v1x", "/nothing"])
def test_other_paths_are_not_found(stack, path):
    assert stack.http().get(path).status_code == 404


# -- CORS


def test_a_preflight_is_allowed_with_the_headers_it_asks_for(stack):
    answer = stack.http().options(
        "/rest/v1/letters",
        headers={
            "origin": "http://localhost:5173",
            "access-control-request-method": "PATCH",
            "access-control-request-headers": "apikey,authorization,x-client-info",
        },
    )
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "PATCH" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-headers"] == "apikey,authorization,x-client-info"


@pytest.mark.parametrize(
    "path", ["/rest/v1/", "/auth/v1/health", "/auth/v1/user", "/functions/v1/open", "/nothing"]
)
def test_every_answer_may_be_read_by_a_browser_once(stack, path):
    answer = stack.http(origin="http://localhost:5173").get(path)
    assert answer.headers.get_list("access-control-allow-origin") == ["*"]
    assert "Content-Range" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in answer.headers


# -- functions


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_function_gets_method_path_query_headers_and_body(stack, method):
    path = "/functions/v1/open/a%2Fb/c?x=1&y=%20"
    answer = stack.http().request(method, path, content=b"\x00\xff", headers={"x-mine": "1"})
    seen = answer.json()
    assert (seen["method"], seen["path"], seen["query"]) == (method, "/open/a%2Fb/c", "x=1&y=%20")
    assert (seen["body"], seen["headers"]["x-mine"]) == ("\x00\xff", "1")
    assert answer.headers["x-own"] == "kept"


def test_a_function_that_verifies_wants_a_token(stack):
    for headers in ({}, {"authorization": "Bearer x.y.z"}, {"authorization": "Basic abc"}):
        answer = stack.http(**headers).post("/functions/v1/closed")
        assert answer.status_code == 401
        assert answer.headers["x-relay-error"] == "true"
    assert stack.http(apikey=stack.keys.publishable_key).get("/functions/v1/closed").is_success


def test_the_client_invokes_a_function(stack, person):
    client = stack.client()
    client.auth.sign_up(person)
    seen = client.functions.invoke("closed", {"body": {"a": 1}})
    assert (json.loads(seen)["path"], json.loads(seen)["body"]) == ("/closed", '{"a":1}')


def test_health_is_open(stack):
    assert stack.http().get("/functions/v1/health").json()["path"] == "/health"


@pytest.mark.parametrize(
    "path", [b"/open/../closed", b"/open/%2e%2e/closed", b"/open/.", b"//closed", b"/", b"",
             b"/open%2f..%2fclosed", b"/%6fpen"],
)  # fmt: skip
def test_no_detour_leads_round_the_token(stack, path):
    answer = raw_request(
        stack, b"GET /functions/v1" + path + b" HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    )
    assert answer.split(b" ")[1] in (b"400", b"404")


def test_a_function_takes_12_megabytes_and_no_more(stack):
    http, limit = stack.http(), 12 * 1024 * 1024
    assert http.post("/functions/v1/open", content=b"x" * limit).json()["size"] == limit
    assert http.post("/functions/v1/open", content=b"x" * (limit + 1)).status_code == 413
    chunks = (b"x" * 65536 for _ in range(limit // 65536 + 1))
    assert http.post("/functions/v1/open", content=chunks).status_code == 413


def test_a_stream_arrives_as_it_is_made_and_ends_when_the_caller_hangs_up(stack, ticker):
    begun = time.monotonic()
    with stack.http().stream("GET", "/functions/v1/open/ticks") as answer:
        lines = answer.iter_lines()
        assert next(lines) == "data: 0"
        assert time.monotonic() - begun < 2
    assert ticker.ended.wait(5)


def raw_request(stack, request):
    port = int(stack.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_two_lengths_are_not_passed_on(stack):
    smuggled = (
        b"POST /functions/v1/open HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
        b"content-length: 4\r\n"
        b"transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    )
    answer = raw_request(stack, smuggled)
    assert b"400" in answer.split(b"\r\n")[0] or b'"size":3' in answer
