"""The data of `bench desk`: what `autocrm demo generate` makes, and who looks at it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

import psycopg

from autocrm.cli.generate.load import generate

SEED = 4
_TICKETS_OF_CUSTOMER = 60  # of the one whose list is looked at, as nearly as there is one
_SHARES = (0.002, 0.25, 0.1, 0.04, 0.15, 0.07)  # of the tickets that have the word

# The agent of the front desk with the most assignments; of their teams that with the most open.
_AGENT = """
    select m.id, array_agg(distinct t.key order by t.key)
    from public.members m
    join public.team_members tm on tm.member_id = m.id join public.teams t on t.id = tm.team_id
    where m.role = 'agent' and m.active group by m.id having 'front' = any (array_agg(t.key))
    order by (select count(*) from public.tickets x where x.assignee_id = m.id) desc, m.id
    limit 1"""
_TEAM = """
    select t.id from public.teams t where t.key = any (%s)
    order by (select count(*) from public.tickets x where x.team_id = t.id and x.is_open) desc
    limit 1"""
_CUSTOMER = """
    select c.id from public.customers c join public.tickets t on t.customer_id = c.id
    where not exists (
      select 1 from public.companies co where co.id = c.company_id and co.shares_tickets)
    group by c.id order by abs(count(*) - %s), c.id limit 1"""
_WORDS = """
    select w.word from ts_stat($$
      select document from public.ticket_search order by ticket_id limit 4000 $$) w
    where w.word ~ '^[a-z]{5,}$' and not private.is_stop_word(w.word)
    order by abs(w.ndoc / 4000.0 - %s), w.word limit 1"""


@dataclass(frozen=True)
class Cast:
    """Who looks, by auth user; the agent's teams and one of them; the customer; words to search."""

    agent: str
    customer: str
    team_keys: tuple[str, ...]
    team_id: str
    customer_id: str
    words: tuple[str, ...]


def fill(
    conninfo: str, tickets: int, progress: Callable[[str], None], words: Sequence[str] = ()
) -> Cast:
    """Fill a migrated database, as its owner. `words` to search, else they are chosen."""
    generate(conninfo, tickets, SEED, datetime.combine(datetime.now(UTC), time(), UTC), progress)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        member, keys = _row(connection, _AGENT)
        customer = _row(connection, _CUSTOMER, _TICKETS_OF_CUSTOMER)[0]
        return Cast(
            agent=_signed_up(connection, "members set user_id", member),
            customer=_signed_up(connection, "customers set auth_user_id", customer),
            team_keys=tuple(keys),
            team_id=str(_row(connection, _TEAM, keys)[0]),
            customer_id=str(customer),
            words=tuple(words) or tuple(_row(connection, _WORDS, s)[0] for s in _SHARES),
        )


def _row(connection: psycopg.Connection[Any], query: str, *values: Any) -> Any:
    row = connection.execute(query.encode(), values).fetchone()
    if row is None:
        raise SystemExit("The generated data have nobody to look at them.")
    return row


def _signed_up(connection: psycopg.Connection[Any], link: str, row_id: object) -> str:
    """The id of a new auth user, who is the member or customer of this id from now on."""
    user = str(uuid.uuid4())
    connection.execute(
        "insert into auth.users (id, email, aud, role) "
        "values (%s, %s, 'authenticated', 'authenticated')",
        [user, f"{user}@bench.example"],
    )
    connection.execute(f"update public.{link} = %s where id = %s".encode(), [user, row_id])
    return user
