"""Sessions, second factors and hooks, as supabase/config.toml sets them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from autocrm.stack.auth.durations import seconds_of
from autocrm.stack.errors import StackError

Toml = dict[str, Any]


@dataclass(frozen=True)
class SessionLimits:
    """`[auth.sessions]` in seconds; 0 means no limit."""

    timebox: float = 0
    inactivity_timeout: float = 0

    @classmethod
    def from_toml(cls, auth: Toml) -> SessionLimits:
        """Pick them out of the `[auth]` section. Raises StackError."""
        sessions = auth.get("sessions", {})
        return cls(**{name: _limit(sessions, name) for name in ("timebox", "inactivity_timeout")})


def _limit(sessions: Toml, name: str) -> float:
    try:
        return seconds_of(str(sessions.get(name, "0s")))
    except ValueError as error:
        raise StackError(f"[auth.sessions] {name} in config.toml: {error}.") from error


@dataclass(frozen=True)
class FactorSwitch:
    """Whether factors of one type may be enrolled, and verified."""

    enroll_enabled: bool = False
    verify_enabled: bool = False


@dataclass(frozen=True)
class MfaSettings:
    """`[auth.mfa]`; like the Supabase CLI's, every type is off until it is switched on."""

    max_enrolled_factors: int = 10
    totp: FactorSwitch = field(default_factory=FactorSwitch)
    phone: FactorSwitch = field(default_factory=FactorSwitch)
    web_authn: FactorSwitch = field(default_factory=FactorSwitch)

    @classmethod
    def from_toml(cls, auth: Toml) -> MfaSettings:
        """Pick them out of the `[auth]` section."""
        mfa = auth.get("mfa", {})
        types = {name: _switch(mfa.get(name, {})) for name in ("totp", "phone", "web_authn")}
        return cls(max_enrolled_factors=mfa.get("max_enrolled_factors", 10), **types)


def _switch(section: Toml) -> FactorSwitch:
    return FactorSwitch(section.get("enroll_enabled", False), section.get("verify_enabled", False))


@dataclass(frozen=True)
class HookSettings:
    """URIs of the hooks of `[auth.hook.*]` that are enabled; None for the others."""

    custom_access_token: str | None = None
    before_user_created: str | None = None

    @classmethod
    def from_toml(cls, auth: Toml) -> HookSettings:
        """Pick them out of the `[auth]` section. Raises StackError."""
        hooks = auth.get("hook", {})
        return cls(**{name: _uri(hooks, name) for name in cls.__dataclass_fields__})


def _uri(hooks: Toml, name: str) -> str | None:
    section = hooks.get(name, {})
    if not section.get("enabled", False):
        return None
    uri: str = section.get("uri", "")
    if not uri:
        raise StackError(f"[auth.hook.{name}] is enabled without uri: give one, or disable it.")
    return uri
