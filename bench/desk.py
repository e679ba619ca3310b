"""The desk's hot reads at two sizes: under Row Level Security against without, large against small.

Every statement is asked as the person it is for and again past the policies (the owner for plain
statements; for functions the secret key, held to the same tickets by a filter), at 10,000 and at
100,000 tickets, all in turn within one run, a few times a turn. What is compared is the time that
the server's process has run, where the system says (Linux), since what else the machine does is
not in it; elsewhere the time on the clock. What travels are the ratios and the pages touched.
"""

from __future__ import annotations

import json
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from autocrm.cli.output import progress_done, progress_line
from autocrm.stack import databases, migrate, postgres
from autocrm.stack.ports import free_ports
from autocrm.stack.postgres import Server
from bench.desk_cases import OWNER, SECRET_KEY, Case, cases
from bench.desk_data import Cast, Words, fill

ROOT = Path(__file__).resolve().parents[1]
MOST_FOR_POLICIES, MOST_FOR_SIZE = 1.3, 1.5  # the aims
_ROUNDS, _WARM = 21, 2
_A_TURN = 5  # askings, after one that is not counted
_PAGES = re.compile(r"shared hit=(\d+)(?: read=(\d+))?|shared read=(\d+)")
_SCHEDULER = Path("/proc/self/schedstat")
Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class Desk:
    """One database, who looks at it, and a connection for each of them."""

    tickets: int
    cast: Cast
    people: dict[str, Connection]


@dataclass(frozen=True)
class Found:
    """Medians in ms, as the person and without policies; pages touched and rows of the person's."""

    person_ms: float
    bare_ms: float
    pages: int
    rows: int


def measure(small: int = 10_000, large: int = 100_000) -> None:
    """Fill two databases of a server of its own, measure, print."""
    with tempfile.TemporaryDirectory(prefix="autocrm-bench-") as folder, ExitStack() as stack:
        data = Path(folder)
        server = stack.enter_context(
            postgres.running(Server(data / "pg", free_ports(1)[0], data / "log", fsync=False))
        )
        one = _desk(server, small, stack)
        other = _desk(server, large, stack, one.cast.words)
        progress_line("Measuring")
        found = [
            (a.name, _both((one, a), (other, b)))
            for a, b in zip(cases(one.cast), cases(other.cast), strict=True)
        ]
    progress_done()
    _print((small, large), found)


def _desk(server: Server, tickets: int, stack: ExitStack, words: Words | None = None) -> Desk:
    name = f"desk_{tickets}"
    databases.create(server.conninfo(), name)
    databases.bootstrap(server.conninfo(name), ROOT / "sql" / "bootstrap")
    owner = server.conninfo(name, "postgres")
    migrate.migrate(owner, ROOT / "supabase" / "migrations")
    cast = fill(owner, tickets, progress_line, words)
    people = {
        who: stack.enter_context(_acting(owner, who))
        for who in (cast.agent, cast.customer, SECRET_KEY, OWNER)
    }
    return Desk(tickets, cast, people)


@contextmanager
def _acting(conninfo: str, who: str) -> Iterator[Connection]:
    """A connection that acts as PostgREST lets `who` act, or as the owner."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        if who != OWNER:
            role = "service_role" if who == SECRET_KEY else "authenticated"
            claims = {"role": role} | ({} if who == SECRET_KEY else {"sub": who})
            connection.execute(
                "select set_config('role', %s, false), set_config('request.jwt.claims', %s, false)",
                [role, json.dumps(claims)],
            )
        yield connection


def _both(*sides: tuple[Desk, Case]) -> list[Found]:
    """One case on each desk, as the person and without policies, all four in turn."""
    asked = [
        (desk.people[who], query)
        for desk, case in sides
        for who, query in ((case.who, case.query), (case.bare_who, case.bare_query))
    ]
    times: list[list[float]] = [[] for _ in asked]
    for number in range(_ROUNDS + _WARM):  # the first ones warm caches and plans
        for place in sorted(range(len(asked)), reverse=bool(number % 2)):
            took = _turn(*asked[place])
            if number >= _WARM:
                times[place].append(took)
    ms = [statistics.median(found) for found in times]
    return [
        Found(ms[n], ms[n + 1], _pages(*asked[n]), _rows(*asked[n]))
        for n in range(0, len(asked), 2)
    ]


def _turn(connection: Connection, query: str) -> float:
    """The ms that one asking takes, of some in a row."""
    connection.execute(query.encode()).fetchall()
    begun = _used_ms(connection.info.backend_pid)
    for _ in range(_A_TURN):
        connection.execute(query.encode()).fetchall()
    return (_used_ms(connection.info.backend_pid) - begun) / _A_TURN


def _used_ms(process: int) -> float:
    """The time that a process has run, else that on the clock."""
    if _SCHEDULER.exists():
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e6
    return time.perf_counter() * 1000


def _rows(connection: Connection, query: str) -> int:
    """How many rows a statement gives, or tickets the list in its one row."""
    rows = connection.execute(query.encode()).fetchall()
    found = rows[0][0] if len(rows) == 1 else None
    return len(found["tickets"]) if isinstance(found, dict) and "tickets" in found else len(rows)


def _pages(connection: Connection, query: str) -> int:
    """Pages of 8 kB that a statement touches, found in memory or read."""
    for row in connection.execute(f"explain (analyze, buffers) {query}".encode()):
        if found := _PAGES.search(str(row[0])):
            return sum(int(number) for number in found.groups() if number)
    return 0


def _print(sizes: tuple[int, int], found: list[tuple[str, list[Found]]]) -> None:
    small, large = (f"{size:,}" for size in sizes)
    print(f"\nThe desk's reads under Row Level Security, medians of {_ROUNDS}, asked in turn")
    print(f"{'':22}{small:>31}{large:>31}")
    print(f"{'':22}" + 2 * f"{'ms':>9}{'pages':>8}{'rows':>6}{'policy':>8}" + f"{'size':>8}")
    for name, sides in found:
        columns = "".join(
            f"{one.person_ms:9.2f}{one.pages:8}{one.rows:6}{one.person_ms / one.bare_ms:8.2f}"
            for one in sides
        )
        print(f"{name:22}{columns}{sides[1].person_ms / sides[0].person_ms:8.2f}")
    print(
        f"policy: as the person, to the same without policies (aim at most {MOST_FOR_POLICIES});"
        f" size: large to small (aim at most {MOST_FOR_SIZE})"
    )
