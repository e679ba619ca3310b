"""A desk with a few hundred tickets that differ in everything, for tests of lists and counts."""

from __future__ import annotations

from typing import Any

import psycopg

WORDS = ("lamp", "kettle", "refund", "broken", "parcel", "order")

# Ids and moments are derived from the number, so that a failure can be told again.
_FILL = """
    insert into public.tickets (id, number, customer_id, subject, status, priority, category,
      team_id, assignee_id, created_at, updated_at, is_snoozed)
    select md5('t' || n)::uuid, 1000 + n,
      tests.id('customer ' || (array['hannah', 'tobias', 'ingrid', 'elin'])[1 + n %% 4]),
      (%(words)s::text[])[1 + n %% 6] || ' ' || (%(words)s::text[])[1 + n / 6 %% 6],
      (array['new', 'open', 'pending', 'on_hold', 'solved', 'closed'])[1 + n * 7 %% 6],
      1 + n * 5 %% 4, (array['shipping', 'billing', null])[1 + n %% 3],
      (array[tests.id('front'), tests.id('orders'), null])[1 + n * 11 %% 3],
      (array[null, tests.id('member reto'), tests.id('member mathilde'), null])[1 + n * 13 %% 4],
      '2026-01-01Z'::timestamptz + n / 3 * interval '1 hour', '2026-06-01Z', n %% 17 = 0
    from generate_series(1, %(count)s) n;
    insert into public.interactions (ticket_id, customer_id, type, author, content)
    select t.id, t.customer_id, 'message', 'customer',
      (%(words)s::text[])[1 + t.number::int / 7 %% 6]
    from public.tickets t;
    insert into public.notes (ticket_id, content)
    select t.id, 'secret ' || (%(words)s::text[])[1 + t.number::int %% 6] from public.tickets t
    where t.number %% 5 = 0;
    update public.companies set shares_tickets = true;
    insert into public.tags (key) values ('red'), ('blue');
    insert into public.ticket_tags (ticket_id, tag)
    select t.id, case t.number %% 2 when 0 then 'red' else 'blue' end from public.tickets t
    where t.number %% 3 = 0;
"""


def fill(connection: psycopg.Connection[tuple[Any, ...]], count: int = 240) -> None:
    """Fill a database that has the cast, as its owner."""
    values = {"words": list(WORDS), "count": count}
    with psycopg.ClientCursor(connection) as cursor:  # several statements with parameters
        cursor.execute(_FILL.encode(), values)
