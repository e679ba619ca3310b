"""What supabase/config.toml says about addresses, mails and codes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autocrm.stack.auth.durations import seconds_of
from autocrm.stack.auth.globs import compile_glob
from autocrm.stack.auth.mail_texts import SUBJECTS, TEXTS
from autocrm.stack.auth.templates import Template, TemplateProblem
from autocrm.stack.errors import StackError

Toml = dict[str, Any]


@dataclass(frozen=True)
class MailTemplate:
    """Subject and HTML of one kind of mail."""

    subject: Template
    body: Template


def _templates(given: Toml) -> dict[str, MailTemplate]:
    return {kind: _template(kind, given.get(kind, {})) for kind in TEXTS}


def _template(kind: str, given: Toml) -> MailTemplate:
    try:
        subject = Template.parse(given.get("subject") or SUBJECTS[kind], html=False)
        return MailTemplate(subject, Template.parse(given.get("content") or TEXTS[kind]))
    except TemplateProblem as error:
        raise StackError(f"[auth.email.template.{kind}] in config.toml: {error}.") from error


@dataclass(frozen=True)
class MailSettings:
    """`[auth]` site_url and redirects, `[auth.email]`; times in seconds."""

    site_url: str = "http://127.0.0.1:3000"
    additional_redirect_urls: tuple[str, ...] = ("https://127.0.0.1:3000",)
    double_confirm_changes: bool = True
    secure_password_change: bool = False
    max_frequency: float = 1.0
    otp_length: int = 6
    otp_expiry: int = 3600
    admin_email: str = "admin@email.com"
    sender_name: str = "Admin"
    templates: dict[str, MailTemplate] = field(default_factory=lambda: _templates({}))

    @classmethod
    def from_toml(cls, config: Toml) -> MailSettings:
        """Pick them out of a parsed config.toml. Raises StackError."""
        auth = config.get("auth", {})
        email = auth.get("email", {})
        server = config.get("local_smtp") or config.get("inbucket") or {}
        return cls(
            site_url=auth.get("site_url", cls.site_url),
            additional_redirect_urls=_patterns(auth),
            double_confirm_changes=email.get("double_confirm_changes", True),
            secure_password_change=email.get("secure_password_change", False),
            max_frequency=_frequency(email),
            otp_length=_otp_length(email),
            otp_expiry=email.get("otp_expiry", cls.otp_expiry),
            admin_email=server.get("admin_email", cls.admin_email),
            sender_name=server.get("sender_name", cls.sender_name),
            templates=_templates(email.get("template", {})),
        )


def _patterns(auth: Toml) -> tuple[str, ...]:
    patterns = auth.get("additional_redirect_urls", MailSettings.additional_redirect_urls)
    try:
        for pattern in patterns:
            compile_glob(pattern)
    except ValueError as error:
        raise StackError(f"[auth] additional_redirect_urls in config.toml: {error}.") from error
    return tuple(patterns)


def _frequency(email: Toml) -> float:
    try:
        return seconds_of(str(email.get("max_frequency", "1s")))
    except ValueError as error:
        raise StackError(f"[auth.email] max_frequency in config.toml: {error}.") from error


def _otp_length(email: Toml) -> int:
    length: int = email.get("otp_length", MailSettings.otp_length)
    if not 6 <= length <= 10:  # the bounds of upstream
        raise StackError(f"[auth.email] otp_length = {length} does not work: use 6 to 10.")
    return length
