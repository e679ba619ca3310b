"""Realtime: a broadcast to a thousand clients, and the way from a commit to its listener.

The clients are bare sockets in a process of their own on the same machine. What they hear is
timed twice, through the gateway and at Realtime's own port: the difference is the gateway's.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from websockets.asyncio.client import ClientConnection, connect

from autocrm.cli.output import progress_line
from autocrm.stack import control
from autocrm.stack.config import HOST, StackConfig
from autocrm.stack.keys import Keys, load_or_create_keys
from autocrm.stack.ports import free_base

ROOT = Path(__file__).resolve().parents[1]
ROUNDS, PAUSE = 40, 0.25  # broadcasts, and seconds between two
COMMITS = 60
MOST_P99_MS, MOST_COMMIT_MS = 250, 40  # the aims
_TABLE = """
    create table public.bench_changes (id bigint primary key, body text);
    grant select on public.bench_changes to service_role;
    alter publication supabase_realtime add table public.bench_changes;
"""


def measure(listeners: int = 1000) -> None:
    """Run all on a stack of its own and print it."""
    with tempfile.TemporaryDirectory(prefix="autocrm-bench-") as folder:
        config = StackConfig(ROOT, Path(folder) / "home", free_base())
        control.start(config, progress_line)
        try:
            keys = load_or_create_keys(config.home)
            asyncio.run(_measure(config, keys, listeners))
        finally:
            control.stop(config.home)


async def _measure(config: StackConfig, keys: Keys, listeners: int) -> None:
    doors = {
        "through the gateway": f"ws://{HOST}:{config.api_port}/realtime/v1/websocket",
        "at Realtime's own port": f"ws://{HOST}:{config.realtime_port}/websocket",
    }
    print(f"\nA broadcast to {listeners} clients, {ROUNDS} times")
    tails = []
    for name, url in doors.items():
        heard = await _broadcast(url, keys.publishable_key, listeners)
        cuts = statistics.quantiles(heard, n=100)
        tails.append(cuts[98])
        share = len(heard) / (ROUNDS * listeners)
        print(f"  {name:<24} p50 {cuts[49]:6.1f} ms  p99 {cuts[98]:6.1f} ms  heard {share:.1%}")
    print(f"  p99 gateway / alone {tails[0] / tails[1]:.2f}, aim: under {MOST_P99_MS} ms")
    with psycopg.connect(config.db_url_for("supabase_admin"), autocommit=True) as database:
        database.execute(_TABLE)
        await _commits(doors["through the gateway"], keys, database)


async def _broadcast(url: str, key: str, listeners: int) -> list[float]:
    """Milliseconds from a send to every client, of all rounds."""
    command = [sys.executable, "-m", "bench.realtime_listen", url, key, "realtime:crowd"]
    pipe = asyncio.subprocess.PIPE
    crowd = await asyncio.create_subprocess_exec(
        *command, str(listeners), stdin=pipe, stdout=pipe, cwd=ROOT, limit=2**26
    )
    assert crowd.stdout is not None
    assert (await crowd.stdout.readline()) == b"ready\n"
    async with connect(f"{url}?vsn=2.0.0&apikey={key}", compression=None) as socket:
        await _join(socket, "realtime:crowd", {})
        for _ in range(ROUNDS):
            payload = {"event": "tick", "payload": {"at": time.monotonic()}}
            await socket.send(json.dumps(["1", "2", "realtime:crowd", "broadcast", payload]))
            await asyncio.sleep(PAUSE)
    figures, _ = await crowd.communicate(b"")
    heard: list[float] = json.loads(figures)
    return heard


async def _join(socket: ClientConnection, topic: str, config: dict[str, Any]) -> None:
    await socket.send(json.dumps(["1", "1", topic, "phx_join", {"config": config}]))
    await _hear(socket, "phx_reply")


async def _hear(socket: ClientConnection, event: str) -> Any:
    async with asyncio.timeout(30):
        while True:
            message = json.loads(await socket.recv())
            if message[3] == event:
                return message[4]


async def _commits(url: str, keys: Keys, database: psycopg.Connection[Any]) -> None:
    """From the end of a commit to what its listener hears of it."""
    changes = {"event": "INSERT", "schema": "public", "table": "bench_changes"}
    cases = {
        "commit to postgres_changes": ("insert into public.bench_changes values (%s, 'x')", True),
        "commit to SQL's broadcast": (
            "select realtime.send(jsonb_build_object('n', %s::int), 'e', 'bench', false)",
            False,
        ),
    }
    print(f"\nFrom a commit to its listener, {COMMITS} times on an idle stack")
    async with connect(f"{url}?vsn=2.0.0&apikey={keys.secret_key}", compression=None) as socket:
        await _join(socket, "realtime:bench", {"postgres_changes": [changes]})
        await _hear(socket, "system")
        for name, (statement, is_change) in cases.items():
            event = "postgres_changes" if is_change else "broadcast"
            taken = []
            for number in range(COMMITS):
                await asyncio.to_thread(database.execute, statement, [number])
                committed = time.monotonic()
                await _hear(socket, event)
                taken.append((time.monotonic() - committed) * 1000)
            median, most = statistics.median(taken), max(taken)
            aim = f"aim: median under {MOST_COMMIT_MS}"
            print(f"  {name:<28} median {median:5.1f} ms, most {most:5.1f} ms ({aim})")
