"""Reports over generated data: each figure is that of its drill-down, for whoever asks."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autocrm.cli.generate.load import generate
from autocrm.cli.report_sql import render
from autocrm.stack import tap
from tests.db.acting import HELPERS, acting, value
from tests.db.report_figures import FIGURES, Row

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "sql" / "reports"
TICKETS = 400
UNTIL = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
FIRST_DAY = UNTIL - timedelta(days=3 * 365)
TEAMS = {"reto": {"front"}, "mathilde": {"orders"}, "anna": {"front", "orders", "legal"}}

# What the help solved, all years through; of some the article is gone.
DEFLECTED = """
insert into public.deflections (at, key, way, article_id)
select %(until)s - n * interval '30 hours', gen_random_uuid(),
  (array['article', 'answer'])[1 + n %% 2],
  (select a.id from public.knowledge_base a order by a.slug limit 1 offset n %% 3)
from generate_series(1, 800) n
"""

people = st.sampled_from(sorted(TEAMS))
facts = st.fixed_dictionaries(
    {},
    optional={
        "team": st.sampled_from(["front", "orders", ["front", "legal"]]),
        "category": st.sampled_from(["shipping", "billing", ["returns", "other"]]),
        "priority": st.sampled_from([1, [1, 2], 3]),
        "channel": st.sampled_from(["email", ["portal", "chat"]]),
        "language": st.sampled_from(["en", "de", None]),
        "status": st.sampled_from(["closed", ["open", "pending"]]),
        "tag": st.sampled_from(["refund", ["refund", "damaged"]]),
        "assignee": st.just(None),
    },
)
spans = st.tuples(
    st.integers(0, 3 * 365 * 24 - 1), st.sampled_from([1, 24, 24 * 20, 24 * 100, 24 * 800])
)
keys = st.one_of(
    st.none(), st.lists(st.sampled_from(["at", "team", "category", "priority"]), unique=True)
)
asking = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def world(module_database: Any) -> Any:
    tap.load(module_database.conninfo("postgres"), HELPERS / "cast.psql")
    generate(module_database.conninfo("postgres"), TICKETS, 5, UNTIL, lambda _: None)
    with module_database.connect() as owner:
        owner.execute(DEFLECTED, {"until": UNTIL})
    return module_database


@pytest.fixture(scope="module")
def as_(world: Any) -> Iterator[dict[str, psycopg.Connection]]:
    with acting(world, "reto") as reto, acting(world, "mathilde") as m, acting(world, "anna") as a:
        yield {"reto": reto, "mathilde": m, "anna": a}


def period(span: tuple[int, int]) -> tuple[datetime, datetime]:
    """In the past, so that two calls do not differ by what has become of now."""
    begins = FIRST_DAY + timedelta(hours=span[0])
    return begins, min(begins + timedelta(hours=span[1]), UNTIL)


def report(
    connection: psycopg.Connection, name: str, span: tuple[datetime, datetime],
    where: Row | None = None, by: list[str] | None = None,
) -> Row:  # fmt: skip
    found: Row = value(
        connection, "select public.report(%s, %s, %s, %s, %s)", name, *span,
        json.dumps(where or {}), by,
    )  # fmt: skip
    return found


def rows(
    connection: psycopg.Connection, name: str, span: tuple[datetime, datetime],
    where: Row | None = None, line: Row | None = None,
) -> list[Row]:  # fmt: skip
    """All of them, page by page."""
    found: list[Row] = []
    more = True
    while more:
        page = value(
            connection, "select public.report_rows(%s, %s, %s, %s, %s, 700, %s)", name, *span,
            json.dumps(where or {}), json.dumps(line or {}), len(found),
        )  # fmt: skip
        found += page["rows"]
        more = page["more"]
    return found


def same(figure: Any, again: Any) -> bool:
    """Up to the rounding of the report."""
    if figure is None or again is None:
        return figure is again
    return figure == pytest.approx(float(again), abs=0.0501 if abs(again) > 5 else 0.000051)


def check(name: str, figures: Row, found: list[Row]) -> None:
    again = {figure: work(found) for figure, work in FIGURES[name].items()}
    assert figures.keys() == again.keys()
    wrong = {f: (figures[f], again[f]) for f in again if not same(figures[f], again[f])}
    assert not wrong, f"{name}: said and counted {wrong}"


@pytest.mark.parametrize("name", FIGURES)
@given(span=spans, where=facts, who=people, by=keys)
@asking
def test_every_figure_is_that_of_its_drill_down(
    as_: dict[str, psycopg.Connection], name: str, span: Any, where: Row, who: str, by: Any
) -> None:
    connection, when = as_[who], period(span)
    said = report(connection, name, when, where, by)
    everything = rows(connection, name, when, where)
    check(name, said["total"], everything)
    by_line: dict[str, list[Row]] = defaultdict(list)
    for row in everything:
        by_line[json.dumps({key: row[key] for key in said["by"]}, sort_keys=True)].append(row)
    lines = {
        json.dumps({key: line[key] for key in said["by"]}, sort_keys=True): line
        for line in said["lines"]
    }
    assert lines.keys() == (by_line.keys() if said["by"] else set())
    for key, line in lines.items():
        check(name, {f: v for f, v in line.items() if f not in said["by"]}, by_line[key])
    for key in list(lines)[:2]:
        assert rows(connection, name, when, where, json.loads(key)) == by_line[key]


@given(span=spans, who=people)
@asking
def test_nobody_counts_what_they_do_not_see(
    as_: dict[str, psycopg.Connection], span: Any, who: str
) -> None:
    for name in FIGURES:
        seen = {row["team"] for row in rows(as_[who], name, period(span))}
        if name == "deflections":  # which are of no team: every member sees that the help helped
            assert seen <= {None}
        else:
            assert seen <= TEAMS[who]


def facts_of(world: Any, query: str) -> list[tuple[Any, ...]]:
    with world.connect() as owner:
        return owner.execute(query.encode()).fetchall()


@given(span=spans)
@asking
def test_the_rows_are_what_happened(
    world: Any, as_: dict[str, psycopg.Connection], span: Any
) -> None:
    """Counted by hand from the tables, as the owner, who sees all."""
    begins, ends = period(span)

    def within(query: str) -> int:
        return sum(begins <= at < ends for (at,) in facts_of(world, query))

    def total(name: str) -> Row:
        figures: Row = report(as_["anna"], name, (begins, ends))["total"]
        return figures

    came = total("created_and_solved")
    assert came["created"] == within("select created_at from public.tickets")
    assert came["solved"] == within(
        "select ended_at from public.ticket_spells where ended_as = 'solved'"
    )
    assert came["reopened"] == within("select began_at from public.ticket_spells where number > 1")
    assert total("csat")["ratings"] == within("select created_at from public.csat_ratings")
    assert total("ai_outcomes")["decisions"] == within("select created_at from public.ai_decisions")
    assert total("first_response")["answered"] == within(
        "select first_response_at from public.tickets where first_response_at is not null"
    )
    assert total("workload")["answered"] == within(
        "select decided_at from public.drafts where state = 'sent' and decided_by is not null"
    )


def test_the_backlog_of_now_is_what_is_to_do(
    world: Any, as_: dict[str, psycopg.Connection]
) -> None:
    span = (UNTIL - timedelta(days=3), datetime.now(UTC) + timedelta(hours=1))
    last = report(as_["anna"], "backlog", span)["lines"][-1]
    assert facts_of(
        world, "select count(*) from public.tickets where status not in ('solved', 'closed')"
    ) == [(last["tickets"],)]


def test_generated_spells_agree_with_their_tickets(world: Any) -> None:
    wrong = facts_of(
        world,
        "select t.number from public.tickets t join public.ticket_spells s on s.ticket_id = t.id "
        "and s.number = t.reopen_count + 1 "
        "where (s.ended_at is null) <> (t.status not in ('solved', 'closed')) "
        "or t.solved_at is distinct from case when s.ended_as = 'solved' then s.ended_at end "
        "or (select count(*) from public.ticket_spells n where n.ticket_id = t.id) "
        "<> t.reopen_count + 1",
    )
    assert wrong == []


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_the_file_of_a_report_is_what_is_asked(world: Any, name: str) -> None:
    columns = ("name", "title", "about", "keys", "measures", "rows")
    [row] = facts_of(
        world, f"select {', '.join(columns)} from public.reports where name = '{name}'"
    )
    assert (FILES / f"{name}.sql").read_text() == render(dict(zip(columns, row, strict=True))), (
        f"autocrm report sql {name} > sql/reports/{name}.sql"
    )


def test_every_report_has_its_file_and_no_file_is_left(world: Any) -> None:
    names = {name for (name,) in facts_of(world, "select name from public.reports")}
    assert names == FIGURES.keys() == {path.stem for path in FILES.glob("*.sql")}
