"""Rules, and who gets a ticket."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from autocrm.sdk.rows.base import Row


class Rule(Row):
    """A rule: what is done by itself. `event`: created, updated, message or timer."""

    id: str
    name: str
    position: int
    active: bool
    event: str
    conditions: dict[str, Any]
    actions: dict[str, Any]
    stop: bool
    created_at: datetime
    updated_at: datetime


class RuleRun(Row):
    """What a rule did to a ticket: before and after; `error` when the ticket did not allow it."""

    id: int
    at: datetime
    rule_id: str
    rule_name: str
    ticket_id: str
    event: str
    changes: dict[str, Any]
    error: str = ""


class TriedTicket(Row):
    """A ticket that a tried rule matches; `changes`: {what: {"from", "to"}}."""

    id: str
    number: int
    subject: str
    changes: dict[str, Any]


class Trial(Row):
    """What a rule would do. `tickets` are the latest fifty matches; `refused` counts those that
    could not take the status."""

    looked_at: int
    matched: int
    changed: int
    refused: int
    by_change: dict[str, int]
    tickets: tuple[TriedTicket, ...]


class Assignment(Row):
    """Who has a ticket from `at` on, and why. `source`: routing, rule, member or desk.

    `details` of routing: what was weighed, {"tried": [{team_id, strategy, candidates}], "skills"}.
    """

    id: int
    at: datetime
    ticket_id: str
    member_id: str | None = None
    team_id: str | None = None
    from_member_id: str | None = None
    from_team_id: str | None = None
    source: str
    reason: str
    details: dict[str, Any] = Field(default_factory=dict)


class Routed(Row):
    """What came of an assignment. `reason` says in words who was weighed and chosen."""

    assigned: bool
    reason: str
    member_id: str | None = None
    team_id: str | None = None
    tried: tuple[dict[str, Any], ...] = ()


class Absence(Row):
    """When a member is away; `ends_at` None: until further notice."""

    id: str
    member_id: str
    starts_at: datetime
    ends_at: datetime | None = None
    note: str = ""


class RoutingTeam(Row):
    """How a team shares out its tickets; `waiting` counts the open ones that nobody has."""

    key: str
    name: str
    strategy: str
    fallback: str | None = None
    assigned: int
    waiting: int
    members: tuple[str, ...]


class RoutingMember(Row):
    """`load` in open tickets: urgent ones count twice, waiting ones a quarter."""

    id: str
    name: str
    email: str
    skills: tuple[str, ...]
    capacity: int
    load: float
    away: bool
    away_until: datetime | None = None
    working: bool
    calendar: str | None = None


class RoutingOverview(Row):
    """Teams by key, members by name, and what needs which skill."""

    teams: tuple[RoutingTeam, ...]
    members: tuple[RoutingMember, ...]
    skills_needed: tuple[dict[str, str], ...]
