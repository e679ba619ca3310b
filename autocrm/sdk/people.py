"""crm.members, crm.teams and crm.companies."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

from autocrm.sdk.connection import Connection, as_id, parsed
from autocrm.sdk.rows import Company, Invitation, Member, Team

INVITATION = (
    "id, email, name, role, teams, locale, sends, created_at, expires_at, accepted_at, revoked_at"
)
MEMBER = "*, team_members(teams(key))"  # by way of the seats: other tables join the two as well
TEAM = "*, team_members(members(id, name, email, active))"
OPEN = "There is no open invitation for {}."


class Members:
    """Agents and admins. A member is named by mail address or id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def list(self, *, active: bool | None = None) -> builtins.list[Member]:
        """Members by name, with the keys of their teams."""
        query = self._connection.table("members").select(MEMBER)
        if active is not None:
            query = query.eq("active", active)
        return await self._connection.rows(query.order("name").order("id"), Member)

    async def get(self, member: str) -> Member:
        """Raises NotFound."""
        column, value = _column(member)
        query = self._connection.table("members").select(MEMBER).eq(column, value)
        return await self._connection.one(query, Member, f"There is no member {member} here.")

    async def set_active(self, member: str, active: bool) -> Member:
        """Let a member out (open tickets go back to the team) or in again. By admins.

        Raises Conflict for the last admin.
        """
        found = await self.get(member)
        await self._connection.call("set_member_active", p_member_id=found.id, p_active=active)
        return await self.get(found.id)

    async def set_profile(
        self,
        *,
        name: str | None = None,
        signature: str | None = None,
        locale: str | None = None,
        available: bool | None = None,
        time_zone: str | None = None,
    ) -> Member:
        """What you say of yourself; what is not given stays.

        `time_zone` (Europe/Zurich): whose days "today" means in your searches. Raises Invalid.
        """
        done = await self._connection.call(
            "set_profile",
            p_name=name,
            p_signature=signature,
            p_locale=locale,
            p_available=available,
            p_time_zone=time_zone,
        )
        return await self.get(done["id"])

    async def invite(
        self,
        email: str,
        *,
        role: str = "agent",
        teams: Sequence[str] = (),
        name: str = "",
        locale: str = "en",
        days: int = 7,
    ) -> Invitation:
        """Send somebody a mail with which they become a member. By admins."""
        done = await self._connection.call(
            "invite_member",
            p_email=email,
            p_role=role,
            p_teams=list(teams),
            p_name=name,
            p_locale=locale,
            p_days=days,
        )
        return parsed(Invitation, done)

    async def invitations(self, *, open: bool = True) -> builtins.list[Invitation]:
        """Newest first; `open`: only those neither accepted nor revoked (some may be too late)."""
        query = self._connection.table("invitations").select(INVITATION)
        if open:
            query = query.is_("accepted_at", "null").is_("revoked_at", "null")
        return await self._connection.rows(query.order("created_at", desc=True), Invitation)

    async def resend(self, invitation: str, *, days: int = 7) -> Invitation:
        """Send another mail; the old one opens nothing any more. Named by address or id."""
        key = await self._invitation(invitation)
        done = await self._connection.call("resend_invitation", p_invitation_id=key, p_days=days)
        return parsed(Invitation, done)

    async def revoke(self, invitation: str) -> Invitation:
        """Take an invitation back. Named by address or id."""
        key = await self._invitation(invitation)
        return parsed(
            Invitation, await self._connection.call("revoke_invitation", p_invitation_id=key)
        )

    async def accept(self, token: str | None = None) -> Member:
        """Become a member, signed in: with the token of the mail, or with its proved mailbox."""
        done = await self._connection.call("accept_invitation", p_token=token)
        return await self.get(done["id"])

    async def _invitation(self, named: str) -> str:
        if "@" not in named:
            return as_id(named, "an invitation's address or id")
        query = self._connection.table("invitations").select(INVITATION)
        query = query.eq("email", named.strip().lower())
        query = query.is_("accepted_at", "null").is_("revoked_at", "null")
        return (await self._connection.one(query, Invitation, OPEN.format(named))).id


class Teams:
    """Teams, by their keys. Admins make them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def list(self) -> builtins.list[Team]:
        """By key, with their members."""
        query = self._connection.table("teams").select(TEAM)
        return await self._connection.rows(query.order("key"), Team)

    async def get(self, key: str) -> Team:
        """Raises NotFound."""
        query = self._connection.table("teams").select(TEAM)
        return await self._connection.one(
            query.eq("key", key), Team, f"There is no team {key} here."
        )

    async def save(self, key: str, name: str, *, default: bool = False) -> Team:
        """Make or rename a team. `default`: new tickets wait there."""
        await self._connection.call("set_team", p_key=key, p_name=name, p_default=default)
        return await self.get(key)

    async def add(self, key: str, member: str) -> builtins.list[str]:
        """Put a member into a team; returns the keys of all their teams."""
        return await self._belongs(key, member, True)

    async def take_out(self, key: str, member: str) -> builtins.list[str]:
        """Take a member out of a team; returns the keys of those they stay in."""
        return await self._belongs(key, member, False)

    async def remove(self, key: str, *, into: str | None = None) -> int:
        """Remove a team; its tickets go to `into`, or the default team. Returns how many."""
        return int((await self._connection.call("remove_team", p_team=key, p_into=into))["tickets"])

    async def _belongs(self, key: str, member: str, belongs: bool) -> builtins.list[str]:
        found = await Members(self._connection).get(member)
        return list(
            await self._connection.call(
                "set_team_member", p_team=key, p_member_id=found.id, p_belongs=belongs
            )
        )


class Companies:
    """Whom customers work for. Named by domain or id; admins make and change them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def list(self, *, limit: int = 50) -> builtins.list[Company]:
        """By name."""
        query = self._connection.table("companies").select("*").order("name").order("id")
        return await self._connection.rows(query.limit(limit), Company)

    async def get(self, company: str) -> Company:
        """Raises NotFound."""
        column = "domain" if "." in company else "id"
        value = company.strip().lower() if column == "domain" else as_id(company, "a domain or id")
        query = self._connection.table("companies").select("*").eq(column, value)
        return await self._connection.one(query, Company, f"There is no company {company} here.")

    async def make(
        self, name: str, *, domain: str | None = None, shares_tickets: bool = False
    ) -> Company:
        """`domain`: who writes from it belongs to the company, from their first mail on.

        `shares_tickets`: its people see each other's tickets.
        """
        return await self._set(p_name=name, p_domain=domain, p_shares_tickets=shares_tickets)

    async def change(
        self,
        company: str,
        *,
        name: str | None = None,
        domain: str | None = None,
        shares_tickets: bool | None = None,
    ) -> Company:
        """What is not given stays; a `domain` of "" goes."""
        found = await self.get(company)
        return await self._set(
            p_company_id=found.id, p_name=name, p_domain=domain, p_shares_tickets=shares_tickets
        )

    async def remove(self, company: str) -> int:
        """Its people stay, without a company. Returns how many they are."""
        found = await self.get(company)
        done = await self._connection.call("remove_company", p_company_id=found.id)
        return int(done["people"])

    async def _set(self, **arguments: Any) -> Company:
        return parsed(Company, await self._connection.call("set_company", **arguments))


def _column(member: str) -> tuple[str, str]:
    named = member.strip().lower()
    return ("email", named) if "@" in named else ("id", as_id(named, "a member's address or id"))
