"""Each RPC, called as each of the cast; and docs/permissions.md, which says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from autocrm.stack import tap
from tests.db import permissions
from tests.db.acting import HELPERS, acting
from tests.db.calls import CALLS, EVERYBODY, may_call, name_of
from tests.db.matrix import FUNCTIONS, PEOPLE

DOCS = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
CALLERS = ("anon", *PEOPLE, "service_role")
REFUSED = {"42501", "PT401", "PT403", "PT404"}
OPEN = [s for s, roles in FUNCTIONS.items() if roles != {"service_role"}]

# What the calls name, as SQL.
LOOK_UP = {
    "ticket": "tests.id('ticket of hannah')",
    "other": "tests.id('ticket of tobias')",
    "question": "tests.id('question of hannah')",
    "draft": "tests.id('draft for hannah')",
    "label": "tests.id('label of hannah')",
    "suggestion": "(select k.id from public.kb_suggestions k)",
    "call": "(select c.id from public.calls c)",
    "decision": "(select d.decision_id from public.drafts d "
    "where d.id = tests.id('draft for hannah'))",
    "delivery": "(select d.id from public.deliveries d "
    "where d.draft_id = tests.id('draft for hannah'))",
    "hannah": "tests.id('customer hannah')",
    "elin": "tests.id('customer elin')",
    "reto": "tests.id('member reto')",
    "mathilde": "tests.id('member mathilde')",
    "nils": "tests.id('nils')",
    "vector": "tests.vector(1)",
    "sha256": "repeat('0', 64)",
    "token": "private.feedback_token(tests.id('ticket of hannah'), 1, now() + interval '1 day')",
    "customer_note": "(select n.id from public.customer_notes n where n.content = 'About hannah')",
    "customer_merge": "(select m.id from public.customer_merges m)",
    "block": "(select b.id from public.blocked_senders b where b.kind = 'domain')",
    "view": "(select v.id from public.views v where v.name = 'Reto''s')",
    "macro": "(select m.id from public.macros m where m.scope = 'all')",
    "canned": "(select c.id from public.canned_answers c where c.scope = 'all')",
    "shortcut": "(select c.shortcut from public.canned_answers c where c.scope = 'all')",
    "upload": "(select u.id from public.uploads u where u.uploaded_by = tests.id('reto'))",
    "absence": "(select a.id from public.member_absences a)",
    "company": "tests.id('torvik & hale')",
    "invitation": "(select i.id from public.invitations i)",
    "job": "(select j.id from public.jobs j where j.kind = 'test.work')",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(module_database: Any) -> Any:
    tap.load(module_database.conninfo("postgres"), HELPERS / "world.psql")
    return module_database


@pytest.fixture(scope="module")
def names(world: Any) -> dict[str, str]:
    """What stands for `{name}` in a call: a literal."""
    with world.connect("postgres") as owner:
        found = {
            name: owner.execute(f"select quote_literal(({query})::text)".encode()).fetchone()
            for name, query in LOOK_UP.items()
        }
    return {name: row[0] for name, row in found.items() if row}


@pytest.fixture(scope="module")
def connections(world: Any) -> Iterator[dict[str, psycopg.Connection]]:
    stack = {who: acting(world, who) for who in CALLERS}
    yield {who: entered.__enter__() for who, entered in stack.items()}
    for entered in stack.values():
        entered.__exit__(None, None, None)


def outcome(connection: psycopg.Connection, statement: str, also: str) -> str:
    """May, may not, or the error that says neither. `also`: an error of who may."""
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement.encode())
            # what is deferred to the commit belongs to the call
            connection.execute("set constraints all immediate")
    except psycopg.Error as error:
        if error.sqlstate in REFUSED or "the secret key is nobody" in str(error):
            return "may not"
        return "may" if error.sqlstate in ("PT409", also) else f"{error.sqlstate}: {error}"
    return "may"


@pytest.mark.parametrize("signature", OPEN, ids=name_of)
def test_who_may_call_what(
    connections: dict[str, psycopg.Connection], names: dict[str, str], signature: str
) -> None:
    call = CALLS[name_of(signature)]
    statement = f"select public.{name_of(signature)}({call.arguments.format(**names)})"
    found = {who: outcome(connections[who], statement, call.also) for who in CALLERS}
    may = may_call(signature)
    assert found == {who: "may" if who in may else "may not" for who in CALLERS}


def test_there_is_a_call_of_every_function_and_no_other() -> None:
    assert {name_of(signature) for signature in OPEN} == CALLS.keys()


def test_nobody_may_more_than_is_granted() -> None:
    for signature in OPEN:
        if "anon" not in FUNCTIONS[signature]:
            assert may_call(signature) <= EVERYBODY - {"anon"}


def test_the_document_is_what_is_tested() -> None:
    assert DOCS.read_text() == permissions.document(), (
        "Renew it: python -m tests.db.permissions > docs/permissions.md"
    )
