"""What supabase/config.toml says about Auth."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autocrm.stack.auth.limits import Limit, limits_of
from autocrm.stack.auth.mail_settings import MailSettings
from autocrm.stack.auth.passwords import REQUIREMENTS
from autocrm.stack.auth.security import HookSettings, MfaSettings, SessionLimits
from autocrm.stack.errors import StackError
from autocrm.stack.project import read_project
from autocrm.stack.tokens import Algorithm

ALGORITHM_VARIABLE = "AUTOCRM_STACK_JWT_ALG"


_SMS_PROVIDERS = ("twilio", "twilio_verify", "messagebird", "textlocal", "vonage")


@dataclass(frozen=True)
class PhoneSettings:
    """`[auth.sms]`. Without a provider the CLI switches phone sign-ups off; so does this."""

    signup: bool = False
    confirmations: bool = False

    @classmethod
    def from_toml(cls, auth: dict[str, Any]) -> PhoneSettings:
        """Pick them out of the `[auth]` section."""
        sms = auth.get("sms", {})
        sections = {name: sms.get(name, {}) for name in _SMS_PROVIDERS}
        signup = sms.get("enable_signup", False) and bool(_enabled(sections))
        return cls(signup, sms.get("enable_confirmations", False))


def _enabled(sections: dict[str, dict[str, Any]]) -> list[str]:
    return [name for name, section in sections.items() if section.get("enabled", False)]


@dataclass(frozen=True)
class AuthSettings:
    """Upstream's names, local defaults of the Supabase CLI. Times in seconds."""

    site_url: str = "http://127.0.0.1:3000"
    enable_signup: bool = True
    enable_anonymous_sign_ins: bool = False
    enable_manual_linking: bool = False
    email_signup: bool = True
    email_confirmations: bool = False
    minimum_password_length: int = 6
    required_characters: tuple[str, ...] = ()  # a password has one of each
    jwt_expiry: int = 3600
    refresh_token_rotation: bool = True
    refresh_token_reuse_interval: int = 10
    algorithm: Algorithm = "ES256"
    sessions: SessionLimits = field(default_factory=SessionLimits)
    mfa: MfaSettings = field(default_factory=MfaSettings)
    hooks: HookSettings = field(default_factory=HookSettings)
    phone: PhoneSettings = field(default_factory=PhoneSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    rate_limits: dict[str, Limit] = field(default_factory=lambda: limits_of({}))
    external: frozenset[str] = frozenset()  # OAuth providers, and `web3:<chain>`, switched on

    @classmethod
    def load(cls, root: Path) -> AuthSettings:
        """Read `<root>/supabase/config.toml`; without the file, the defaults. Raises StackError."""
        return cls.from_toml(read_project(root))

    @classmethod
    def from_toml(cls, config: dict[str, Any]) -> AuthSettings:
        """Pick the `[auth]` section out of a parsed config.toml."""
        auth = config.get("auth", {})
        email = auth.get("email", {})
        return cls(
            site_url=auth.get("site_url", "http://127.0.0.1:3000"),
            enable_signup=auth.get("enable_signup", True),
            enable_anonymous_sign_ins=auth.get("enable_anonymous_sign_ins", False),
            enable_manual_linking=auth.get("enable_manual_linking", False),
            email_signup=email.get("enable_signup", True),
            email_confirmations=email.get("enable_confirmations", False),
            # upstream never goes below six, whatever the file says
            minimum_password_length=max(6, auth.get("minimum_password_length", 6)),
            required_characters=_required_characters(auth),
            jwt_expiry=auth.get("jwt_expiry", 3600),
            refresh_token_rotation=auth.get("enable_refresh_token_rotation", True),
            refresh_token_reuse_interval=auth.get("refresh_token_reuse_interval", 10),
            algorithm=_algorithm(),
            sessions=SessionLimits.from_toml(auth),
            mfa=MfaSettings.from_toml(auth),
            hooks=HookSettings.from_toml(auth),
            phone=PhoneSettings.from_toml(auth),
            mail=MailSettings.from_toml(config),
            rate_limits=limits_of(auth),
            external=frozenset(_external(auth)),
        )


def _required_characters(auth: dict[str, Any]) -> tuple[str, ...]:
    wanted = auth.get("password_requirements", "")
    if wanted not in REQUIREMENTS:
        choices = ", ".join(name for name in REQUIREMENTS if name)
        raise StackError(f"[auth] password_requirements = {wanted!r}: use one of {choices}.")
    return REQUIREMENTS[wanted]


def _external(auth: dict[str, Any]) -> list[str]:
    wallets = [f"web3:{chain}" for chain in _enabled(auth.get("web3", {}))]
    return [*_enabled(auth.get("external", {})), *wallets]


def _algorithm() -> Algorithm:
    # Not in config.toml: the Supabase CLI refuses keys that it does not know.
    wanted = os.environ.get(ALGORITHM_VARIABLE, "ES256")
    if wanted == "HS256":
        return "HS256"
    if wanted == "ES256":
        return "ES256"
    raise StackError(f"{ALGORITHM_VARIABLE}={wanted!r} does not work: use ES256 or HS256.")
