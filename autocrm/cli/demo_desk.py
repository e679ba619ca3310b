"""How the demo's desk is set up: `seeds/desk.toml` by the desk's own functions.

Everything here can be done twice: what is there already stays as somebody has left it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autocrm.adapters.supabase.client import rpc, run
from autocrm.bootstrap import open_app
from autocrm.cli.demo_orders import seed_orders
from autocrm.errors import Invalid
from autocrm.settings import Settings
from supabase import AsyncClient

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DeskSetup:
    """`seeds/desk.toml`, table by table."""

    calendars: list[Entry]
    service_levels: list[Entry]
    routing: list[Entry]
    workloads: list[Entry]
    skills_needed: list[Entry]
    signatures: list[Entry]
    fields: list[Entry]
    tags: list[Entry]
    rules: list[Entry]
    views: list[Entry]
    macros: list[Entry]
    canned_answers: list[Entry]


def read_setup(seeds: Path) -> DeskSetup:
    """Raises Invalid, naming the file, when it cannot be used."""
    path = seeds / "desk.toml"
    try:
        return DeskSetup(**tomllib.loads(path.read_text("utf-8")))
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise Invalid(f"{path} cannot be used: {error}.") from error


async def seed_desk(settings: Settings, seeds: Path, progress: Callable[[str], None]) -> None:
    """Set the desk up. The company (`seed_company`) is there before: this names its people."""
    progress("Setting up the desk")
    setup = read_setup(seeds)
    async with open_app(settings) as app:
        await _seed_words(app.client, setup)
        await _seed_time(app.client, setup)
        await _seed_routing(app.client, setup)
        await _seed_answering(app.client, setup)
        await seed_orders(app.client, seeds)


async def _seed_words(client: AsyncClient, setup: DeskSetup) -> None:
    """Fields and tags, which rules and macros name."""
    await _add_missing(client, "custom_field_definitions", "key", "set_field", setup.fields)
    await _add_missing(client, "tags", "key", "set_tag", setup.tags)


async def _seed_time(client: AsyncClient, setup: DeskSetup) -> None:
    known = await _column(client, "calendars", "key")
    for calendar in setup.calendars:
        if calendar["key"] not in known:
            days = calendar.get("holidays", [])
            plain = {name: value for name, value in calendar.items() if name != "holidays"}
            await rpc(client, "set_calendar", **_arguments(plain))
            for day in days:
                await rpc(client, "set_holiday", p_calendar=calendar["key"], **_arguments(day))
    known = await _column(client, "sla_policies", "key")
    for level in setup.service_levels:
        if level["key"] not in known:
            policy = {name: value for name, value in level.items() if name != "key"}
            await rpc(client, "set_sla_policy", p_key=level["key"], p_policy=policy)


async def _seed_routing(client: AsyncClient, setup: DeskSetup) -> None:
    """Who gets what: said once, then it is the admins' to say."""
    if not await _done(client, "routing.set"):
        for workload in setup.workloads:
            await rpc(client, "set_member_routing", **_arguments(workload))
        for need in setup.skills_needed:
            await rpc(client, "set_skills_needed", **_arguments(need))
        for team in setup.routing:
            await rpc(client, "set_team_routing", **_arguments(team))
    await _add_missing(client, "rules", "name", "set_rule", setup.rules)


async def _seed_answering(client: AsyncClient, setup: DeskSetup) -> None:
    if not await _done(client, "team.signature"):
        for signature in setup.signatures:
            await rpc(
                client, "set_team_signature",
                p_team=signature["team"], p_signature=signature["text"],
            )  # fmt: skip
    await _add_missing(client, "views", "name", "save_view", setup.views)
    await _add_missing(client, "macros", "name", "save_macro", setup.macros)
    rows = await run(client.table("canned_answers").select("shortcut, language"))
    pairs = {(row["shortcut"], row["language"]) for row in rows}
    for answer in setup.canned_answers:
        if (answer["shortcut"], answer["language"]) not in pairs:
            await rpc(client, "save_canned_answer", **_arguments(answer))


async def _add_missing(
    client: AsyncClient, table: str, name: str, function: str, entries: Sequence[Entry]
) -> None:
    """Call `function` for each entry whose `name` no row of `table` has."""
    known = await _column(client, table, name)
    for entry in entries:
        if entry[name] not in known:
            await rpc(client, function, **_arguments(entry))


def _arguments(entry: Entry) -> Entry:
    return {f"p_{name}": value for name, value in entry.items()}


async def _column(client: AsyncClient, table: str, name: str) -> set[str]:
    return {str(row[name]) for row in await run(client.table(table).select(name))}


async def _done(client: AsyncClient, action: str) -> bool:
    """Has anybody ever done this here?"""
    return bool(await run(client.table("audit_log").select("id").eq("action", action).limit(1)))
