"""Strings made to be read as SQL, and bodies made to hold the gateway up, through the gateway."""

from __future__ import annotations

import socket
import time
from urllib.parse import quote

import pytest

EVIL = [
    "'; drop table public.vault; --",
    '"; drop table public.vault; --',
    "1 or 1=1",
    "1) or (1=1",
    "') union select secret from public.vault --",
    "$$; select pg_sleep(9); $$",
    "\\'; select 1; --",
    "x\0y",
    "%27%20or%201=1--",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "-- ",
    "/*",
    "1;select set_config('role','postgres',true)",
    "ʼ or 1=1--",
]
HEADERS = ["accept", "accept-profile", "content-profile", "prefer", "range", "x-client-info"]
PLACES = [
    "/open_shelf?name=eq.{}",
    "/open_shelf?name=in.({})",
    '/open_shelf?name=in.("{}")',
    "/open_shelf?name=like.{}",
    "/open_shelf?or=(name.eq.{},id.eq.0)",
    "/open_shelf?id=eq.{}",
    "/open_shelf?{}=eq.1",
    "/open_shelf?select={}",
    "/open_shelf?select=id,{}:name",
    "/open_shelf?select=name::{}",
    "/open_shelf?select=id,vault({})",
    "/open_shelf?order={}",
    "/open_shelf?order=name.{}",
    "/open_shelf?limit={}",
    "/open_shelf?offset={}",
    "/open_shelf?data->>{}=eq.1",
    "/open_shelf?words=fts({}).x",
    "/open_shelf?words=wfts.{}",
    "/open_shelf?name=match.{}",
    "/{}",
    "/rpc/{}",
    "/rpc/shelf_names?p_like={}",
    "/rpc/shelf_names?{}=1",
]


@pytest.fixture(scope="module", autouse=True)
def vault(running_stack):
    """One table anon may read a row of, and one it may not see at all."""
    with running_stack.database.connect("postgres") as db:
        db.execute(
            "create table public.open_shelf (id int primary key, name text, data jsonb,"
            " words tsvector, shown boolean);"
            " alter table public.open_shelf enable row level security;"
            ' create policy "what is shown" on public.open_shelf for select using (shown);'
            " grant select, insert on public.open_shelf to anon;"
            " insert into public.open_shelf values (1, 'seen', '{}', 'seen', true),"
            "  (2, 'unseen', '{}', 'unseen', false);"
            " create table public.vault (id int primary key references public.open_shelf,"
            "  secret text default 'TREASURE');"
            " alter table public.vault enable row level security;"
            " revoke all on public.vault from anon, authenticated;"
            " insert into public.vault values (1), (2);"
            " create function public.shelf_names(p_like text) returns setof text language sql"
            "  stable as $$ select name from public.open_shelf where name like p_like $$;"
            " grant execute on function public.shelf_names(text) to anon;"
            " notify pgrst, 'reload schema'"
        )
    running_stack.wait_for_api("/open_shelf")


@pytest.fixture
def intact(stack):
    """After the test all is as it was, and the caller still is who they were."""
    yield
    with stack.database.connect("postgres") as db:
        counts = (
            "select (select count(*) from public.vault), (select count(*) from public.open_shelf)"
        )
        assert db.execute(counts).fetchone() == (2, 2)
    assert stack.http().get("/rest/v1/open_shelf?select=name").json() == [{"name": "seen"}]


@pytest.mark.parametrize("place", PLACES)
def test_what_stands_in_a_query_is_data(stack, intact, place):
    http = stack.http(apikey=stack.keys.publishable_key)
    begun = time.monotonic()
    for evil in EVIL:
        answer = http.get("/rest/v1" + place.format(quote(evil, safe="")))
        # 500: PostgREST on a NUL, which no text of Postgres can hold
        assert answer.status_code < 500 or "\0" in evil, (evil, answer.text)
        assert "TREASURE" not in answer.text
        assert "unseen" not in answer.text
    assert time.monotonic() - begun < 60  # none of them slept


def test_what_stands_in_a_body_is_data(stack, intact):
    http = stack.http(apikey=stack.keys.publishable_key)
    for number, evil in enumerate(EVIL):
        row = {"id": 100 + number, "name": evil}
        assert http.post("/rest/v1/open_shelf", json={evil: 1}).status_code >= 400
        columns = f"/rest/v1/open_shelf?columns={quote(evil, safe='')}"
        assert http.post(columns, json=[row]).status_code >= 400
        conflict = f"/rest/v1/open_shelf?on_conflict={quote(evil, safe='')}"
        merge = {"prefer": "resolution=merge-duplicates"}
        assert http.post(conflict, json=[row], headers=merge).status_code >= 400
        answer = http.post("/rest/v1/rpc/shelf_names", json={"p_like": evil})
        assert answer.json() == [] or answer.status_code == 400


def test_a_value_is_kept_as_it_is(stack, intact):
    client = stack.admin().table("open_shelf")
    for number, evil in enumerate(EVIL, 100):
        if "\0" in evil:
            continue
        client.insert({"id": number, "name": evil}).execute()
        found = client.select("id").eq("name", evil).execute().data
        assert found == [{"id": number}]
        client.delete().eq("name", evil).execute()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, evil) for name in HEADERS for evil in EVIL[:6]),
        ("accept-profile", "vault"), ("accept-profile", "auth"), ("prefer", "timezone='; drop"),
        ("x-forwarded-for", "'; drop table public.vault; --"),
    ],
)  # fmt: skip
def test_what_stands_in_a_header_is_data(stack, intact, name, value):
    answer = stack.http(**{name: value}).get("/rest/v1/open_shelf?select=name")
    assert answer.status_code in (200, 400, 406, 415, 416)
    assert answer.status_code != 200 or answer.json() == [{"name": "seen"}]


@pytest.mark.parametrize(
    "headers",
    [
        {"x-role": "service_role"},
        {"role": "service_role"},
        {"request.jwt.claims": '{"role":"service_role"}'},
        {"x-forwarded-user": "postgres"},
        {"authorization": "Bearer"},
        {"authorization": "bearer"},
        {"authorization": "Basic cG9zdGdyZXM6cG9zdGdyZXM="},
        {"authorization": "Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoic2VydmljZV9yb2xlIn0."},
        {"apikey": "eyJhbGciOiJub25lIn0.eyJyb2xlIjoic2VydmljZV9yb2xlIn0."},
    ],
)
def test_no_header_makes_somebody_else_of_a_caller(stack, headers):
    answer = stack.http(**headers).get("/rest/v1/open_shelf?select=name")
    assert answer.status_code == 401 or answer.json() == [{"name": "seen"}]


def test_two_credentials_are_not_mixed(stack):
    """The first of two Authorization headers is the one that was looked at, or none passes."""
    lines = [
        f"authorization: Bearer {stack.keys.anon_jwt}",
        f"authorization: Bearer {stack.keys.service_role_jwt}",
    ]
    for order in (lines, lines[::-1]):
        answer = raw(stack, order)
        assert b"unseen" not in answer or order[0].endswith(stack.keys.service_role_jwt)


def raw(stack, lines):
    request = ["GET /rest/v1/open_shelf?select=name HTTP/1.1", "host: x", "connection: close"]
    with connected(stack) as connection:
        connection.sendall("\r\n".join([*request, *lines, "", ""]).encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def connected(stack):
    return socket.create_connection(("127.0.0.1", int(stack.url.rpartition(":")[2])), timeout=20)


# -- bodies


def test_slow_bodies_keep_nobody_waiting(stack):
    """More of them than PostgREST has connections to Postgres (10)."""
    head = (
        b"POST /rest/v1/rpc/shelf_names HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
        b'content-length: 14\r\n\r\n{"p_like'
    )
    slow = [connected(stack) for _ in range(40)]
    for connection in slow:
        connection.sendall(head)
    http = stack.http()
    for _ in range(5):
        assert http.get("/rest/v1/open_shelf?select=name").json() == [{"name": "seen"}]
    for connection in slow:
        connection.sendall(b'":"x"}')
        assert connection.recv(12) == b"HTTP/1.1 200"
        connection.close()


def test_a_caller_who_hangs_up_in_the_middle_of_a_body_leaves_nothing_behind(stack):
    head = b"POST /rest/v1/open_shelf HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"
    for _ in range(30):
        with connected(stack) as connection:
            connection.sendall(head)
    assert stack.http().get("/rest/v1/open_shelf?select=name").json() == [{"name": "seen"}]


def test_a_large_body_is_refused_by_postgres_not_by_a_crash(stack, intact):
    text = "x" * 30_000_000
    answer = stack.http().post("/rest/v1/rpc/shelf_names", json={"p_like": text})
    assert (answer.status_code, answer.json()) == (200, [])
    many = [{"id": number, "name": "n"} for number in range(2, 20_000)]  # 2 is taken
    assert stack.http().post("/rest/v1/open_shelf", json=many).status_code in (401, 403, 409)
