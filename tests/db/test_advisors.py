"""The advisors of the real Supabase CLI, which hosted Supabase shows on its dashboard."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

SUPABASE = Path(__file__).resolve().parents[2] / "node_modules" / ".bin" / "supabase"


def advise(uri: str, home: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """Run `supabase db advisors` on the database `uri`, without account and telemetry."""
    assert SUPABASE.exists(), "The Supabase CLI is not there: run `npm ci`."
    return subprocess.run(
        [SUPABASE, "db", "advisors", f"--remote={uri}", "--workdir", home, *flags],
        env={"PATH": os.environ["PATH"], "HOME": str(home), "SUPABASE_TELEMETRY_DISABLED": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def findings(uri: str, home: Path) -> list[dict[str, Any]]:
    """What the advisors warn of."""
    said = advise(uri, home, "--level", "warn", "--output-format", "json")
    results: list[dict[str, Any]] = json.loads(said.stdout)["results"]
    return results


def test_the_advisors_warn_of_nothing(module_database, tmp_path: Path) -> None:
    said = advise(module_database.conninfo("postgres"), tmp_path, "--fail-on", "warn")
    assert said.returncode == 0, said.stdout + said.stderr
    assert "No issues found" in said.stdout + said.stderr


@pytest.mark.parametrize(
    ("offender", "lint"),
    [
        (
            "create table public.offender (id int primary key); "
            "grant select on public.offender to anon",
            "rls_disabled_in_public",
        ),
        (
            'create policy "Second" on public.teams for select to authenticated using (true)',
            "multiple_permissive_policies",
        ),
        (
            "create function public.offender() returns int language sql as 'select 1'",
            "function_search_path_mutable",
        ),
    ],
)
def test_the_advisors_can_warn(database, tmp_path: Path, offender: str, lint: str) -> None:
    uri = database.conninfo("postgres")
    with psycopg.connect(uri) as connection:
        connection.execute(offender.encode())
    assert lint in {finding["name"] for finding in findings(uri, tmp_path)}
    assert advise(uri, tmp_path, "--fail-on", "warn").returncode != 0
