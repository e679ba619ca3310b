"""Mail in (`parse_mail`) and mail out (`SmtpMailer`, `render`)."""

from autocrm.adapters.mail.parse import parse_mail
from autocrm.adapters.mail.render import render
from autocrm.adapters.mail.smtp import SmtpMailer

__all__ = [
    "SmtpMailer",
    "parse_mail",
    "render",
]
