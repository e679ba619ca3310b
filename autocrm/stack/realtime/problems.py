"""Answers of the HTTP API other than 202."""

from __future__ import annotations

from typing import Any


class Problem(Exception):
    """A status and its JSON body."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(status)
        self.status, self.body = status, body


def problem(status: int, message: str) -> Problem:
    """A sentence, in upstream's shape."""
    return Problem(status, {"message": message})


def unprocessable(**errors: list[Any]) -> Problem:
    """422 with what is wrong, field by field."""
    return Problem(422, {"errors": errors})
