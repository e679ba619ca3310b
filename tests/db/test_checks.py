"""The catalogue lints of sql/checks: none finds anything, and each one can find something."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

CHECKS = {
    file.stem: file for file in (Path(__file__).resolve().parents[2] / "sql/checks").glob("*")
}

# For each check, what it must find, and a part of the sentence it then says.
OFFENDERS = {
    "append_only_table_unguarded": (
        "alter table public.audit_log disable trigger audit_log_append_only",
        "audit_log: the trigger",
    ),
    "bounded_character_column": (
        "create table public.offender (id int primary key, name varchar(20))",
        "offender.name is character varying(20)",
    ),
    "default_privileges_are_closed": (
        "alter default privileges in schema public grant select on tables to anon",
        "open to anon (select)",
    ),
    "definer_allow_list_is_current": (
        "drop function public.add_note(uuid, text)",
        "public.add_note(uuid,text) is on the allow-list",
    ),
    "definer_function_open_to_strangers": (
        "create function public.offender() returns int language sql security definer "
        "as 'select 1'; grant execute on function public.offender() to anon",
        "offender() may be called by anon",
    ),
    "enum_column": (
        "create type public.mood as enum ('good'); "
        "create table public.offender (id int primary key, mood public.mood)",
        "offender.mood is an enum",
    ),
    "foreign_key_without_index": (
        "create table public.offender (id int primary key, "
        "ticket_id uuid references public.tickets (id)); "
        "create index on public.offender (ticket_id) where id > 1",
        "offender (offender_ticket_id_fkey)",
    ),
    "function_open_to_public": (
        "create function public.offender() returns int language sql as 'select 1'; "
        "grant execute on function public.offender() to public",
        "offender() may be executed by public",
    ),
    "function_without_empty_search_path": (
        "create function private.offender() returns int language sql "
        "set search_path = 'public' as 'select 1'",
        "private.offender() does not say",
    ),
    "grant_without_policy": (
        "grant select (title) on public.knowledge_versions to anon",
        "anon may select from knowledge_versions",
    ),
    "json_column": (
        "create table public.offender (id int primary key, body json)",
        "offender.body is json",
    ),
    "nullable_boolean": (
        "create table public.offender (id int primary key, done boolean default false)",
        "offender.done may be null",
    ),
    "overloaded_function": (
        "create function public.add_note(p_text text) returns int language sql as 'select 1'",
        "public.add_note is there 2 times",
    ),
    "policy_calls_function_per_row": (
        'create policy "Offender" on public.teams for insert to authenticated '
        "with check (auth.uid() is not null)",
        "calls auth.uid( once a row",
    ),
    "policy_calls_volatile_function": (
        "alter function private.is_member() volatile",
        "private.is_member(), which is volatile",
    ),
    "policy_for_public": (
        'create policy "Offender" on public.teams for insert with check (false)',
        "'Offender' on teams is for public",
    ),
    "redundant_index": (
        "create index offender on public.notes (ticket_id)",
        "offender is the beginning of notes_ticket",
    ),
    "relation_open_to_public": (
        "grant select on public.teams to public",
        "teams is open to public for select",
    ),
    "several_permissive_policies": (
        'create policy "Offender" on public.teams for all to authenticated using (false)',
        "teams has 2 permissive policies for authenticated and select",
    ),
    "table_without_primary_key": (
        "create table public.offender (id int)",
        "offender has no primary key",
    ),
    "table_without_rls": (
        "create table public.offender (id int primary key)",
        "offender has no row level security",
    ),
    "table_writable_by_strangers": (
        "grant update (priority) on public.tickets to authenticated",
        "authenticated may update tickets",
    ),
    "timestamp_without_time_zone": (
        "create table public.offender (id int primary key, at timestamp)",
        "offender.at is timestamp",
    ),
    "unnamed_check": (
        "create table public.offender (id int primary key check (id > 0))",
        "offender has the check offender_id_check",
    ),
    "view_without_security_invoker": (
        "create view public.offender as select 1 as one",
        "offender has not",
    ),
}


@pytest.fixture
def owner(module_database) -> Iterator[psycopg.Connection]:
    """Role postgres, as in a migration; what the test does is rolled back."""
    with psycopg.connect(module_database.conninfo("postgres")) as connection:
        yield connection
        connection.rollback()


def found(connection: psycopg.Connection, check: str) -> list[str]:
    """The sentences that a check says."""
    text = CHECKS[check].read_text()
    assert text.startswith("-- "), f"{check} does not say why it is there"
    return [offender for (offender,) in connection.execute(text.encode())]


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_the_schema_has_no_offender(owner: psycopg.Connection, check: str) -> None:
    assert found(owner, check) == []


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_the_check_can_fail(owner: psycopg.Connection, check: str) -> None:
    assert check in OFFENDERS, f"give sql/checks/{check}.sql an offender here"
    offender, sentence = OFFENDERS[check]
    owner.execute(offender.encode())
    assert any(sentence in said for said in found(owner, check))


def test_every_offender_has_its_check() -> None:
    assert OFFENDERS.keys() <= CHECKS.keys()
