"""REST through the gateway against PostgREST alone: rate at 8 connections, latency at one.

Both are asked in turn within one run, several rounds, medians compared. Rates suffer from whatever
else the machine does, one busy process more than many; the CPU time an answer costs hardly does:
its ratio is the share that an idle machine comes near to. The client is bare sockets in this
process with requests made beforehand; it tells how much of a core it needed, so that one sees it
is not what is measured.
"""

from __future__ import annotations

import re
import selectors
import socket
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg

from autocrm.cli.output import progress_line
from autocrm.stack import control
from autocrm.stack.config import HOST, StackConfig
from autocrm.stack.keys import Keys, load_or_create_keys
from autocrm.stack.ports import free_base
from bench.soak_watch import cpu_seconds

ROOT = Path(__file__).resolve().parents[1]
CONNECTIONS = 8
ROUNDS = 5
LEAST_SHARE, MOST_ADDED_MS = 0.5, 1.0  # the aims
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"transfer-encoding: *chunked", re.IGNORECASE)
_TABLE = """
    drop table if exists public.bench_rows;
    create table public.bench_rows (id bigint generated always as identity primary key, body text);
    alter table public.bench_rows enable row level security;
    create policy "all may read" on public.bench_rows for select using (true);
    create policy "all may add" on public.bench_rows for insert with check (true);
    grant select, insert on public.bench_rows to anon;
    insert into public.bench_rows (body) select repeat('x', 200) from generate_series(1, 1000);
    notify pgrst, 'reload schema';
"""


@dataclass(frozen=True)
class Case:
    """One request, as bytes for each of the two doors."""

    name: str
    through: bytes
    bare: bytes


def measure(seconds: float = 2.0) -> None:
    """Run all on a stack of its own and print it; `seconds` a round, door and case."""
    with tempfile.TemporaryDirectory(prefix="autocrm-bench-") as folder:
        config = StackConfig(ROOT, Path(folder) / "home", free_base())
        control.start(config, progress_line)
        try:
            keys = load_or_create_keys(config.home)
            _make_table(config, keys)
            print(f"\nREST through the gateway and bare, {ROUNDS} rounds in turn, medians")
            for case in _cases(keys):
                _compare(config, case, seconds)
        finally:
            control.stop(config.home)


def _make_table(config: StackConfig, keys: Keys) -> None:
    with psycopg.connect(config.db_url, autocommit=True) as connection:
        connection.execute(_TABLE)
    url, deadline = f"{config.api_url}/rest/v1/bench_rows?limit=1", time.monotonic() + 20
    while httpx.get(url, headers={"apikey": keys.publishable_key}).status_code != 200:
        if time.monotonic() > deadline:
            raise SystemExit("PostgREST did not see the new table: look at its log.")
        time.sleep(0.05)


def _cases(keys: Keys) -> list[Case]:
    body = b'{"body":"%s"}' % (b"y" * 200)
    return [
        _case(keys, "read one row", b"GET", b"/bench_rows?id=eq.500"),
        _case(keys, "read 100 rows", b"GET", b"/bench_rows?order=id&limit=100"),
        _case(keys, "write one row", b"POST", b"/bench_rows", body),
    ]


def _case(keys: Keys, name: str, method: bytes, target: bytes, body: bytes = b"") -> Case:
    """The gateway is handed the key a client sends, PostgREST the JWT it stands for."""
    about = b"content-type: application/json\r\ncontent-length: %d\r\n" % len(body)
    rest = b"host: 127.0.0.1\r\naccept: */*\r\n" + (about if body else b"") + b"\r\n" + body
    key = keys.publishable_key.encode()
    credentials = b"apikey: %s\r\nauthorization: Bearer %s\r\n" % (key, key)
    through = b"%s /rest/v1%s HTTP/1.1\r\n" % (method, target) + credentials + rest
    jwt = b"authorization: Bearer %s\r\n" % keys.anon_jwt.encode()
    return Case(name, through, b"%s %s HTTP/1.1\r\n" % (method, target) + jwt + rest)


@dataclass
class Measured:
    """Of one door, a round each: answers a second, ms of CPU an answer by service, ms a trip."""

    rates: list[float] = field(default_factory=list)
    cpu: list[dict[str, float]] = field(default_factory=list)
    trips: list[float] = field(default_factory=list)

    def cpu_ms(self, *services: str) -> float:
        """Median over the rounds of what these services used for an answer."""
        return statistics.median(sum(one[name] for name in services) for one in self.cpu)


def _compare(config: StackConfig, case: Case, seconds: float) -> None:
    doors = {"gateway": (config.api_port, case.through), "bare": (config.rest_port, case.bare)}
    found = {door: Measured() for door in doors}
    busy = 0.0
    for number in range(ROUNDS):
        for door in sorted(doors, reverse=bool(number % 2)):  # neither is always the first
            busy = max(busy, _round(config, found[door], *doors[door], seconds))
    _print(case.name, found["gateway"], found["bare"], busy)


def _round(
    config: StackConfig, measured: Measured, port: int, request: bytes, seconds: float
) -> float:
    """One round of one door; the share of a core that the client took."""
    before = cpu_seconds(config)
    rate, share, count = _rate(port, request, CONNECTIONS, seconds)
    after = cpu_seconds(config)
    measured.rates.append(rate)
    measured.cpu.append({name: (after[name] - before[name]) / count * 1000 for name in before})
    measured.trips.append(_trip_ms(port, request, seconds / 2))
    return share


def _print(name: str, through: Measured, bare: Measured, busy: float) -> None:
    each = [a / b for a, b in zip(through.rates, bare.rates, strict=True)]
    rate, bare_rate = statistics.median(through.rates), statistics.median(bare.rates)
    trip, bare_trip = statistics.median(through.trips), statistics.median(bare.trips)
    all_ms = through.cpu_ms("serve", "rest", "postgres")
    bare_ms = bare.cpu_ms("rest", "postgres")
    print(f"  {name} (client at most {busy:.0%} of a core)")
    print(
        f"    {CONNECTIONS} connections  {rate:6.0f} /s of {bare_rate:6.0f} /s bare:"
        f" {statistics.median(each):.2f} ({min(each):.2f} to {max(each):.2f}; aim {LEAST_SHARE})"
    )
    print(
        f"    CPU an answer  {all_ms:6.2f} ms, {bare_ms:.2f} ms bare: {bare_ms / all_ms:.2f};"
        f" the gateway's own {through.cpu_ms('serve'):.2f} ms"
    )
    print(
        f"    one             {trip:6.2f} ms, {bare_trip:.2f} ms bare:"
        f" {trip - bare_trip:+.2f} ms (aim at most {MOST_ADDED_MS:+.1f})"
    )


class Caller:
    """One connection that asks the same again and again. Raises SystemExit at any refusal."""

    def __init__(self, port: int, request: bytes) -> None:
        self.socket = socket.create_connection((HOST, port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request, self._buffer = request, b""

    def ask(self) -> None:
        """Send the request."""
        self.socket.sendall(self._request)

    def arrived(self) -> bool:
        """Take what has come; True when that was the end of the answer."""
        piece = self.socket.recv(262_144)
        self._buffer += piece
        if not piece or not self._buffer.startswith(b"HTTP/1.1 2"[: len(self._buffer)]):
            raise SystemExit(f"This was no success: {self._buffer[:200]!r}")
        if not _is_whole(self._buffer):
            return False
        self._buffer = b""
        return True


def _is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    if _CHUNKED.search(head):
        return body.endswith(b"0\r\n\r\n")
    length = _LENGTH.search(head)
    return len(body) >= (int(length[1]) if length else 0)


def _rate(port: int, request: bytes, connections: int, seconds: float) -> tuple[float, float, int]:
    """Answers a second, the share of a core this client took, and all answers, warm-up included."""
    callers = [Caller(port, request) for _ in range(connections)]
    with selectors.DefaultSelector() as selector:
        for caller in callers:
            selector.register(caller.socket, selectors.EVENT_READ, caller)
            caller.ask()
        warm = _turn(selector, seconds / 5)
        begun, cpu = time.perf_counter(), time.process_time()
        count = _turn(selector, seconds)
        took, used = time.perf_counter() - begun, time.process_time() - cpu
    for caller in callers:
        caller.socket.close()
    return count / took, used / took, warm + count


def _turn(selector: selectors.BaseSelector, seconds: float) -> int:
    count, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        for key, _ in selector.select(1):
            caller: Caller = key.data
            if caller.arrived():
                count += 1
                caller.ask()
    return count


def _trip_ms(port: int, request: bytes, seconds: float) -> float:
    """Median of one request after the other on one connection, in ms."""
    caller = Caller(port, request)
    _timed(caller, 20)
    times = _until(seconds, lambda: _timed(caller, 1))
    caller.socket.close()
    return statistics.median(times) * 1000


def _timed(caller: Caller, times: int) -> float:
    begun = time.perf_counter()
    for _ in range(times):
        caller.ask()
        while not caller.arrived():
            pass
    return time.perf_counter() - begun


def _until(seconds: float, action: Callable[[], float]) -> list[float]:
    found, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        found.append(action())
    return found
