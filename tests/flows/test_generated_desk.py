"""`autocrm demo generate` into a running desk, and what the command line says of it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.flows.desk import Desk
from tests.sdk.test_on_a_desk import run


def test_generated_tickets_are_there_to_be_reported(empty_desk: Desk, tmp_path: Path) -> None:
    counts = run(empty_desk, "demo", "generate", "--tickets", "60", "--seed", "3", "--json").json
    assert counts["tickets"] == 60
    again = run(empty_desk, "demo", "generate", "--tickets", "60", "--seed", "3")
    assert (again.code, again.err.splitlines()[-1]) == (
        1, "Error: The data of seed 3 are here already: choose another --seed.",
    )  # fmt: skip

    period = ("--from", "2000-01-01", "--to", "2029-01-01")
    report = run(empty_desk, "report", "channels", *period, "--json").json
    assert report["total"]["tickets"] == sum(line["tickets"] for line in report["lines"]) == 60
    rows = run(
        empty_desk, "report", "rows", "channels", *period, "--line", "channel=email", "--csv"
    )
    [email] = [line for line in report["lines"] if line["channel"] == "email"]
    assert len(list(csv.reader(io.StringIO(rows.out)))) == email["tickets"] + 1
    picture = tmp_path / "channels.png"
    assert run(empty_desk, "report", "channels", *period, "--plot", str(picture)).code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert (
        run(empty_desk, "report", "sql", "channels").out
        == Path("sql/reports/channels.sql").read_text()
    )
    assert "channels" in run(empty_desk, "report", "list").out
    assert "setting.set" not in run(empty_desk, "audit", "list", "--action", "ticket.*").out
    wrong = run(empty_desk, "report", "chanels")
    assert (wrong.code, wrong.err.startswith("Error: There is no report 'chanels': see ")) == (
        1, True,
    )  # fmt: skip
