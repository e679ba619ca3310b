"""Mail in (`parse_mail`) and mail out (`SmtpMailer`, `render`)."""

from autocrm.adapters.mail.parse import parse_mail
from autocrm.adapters.mail.render import render
from autocrm.adapters.mail.smtp import SmtpMailer
from autocrm.adapters.mail.thread import reply_message_id, reply_subject, thread_references

__all__ = [
    "SmtpMailer",
    "parse_mail",
    "render",
    "reply_message_id",
    "reply_subject",
    "thread_references",
]
