"""The data of `bench desk`: what `autocrm demo generate` makes, and who looks at it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

import psycopg

from autocrm.cli.generate.load import generate

SEED = 4
_TICKETS_OF_CUSTOMER = 60  # of the one whose list is looked at, as nearly as there is one
# How many of the agent's tickets have a word, and of those that have it the next one.
_RARE, _COMMON, _TWO, _FOUR = (0.008,), (0.3,), (0.2, 0.2), (0.4, 0.4, 0.3, 0.3)

# The agent of the front desk with the most assignments; of their teams that with the most open.
_AGENT = """
    select m.id, array_agg(distinct t.key order by t.key)
    from public.members m
    join public.team_members tm on tm.member_id = m.id join public.teams t on t.id = tm.team_id
    where m.role = 'agent' and m.active group by m.id having 'front' = any (array_agg(t.key))
    order by (select count(*) from public.tickets x where x.assignee_id = m.id) desc, m.id
    limit 1"""
_TEAMS = """
    select t.id from public.teams t where t.key = any (%s)
    order by (select count(*) from public.tickets x where x.team_id = t.id and x.is_open) desc"""
_CUSTOMER = """
    select c.id from public.customers c join public.tickets t on t.customer_id = c.id
    where not exists (
      select 1 from public.companies co where co.id = c.company_id and co.shares_tickets)
    group by c.id order by abs(count(*) - %s), c.id limit 1"""
# The word nearest to a share of those documents of these teams that match.
_WORD = """
    with documents as materialized (
      select s.document from public.ticket_search s join public.tickets t on t.id = s.ticket_id
      where t.team_id = any (%(teams)s) and (%(before)s = '' or s.document @@ %(before)s::tsquery)),
    words as (
      select w.word, count(*)::float / (select count(*) from documents) as share
      from documents d cross join lateral unnest(d.document) l
      cross join lateral (select l.lexeme as word) w group by w.word)
    select w.word from words w
    where w.word ~ '^[a-z]{5,}$' and not private.is_stop_word(w.word) and w.share < 1
    order by abs(w.share - %(share)s), w.word limit 1"""


@dataclass(frozen=True)
class Words:
    """What is searched; `two` and `four` must all be there."""

    rare: str
    common: str
    two: str
    four: str


@dataclass(frozen=True)
class Cast:
    """Who looks, by auth user; the agent's teams and one of them; the customer; words to search."""

    agent: str
    customer: str
    team_keys: tuple[str, ...]
    team_ids: tuple[str, ...]
    team_id: str
    customer_id: str
    words: Words


def fill(
    conninfo: str, tickets: int, progress: Callable[[str], None], words: Words | None = None
) -> Cast:
    """Fill a migrated database, as its owner. `words` to search, else they are chosen."""
    generate(conninfo, tickets, SEED, datetime.combine(datetime.now(UTC), time(), UTC), progress)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        member, keys = _row(connection, _AGENT)
        teams = [row[0] for row in connection.execute(_TEAMS.encode(), [keys])]
        customer = _row(connection, _CUSTOMER, _TICKETS_OF_CUSTOMER)[0]
        return Cast(
            agent=_signed_up(connection, "members set user_id", member),
            customer=_signed_up(connection, "customers set auth_user_id", customer),
            team_keys=tuple(keys),
            team_ids=tuple(map(str, teams)),
            team_id=str(teams[0]),
            customer_id=str(customer),
            words=words or _words(connection, teams),
        )


def _words(connection: psycopg.Connection[Any], teams: list[Any]) -> Words:
    def chosen(shares: tuple[float, ...]) -> str:
        words: list[str] = []
        for share in shares:
            values = {"teams": teams, "before": " & ".join(words), "share": share}
            row = connection.execute(_WORD.encode(), values).fetchone()
            words += row or ()
        return " ".join(words)

    return Words(*map(chosen, (_RARE, _COMMON, _TWO, _FOUR)))


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
