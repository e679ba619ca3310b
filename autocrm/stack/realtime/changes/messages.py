"""Rows of realtime.messages: broadcasts that were sent from SQL."""

from __future__ import annotations

from typing import Any

from autocrm.stack.realtime.changes.payload import full_text
from autocrm.stack.realtime.changes.pgoutput import Change, Relation
from autocrm.stack.realtime.changes.values import parse_json


def is_messages(relation: Relation) -> bool:
    """Whether it is the table or one of its partitions (messages_2025_01_31)."""
    return relation.schema == "realtime" and (relation.table + "_").startswith("messages_")


def message_of(change: Change) -> dict[str, Any]:
    """The row: payload parsed, private a bool, binary_payload bytes, the rest text."""
    row: dict[str, Any] = dict(full_text(change))
    payload, binary = row.get("payload"), row.get("binary_payload")
    row["payload"] = None if payload is None else parse_json(payload)
    row["binary_payload"] = None if binary is None else bytes.fromhex(binary[2:])
    row["private"] = row.get("private") == "t"
    return row
