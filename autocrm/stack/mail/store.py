"""The deliveries on disk: one SQLite file, a delivery is durable before it is acknowledged."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autocrm.stack.errors import StackError, explain_os_errors
from autocrm.stack.mail.search import Where

_SCHEMA = """
create table if not exists deliveries (
  seq integer primary key autoincrement,
  id text not null unique,
  received real not null,
  mail_from text not null,
  rcpt_tos text not null,
  sender text not null,
  recipients text not null,
  subject text not null,
  words text not null,
  raw blob not null
)
"""


@dataclass(frozen=True)
class Delivery:
    """One message as it came in: envelope, source, time (Unix seconds)."""

    id: str
    received: float
    mail_from: str
    rcpt_tos: list[str]
    raw: bytes


@dataclass(frozen=True)
class Searchable:
    """What a delivery can be found by, in lower case."""

    sender: str
    recipients: str
    subject: str
    words: str


class MailStore:
    """All deliveries, never merged. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open or create the file in `folder`. Raises StackError."""
        path = folder / "mail.sqlite"
        self._lock = threading.Lock()
        try:
            with explain_os_errors(folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                path.touch(mode=0o600)
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = full")  # each commit is fsync'd
            self._db.execute(_SCHEMA)
        except sqlite3.Error as error:
            raise StackError(f"{path} is damaged: delete it and start again.") from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def add(self, mail_from: str, rcpt_tos: list[str], raw: bytes, searchable: Searchable) -> str:
        """Keep a delivery, on disk before this returns; returns its id. Raises sqlite3.Error."""
        delivery_id = uuid.uuid4().hex
        values = (
            delivery_id,
            time.time(),
            _storable(mail_from),
            json.dumps(rcpt_tos),
            *(map(_storable, vars(searchable).values())),
            raw,
        )
        with self._lock:
            self._db.execute(
                "insert into deliveries (id, received, mail_from, rcpt_tos, sender, recipients,"
                " subject, words, raw) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
        return delivery_id

    def get(self, delivery_id: str) -> Delivery | None:
        """One delivery; `latest` is the newest."""
        condition = ("true", ()) if delivery_id == "latest" else ("id = ?", (delivery_id,))
        found = self.page(condition, limit=1, start=0)
        return found[0] if found else None

    def page(self, where: Where, limit: int, start: int) -> list[Delivery]:
        """Deliveries that match, newest first."""
        condition, values = where
        query = (
            "select id, received, mail_from, rcpt_tos, raw from deliveries"
            f" where {condition} order by seq desc limit ? offset ?"
        )
        with self._lock:
            rows = self._db.execute(query, (*values, limit, start)).fetchall()
        return [Delivery(row[0], row[1], row[2], json.loads(row[3]), row[4]) for row in rows]

    def count(self, where: Where = ("true", ())) -> int:
        """How many match."""
        condition, values = where
        with self._lock:
            query = f"select count(*) from deliveries where {condition}"
            number: int = self._db.execute(query, values).fetchone()[0]
        return number

    def delete(self, ids: Iterable[str] | None) -> None:
        """Delete these deliveries, or all of them with None."""
        with self._lock:
            if ids is None:
                self._db.execute("delete from deliveries")
            else:
                query = "delete from deliveries where id in (select value from json_each(?))"
                self._db.execute(query, (json.dumps(list(ids)),))


def _storable(text: str) -> str:
    # Half a surrogate pair cannot be written as UTF-8.
    return text.encode("utf-8", "replace").decode()
