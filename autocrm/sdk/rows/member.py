"""Members, their teams, and who is invited."""

from __future__ import annotations

from datetime import datetime

from autocrm.sdk.rows.base import Row


class TeamKey(Row):
    """The key of a team."""

    key: str


class InTeam(Row):
    """One team of a member."""

    teams: TeamKey


class Member(Row):
    """An agent or an admin. `capacity`: open tickets at most. `time_zone`: None for the desk's."""

    id: str
    user_id: str | None = None
    name: str
    email: str
    role: str
    active: bool
    available: bool = True
    skills: tuple[str, ...] = ()
    capacity: int
    signature: str
    locale: str
    time_zone: str | None = None
    team_members: tuple[InTeam, ...] = ()

    @property
    def teams(self) -> tuple[str, ...]:
        """The keys of their teams, in order."""
        return tuple(sorted(seat.teams.key for seat in self.team_members))


class TeamMember(Row):
    """A member, as their team has them."""

    id: str
    name: str
    email: str
    active: bool


class TeamSeat(Row):
    """One member of a team."""

    members: TeamMember


class Team(Row):
    """A group of members. `is_default`: new tickets wait there."""

    id: str
    key: str
    name: str
    is_default: bool
    team_members: tuple[TeamSeat, ...] = ()

    @property
    def members(self) -> tuple[TeamMember, ...]:
        """Who is in it, by name."""
        return tuple(sorted((s.members for s in self.team_members), key=lambda m: m.name))


class Invitation(Row):
    """Somebody who may become a member until `expires_at`. `sends`: how many mails it took."""

    id: str
    email: str
    name: str = ""
    role: str
    teams: tuple[str, ...]
    locale: str
    sends: int
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None = None
    revoked_at: datetime | None = None


class Me(Row):
    """The signed-in member."""

    id: str
    name: str
