"""One row, CSV, plans, aggregates, schemas, preferences, errors: with supabase-py."""

from __future__ import annotations

from typing import Any

import pytest
from postgrest.exceptions import APIError

from tests.conformance import rest_library


@pytest.fixture(scope="module", autouse=True)
def library(rest_api: Any) -> None:
    rest_library.install(rest_api.database, rest_api.url)


@pytest.fixture
def books(stack):
    return stack.client().table("books")


def test_supabase_js(js, rest_api):
    js("rest_formats.mjs")


def test_single_wants_exactly_one_row(books):
    assert books.select("id").eq("id", 1).single().execute().data == {"id": 1}
    for none_or_many in (99, 0):
        with pytest.raises(APIError) as caught:
            books.select("id").gte("id", none_or_many).single().execute()
        assert caught.value.code == "PGRST116"


def test_maybe_single_takes_none(books):
    assert books.select("id").eq("id", 1).maybe_single().execute().data == {"id": 1}
    assert books.select("id").eq("id", 99).maybe_single().execute() is None
    with pytest.raises(APIError) as caught:
        books.select("id").maybe_single().execute()
    assert caught.value.code == "406"


def test_csv(books):
    answer = books.select("id", "title", "pages").gte("id", 4).order("id").csv().execute().data
    assert answer == (
        'id,title,pages\n4,"A 50% off_er, ""quoted"" (really)",\n5,"Maschinen verstehen",300'
    )


def test_plans_are_shown_only_when_the_database_allows_it(books, rest_api):
    with pytest.raises(APIError) as caught:
        books.select("id").explain().execute()
    assert caught.value.code == "PGRST107"
    plan = {"accept": "application/vnd.pgrst.plan"}
    rest_library.configure(rest_api.database, db_plan_enabled="true")
    rest_library.wait_for_status(f"{rest_api.url}/books", 200, plan)
    text = books.select("id").explain(analyze=True, verbose=True).execute()
    assert "Aggregate" in text
    assert "actual time" in text
    [tree] = books.select("id").explain(format="json").execute().data
    assert tree["Plan"]["Node Type"] == "Aggregate"


def test_aggregates_are_refused_until_they_are_switched_on(books, rest_api):
    with pytest.raises(APIError) as caught:
        books.select("pages.sum()").execute()
    assert caught.value.code == "PGRST123"
    rest_library.configure(rest_api.database, db_aggregates_enabled="true")
    rest_library.wait_for_status(f"{rest_api.url}/books?select=count()", 200)
    assert books.select("count()", "pages.sum()", "least:price.min()").execute().data == [
        {"count": 5, "sum": 1086, "least": 5.0}
    ]
    groups = books.select("author_id", "count()").order("author_id").execute().data
    assert groups == [
        {"author_id": 1, "count": 1}, {"author_id": 2, "count": 3}, {"author_id": 3, "count": 1},
    ]  # fmt: skip


def test_another_schema_is_named_by_its_profile(stack):
    annex = stack.client().schema("annex")
    assert annex.table("boxes").select("label").eq("id", 1).execute().data == [{"label": "first"}]
    assert annex.rpc("greet", {}).execute().data == "Hello from the annex"
    assert annex.table("boxes").insert({"id": 9, "label": "x"}).execute().data[0]["id"] == 9
    assert annex.table("boxes").delete().eq("id", 9).execute().data == [{"id": 9, "label": "x"}]


@pytest.mark.parametrize("schema", ["auth", "storage", "realtime", "pg_catalog", "annex, auth"])
def test_schemas_that_are_not_exposed_stay_shut(stack, schema):
    for client in (stack.client(), stack.admin()):
        with pytest.raises(APIError) as caught:
            client.schema(schema).table("users").select("*").execute()
        assert caught.value.code == "PGRST106"


def test_errors_of_the_request(stack, books):
    for query, code in [
        (books.select("nope"), "42703"),
        (books.select("id").eq("id", "x"), "22P02"),
        (books.select("id").filter("id", "bad", "1"), "PGRST100"),
        (stack.client().table("nothing").select("*"), "42P01"),  # PGRST205 from 13 on
    ]:
        with pytest.raises(APIError) as caught:
            query.execute()
        assert caught.value.code == code


def test_tokens_that_are_not_ours_are_refused(stack, rest_api):
    for token, code in [
        ("x.y.z", 401),
        (rest_api.token("anon", exp=1), 401),
        (rest_api.token("anon")[:-6] + "AAAAAA", 401),
        (rest_api.token("supabase_admin"), 403),
        (rest_api.token("postgres"), 403),
        (rest_api.token("nobody"), 400),  # 401 from 13 on
    ]:
        answer = stack.http(authorization=f"Bearer {token}").get("/rest/v1/books?limit=1")
        assert answer.status_code == code, token


def test_a_strict_caller_hears_of_preferences_that_are_not_known(stack):
    strict = stack.http(prefer="handling=strict, max-affected=1")
    answer = strict.patch("/rest/v1/books?id=gt.0", json={"price": 1})
    assert (answer.status_code, answer.json()["code"]) == (400, "PGRST122")  # known from 13 on
    applied = stack.http(prefer="timezone=Europe/Vienna").get("/rest/v1/rpc/time_zone")
    assert applied.json() == "Europe/Vienna"
    assert "timezone=Europe/Vienna" in applied.headers["preference-applied"]
