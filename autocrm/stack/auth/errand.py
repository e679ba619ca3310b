"""What Auth writes to users about, and preparing such letters.

A letter is prepared within a transaction and sent after it: what is in the mailbox works.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from autocrm.stack.auth import one_time
from autocrm.stack.auth.codes import PKCE_PREFIX, hash_of, new_code
from autocrm.stack.auth.context import AuthContext
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure
from autocrm.stack.auth.mailer import Letter
from autocrm.stack.auth.one_time import SENT_AT, OneTime
from autocrm.stack.auth.users import update_user

Row = dict[str, Any]


@dataclass(frozen=True)
class Errand:
    """One reason to write: the mail's kind, the type of /verify, the type of its token."""

    kind: str
    verification: str
    token_type: str


CONFIRMATION = Errand("confirmation", "signup", one_time.CONFIRMATION)
INVITE = Errand("invite", "invite", one_time.CONFIRMATION)
RECOVERY = Errand("recovery", "recovery", one_time.RECOVERY)
MAGIC_LINK = Errand("magic_link", "magiclink", one_time.RECOVERY)
REAUTHENTICATION = Errand("reauthentication", "reauthentication", one_time.REAUTHENTICATION)
CHANGE_NEW = Errand("email_change", "email_change", one_time.CHANGE_NEW)
CHANGE_CURRENT = Errand("email_change", "email_change", one_time.CHANGE_CURRENT)


@dataclass(frozen=True)
class Ticket:
    """A code that was drawn and stored; only `token_hash` can be found in the database."""

    errand: Errand
    to: str
    code: str
    token_hash: str
    redirect_to: str

    def link(self, context: AuthContext) -> str:
        """The address that a click leads to."""
        query = {
            "token": self.token_hash,
            "type": self.errand.verification,
            "redirect_to": self.redirect_to,
        }
        return f"{context.issuer}/verify?{urlencode(query)}"

    def letter(self, context: AuthContext, user: Row, new_email: str = "") -> Letter:
        """The mail that brings it."""
        values = {
            "SiteURL": context.settings.mail.site_url,
            "ConfirmationURL": self.link(context),
            "Email": user["email"] or "",
            "NewEmail": new_email,
            "SendingTo": self.to,
            "Token": self.code,
            "TokenHash": self.token_hash,
            "RedirectTo": self.redirect_to,
            "Data": user["raw_user_meta_data"] or {},
        }
        return Letter(self.errand.kind, self.to, values)


async def draw(
    context: AuthContext,
    connection: Connection,
    user: Row,
    errand: Errand,
    redirect_to: str,
    *,
    to: str = "",
    pkce: bool = False,
) -> Ticket:
    """Draw a code for `user` (or for the address `to`) and store its hash and the time."""
    address = to or user["email"]
    code = new_code(context.settings.mail.otp_length)
    token_hash = (PKCE_PREFIX if pkce else "") + hash_of(address, code)
    await one_time.keep(connection, OneTime(user["id"], errand.token_type, token_hash, address))
    await update_user(connection, user["id"], {SENT_AT[errand.token_type]: "now"})
    return Ticket(errand, address, code, token_hash, redirect_to)


async def write(
    context: AuthContext,
    connection: Connection,
    user: Row,
    errand: Errand,
    redirect_to: str,
    *,
    pkce: bool = False,
) -> Letter:
    """Draw a code and prepare the letter with it, unless one has just been sent.

    Raises AuthFailure 429.
    """
    await check_frequency(context, connection, user["id"], errand.token_type)
    count_mail(context)
    ticket = await draw(context, connection, user, errand, redirect_to, pkce=pkce)
    return ticket.letter(context, user)


async def check_frequency(
    context: AuthContext, connection: Connection, user_id: uuid.UUID, token_type: str
) -> None:
    """Refuse a second mail within `max_frequency`. Locks the user. Raises AuthFailure 429."""
    rows = await connection.execute(
        "select * from auth.users where id = %s for no key update", (user_id,)
    )
    row = await rows.fetchone()
    sent: datetime | None = row[SENT_AT[token_type]] if row else None
    if sent is None:
        return
    again = sent + timedelta(seconds=context.settings.mail.max_frequency)
    left = (again - datetime.now(UTC)).total_seconds()
    if left > 0:
        message = f"For security purposes, you can only request this after {int(left)} seconds."
        raise AuthFailure(429, "over_email_send_rate_limit", message)


def count_mail(context: AuthContext) -> None:
    """Count a mail by `email_sent`, before anything is stored for it. Raises AuthFailure 429."""
    if not context.buckets.take("email_sent", ""):
        raise AuthFailure(429, "over_email_send_rate_limit", "email rate limit exceeded")
