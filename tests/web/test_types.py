"""The web application's types of the database are those of the newest migration."""

from __future__ import annotations

from autocrm.stack import supabase_cli
from tests.conftest import ROOT, Database

TYPES = ROOT / "web" / "lib" / "database.types.ts"


def test_the_committed_types_are_current(module_database: Database) -> None:
    """When not: `autocrm db types --out web/lib/database.types.ts` (on a stack that is up)."""
    conninfo = module_database.conninfo("postgres")
    current = supabase_cli.generate_types(ROOT, conninfo, "typescript", ["public"])
    stale = set(current.splitlines()) ^ set(TYPES.read_text("utf-8").splitlines())
    assert not stale, "web/lib/database.types.ts is stale: run autocrm db types --out <it>"
