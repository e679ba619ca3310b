"""What Postgres refuses, in the words of Storage."""

from __future__ import annotations

import logging

import psycopg
from psycopg import errors

from autocrm.stack.storage.errors import (
    StorageFailure,
    access_denied,
    already_exists,
    invalid_request,
    not_empty,
)

_log = logging.getLogger(__name__)


def explain(error: psycopg.Error, taken: str) -> StorageFailure:
    """The refusal for an error of Postgres; `taken` is the code where a name is not free.

    What is not the caller's fault is logged.
    """
    if isinstance(error, errors.InsufficientPrivilege):
        said = error.diag.message_primary or "Access denied"
        return access_denied() if "row-level security" in said else access_denied(said)
    if isinstance(error, errors.UniqueViolation):
        return already_exists(taken)
    if isinstance(error, errors.ForeignKeyViolation):
        return _related(error.diag.message_detail or "")
    if isinstance(error, errors.QueryCanceled):
        message = "The connection to the database timed out"
        return StorageFailure(544, "DatabaseTimeout", message)
    if isinstance(error, errors.LockNotAvailable):
        return StorageFailure(423, "ResourceLocked", "The resource is locked")
    if isinstance(error, psycopg.DataError):
        return invalid_request("The request holds a value that cannot be stored")
    if isinstance(error, psycopg.OperationalError):
        message = "The database does not answer: try again in a moment"
        return StorageFailure(503, "DatabaseError", message)
    _log.error("Storage: Postgres refused: %s", error.diag.message_primary or type(error).__name__)
    return StorageFailure(500, "DatabaseError", f"database error, code: {error.sqlstate}")


def _related(detail: str) -> StorageFailure:
    if "still referenced" in detail:
        return not_empty()
    return StorageFailure(404, "InvalidRequest", "The related resource does not exist")
