"""Related rows in one answer, with supabase-py."""

from __future__ import annotations

from typing import Any

import pytest
from postgrest.exceptions import APIError

from tests.conformance import rest_library


@pytest.fixture(scope="module", autouse=True)
def library(rest_api: Any) -> None:
    rest_library.install(rest_api.database, rest_api.url)


@pytest.fixture
def table(stack):
    return stack.client().table


def test_supabase_js(js):
    js("rest_embedding.mjs")


@pytest.mark.parametrize("hint", ["books_author_fk", "author_id"])
def test_many_to_one_by_the_name_of_key_or_column(table, hint):
    [book] = table("books").select(f"title, authors!{hint}(name)").eq("id", 1).execute().data
    assert book == {"title": "Notes on the Engine", "authors": {"name": "Ada Lovelace"}}


def test_one_to_many_many_to_many_and_one_to_one(table):
    columns = "id, loans(reader), genres(label), blurbs(words)"
    [book] = table("books").select(columns).eq("id", 2).order("id").execute().data
    assert book["loans"] == [{"reader": "zoe"}]
    assert sorted(genre["label"] for genre in book["genres"]) == ["craft", "science"]
    assert book["blurbs"] == {"words": "For everybody"}


def test_nested_and_renamed(table):
    columns = "name, wrote:books!books_author_fk(title, by:authors!editor_id(name))"
    [author] = table("authors").select(columns).eq("id", 1).execute().data
    assert author == {
        "name": "Ada Lovelace",
        "wrote": [{"title": "Notes on the Engine", "by": {"name": "Grace Hopper"}}],
    }


def test_a_table_with_itself(table):
    [author] = table("authors").select("name, mentor:mentor_id(name)").eq("id", 2).execute().data
    assert author == {"name": "Grace Hopper", "mentor": {"name": "Ada Lovelace"}}


def test_through_a_view_and_by_a_function(table):
    [book] = table("thick_books").select("id, authors(name)").eq("id", 3).execute().data
    assert book["authors"]["name"] == "Karen Spärck Jones"
    [author] = table("authors").select("newest_book(title)").eq("id", 2).execute().data
    assert author == {"newest_book": {"title": "Maschinen verstehen"}}


def test_inner_leaves_out_what_has_none_and_plain_does_not(table):
    def found(columns):
        query = table("books").select(columns).eq("genres.label", "craft").order("id")
        return [(book["id"], len(book["genres"])) for book in query.execute().data]

    assert found("id, genres!inner(label)") == [(2, 1)]
    assert found("id, genres(label)") == [(1, 0), (2, 1), (3, 0), (4, 0), (5, 0)]
    assert found("id, genres!left(label)") == found("id, genres(label)")


def test_filters_order_and_limit_inside(table):
    query = table("authors").select("id, books!books_author_fk(id)").eq("id", 2)
    inside = query.order("id", desc=True, foreign_table="books").limit(2, foreign_table="books")
    assert inside.execute().data == [{"id": 2, "books": [{"id": 5}, {"id": 4}]}]
    either = table("books").select("id, loans(id)").eq("id", 1)
    both = either.or_("reader.eq.yan,state.eq.lost", reference_table="loans").execute().data
    assert both == [{"id": 1, "loans": [{"id": 2}]}]


def test_empty_embedding_filters_and_shows_nothing(table):
    query = table("books").select("id, loans()").not_.is_("loans", "null").order("id")
    assert query.execute().data == [{"id": 1}, {"id": 2}]


def test_order_by_and_spread_of_a_related_row(table):
    query = table("books").select("id, ...authors!author_id(name)")
    rows = query.order("authors(name)", desc=True).limit(1).execute().data
    assert rows == [{"id": 3, "name": "Karen Spärck Jones"}]


def test_two_ways_to_embed_are_an_error_that_says_so(table):
    with pytest.raises(APIError) as caught:
        table("books").select("id, authors(name)").execute()
    assert caught.value.code == "PGRST201"
    assert "books_author_fk" in str(caught.value.details)
    assert "authors!" in str(caught.value.hint)


def test_no_way_to_embed_is_an_error(table):
    with pytest.raises(APIError) as caught:
        table("authors").select("id, loans(id)").execute()
    assert caught.value.code == "PGRST200"
