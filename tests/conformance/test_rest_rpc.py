"""Calling functions with supabase-py."""

from __future__ import annotations

from typing import Any

import pytest
from postgrest.exceptions import APIError

from tests.conformance import rest_library


@pytest.fixture(scope="module", autouse=True)
def library(rest_api: Any) -> None:
    rest_library.install(rest_api.database, rest_api.url)


@pytest.fixture
def rpc(stack):
    return stack.client().rpc


def test_supabase_js(js):
    js("rest_rpc.mjs")


@pytest.mark.parametrize("get", [False, True])
def test_a_scalar_by_post_and_by_get(rpc, get):
    assert rpc("add", {"a": 1, "b": 2}, get=get).execute().data == 3
    assert rpc("greet", {"p_name": "a&b+c=ü"}, get=get).execute().data == "Hello, a&b+c=ü"
    assert rpc("greet", {}, get=get).execute().data == "Hello, you"


def test_rows_are_filtered_ordered_and_cut_like_a_table(rpc):
    books = rpc("books_by", {"p_author": 2})
    # 12.0.2 filters only by columns that are shown
    rows = books.select("id", "pages", "authors!editor_id(name)").gte("pages", 300)
    assert rows.order("id", desc=True).limit(1).execute().data == [
        {"id": 5, "pages": 300, "authors": None}
    ]
    assert rpc("books_by", {"p_author": 3}).single().execute().data["id"] == 3
    assert rpc("books_by", {"p_author": 99}).maybe_single().execute() is None


def test_counting_what_a_function_finds(rpc):
    assert rpc("books_by", {"p_author": 2}, count="exact").limit(1).execute().count == 3
    head = rpc("books_by", {"p_author": 2}, count="exact", head=True).execute()
    assert (head.count, head.data) == (3, [])


def test_arrays_json_and_nothing(rpc):
    assert rpc("sum_of", {"p_numbers": [1, 2, 3]}).execute().data == 6
    assert rpc("sum_all", {"p_numbers": [1, 2, 3]}, get=True).execute().data == 6
    assert rpc("shape_of", {"any": [1]}).execute().data == "object"
    assert rpc("nothing", {}).execute().data in (None, [])


def test_as_csv(rpc):
    answer = rpc("books_by", {"p_author": 3}).select("id", "title").csv().execute().data
    assert answer == 'id,title\n3,"Synonymy and Semantics"'


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("unknown", {}, "PGRST202"),
        ("add", {"a": 1}, "PGRST202"),
        ("which", {"p": 1}, "PGRST203"),
        ("fill_library", {}, "42501"),
        ("add", {"a": 1, "b": "x"}, "22P02"),
        ("raises", {"p_state": "P0001"}, "P0001"),
        ("teapot", {}, "PT418"),
    ],
)
def test_errors_carry_their_code(rpc, name, arguments, code):
    with pytest.raises(APIError) as caught:
        rpc(name, arguments).execute()
    assert caught.value.code == code


def test_an_error_of_the_function_is_told_whole(rpc):
    with pytest.raises(APIError) as caught:
        rpc("teapot", {}).execute()
    error = caught.value
    assert (error.message, error.hint, error.details) == ("I am a teapot", "Order coffee", "short")


def test_a_get_may_not_write(rpc, rest_api):
    with pytest.raises(APIError) as caught:
        rpc("count_up", {}, get=True).execute()
    assert caught.value.code == "25006"
    assert rpc("count_up", {}).execute().data == 900
    rest_library.refill(rest_api.database)


def test_a_function_sets_status_and_headers_and_reads_them(stack):
    answer = stack.http().post("/rest/v1/rpc/own_status")
    assert (answer.status_code, answer.json()) == (202, "taken")
    assert (answer.headers["x-shelf"], answer.headers["cache-control"]) == ("7", "no-store")
    assert stack.http().post("/rest/v1/rpc/teapot").status_code == 418
    client = stack.client()
    client.postgrest.headers["x-mine"] = "seen"
    assert client.rpc("header_seen", {"p_name": "x-mine"}).execute().data == "seen"
