"""The tables that are filled, their columns, and the rows on their way there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# In the order in which they are copied: what is referred to comes first.
COLUMNS = {
    "companies": "id, name, domain, created_at",
    "members": "id, name, email, role, skills, capacity, created_at",
    "customers": "id, email, name, company_id, locale, created_at",
    "customer_identities": "customer_id, channel, address, created_at, verified",
    "tickets": (
        "id, number, customer_id, subject, status, priority, category, channel, language, team_id, "
        "assignee_id, first_response_at, solved_at, closed_at, reopen_count, created_at, "
        "updated_at, version"
    ),
    "interactions": (
        "id, ticket_id, customer_id, type, author, content, message_id, created_at, metadata"
    ),
    "notes": "id, ticket_id, content, author_id, created_at",
    "ticket_tags": "ticket_id, tag, created_at",
    "assignments": (
        "at, ticket_id, member_id, team_id, from_member_id, from_team_id, source, reason"
    ),
    "ai_decisions": (
        "id, ticket_id, interaction_id, category, confidence, priority, language, outcome, reason, "
        "triage, evidence, draft, checks, thresholds, policy, question_hash, embedding_model, "
        "model, prompt_hash, created_at"
    ),
    "drafts": (
        "id, ticket_id, interaction_id, decision_id, origin, state, text, final_text, decided_by, "
        "decided_at, created_at"
    ),
    "feedback": "id, ticket_id, draft_id, kind, before, after, created_at",
    "ticket_spells": (
        "ticket_id, number, began_at, ended_at, ended_as, member_id, team_id, first_reply_at, "
        "first_reply_by, replies_agent, replies_ai, business_s, first_reply_business_s"
    ),
    "csat_ratings": "ticket_id, spell, score, way, created_at, changed_at",
    "csat_comments": "ticket_id, spell, comment",
}


class Rows:
    """Rows by table, until they are taken, and how many passed."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[tuple[Any, ...]]] = {table: [] for table in COLUMNS}
        self.counts = dict.fromkeys(COLUMNS, 0)

    def add(self, table: str, *values: Any) -> None:
        """One row, in the order of COLUMNS; jsonb as its text."""
        self._waiting[table].append(values)

    def take(self) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
        """What waits, table by table; then nothing waits any more."""
        for table, rows in self._waiting.items():
            if rows:
                self._waiting[table] = []
                self.counts[table] += len(rows)
                yield table, rows
