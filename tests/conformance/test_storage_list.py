"""Listing, through the official clients."""

from __future__ import annotations

import pytest

from tests.conformance.storage_support import made_bucket


def test_supabase_js(js):
    js("storage_list.mjs")


NAMES = ["a.txt", "b/1.txt", "b/2.txt", "b/c/3.txt", "d.txt", "e/4.txt"]


@pytest.fixture
def bucket(stack):
    made = stack.admin().storage.from_(made_bucket(stack))
    for name in NAMES:
        made.upload(name, name.encode(), {"content-type": "text/plain"})
    return made


def test_one_level(bucket):
    rows = bucket.list()
    assert [row["name"] for row in rows] == ["a.txt", "b", "d.txt", "e"]
    assert [row["id"] is None for row in rows] == [False, True, False, True]
    assert (rows[0]["metadata"]["size"], rows[0]["metadata"]["mimetype"]) == (5, "text/plain")
    assert [row["name"] for row in bucket.list("b")] == ["1.txt", "2.txt", "c"]
    assert [row["name"] for row in bucket.list("b/c/")] == ["3.txt"]
    assert bucket.list("nowhere") == []


def test_pages_order_and_search(bucket):
    assert [row["name"] for row in bucket.list("", {"limit": 2, "offset": 1})] == ["b", "d.txt"]
    order = {"sortBy": {"column": "name", "order": "desc"}}
    assert [row["name"] for row in bucket.list("", order)] == ["e", "d.txt", "b", "a.txt"]
    assert [row["name"] for row in bucket.list("b", {"search": "2"})] == ["2.txt"]
    newest = {"sortBy": {"column": "created_at", "order": "desc"}}
    assert [row["name"] for row in bucket.list("b", newest)] == ["c", "2.txt", "1.txt"]


def test_the_second_kind_of_list_gives_all_names(bucket):
    result = bucket.list_v2({"prefix": "b/"})
    assert [entry.name for entry in result.objects] == ["b/1.txt", "b/2.txt", "b/c/3.txt"]
    assert not result.hasNext
    assert result.folders == []


def test_and_folders_when_asked(bucket):
    result = bucket.list_v2({"with_delimiter": True})
    assert [entry.name for entry in result.folders] == ["b/", "e/"]
    assert [entry.name for entry in result.objects] == ["a.txt", "d.txt"]


@pytest.mark.parametrize("delimiter", [True, False])
@pytest.mark.parametrize("column", ["name", "created_at", "updated_at"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_and_goes_on_from_a_cursor(bucket, delimiter, column, order):
    seen, cursor = [], None
    while True:
        options = {"limit": 2, "with_delimiter": delimiter}
        options |= {"cursor": cursor} if cursor else {}
        options |= {"sortBy": {"column": column, "order": order}}
        page = bucket.list_v2(options)
        seen.append({entry.name for entry in [*page.folders, *page.objects]})
        if not page.hasNext:
            break
        cursor = page.nextCursor
    wanted = ["a.txt", "b/", "d.txt", "e/"] if delimiter else NAMES
    pages = [set(wanted[at : at + 2]) for at in range(0, len(wanted), 2)]
    assert seen == (pages if order == "asc" else pages[::-1])
