"""The worker of a desk keeps time: what is set by the command line happens by itself."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.flows.desk import ROOT, Desk, wait_for


def run(desk: Desk, *arguments: str) -> Any:
    """What a command says, as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "autocrm.cli", *arguments, "--json"],
        cwd=ROOT, env={**desk.env, "PYTHONWARNINGS": "error"}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_the_worker_notes_a_breach(empty_desk: Desk) -> None:
    made = run(empty_desk, "ticket", "create", "--customer", "mia@cafe.example",
               "--subject", "Kettle", "--text", "It leaks.")  # fmt: skip
    run(empty_desk, "calendar", "set", "always", "--zone", "Europe/Zurich",
        "--hours", "mon-sun 00:00-24:00")  # fmt: skip
    run(empty_desk, "sla", "set", "quick", "--first-response", "2h", "--calendar", "always")
    assert [row["key"] for row in run(empty_desk, "sla", "list")] == ["quick"]

    def clocks() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = run(empty_desk, "sla", "show", str(made["number"]))
        return found

    [clock] = wait_for(clocks, what="the policy reaches the ticket")
    assert (clock["target_s"], clock["breached_at"]) == (7200, None)

    empty_desk.rpc("set_sla_policy", p_key="quick", p_policy={"targets": {"first_response": 1}})
    wait_for(lambda: clocks()[0]["breached_at"], what="its time is up")
    waiting = [t["kind"] for t in empty_desk.select("timers?state=eq.waiting&select=kind")]
    assert "sla" not in waiting
