"""crm.rules and crm.routing: what is done by itself, and who gets a ticket."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from autocrm.sdk.connection import Connection, as_id, parsed
from autocrm.sdk.rows import Absence, Assignment, Routed, RoutingOverview, Rule, RuleRun, Trial
from autocrm.sdk.tickets import Tickets

RULE = "id, name, position, active, event, conditions, actions, stop, created_at, updated_at"
RUN = "id, at, rule_id, rule_name, ticket_id, event, changes, error"
ABSENCE = "id, member_id, starts_at, ends_at, note, created_at"


class Rules:
    """Rules, named by their name. Admins make them."""

    def __init__(self, connection: Connection, tickets: Tickets) -> None:
        self._connection = connection
        self._tickets = tickets

    async def list(self) -> builtins.list[Rule]:
        """All rules, by event and in the order in which they act."""
        query = self._connection.table("rules").select(RULE)
        return await self._connection.rows(query.order("event").order("position").order("id"), Rule)

    async def get(self, name: str) -> Rule:
        """One rule. Raises NotFound."""
        query = self._connection.table("rules").select(RULE).eq("name", name)
        return await self._connection.one(query, Rule, f"There is no rule {name!r}.")

    async def set(
        self,
        name: str,
        *,
        event: str | None = None,
        conditions: dict[str, Any] | None = None,
        actions: dict[str, Any] | None = None,
        position: int | None = None,
        active: bool | None = None,
        stop: bool | None = None,
    ) -> Rule:
        """Make or change a rule; what is not given stays.

        `event`: created, updated, message or timer. `conditions`: {"all": […], "any": […],
        "none": […]} of {"fact", "op", "value"} or of such groups. `actions`: changes as for
        `crm.tickets.update`, and notify, send_notice, route. Raises Invalid, with a sentence that
        names the wrong part.
        """
        found = await self._connection.call(
            "set_rule", p_name=name, p_event=event, p_conditions=conditions, p_actions=actions,
            p_position=position, p_active=active, p_stop=stop,
        )  # fmt: skip
        return parsed(Rule, found)

    async def delete(self, name: str) -> Rule:
        """Delete a rule; what it has done stays on record. Raises NotFound."""
        return parsed(Rule, await self._connection.call("delete_rule", p_name=name))

    async def try_out(
        self,
        conditions: dict[str, Any],
        actions: dict[str, Any] | None = None,
        *,
        limit: int = 10_000,
    ) -> Trial:
        """What a rule would do to the last tickets, were its event now. Changes nothing."""
        found = await self._connection.call(
            "try_rule", p_conditions=conditions, p_actions=actions, p_limit=limit
        )
        return parsed(Trial, found)

    async def runs(
        self, *, rule: str | None = None, ticket: str | int | None = None, limit: int = 50
    ) -> builtins.list[RuleRun]:
        """What rules did to tickets you may see, newest first."""
        query = self._connection.table("rule_runs").select(RUN)
        if rule:
            query = query.eq("rule_name", rule)
        if ticket is not None:
            query = query.eq("ticket_id", await self._tickets.id_of(ticket))
        query = query.order("at", desc=True).order("id", desc=True).limit(limit)
        return await self._connection.rows(query, RuleRun)

    async def language(self) -> dict[str, Any]:
        """What rules are made of: {"events": […], "facts": [{fact, type, about, operators}],
        "actions": […]}."""
        found: dict[str, Any] = await self._connection.call("rule_language")
        return found


class Routing:
    """Who gets a ticket, and why. Members are named by mail address or id, teams by key."""

    def __init__(self, connection: Connection, tickets: Tickets) -> None:
        self._connection = connection
        self._tickets = tickets

    async def show(self) -> RoutingOverview:
        """Teams with their strategy, members with load, capacity and what keeps them."""
        return parsed(RoutingOverview, await self._connection.call("routing_overview"))

    async def assign(self, ticket: str | int, reason: str = "") -> Routed:
        """Give a ticket to whoever its team chooses; also where the team assigns by hand."""
        ticket_id = await self._tickets.id_of(ticket)
        found = await self._connection.call("route_ticket", p_ticket_id=ticket_id, p_reason=reason)
        return parsed(Routed, found)

    async def history(self, ticket: str | int) -> builtins.list[Assignment]:
        """Who had a ticket and why, oldest first."""
        ticket_id = await self._tickets.id_of(ticket)
        query = self._connection.table("assignments").select("*").eq("ticket_id", ticket_id)
        return await self._connection.rows(query.order("id"), Assignment)

    async def set_team(
        self, team: str, *, strategy: str | None = None, fallback: str | None = None
    ) -> None:
        """`strategy`: manual, round_robin or least_loaded. `fallback`: the team that takes over
        when nobody can; "" for none. What is not given stays (admins)."""
        await self._connection.call(
            "set_team_routing", p_team=team, p_strategy=strategy, p_fallback=fallback
        )

    async def set_member(
        self,
        member: str,
        *,
        skills: Sequence[str] | None = None,
        capacity: int | None = None,
        calendar: str | None = None,
    ) -> None:
        """Skills, capacity (open tickets) and the calendar they work by, "" for always (admins)."""
        await self._connection.call(
            "set_member_routing", p_member=member, p_capacity=capacity, p_calendar=calendar,
            p_skills=None if skills is None else [*skills],
        )  # fmt: skip

    async def set_skills(self, fact: str, value: str, skills: Sequence[str]) -> None:
        """What tickets of a category, tag or language (`fact`) need; none: nothing (admins)."""
        await self._connection.call(
            "set_skills_needed", p_fact=fact, p_value=value, p_skills=[*skills]
        )

    async def absences(self, limit: int = 200) -> builtins.list[Absence]:
        """Who is, was and will be away, latest first."""
        query = self._connection.table("member_absences").select(ABSENCE)
        return await self._connection.rows(
            query.order("starts_at", desc=True).order("id").limit(limit), Absence
        )

    async def add_absence(
        self,
        member: str | None = None,
        *,
        starts_at: datetime | None = None,
        ends_at: datetime | None = None,
        note: str = "",
    ) -> Absence:
        """Say that you are away, or as admin that `member` is: from now on and until further
        notice, when no times are given. Raises Invalid, Forbidden."""
        found = await self._connection.call(
            "add_absence", p_member=member, p_note=note,
            p_starts_at=starts_at and starts_at.isoformat(),
            p_ends_at=ends_at and ends_at.isoformat(),
        )  # fmt: skip
        return parsed(Absence, found)

    async def end_absence(self, absence_id: str) -> Absence:
        """Back again. Raises NotFound, Conflict when it is over already."""
        found = await self._connection.call("end_absence", p_absence_id=as_id(absence_id))
        return parsed(Absence, found)
