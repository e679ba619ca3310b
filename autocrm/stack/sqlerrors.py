"""Say in one sentence where in an SQL file Postgres found fault, and with what."""

from __future__ import annotations

from pathlib import Path

import psycopg


def sentence(file: Path, error: psycopg.Error, text: str, start: int = 1, fallback: int = 1) -> str:
    """File, line, and Postgres's message with its detail or hint.

    `text` is what was sent, `start` the line of the file where it begins, and `fallback`
    the line to name when Postgres tells no position.
    """
    position = error.diag.statement_position
    line = fallback if position is None else start + text[: int(position) - 1].count("\n")
    message = error.diag.message_primary or first_line(error)
    more = error.diag.message_detail or error.diag.message_hint
    return f"{file}, line {line}: {message}" + (f" ({more})" if more else "")


def first_line(error: Exception) -> str:
    """The first line of an error's text."""
    return (str(error).strip().splitlines() or ["no reason given"])[0]
