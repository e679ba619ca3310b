"""Captured mail: an SMTP server that keeps every delivery, with Mailpit's API and a page."""

from __future__ import annotations

from autocrm.stack.mail.app import create_mail_app
from autocrm.stack.mail.smtp import start_smtp
from autocrm.stack.mail.store import MailStore

__all__ = ["MailStore", "create_mail_app", "start_smtp"]
