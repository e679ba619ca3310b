"""Any merges of customers, undone in any order: all is as it was, and nothing is ever lost."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autocrm.stack import tap
from tests.db.acting import HELPERS, id_of, value

PEOPLE = ("hannah", "tobias", "ingrid", "elin")
EVERYBODY = (*PEOPLE, "visitor")  # the last has no mailbox
STATE = """
  select jsonb_build_object(
    'customers', (select jsonb_agg(to_jsonb(c) - 'updated_at' order by c.id)
                  from public.customers c),
    'identities', (select jsonb_agg(to_jsonb(i) order by i.address)
                   from public.customer_identities i),
    'tickets', (select jsonb_agg(jsonb_build_array(t.id, t.customer_id) order by t.id)
                from public.tickets t),
    'threads', (select jsonb_agg(jsonb_build_array(i.id, i.customer_id) order by i.id)
                from public.interactions i),
    'notes', (select jsonb_agg(to_jsonb(n) order by n.id) from public.customer_notes n),
    'found', (select jsonb_agg(to_jsonb(s) order by s.customer_id) from public.customer_search s))
"""
OWNERS = """
  select coalesce(jsonb_object_agg(t.subject, c.id), '{}')
  from public.tickets t join public.customers c on c.id = t.customer_id
"""


@pytest.fixture(scope="module")
def world(module_database):
    for helper in ("cast.psql", "tickets.psql"):
        tap.load(module_database.conninfo("postgres"), HELPERS / helper)
    with module_database.connect("postgres") as connection:
        for person in PEOPLE:
            key = id_of(f"customer {person}")
            connection.execute("select public.add_customer_note(%s, %s)", [key, f"About {person}"])
            connection.execute(
                "select public.add_customer_address(%s, %s)", [key, f"{person}@work.example"]
            )
            # Gaps for a merge to fill, and to empty again.
            fields = json.dumps({"locale": "de"} if person < "h" else {"name": ""})
            connection.execute("select public.update_customer(%s, %s)", [key, fields])
        connection.execute(
            "insert into public.customers (id, email) values (%s, %s)",
            [id_of("customer visitor"), "somebody@visitor.invalid"],
        )
        connection.execute(
            "insert into public.customer_identities (customer_id, channel, address) "
            "values (%s, 'portal', 'somebody')",
            [id_of("customer visitor")],
        )
    return module_database


def survivor(connection: psycopg.Connection, person: str) -> str:
    return str(
        value(connection, "select private.surviving_customer(%s)", id_of(f"customer {person}"))
    )


def merge(connection: psycopg.Connection, source: str, target: str) -> str | None:
    """Merge whom the two are by now; the merge's id, or None when they are one already."""
    one, other = survivor(connection, source), survivor(connection, target)
    if one == other:
        return None
    sql = "select public.merge_customers(%s, %s) ->> 'merge_id'"
    return str(value(connection, sql, one, other))


pairs = st.tuples(st.sampled_from(EVERYBODY), st.sampled_from(EVERYBODY))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(merges=st.lists(pairs, max_size=6), random=st.randoms(use_true_random=False))
def test_all_merges_undone_in_any_order_leave_no_trace(world, merges, random) -> None:
    with psycopg.connect(world.conninfo("postgres")) as connection:
        before = value(connection, STATE)
        made = [m for pair in merges if (m := merge(connection, *pair)) is not None]
        random.shuffle(made)
        for merge_id in made:
            connection.execute("select public.unmerge_customers(%s)", [merge_id])
        assert value(connection, STATE) == before
        connection.rollback()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.one_of(
            pairs.map(lambda pair: ("merge", *pair)),
            st.tuples(st.just("undo"), st.integers(0, 5)),
            st.tuples(
                st.just("mail"), st.sampled_from(PEOPLE), st.sampled_from(["postbox", "work"])
            ),
        ),
        max_size=12,
    )
)
def test_a_mail_is_its_senders_whatever_is_merged_and_undone(world, steps) -> None:
    """Undo what is left at the end: then every mail is with whose address it came from."""
    sent: dict[str, str] = {}
    made: list[str] = []
    with psycopg.connect(world.conninfo("postgres")) as connection:
        for number, (what, *rest) in enumerate(steps):
            if what == "merge" and (merge_id := merge(connection, *rest)) is not None:
                made.append(merge_id)
            elif what == "undo" and made:
                merge_id = made.pop(rest[0] % len(made))
                connection.execute("select public.unmerge_customers(%s)", [merge_id])
            elif what == "mail":
                sent[f"mail {number}"] = rest[0]
                _mail(connection, f"mail {number}", f"{rest[0]}@{rest[1]}.example")
        for merge_id in reversed(made):
            connection.execute("select public.unmerge_customers(%s)", [merge_id])
        owners = value(connection, OWNERS)
        assert {subject: owners[subject] for subject in sent} == {
            subject: id_of(f"customer {person}") for subject, person in sent.items()
        }
        connection.rollback()


def _mail(connection: psycopg.Connection, subject: str, sender: str) -> None:
    message: dict[str, Any] = {
        "channel": "email", "provider_id": subject, "sender": {"email": sender, "name": ""},
        "subject": subject, "text": "Hello",
    }  # fmt: skip
    connection.execute("select public.receive_message(%s)", [json.dumps(message)])
