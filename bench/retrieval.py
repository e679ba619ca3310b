"""`python -m bench retrieval [CHUNKS]`: the search RPC among many chunks, as each role calls it.

A server of its own is filled with made-up knowledge (50,000 chunks by default). Every question is
asked once by each role in turn, with the words and vectors of its own; wall time and the time the
server's process has run are printed as medians and 95th percentiles, and how many of the true
nearest neighbours the index finds.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from autocrm.cli.output import progress_done, progress_line
from autocrm.stack import databases, migrate, postgres
from autocrm.stack.ports import free_ports
from autocrm.stack.postgres import Server
from bench.retrieval_data import MODEL, PRODUCT, Question, Writer, fill

ROOT = Path(__file__).resolve().parents[1]
AIM_MS = 50.0  # 95th percentile of a question, through the RPC
_ASKED, _WARM = 120, 10
_WORDS, _LONG, _WINDOWS = 12, 300, 6
_SEARCH = (
    "select chunk_id from public.search_knowledge(%s, %s, %s::extensions.vector[], %s, 50, 50, %s,"
    " null, %s)"
)
_NEAREST = """select private.nearest_chunks(private.searched_articles(%(scopes)s, null,
    %(product)s), array[%(vector)s::extensions.vector], %(model)s, 50)"""
_EXACT = """select array(select c.id from public.knowledge_chunks c
    join public.knowledge_base a on a.id = c.article_id
    where a.scope = any (%(scopes)s)
      and (%(product)s::text is null or a.products = '{}' or %(product)s = any (a.products))
    order by (c.embedding operator(extensions.<=>) %(vector)s::extensions.vector) + 0 limit 50)"""
Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True)
class Case:
    """One way to ask. `seen`: the scopes that the one who asks may see."""

    name: str
    who: str
    long: bool = False
    customer: bool = False
    product: str | None = None


@dataclass(frozen=True)
class Cast:
    """Auth users and a customer of theirs."""

    agent: uuid.UUID
    customer_user: uuid.UUID
    customer: uuid.UUID


CASES = (
    Case("visitor", "anon"),
    Case("customer", "customer", customer=True),
    Case("secret key, for them", "service_role", customer=True),
    Case("agent", "agent"),
    Case("agent, 1 % of articles", "agent", product=PRODUCT),
    Case("agent, long text", "agent", long=True),
    Case("secret key", "service_role"),
)


def measure(chunks: int = 50_000) -> None:
    """Fill a database, ask, print."""
    with tempfile.TemporaryDirectory(prefix="autocrm-bench-") as folder, ExitStack() as stack:
        data = Path(folder)
        server = stack.enter_context(
            postgres.running(Server(data / "pg", free_ports(1)[0], data / "log", fsync=False))
        )
        owner = _made(server)
        cast = _cast(owner)
        begun = time.perf_counter()
        fill(owner, chunks, cast.agent, progress_line)
        filled_s = time.perf_counter() - begun
        progress_line("Asking")
        found = _asked(owner, cast, stack)
        recall = {product: _recall(owner, product) for product in (None, PRODUCT)}
    progress_done()
    _print(chunks, filled_s, found, recall)


def _made(server: Server) -> str:
    databases.create(server.conninfo(), "knowledge")
    databases.bootstrap(server.conninfo("knowledge"), ROOT / "sql" / "bootstrap")
    owner = server.conninfo("knowledge", "postgres")
    migrate.migrate(owner, ROOT / "supabase" / "migrations")
    return owner


def _cast(owner: str) -> Cast:
    """The agent is in the team whose id is the agent's own, to need no more names."""
    cast = Cast(uuid.uuid4(), uuid.uuid4(), uuid.uuid4())
    with psycopg.connect(owner) as connection:
        connection.execute(
            "insert into auth.users (id, email) values (%s, 'a@bench.example'), "
            "(%s, 'c@bench.example')",
            [cast.agent, cast.customer_user],
        )
        connection.execute(
            "insert into public.teams (id, key, name) values (%s, 'bench', 'Bench')", [cast.agent]
        )
        connection.execute(
            "insert into public.members (id, user_id, name, email, role) "
            "values (%s, %s, 'A', 'a@bench.example', 'agent')",
            [cast.agent, cast.agent],
        )
        connection.execute(
            "insert into public.team_members (team_id, member_id) values (%s, %s)",
            [cast.agent, cast.agent],
        )
        connection.execute("delete from public.customers where auth_user_id = %s",
                           [cast.customer_user])  # fmt: skip
        connection.execute(
            "insert into public.customers (id, email, auth_user_id) "
            "values (%s, 'c@bench.example', %s)",
            [cast.customer, cast.customer_user],
        )
    return cast


@contextmanager
def _acting(owner: str, cast: Cast, who: str) -> Iterator[Connection]:
    """A connection that acts as PostgREST lets `who` act."""
    user = {"agent": cast.agent, "customer": cast.customer_user}.get(who)
    role = "authenticated" if user else who
    claims = {"role": role} | ({"sub": str(user)} if user else {})
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(
            "select set_config('role', %s, false), set_config('request.jwt.claims', %s, false)",
            [role, json.dumps(claims)],
        )
        yield connection


def _asked(owner: str, cast: Cast, stack: ExitStack) -> dict[str, list[tuple[float, float]]]:
    """(ms on the clock, ms of the server's process) of each asking, by case."""
    writer = Writer(seed=8)
    people = {c.who: stack.enter_context(_acting(owner, cast, c.who)) for c in CASES}
    times: dict[str, list[tuple[float, float]]] = {case.name: [] for case in CASES}
    for number in range(_WARM + _ASKED):
        short, long = writer.question(_WORDS), writer.question(_LONG, _WINDOWS)
        for case in CASES:
            question = long if case.long else short
            took = _ask(people[case.who], case, cast, question)
            if number >= _WARM:  # the first ones make plans
                times[case.name].append(took)
    return times


def _ask(connection: Connection, case: Case, cast: Cast, question: Question) -> tuple[float, float]:
    customer = cast.customer if case.customer else None
    arguments = [[question.text], [1.0], list(question.vectors), MODEL, customer, case.product]
    process = connection.info.backend_pid
    used, begun = _used_ms(process), time.perf_counter()
    rows = connection.execute(_SEARCH.encode(), arguments).fetchall()
    clock = (time.perf_counter() - begun) * 1000
    if len(rows) < 50:
        raise SystemExit(f"{case.name} found {len(rows)} chunks of 50.")
    return clock, _used_ms(process) - used


def _used_ms(process: int) -> float:
    """What a process has run, where the system says (Linux); elsewhere the clock."""
    scheduler = Path(f"/proc/{process}/schedstat")
    if scheduler.exists():
        return int(scheduler.read_text().split()[0]) / 1e6
    return time.perf_counter() * 1000


def _recall(owner: str, product: str | None, questions: int = 10) -> float:
    """The share of the true 50 nearest that the index finds, public and internal articles."""
    writer, shares = Writer(seed=9), []
    with psycopg.connect(owner, autocommit=True) as connection:
        for _ in range(questions):
            given = {
                "scopes": ["public", "internal"],
                "product": product,
                "model": MODEL,
                "vector": writer.question(_WORDS).vectors[0],
            }
            found, exact = (
                set(connection.execute(query.encode(), given).fetchall()[0][0])
                for query in (_NEAREST, _EXACT)
            )
            shares.append(len(found & exact) / len(exact))
    return statistics.mean(shares)


def _print(
    chunks: int,
    filled_s: float,
    found: dict[str, list[tuple[float, float]]],
    recall: dict[str | None, float],
) -> None:
    print(f"\nThe search among {chunks:,} chunks, {_ASKED} questions of {_WORDS} words, in turn")
    print(f"{'':26}{'p50 ms':>9}{'p95 ms':>9}{'server p50':>12}{'server p95':>12}{'ratio':>8}")
    bare = statistics.median(used for _, used in found["secret key"])
    for name, times in found.items():
        clock, used = ([one[side] for one in times] for side in (0, 1))
        print(
            f"{name:26}{statistics.median(clock):9.1f}{_p95(clock):9.1f}"
            f"{statistics.median(used):12.1f}{_p95(used):12.1f}"
            f"{statistics.median(used) / bare:8.2f}"
        )
    print(f"ratio: to the secret key, which sees all; aim p95 at most {AIM_MS:.0f} ms")
    print(f"neighbours found: {recall[None]:.3f}, of 1 % of the articles {recall[PRODUCT]:.3f}")
    print(f"written and indexed in {filled_s:.0f} s")


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
