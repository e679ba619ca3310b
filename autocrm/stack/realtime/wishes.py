"""What a client asks for when it joins, read leniently, as upstream does."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

_WAIT_MS = 15_000  # upstream's, for postgres_changes_options.wait


@dataclass(frozen=True)
class Wishes:
    """The `config` of a join."""

    private: bool = False
    ack: bool = False
    self_: bool = False
    replay: dict[str, Any] | None = None
    replication_ready: bool = False
    presence_enabled: bool = True
    presence_key: str = ""
    postgres_changes: list[dict[str, Any]] = field(default_factory=list)
    wait: float | None = None  # seconds to wait for postgres_changes, None: not at all

    @classmethod
    def parse(cls, payload: dict[str, Any]) -> Wishes:
        """From the payload of a phx_join; what is of the wrong type counts as not there."""
        config = _object(payload, "config")
        broadcast, presence = _object(config, "broadcast"), _object(config, "presence")
        options = _object(config, "postgres_changes_options")
        changes = config.get("postgres_changes")
        return cls(
            private=_flag(config, "private"),
            ack=_flag(broadcast, "ack"),
            self_=_flag(broadcast, "self"),
            replay=_object(broadcast, "replay") if broadcast.get("replay") else None,
            replication_ready=_flag(broadcast, "replication_ready"),
            presence_enabled=_flag(presence, "enabled") if presence else True,
            presence_key=_key(presence),
            postgres_changes=[one for one in changes if isinstance(one, dict)]
            if isinstance(changes, list)
            else [],
            wait=_seconds(options.get("timeout")) if _flag(options, "wait") else None,
        )


def _object(holder: dict[str, Any], name: str) -> dict[str, Any]:
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def _flag(holder: dict[str, Any], name: str) -> bool:
    value = holder.get(name)
    return value is True or (isinstance(value, str) and value.lower() == "true")


def _key(presence: dict[str, Any]) -> str:
    key = presence.get("key")
    if isinstance(key, bool):
        return str(key).lower()
    return str(key) if isinstance(key, str | int | float) and key != "" else str(uuid.uuid4())


def _seconds(milliseconds: Any) -> float:
    whole = isinstance(milliseconds, int) and not isinstance(milliseconds, bool)
    return (milliseconds if whole and milliseconds > 0 else _WAIT_MS) / 1000
