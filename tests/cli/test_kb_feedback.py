"""kb feedback: what is asked of the database, and what is printed."""

from __future__ import annotations

import json

import respx

from tests.cli.conftest import Run

AT = "2026-11-20T10:00:00+00:00"
RATING = {
    "article_id": "a1", "slug": "opening-hours", "title": "Opening hours", "helpful": 2,
    "unhelpful": 5, "comments": 1, "latest": AT,
}  # fmt: skip


def test_articles_are_listed_with_what_readers_said(run: Run, api: respx.MockRouter) -> None:
    read = api.post("/rest/v1/rpc/article_ratings").respond(200, json=[RATING])
    done = run("kb", "feedback", "--days", "30")
    assert (done.code, done.err) == (0, "")
    assert json.loads(read.calls.last.request.content) == {"p_days": 30}
    assert "opening-hours" in done.out
    assert json.loads(run("kb", "feedback", "--json").out) == [RATING]


def test_the_words_of_one_article(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/knowledge_base").respond(200, json=[{"id": "a1"}])
    said = {"at": AT, "article_version": 3, "helpful": False, "comment": "On Sundays?"}
    read = api.get("/rest/v1/article_feedback").respond(200, json=[said])
    done = run("kb", "feedback", "opening-hours")
    assert (done.code, done.err) == (0, "")
    assert "On Sundays?" in done.out
    assert read.calls.last.request.url.params["article_id"] == "eq.a1"


def test_no_such_article_is_said_in_a_sentence(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/knowledge_base").respond(200, json=[])
    done = run("kb", "feedback", "nowhere")
    assert (done.code, done.err) == (
        1, "Error: There is no article 'nowhere' here: see `autocrm kb list`.\n",
    )  # fmt: skip
