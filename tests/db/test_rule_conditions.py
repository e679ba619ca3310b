"""Conditions compiled to SQL say what a plain reading of them says, whatever the texts hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autocrm.stack import tap
from tests.db.acting import HELPERS, value

TICKETS: list[dict[str, Any]] = [
    {"status": status, "priority": priority, "language": language, "subject": subject, "tags": tags}
    for status, priority, language, subject, tags in [
        ("new", 1, None, "", []),
        ("open", 2, "de", "It's 100% \\ done", ["vip"]),
        ("pending", 3, "en", "'); drop table public.tickets; --", ["vip", "refund"]),
        ("solved", 4, "fr", "REFUND for Zoë?", ["refund"]),
        ("open", 1, "en", "refund", []),
    ]
]
AWKWARD = ["'", '"', "\\", "%", "_", "$1", "$$", "; --", "refund", "Zoë", "'); drop", "\n", "("]

texts = st.one_of(
    st.sampled_from([*AWKWARD, *(t["subject"] for t in TICKETS)]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12),
)


def fact(name: str, operators: list[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.sampled_from(operators).flatmap(
        lambda op: st.fixed_dictionaries(
            {
                "fact": st.just(name),
                "op": st.just(op),
                "value": st.lists(values, min_size=1, max_size=3)
                if op in ("in", "not_in")
                else values,
            }
        )
    )


KEYS = ["is", "is_not", "in", "not_in"]
conditions = st.one_of(
    fact("status", KEYS, st.sampled_from(["new", "open", "pending", "solved", "closed"])),
    fact("priority", [*KEYS, "<", "<=", ">", ">="], st.integers(1, 4)),
    fact("language", KEYS, st.sampled_from(["de", "en", "fr", "it"])),
    fact("tag", KEYS, st.sampled_from(["vip", "refund", "gold"])),
    fact(
        "subject", ["is", "is_not", "contains", "not_contains", "starts_with", "ends_with"], texts
    ),
)
groups = st.recursive(
    conditions,
    lambda inner: st.fixed_dictionaries(
        {}, optional={key: st.lists(inner, max_size=3) for key in ("all", "any", "none")}
    ).filter(bool),
    max_leaves=6,
)
filters = st.fixed_dictionaries(
    {}, optional={key: st.lists(groups, max_size=3) for key in ("all", "any", "none")}
)


def holds(ticket: dict[str, Any], condition: dict[str, Any]) -> bool:
    """The plain reading."""
    if "fact" not in condition:
        parts = {
            "all": lambda found: all(found),
            "any": lambda found: any(found),
            "none": lambda found: not any(found),
        }
        return all(
            parts[key]([holds(ticket, c) for c in listed])
            for key, listed in condition.items()
            if listed
        )
    name, op, wanted = condition["fact"], condition["op"], condition["value"]
    if name == "tag":
        has = any(
            tag in ticket["tags"] for tag in (wanted if isinstance(wanted, list) else [wanted])
        )
        return has if op in ("is", "in") else not has
    actual = ticket[name]
    if name == "subject":
        actual, wanted = actual.lower(), wanted.lower()
    checks: dict[str, Any] = {
        "is": lambda: actual == wanted,
        "is_not": lambda: actual != wanted,
        "in": lambda: actual in wanted,
        "not_in": lambda: actual not in wanted,
        "<": lambda: actual < wanted,
        "<=": lambda: actual <= wanted,
        ">": lambda: actual > wanted,
        ">=": lambda: actual >= wanted,
        "contains": lambda: wanted in actual,
        "not_contains": lambda: wanted not in actual,
        "starts_with": lambda: actual.startswith(wanted),
        "ends_with": lambda: actual.endswith(wanted),
    }
    return bool(checks[op]())


@pytest.fixture(scope="module")
def desk(module_database) -> Iterator[psycopg.Connection]:
    tap.load(module_database.conninfo("postgres"), HELPERS / "cast.psql")
    with module_database.connect("postgres") as connection:
        for place, ticket in enumerate(TICKETS):
            row = connection.execute(
                "insert into public.tickets (customer_id, status, priority, language, subject, "
                "metadata) values (tests.id('customer hannah'), %s, %s, %s, %s, %s) returning id",
                [*list(ticket.values())[:4], json.dumps({"place": place})],
            ).fetchone()
            assert row is not None
            for tag in ticket["tags"]:
                connection.execute(
                    "insert into public.tags (key) values (%s) on conflict do nothing", [tag]
                )
                connection.execute(
                    "insert into public.ticket_tags (ticket_id, tag) values (%s, %s)", [row[0], tag]
                )
        yield connection


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(wanted=filters)
def test_sql_says_what_the_condition_says(desk: psycopg.Connection, wanted: dict[str, Any]) -> None:
    rows = desk.execute(
        "select (metadata ->> 'place')::int from public.tickets t "
        "where private.rule_matches(%s, t.id) order by 1",
        [json.dumps(wanted)],
    ).fetchall()
    assert [place for (place,) in rows] == [
        place for place, ticket in enumerate(TICKETS) if holds(ticket, wanted)
    ]
    tried = value(desk, "select public.try_rule(%s)", json.dumps(wanted))
    assert (tried["looked_at"], tried["matched"]) == (len(TICKETS), len(rows))


@settings(max_examples=100, deadline=None)
@given(word=texts)
def test_a_word_is_never_a_pattern(desk: psycopg.Connection, word: str) -> None:
    """No text breaks the regular expression it becomes part of; each is found as it stands."""
    condition = {"all": [{"fact": "subject", "op": "has_word", "value": f"x{word.strip()}x"}]}
    with desk.transaction(force_rollback=True):
        desk.execute(
            "update public.tickets set subject = 'before x' || %s || 'x after' "
            "where metadata ->> 'place' = '0'",
            [word.strip()],
        )
        found = desk.execute(
            "select metadata ->> 'place' from public.tickets t "
            "where private.rule_matches(%s, t.id)",
            [json.dumps(condition)],
        ).fetchall()
    assert found == [("0",)]


@settings(max_examples=60, deadline=None)
@given(
    wrong=st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | texts,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["all", "any", "none", "fact", "op", "value"]), inner, max_size=3
            )
        ),
        max_leaves=8,
    )
)
def test_whatever_is_given_is_compiled_or_refused_in_a_sentence(
    desk: psycopg.Connection, wrong: Any
) -> None:
    refusals = []
    try:
        desk.execute(
            "select private.rule_matches(%s, t.id) from public.tickets t", [json.dumps(wrong)]
        )
    except psycopg.Error as error:
        refusals.append((error.sqlstate, str(error.diag.message_primary)))
    assert all(state == "PT422" and said.endswith(".") for state, said in refusals), refusals
