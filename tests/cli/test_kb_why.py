"""kb why, products and filters: what is asked of the function, and what is printed."""

from __future__ import annotations

import json
from typing import Any

import respx

from tests.cli.conftest import Run

ID = "0d5e5a3e-0000-4000-8000-000000000001"
HIT: dict[str, Any] = {
    "chunk_id": ID, "article_id": ID, "slug": "fees", "title": "Fees", "heading": "Gold",
    "text": "CHF 5.", "language": "en", "score": 0.91, "vector": 0.7123, "bm25": 4.2,
}  # fmt: skip
EXPLAINED = {
    **HIT, "terms": ["gold", "fee"], "vector_rank": 2, "bm25_rank": 1, "fused": 0.88,
    "fused_rank": 1, "covered": 1.0, "named": 0.5, "phrases": 0.0,
}  # fmt: skip
WHY = {
    "words": ["gold fee"],
    "meanings": ["gold fee"],
    "results": [EXPLAINED, {**EXPLAINED, "slug": "other", "bm25_rank": None, "terms": []}],
    "left_out": [{**HIT, "slug": "limits", "reason": "internal article: not for customers"}],
    "solved": [
        {"ticket_id": ID, "number": 12, "language": "en", "question": "Fee?", "answer": "Five.",
         "cosine": 0.9},
    ],
}  # fmt: skip


def asked(route: respx.Route) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(route.calls.last.request.content)
    return body


def test_why_prints_scores_ranks_words_and_what_was_left_out(
    run: Run, api: respx.MockRouter
) -> None:
    route = api.post("/functions/v1/search").respond(200, json=WHY)
    done = run("kb", "why", "gold fee", "--language", "en", "--product", "Gold", "--limit", "3")
    assert done.code == 0
    assert asked(route) == {
        "query": "gold fee", "limit": 3, "explain": True, "language": "en", "product": "Gold",
    }  # fmt: skip
    lines = done.out.splitlines()
    [best] = [line for line in lines if "fees" in line]
    for piece in ("0.910", "0.712 (#2)", "4.2 (#1)", "0.880 (#1)", "gold, fee"):
        assert piece in best
    assert any("limits" in line and "not for customers" in line for line in lines)
    assert any("#12" in line and "Five." in line for line in lines)


def test_why_looks_through_a_customers_eyes(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/customers").respond(200, json=[{"id": ID}])
    route = api.post("/functions/v1/search").respond(200, json=WHY)
    done = run("kb", "why", "fee", "--as-customer", "Mia@cafe.example", "--json")
    assert asked(route)["for_customer"] == ID
    assert json.loads(done.out) == WHY


def test_an_unknown_customer_is_said(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/customers").respond(200, json=[])
    done = run("kb", "why", "fee", "--as-customer", "nobody@cafe.example")
    assert (done.code, "There is no customer nobody@cafe.example here." in done.err) == (1, True)


def test_nothing_found_is_said(run: Run, api: respx.MockRouter) -> None:
    nothing = {**WHY, "results": [], "left_out": [], "solved": []}
    api.post("/functions/v1/search").respond(200, json=nothing)
    assert run("kb", "why", "fee").out == "Nothing found.\n"


def test_products_are_set_in_place_of_the_old_ones(run: Run, api: respx.MockRouter) -> None:
    saved = {"slug": "fees", "products": ["Gold", "Silver"]}
    route = api.post("/rest/v1/rpc/set_products").respond(200, json=saved)
    done = run("kb", "products", "fees", "Gold", "Silver")
    assert asked(route) == {"p_slug": "fees", "p_products": ["Gold", "Silver"]}
    assert done.out == "fees: Gold, Silver\n"
