"""The SMTP side: takes everything that arrives and says 250 once it is on disk."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import sqlite3
import weakref
from collections.abc import AsyncIterator

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from autocrm.stack.mail.shapes import searchable
from autocrm.stack.mail.store import MailStore

MAX_MESSAGE = 25 * 1024 * 1024  # bytes
_log = logging.getLogger(__name__)


class _Server(SMTP):
    # Senders do write lines over the 998 characters of the RFC; a capture keeps them too.
    line_length_limit = 1024 * 1024


class _Keep:
    """aiosmtpd's handler: one delivery a DATA."""

    def __init__(self, store: MailStore) -> None:
        self._store = store

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = envelope.content
        assert isinstance(raw, bytes)  # decode_data is off
        sender, recipients = envelope.mail_from or "", list(envelope.rcpt_tos)
        try:
            delivery_id = await asyncio.to_thread(_keep, self._store, sender, recipients, raw)
        except sqlite3.Error as error:
            _log.error("Captured mail could not be written: %s", error)
            return "452 4.3.1 The message could not be written to disk, try again later"
        return f"250 2.0.0 Ok: kept as {delivery_id}"


def _anybody(*_: object) -> AuthResult:
    # Mail settings with a user name in them can be tried here unchanged.
    return AuthResult(success=True)


def _keep(store: MailStore, sender: str, recipients: list[str], raw: bytes) -> str:
    return store.add(sender, recipients, raw, searchable(raw, sender, recipients))


@contextlib.asynccontextmanager
async def start_smtp(store: MailStore, listener: socket.socket) -> AsyncIterator[None]:
    """Serve SMTP on a bound socket, for as long as the context lasts."""
    loop = asyncio.get_running_loop()
    open_connections: weakref.WeakSet[_Server] = weakref.WeakSet()

    def connection() -> _Server:
        server = _Server(
            _Keep(store),
            data_size_limit=MAX_MESSAGE,
            enable_SMTPUTF8=True,
            authenticator=_anybody,
            auth_require_tls=False,
            hostname="localhost",
            ident="AutoCRM captured mail",
            loop=loop,
        )
        open_connections.add(server)
        return server

    smtp = await loop.create_server(connection, sock=listener)
    try:
        yield
    finally:
        smtp.close()
        for server in open_connections:
            if server.transport is not None:
                server.transport.close()
