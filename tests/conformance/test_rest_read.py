"""Reading with supabase-py: filters, columns, order, ranges, counts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance import rest_library


@pytest.fixture(scope="module", autouse=True)
def library(rest_api: Any) -> None:
    rest_library.install(rest_api.database, rest_api.url)


def test_supabase_js(js):
    js("rest_read.mjs")


def ids(query):
    return [row["id"] for row in query.order("id").execute().data]


@pytest.mark.parametrize(
    ("filtered", "found"),
    [
        (lambda q: q.eq("title", 'A 50% off_er, "quoted" (really)'), [4]),
        (lambda q: q.neq("id", 1), [2, 3, 4, 5]),
        (lambda q: q.gt("id", 3), [4, 5]),
        (lambda q: q.gte("id", 3).lt("id", 5), [3, 4]),
        (lambda q: q.lte("price", 9.9), [1, 4]),
        (lambda q: q.is_("pages", None), [4]),
        (lambda q: q.not_.is_("pages", "null"), [1, 2, 3, 5]),
        (lambda q: q.in_("title", ["x", 'A 50% off_er, "quoted" (really)']), [4]),
        (lambda q: q.in_("id", []), []),
        (lambda q: q.like("title", "%50\\%%"), [4]),
        (lambda q: q.ilike("title", "maschinen%"), [5]),
        (lambda q: q.like_any_of("title", "Notes%,Masch%"), [1, 5]),
        (lambda q: q.like_all_of("title", "%for%,%Every%"), [2]),
        (lambda q: q.ilike_any_of("title", "notes%,masch%"), [1, 5]),
        (lambda q: q.ilike_all_of("title", "%FOR%,%every%"), [2]),
        (lambda q: q.filter("title", "match", "^Notes"), [1]),
        (lambda q: q.filter("title", "imatch", "^notes"), [1]),
        (lambda q: q.or_("id.eq.1,and(id.gt.3,pages.not.is.null)"), [1, 5]),
        (lambda q: q.not_.or_("id.eq.1,id.eq.2"), [3, 4, 5]),
        (lambda q: q.match({"author_id": 2, "editor_id": 1}), [2]),
        (lambda q: q.contains("tags", ["math"]), [1, 5]),
        (lambda q: q.contains("details", {"size": {"w": 10}}), [1]),
        (lambda q: q.contained_by("tags", ["math", "engine", "code"]), [1, 4, 5]),
        (lambda q: q.overlaps("tags", ["language", "compiler"]), [2, 3]),
        (lambda q: q.eq("details->>lang", "de"), [4, 5]),
        (lambda q: q.gt("details->rank", 1), [1, 3]),
        (lambda q: q.text_search("words", "compiling"), [2]),
        (lambda q: q.text_search("words", "notes & engine", {"config": "english"}), [1]),
        (lambda q: q.text_search("words", "semantics or engine", {"type": "web_search"}), [1, 3]),
        (lambda q: q.text_search("words", "the engine", {"type": "plain"}), [1]),
        (lambda q: q.text_search("words", "compiling for everybody", {"type": "phrase"}), [2]),
        (lambda q: q.gte("added_at", "2024-01-01T00:00:00+00:00").lt("id", 2), [1]),
    ],
)  # fmt: skip
def test_filters(stack, filtered, found):
    assert ids(filtered(stack.client().table("books").select("id"))) == found


@pytest.mark.parametrize(
    ("filtered", "found"),
    [
        (lambda q: q.range_lt("during", (10, 30)), [1]),
        (lambda q: q.range_gt("during", (0, 5)), [2, 3]),
        (lambda q: q.range_gte("during", (5, 9)), [2]),
        (lambda q: q.range_lte("during", (0, 15)), [1, 3]),
        (lambda q: q.range_adjacent("during", (0, 1)), []),
        (lambda q: q.adj("during", (0, 2)), []),
        (lambda q: q.ov("during", "[9,11)"), [1, 2, 3]),
        (lambda q: q.contains("during", "[2,3)"), [1]),
        (lambda q: q.contained_by("during", "[0,10)"), [1]),
    ],
)
def test_filters_on_ranges(stack, filtered, found):
    assert ids(filtered(stack.client().table("loans").select("id"))) == found


def test_a_value_is_never_read_as_syntax(stack):
    books = stack.admin().table("books")
    odd = ["a,b", "(x)", '"', "\\", "a.b:c", "null", "*", "%", "é ü 中 🙂", "a&b=c#d+e", "x\ny"]
    books.insert([{"title": value, "author_id": 4} for value in odd]).execute()
    try:
        for value in odd:
            alone = books.select("title").eq("title", value).eq("author_id", 4).execute().data
            assert alone == [{"title": value}]
            among = books.select("title").in_("title", [value, "zz"]).eq("author_id", 4).execute()
            assert among.data == [{"title": value}]
    finally:
        books.delete().eq("author_id", 4).execute()


def test_columns_can_be_renamed_cast_and_taken_out_of_json(stack):
    columns = ("n:title", "price::text", "lang:details->>lang", "details->size->w", "tags->>0")
    [row] = stack.client().table("books").select(*columns).eq("id", 1).execute().data
    assert row == {
        "n": "Notes on the Engine", "price": "9.90", "lang": "en", "w": 10, "tags": "math",
    }  # fmt: skip


def test_names_that_need_quotes(stack):
    table = stack.client().table("odd Names")
    assert table.select('"a.b"', '"c,d"').eq("c,d", "y").execute().data == [
        {"a.b": "x", "c,d": "y"}
    ]


def test_a_computed_field_is_a_column(stack):
    rows = stack.client().table("books").select("id", "title_length").eq("title_length", 19)
    assert rows.execute().data == [
        {"id": 1, "title_length": 19}, {"id": 5, "title_length": 19},
    ]  # fmt: skip


def test_order_with_nulls_where_they_are_wanted(stack):
    books = stack.client().table("books")
    by_price = books.select("id").order("price", desc=True, nullsfirst=True).order("id").execute()
    assert [row["id"] for row in by_price.data] == [3, 2, 5, 1, 4]
    last = books.select("id").order("price", nullsfirst=False).execute().data
    assert [row["id"] for row in last] == [4, 1, 5, 2, 3]
    by_json = books.select("id").order("details->rank", nullsfirst=False).order("id").execute()
    assert [row["id"] for row in by_json.data] == [2, 3, 1, 4, 5]


def test_limit_offset_and_range(stack):
    books = stack.client().table("books")
    assert ids(books.select("id").limit(2)) == [1, 2]
    assert ids(books.select("id").limit(2).offset(3)) == [4, 5]
    assert ids(books.select("id").range(1, 3)) == [2, 3, 4]
    assert ids(books.select("id").range(90, 99)) == []


@pytest.mark.parametrize("count", ["exact", "planned", "estimated"])
def test_counts(stack, count):
    answer = stack.client().table("books").select("id", count=count).limit(2).execute()
    assert (answer.count, len(answer.data)) == (5, 2)


def test_a_count_alone(stack):
    answer = stack.client().table("books").select("*", count="exact", head=True).gt("id", 2)
    found = answer.execute()
    assert (found.count, found.data) == (3, [])


def test_the_row_limit_of_config_toml_holds(stack, rest_api):
    rest_library.configure(rest_api.database, db_max_rows="3")
    url = f"{rest_api.url}/books?select=id"
    rest_library.wait_until(lambda: len(rest_library.rows(url)) == 3)
    try:
        assert ids(stack.client().table("books").select("id")) == [1, 2, 3]
        assert ids(stack.client().table("books").select("id").limit(5)) == [1, 2, 3]
    finally:
        rest_library.configure(rest_api.database, db_max_rows="1000")
        rest_library.wait_until(lambda: len(rest_library.rows(url)) == 5)


def test_nulls_can_be_left_out(stack):
    query = stack.client().table("books").select("id", "pages", "isbn").eq("id", 4)
    assert query.strip_nulls().execute().data == [{"id": 4}]
