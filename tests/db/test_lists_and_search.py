"""Lists and searches give just what the policy on tickets gives, page after page.

`list_tickets` and `search_tickets` read past Row Level Security, since no operator of full text
can use an index under it: they state the policy's rule themselves, and here the two are compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autocrm.stack import tap
from tests.db.acting import HELPERS, acting, value
from tests.db.desk_world import WORDS, fill

WHO = ("hannah", "tobias", "ingrid", "reto", "mathilde", "anna", "service_role")
MEMBERS = ("reto", "mathilde", "anna", "service_role")
SORTS = ("queue", "newest", "oldest", "updated", "due")
Row = dict[str, Any]


@pytest.fixture(scope="module")
def world(module_database):
    tap.load(module_database.conninfo("postgres"), HELPERS / "cast.psql")
    with module_database.connect("postgres") as connection:
        fill(connection)
    return module_database


@pytest.fixture(scope="module")
def everybody(world) -> Iterator[dict[str, psycopg.Connection]]:
    """A connection that acts as each."""
    contexts = {who: acting(world, who) for who in WHO}
    yield {who: context.__enter__() for who, context in contexts.items()}
    for context in contexts.values():
        context.__exit__(None, None, None)


def readable(connection: psycopg.Connection) -> list[Row]:
    """What the policy lets one read, as data."""
    rows = connection.execute("select to_jsonb(t) from public.tickets t").fetchall()
    return [row for (row,) in rows]


def pages(connection: psycopg.Connection, function: str, limit: int, **arguments: Any) -> list[Row]:
    """All rows, read page by page to the end."""
    names = ", ".join(f"p_{name} => %({name})s" for name in arguments)
    names = f"{names}, p_limit => %(n)s, p_after => %(after)s".removeprefix(", ")
    query = f"select public.{function}({names})"
    rows: list[Row] = []
    after = None
    while True:
        got = connection.execute(
            query.encode(), {**arguments, "n": limit, "after": after}
        ).fetchone()
        assert got is not None
        assert len(got[0]["tickets"]) <= limit
        rows += got[0]["tickets"]
        after = got[0]["after"]
        if after is None:
            return rows


def numbers(rows: list[Row]) -> list[int]:
    return [row["number"] for row in rows]


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("sort", SORTS)
def test_pages_join_to_what_the_policy_shows_in_order(everybody, who: str, sort: str) -> None:
    seen = readable(everybody[who])
    keys: dict[str, Callable[[Row], Any]] = {
        "queue": lambda t: (t["priority"], t["created_at"], t["id"]),
        "newest": lambda t: (t["created_at"], _turned(t["id"])),
        "oldest": lambda t: (t["created_at"], _turned(t["id"])),
        "updated": lambda t: (t["updated_at"], _turned(t["id"])),
        "due": lambda t: (t["next_due_at"] or "infinity", t["id"]),
    }
    wanted = sorted(seen, key=keys[sort], reverse=sort in ("newest", "updated"))
    assert seen
    assert numbers(pages(everybody[who], "list_tickets", 7, sort=sort)) == numbers(wanted)


def _turned(text: str) -> str:
    """A text that sorts the other way round."""
    return "".join(chr(255 - ord(letter)) for letter in text)


def document(row: Row, texts: dict[str, list[str]]) -> set[str]:
    return {*row["subject"].split(), *texts.get(row["id"], [])}


@pytest.fixture(scope="module")
def texts(world) -> dict[str, dict[str, list[str]]]:
    """The words of messages alone, and with those of notes, by ticket."""
    found: dict[str, dict[str, list[str]]] = {"shared": {}, "all": {}}
    with world.connect("postgres") as connection:
        for ticket, words, note in connection.execute(
            "select ticket_id::text, content, false from public.interactions "
            "union all select ticket_id::text, content, true from public.notes"
        ):
            found["all"].setdefault(ticket, []).extend(words.split())
            if not note:
                found["shared"].setdefault(ticket, []).extend(words.split())
    return found


Term = tuple[str, Callable[[Row, set[str], str], bool]]

_STATES = {
    "is:open": ("new", "open"),
    "is:unsolved": ("new", "open", "pending", "on_hold"),
    "status:solved,closed": ("solved", "closed"),
}


def _terms() -> st.SearchStrategy[Term]:
    word = st.sampled_from((*WORDS, "secret")).map(
        lambda w: (w, lambda row, words, who: w in words)
    )
    state = st.sampled_from(sorted(_STATES)).map(
        lambda name: (name, lambda row, words, who: row["status"] in _STATES[name])
    )
    priority = st.integers(1, 4).map(
        lambda n: (f"priority:<={n}", lambda row, words, who: row["priority"] <= n)
    )
    category = st.sampled_from(["shipping", "billing", "none"]).map(
        lambda c: (f"category:{c}", lambda row, words, who: (row["category"] or "none") == c)
    )
    return st.one_of(word, word, state, priority, category)


QUERIES = st.lists(st.tuples(st.booleans(), _terms()), min_size=1, max_size=4)


@given(who=st.sampled_from(WHO), terms=QUERIES, limit=st.integers(1, 60))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_search_finds_what_is_readable_and_fits(everybody, texts, who, terms, limit) -> None:
    query = " ".join(("-" if negative else "") + text for negative, (text, _) in terms)
    inside = texts["all" if who in MEMBERS else "shared"]

    def fits(row: Row) -> bool:
        words = document(row, inside)
        return all(test(row, words, who) != negative for negative, (_, test) in terms)

    wanted = {row["number"] for row in readable(everybody[who]) if fits(row)}
    found = numbers(pages(everybody[who], "search_tickets", limit, query=query))
    assert len(found) == len(set(found)), query
    assert set(found) == wanted, query
    listed = numbers(pages(everybody[who], "list_tickets", limit, query=query))
    assert set(listed) == wanted, query


def test_more_matches_than_one_heap_are_all_reached(everybody) -> None:
    """Ranking is done 200 tickets at a time; every page but the last may be short."""
    wanted = [row["number"] for row in readable(everybody["service_role"])]
    query = " or ".join(WORDS)
    found = numbers(pages(everybody["service_role"], "search_tickets", 30, query=query))
    assert len(wanted) > 200
    assert sorted(found) == sorted(wanted)


def test_the_newest_matches_come_first_and_a_page_has_the_best_of_them(everybody, texts) -> None:
    """The first 200 that are read are those with the highest numbers, whatever one may see."""
    query = " or ".join(WORDS)
    for who in ("anna", "reto", "mathilde", "service_role"):
        fits = [
            row["number"]
            for row in readable(everybody[who])
            if {*WORDS} & document(row, texts["all"])
        ]
        call = "select public.search_tickets(%s, 100)"
        first = value(everybody[who], call, query)
        again = value(
            everybody[who], call.replace("100", "100, %s"), query, first["after"]
        )  # the second half of the heap
        found = [*first["tickets"], *(again["tickets"] if first["after"] else [])]
        assert sorted(numbers(found)) == sorted(fits)[-200:], who
        scores = [row["score"] for row in found]
        assert scores == sorted(scores, reverse=True), who
    assert len(fits) > 200


def test_the_scope_of_each_is_the_policy_on_tickets(everybody) -> None:
    for who in WHO:
        found = value(everybody[who], "select public.list_tickets(p_limit => 200)")["tickets"]
        assert {row["id"] for row in found} <= {row["id"] for row in readable(everybody[who])}, who


@pytest.mark.parametrize("who", ["anon", "nils"])
def test_a_stranger_lists_and_finds_nothing(world, who: str) -> None:
    with acting(world, who) as connection:
        for call in ("search_tickets('lamp')", "list_tickets()", "explain_query('lamp')"):
            with pytest.raises(psycopg.Error) as refused:
                connection.execute(f"select public.{call}".encode())
            assert refused.value.sqlstate in ("42501", "PT403")


def refusal(connection: psycopg.Connection, query: str, argument: str) -> psycopg.Error | None:
    """The error that a query ends with, if it does."""
    try:
        value(connection, query, argument)
    except psycopg.Error as error:
        return error
    return None


HOSTILE = st.text(
    alphabet=st.sampled_from("ab'\"\\-:()|&!*<>=,.%$;_ \u00e4\u4e2d\U0001f600"), max_size=40
)


@given(
    query=st.one_of(
        HOSTILE,
        HOSTILE.map(lambda t: f"lamp {t}"),
        HOSTILE.map(lambda t: f"tag:{t}"),
        HOSTILE.map(lambda t: f"subject:{t}"),
        HOSTILE.map(lambda t: f"customer:{t}"),
    )
)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_typed_is_found_or_refused_with_a_sentence(everybody, query: str) -> None:
    error = refusal(everybody["anna"], "select public.search_tickets(%s)", query)
    assert error is None or error.sqlstate == "PT422", (query, str(error))
    assert error is None or str(error.diag.message_primary).endswith((".", "?"))


@given(
    filter=st.recursive(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(-9, 9),
            st.sampled_from(["is", "status", "open", "'", "me"]),
        ),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(["all", "any", "none", "fact", "op", "value", "at"]),
                inner,
                max_size=4,
            ),
        ),
        max_leaves=12,
    )
)
@example({"fact": "status", "at": []})
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_given_as_a_filter_is_listed_or_refused_with_a_sentence(
    everybody, filter
) -> None:
    error = refusal(
        everybody["anna"], "select public.list_tickets(p_filter => %s::jsonb)", json.dumps(filter)
    )
    assert error is None or error.sqlstate == "PT422", (filter, str(error))
