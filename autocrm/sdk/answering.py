"""crm.drafts, crm.macros and crm.canned: what members write, and need not write again."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from typing import Any

from autocrm.sdk.connection import Connection, as_id, parsed
from autocrm.sdk.rows import (
    CannedAnswer,
    CannedText,
    Macro,
    MacroPreview,
    MacroUse,
    MemberDraft,
    Upload,
)
from autocrm.sdk.tickets_change import TicketCalls


class MemberDrafts:
    """What you are writing: one reply and one note a ticket, seen by nobody else."""

    def __init__(self, connection: Connection, tickets: TicketCalls) -> None:
        self._connection = connection
        self._tickets = tickets

    async def list(self, *, ticket: str | int | None = None) -> builtins.list[MemberDraft]:
        """Your drafts, the latest first."""
        query = self._connection.table("member_drafts").select("*")
        if ticket is not None:
            query = query.eq("ticket_id", await self._tickets.id_of(ticket))
        return await self._connection.rows(query.order("updated_at", desc=True), MemberDraft)

    async def save(
        self,
        ticket: str | int,
        text: str,
        *,
        mode: str = "reply",
        version: int | None = None,
        attachments: Sequence[Upload | str] | None = None,
    ) -> MemberDraft:
        """Keep a text; `mode` is reply or note.

        `version` is the one you have (0: none yet): Conflict is raised when another window was
        quicker. Without it the text is written over.
        """
        files = None
        if attachments is not None:
            files = [u.id if isinstance(u, Upload) else as_id(u) for u in attachments]
        done = await self._connection.call(
            "save_member_draft", p_ticket_id=await self._tickets.id_of(ticket), p_text=text,
            p_mode=mode, p_version=version, p_attachments=files,
        )  # fmt: skip
        return parsed(MemberDraft, done)

    async def discard(self, ticket: str | int, *, mode: str = "reply") -> bool:
        """Throw a draft away; False when there was none."""
        ticket_id = await self._tickets.id_of(ticket)
        done = await self._connection.call(
            "discard_member_draft", p_ticket_id=ticket_id, p_mode=mode
        )
        return bool(done["discarded"])


class Macros:
    """A text with variables and changes to the ticket, applied together.

    `scope`: own, team or all. Variables are written {{customer.name}}, or {{customer.name|there}}
    with what stands instead; Invalid names one that is unknown.
    """

    def __init__(self, connection: Connection, tickets: TicketCalls) -> None:
        self._connection = connection
        self._tickets = tickets

    async def list(self, *, all: bool = False) -> builtins.list[Macro]:
        """The macros you may use; `all`: those that are not in use any more too."""
        query = self._connection.table("macros").select("*")
        if not all:
            query = query.eq("active", True)
        return await self._connection.rows(query.order("position").order("name").order("id"), Macro)

    async def save(
        self,
        name: str | None = None,
        *,
        text: str | None = None,
        actions: Mapping[str, Any] | None = None,
        scope: str | None = None,
        team: str | None = None,
        description: str | None = None,
        position: int | None = None,
        active: bool | None = None,
        id: str | None = None,
    ) -> Macro:
        """Make a macro, or change the one with `id`; what is not given stays.

        `actions` as in `crm.tickets.update`; their note and subject may have variables too.
        """
        done = await self._connection.call(
            "save_macro", p_name=name, p_text=text, p_scope=scope, p_team=team,
            p_actions=None if actions is None else dict(actions), p_description=description,
            p_position=position, p_active=active, p_macro_id=as_id(id) if id else None,
        )  # fmt: skip
        return parsed(Macro, done)

    async def delete(self, macro: Macro | str) -> None:
        """Raises NotFound when it is not yours to delete."""
        await self._connection.call("delete_macro", p_macro_id=_macro_id(macro))

    async def preview(self, ticket: str | int, macro: Macro | str) -> MacroPreview:
        """What it would say and change on a ticket. Changes nothing."""
        ticket_id = await self._tickets.id_of(ticket)
        done = await self._connection.call(
            "preview_macro", p_ticket_id=ticket_id, p_macro_id=_macro_id(macro)
        )
        return parsed(MacroPreview, done)

    async def apply(
        self,
        ticket: str | int,
        macro: Macro | str,
        *,
        send: bool = False,
        version: int | None = None,
    ) -> MacroUse:
        """Make its changes; its text goes behind what you are writing, or with `send` to the
        customer. Raises Conflict when the ticket is not at `version` any more."""
        done = await self._connection.call(
            "apply_macro", p_ticket_id=await self._tickets.id_of(ticket),
            p_macro_id=_macro_id(macro), p_send=send, p_version=version,
        )  # fmt: skip
        return parsed(MacroUse, done)


class CannedAnswers:
    """Texts with variables that a shortcut stands for, one a language."""

    def __init__(self, connection: Connection, tickets: TicketCalls) -> None:
        self._connection = connection
        self._tickets = tickets

    async def search(
        self, query: str = "", *, language: str | None = None, limit: int = 20
    ) -> builtins.list[CannedAnswer]:
        """Those with all words of `query`, best first; without one, what is used most."""
        found = await self._connection.call(
            "search_canned_answers", p_query=query, p_language=language, p_limit=limit
        )
        return [parsed(CannedAnswer, one) for one in found]

    async def save(
        self,
        shortcut: str,
        text: str,
        *,
        language: str = "en",
        title: str | None = None,
        scope: str | None = None,
        team: str | None = None,
    ) -> CannedAnswer:
        """Make or change what `shortcut` (/refund) stands for in a language.

        For yourself, or with `team` for a team, or with scope="all" for all.
        """
        done = await self._connection.call(
            "save_canned_answer", p_shortcut=shortcut, p_text=text, p_language=language,
            p_title=title, p_scope=scope, p_team=team,
        )  # fmt: skip
        return parsed(CannedAnswer, done)

    async def use(
        self, shortcut: str, ticket: str | int, *, language: str | None = None
    ) -> CannedText:
        """The text with a ticket's values, in `language` or the ticket's."""
        done = await self._connection.call(
            "use_canned_answer", p_shortcut=shortcut,
            p_ticket_id=await self._tickets.id_of(ticket), p_language=language,
        )  # fmt: skip
        return parsed(CannedText, done)

    async def delete(self, answer: CannedAnswer | str) -> None:
        """Raises NotFound when it is not yours to delete."""
        answer_id = answer.id if isinstance(answer, CannedAnswer) else as_id(answer)
        await self._connection.call("delete_canned_answer", p_answer_id=answer_id)


def _macro_id(macro: Macro | str) -> str:
    return macro.id if isinstance(macro, Macro) else as_id(macro, "a macro's id")
