"""Inserts, upserts, updates and deletes with supabase-py."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from postgrest.exceptions import APIError

from tests.conformance import rest_library


@pytest.fixture(scope="module", autouse=True)
def library(rest_api: Any) -> None:
    rest_library.install(rest_api.database, rest_api.url)


@pytest.fixture
def books(stack, rest_api):
    """The table as it was installed."""
    rest_library.refill(rest_api.database)
    return stack.client().table("books")


def test_supabase_js(js, rest_api):
    rest_library.refill(rest_api.database)
    js("rest_write.mjs")


def test_insert_gives_the_row_back_or_nothing(books):
    [row] = books.insert({"title": "New", "author_id": 1}).execute().data
    assert row["title"] == "New"
    assert (row["tags"], row["isbn"]) == ([], None)
    minimal = books.insert({"title": "Quiet", "author_id": 1}, returning="minimal").execute()
    assert minimal.data == []
    assert len(books.select("id").eq("title", "Quiet").execute().data) == 1


def test_insert_shows_the_columns_asked_for(books):
    inserted = books.insert({"title": "New", "author_id": 1}).select(
        "title, authors!author_id(name)"
    )
    assert inserted.execute().data == [{"title": "New", "authors": {"name": "Ada Lovelace"}}]


def test_rows_of_different_shape_get_null_or_the_default(books):
    rows = [{"title": "A", "author_id": 1, "tags": ["x"]}, {"title": "B", "author_id": 1}]
    with pytest.raises(APIError, match="tags"):  # null, and the column refuses it
        books.insert(rows).execute()
    kept = books.insert(rows, default_to_null=False, count="exact").execute()
    assert ([row["tags"] for row in kept.data], kept.count) == ([["x"], []], 2)


def test_values_of_every_kind_come_back_as_they_went(stack, books):
    title, details = (
        "naïve 中 🙂 'quoted' \"x\" \\ \n",
        {"a": [1, None, True, {"b": "ü"}], "n": 1.5},
    )
    [row] = books.insert({"title": title, "author_id": 1, "details": details}).execute().data
    assert (row["title"], row["details"]) == (title, details)
    born = datetime.date(1990, 5, 17)
    [author] = stack.client().table("authors").insert({"name": "x", "born": born}).execute().data
    assert author["born"] == "1990-05-17"
    owner = uuid.uuid4()
    diary = stack.admin().table("diaries").insert({"owner": owner, "line": "x"}).execute().data[0]
    assert diary["owner"] == str(owner)


def test_upsert_merges_or_ignores(books):
    merged = books.upsert({"id": 1, "title": "Merged", "author_id": 1}).execute().data
    assert [(row["title"], row["isbn"]) for row in merged] == [("Merged", "111")]
    ignored = books.upsert({"id": 1, "title": "No", "author_id": 1}, ignore_duplicates=True)
    assert ignored.execute().data == []
    assert books.select("title").eq("id", 1).execute().data == [{"title": "Merged"}]


def test_upsert_on_another_key_and_in_bulk(books):
    rows = [
        {"isbn": "111", "title": "One", "author_id": 1},
        {"isbn": "9", "title": "Nine", "author_id": 1},
    ]
    answer = books.upsert(rows, on_conflict="isbn", count="exact").execute()
    assert sorted((row["isbn"], row["title"]) for row in answer.data) == [
        ("111", "One"),
        ("9", "Nine"),
    ]
    assert answer.count == 2
    with pytest.raises(APIError) as caught:
        books.upsert({"title": "x", "author_id": 1}, on_conflict="title").execute()
    assert caught.value.code == "42P10"


def test_update_changes_what_the_filter_finds(books):
    changed = books.update({"price": 1}, count="exact").eq("author_id", 2).execute()
    assert sorted(row["id"] for row in changed.data) == [2, 4, 5]
    assert changed.count == 3
    assert books.update({"price": 1}).eq("id", 99).execute().data == []
    quiet = books.update({"price": 2}, returning="minimal").eq("id", 1).execute()
    assert quiet.data == []


def test_delete_gives_back_what_went(stack, books):
    loans = stack.client().table("loans")
    gone = loans.delete(count="exact").eq("reader", "zoe").execute()
    assert (sorted(row["id"] for row in gone.data), gone.count) == ([1, 3], 2)
    assert loans.select("id").execute().data == [{"id": 2}]
    assert books.delete().in_("id", [4, 5]).select("id").execute().data == [{"id": 4}, {"id": 5}]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"title": "x", "author_id": 77}, "23503"),
        ({"title": "x", "author_id": 1, "isbn": "111"}, "23505"),
        ({"author_id": 1}, "23502"),
        ({"title": "x", "author_id": 1, "pages": 0}, "23514"),
        ({"title": "x", "author_id": "one"}, "22P02"),
        ({"title": "x", "author_id": 1, "nope": 1}, "PGRST204"),
        ({"title": "x", "author_id": 1, "id": 2**40}, "22003"),
    ],
)
def test_what_the_table_refuses_is_told_by_its_code(books, row, code):
    with pytest.raises(APIError) as caught:
        books.insert(row).execute()
    assert caught.value.code == code
    assert caught.value.message
    assert len(books.select("id").execute().data) == 5


def test_a_bulk_insert_is_one_transaction(books):
    with pytest.raises(APIError):
        books.insert([{"title": "ok", "author_id": 1}, {"title": "bad", "author_id": 77}]).execute()
    assert books.select("id").eq("title", "ok").execute().data == []


def test_own_rows_only(stack, books, person):
    """The stranger first: anon is refused outright, another's row cannot be forged."""
    with pytest.raises(APIError) as caught:
        stack.client().table("diaries").insert({"line": "x"}).execute()
    assert caught.value.code == "42501"
    mine = stack.signed_up(person).table("diaries")
    assert mine.select("*").execute().data == []
    with pytest.raises(APIError, match="row-level security"):
        mine.insert({"line": "x", "owner": str(uuid.uuid4())}).execute()
    assert mine.update({"line": "stolen"}).eq("id", 1).execute().data == []
    [row] = mine.insert({"line": "dear diary"}).execute().data
    assert mine.select("line").execute().data == [{"line": "dear diary"}]
    assert mine.delete().eq("id", row["id"]).execute().data[0]["id"] == row["id"]
