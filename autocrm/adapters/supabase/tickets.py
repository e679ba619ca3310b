"""Tickets: the RPCs of the main road."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

from autocrm.adapters.supabase.client import rpc
from autocrm.adapters.supabase.solved import as_text
from autocrm.ai.ledger import without_text
from autocrm.domain.draft import Answer
from autocrm.domain.message import Attachment, InboundMessage, StoredFiles
from autocrm.domain.ticket import TicketContext, Turn
from autocrm.ports import Job
from supabase import AsyncClient


class SupabaseTickets:
    """ports.Tickets on supabase-py."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def receive(self, message: InboundMessage, stored: StoredFiles) -> dict[str, Any]:
        """Commit one message whose files are stored.

        Returns {"ticket_id", "number", "interaction_id", "new_ticket", "duplicate", "blocked"}.
        """
        result: dict[str, Any] = await rpc(
            self._client,
            "receive_message",
            p_message=_to_json(message, stored),
            p_raw_path=stored.raw_path,
        )
        return result

    async def unmoved_raw(self, event_id: str) -> bytes | None:
        """A raw mail that is still in the database, or None."""
        raw = await rpc(self._client, "inbound_raw", p_event_id=event_id)
        return base64.b64decode(raw) if raw is not None else None

    async def raw_moved(self, event_id: str, path: str) -> None:
        """Its bytes are in bucket `mail` now."""
        await rpc(self._client, "raw_moved", p_event_id=event_id, p_path=path)

    async def context(
        self, ticket_id: str, interaction_id: str | None = None, for_customer: str | None = None
    ) -> TicketContext:
        """The thread up to `interaction_id` (default: the customer's last message)."""
        data = await rpc(
            self._client,
            "ticket_context",
            p_ticket_id=ticket_id,
            p_interaction_id=interaction_id,
            p_for_customer=for_customer,
        )
        turns = tuple(Turn(**turn) for turn in data.pop("turns"))
        return TicketContext(**data, turns=turns)

    async def context_as_member(self, ticket_id: str) -> TicketContext:
        """The same for a signed-in member: through `open_ticket`, so the reading is on record."""
        data = await rpc(self._client, "open_ticket", p_ticket_id=ticket_id)
        return context_from_thread(data)

    async def record_answer(
        self,
        context: TicketContext,
        answer: Answer,
        embedding_model: str,
        job: Job | None = None,
    ) -> dict[str, Any]:
        """Write the ledger row, once a job.

        Returns {"decision_id", "outcome", "reason", "draft_id", "repeated"}.
        """
        result: dict[str, Any] = await rpc(
            self._client,
            "record_answer",
            p_interaction_id=context.interaction_id,
            p_answer=ledger_row(answer, embedding_model),
            p_job_id=job.id if job else None,
            p_job_token=job.token if job else None,
            p_waited_ms=job.waited_ms if job else None,
        )
        return result

    async def begin_send(self, draft_id: str, message_id: str, job: Job) -> dict[str, Any]:
        result: dict[str, Any] = await rpc(
            self._client,
            "begin_send",
            p_draft_id=draft_id,
            p_message_id=message_id,
            p_job_id=job.id,
            p_job_token=job.token,
        )
        return result

    async def mark_sent(self, delivery_id: str, state: str, detail: str) -> None:
        await rpc(
            self._client, "mark_sent", p_delivery_id=delivery_id, p_state=state, p_detail=detail
        )


def context_from_thread(data: dict[str, Any]) -> TicketContext:
    """What `open_ticket` returned, as the AI is shown it: no notes."""
    ticket, customer = data["ticket"], data["customer"]
    turns = tuple(
        Turn(id=i["id"], author=i["author"], text=i["content"], automatic=i["automatic"])
        for i in data["interactions"]
    )
    asked = [t for t in turns if t.author == "customer"]
    return TicketContext(
        ticket_id=ticket["id"],
        number=ticket["number"],
        subject=ticket["subject"],
        status=ticket["status"],
        channel=ticket["channel"],
        customer_id=customer["id"],
        customer_name=customer["name"],
        customer_email=customer["email"],
        interaction_id=asked[-1].id if asked else "",
        turns=turns,
    )


def ledger_row(answer: Answer, embedding_model: str) -> dict[str, Any]:
    """One decision as `record_answer` takes it. Evidence keeps its scores, of its text the hash."""
    draft = answer.draft
    return {
        "triage": asdict(answer.triage),
        "evidence": [without_text(e) for e in answer.evidence],
        "draft": asdict(draft) if draft else None,
        "checks": [asdict(check) for check in answer.checks],
        "decision": asdict(answer.decision),
        "policy": asdict(answer.policy),
        "embedding_model": embedding_model,
        "model": draft.model if draft else answer.triage.model,
        "prompt_hash": draft.prompt_hash if draft else answer.triage.model_version,
        "tokens_in": answer.triage.tokens_in + (draft.tokens_in if draft else 0),
        "tokens_out": answer.triage.tokens_out + (draft.tokens_out if draft else 0),
        "cost_usd": answer.triage.cost_usd + (draft.cost_usd if draft else 0.0),
        "timings_ms": answer.timings_ms,
        "recordings": answer.recordings,
        "vector": as_text(answer.vector) if answer.vector else None,
        "vector_model": answer.vector_model or embedding_model,
        "wishes": [asdict(wish) for wish in answer.wishes],
    }


def _to_json(message: InboundMessage, stored: StoredFiles) -> dict[str, Any]:
    # Postgres text has no NUL; a mail may.
    return {
        "channel": message.channel,
        "provider_id": _clean(message.provider_id)[:1000],
        "sender": {k: _clean(v) for k, v in asdict(message.sender).items()},
        "subject": _clean(message.subject),
        "text": _clean(message.text),
        "full_text": _clean(message.full_text),
        "message_id": _clean(message.message_id) if message.message_id else None,
        "in_reply_to": _clean(message.in_reply_to) if message.in_reply_to else None,
        "references": [_clean(r) for r in message.references],
        "sent_at": message.sent_at.isoformat() if message.sent_at else None,
        "attachments": [
            _described(attachment, path)
            for attachment, path in zip(message.attachments, stored.attachment_paths, strict=True)
        ],
        "automatic": _clean(message.automatic),
        "warnings": [_clean(w) for w in message.warnings],
    }


def _described(attachment: Attachment, path: str) -> dict[str, Any]:
    return {
        "filename": _clean(attachment.filename),
        "content_type": attachment.content_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "path": path,
    }


def _clean(text: str) -> str:
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
