"""What `crm.tickets` says to the other side: replies, messages, the files that go with them."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from autocrm.sdk.connection import as_id, parsed
from autocrm.sdk.rows import Draft, Interaction, Unsent, Upload
from autocrm.sdk.tickets_change import TicketCalls


class TicketAnswers(TicketCalls):
    """A reply leaves after a while (see `undo_send_seconds`) and can be called back till then."""

    async def reply(
        self,
        ticket: str | int,
        text: str,
        *,
        status: str | None = None,
        version: int | None = None,
        attachments: Sequence[Upload | str] = (),
        answers: Interaction | str | None = None,
        anyway: bool = False,
    ) -> Draft:
        """Answer as a member: by mail, in the thread. Drafts that wait are set aside.

        `status` is the ticket's once the answer is sent ("solved": send and solve; else it waits
        for the customer). `version` and `answers` (the last message you have read) say what you
        have seen: when somebody was quicker, Conflict is raised; `anyway` sends although the
        customer has written since. `attachments` are what `attach` returned.
        The draft's `send_at` is when it leaves; until then `unsend` takes it back.
        """
        seen = answers.id if isinstance(answers, Interaction) else answers
        optional = {
            "p_status": status, "p_version": version, "p_answers": seen and as_id(seen),
            "p_attachments": upload_ids(attachments), "p_anyway": anyway or None,
        }  # fmt: skip
        done = await self._call("reply_to_ticket", ticket, p_text=text, **given(optional))
        query = self._connection.table("drafts").select("*").eq("id", done["draft_id"])
        draft = await self._connection.one(query, Draft, "The draft has gone.")
        send_at = datetime.fromisoformat(done["send_at"])
        return draft.model_copy(update={"send_at": send_at})

    async def unsend(self, draft: Draft | str) -> Unsent:
        """Take back an answer that has not left: your own becomes what you are writing, one of the
        AI waits for review again. Raises Conflict when it has left."""
        draft_id = draft.id if isinstance(draft, Draft) else as_id(draft)
        return parsed(Unsent, await self._connection.call("cancel_reply", p_draft_id=draft_id))

    async def add_message(
        self, ticket: str | int, text: str, *, attachments: Sequence[Upload | str] = ()
    ) -> Interaction:
        """Write again as the requester."""
        optional = given({"p_attachments": upload_ids(attachments)})
        done = await self._call("add_message", ticket, p_text=text, **optional)
        query = self._connection.table("interactions").select("*").eq("id", done["id"])
        return await self._connection.one(query, Interaction, "The message has gone.")

    async def attach(
        self,
        ticket: str | int | None,
        file: Path | bytes,
        *,
        name: str | None = None,
        content_type: str | None = None,
    ) -> Upload:
        """Upload a file for a reply or a message, or, with None, for a ticket that you are about
        to `create`. Bytes need a `name`.

        Raises Invalid for a file that is too large or of a kind that is not accepted.
        """
        content = file if isinstance(file, bytes) else file.read_bytes()
        called = name or ("" if isinstance(file, bytes) else file.name)
        guessed = content_type or mimetypes.guess_type(called)[0] or "application/octet-stream"
        digest = hashlib.sha256(content).hexdigest()
        made = await self._connection.call(
            "prepare_upload", p_ticket_id=None if ticket is None else await self.id_of(ticket),
            p_name=called, p_content_type=guessed, p_size=len(content), p_sha256=digest,
        )  # fmt: skip
        query = self._connection.table("uploads").select("*").eq("id", made["id"])
        upload = await self._connection.one(query, Upload, "The upload has gone.")
        await self._connection.upload(made["bucket"], made["path"], content, upload.content_type)
        return upload

    async def detach(self, upload: Upload) -> None:
        """Remove a file that was not sent. Raises Conflict when it was."""
        await self._connection.remove("attachments", upload.path)
        await self._connection.call("remove_upload", p_upload_id=upload.id)


def upload_ids(uploads: Sequence[Upload | str]) -> list[str] | None:
    """As p_attachments takes them; None when there are none."""
    return [u.id if isinstance(u, Upload) else as_id(u) for u in uploads] or None


def given(optional: dict[str, Any]) -> dict[str, Any]:
    """What is not left to the function's own default."""
    return {key: value for key, value in optional.items() if value is not None}
