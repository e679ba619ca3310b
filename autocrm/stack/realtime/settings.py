"""What Realtime is told: upstream's limits, and whether only private channels are served."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from autocrm.stack.errors import StackError


@dataclass(frozen=True)
class RealtimeSettings:
    """Names and defaults are those of upstream's self-hosted server, whose variables serve here.

    config.toml has no words for them, and the Supabase CLI refuses words that it does not know.
    Joins and events are counted a connection: upstream counts those of the whole project.
    """

    max_channels_per_client: int = 100
    max_joins_per_second: int = 100
    max_events_per_second: int = 100
    max_payload_size_in_kb: int = 3000
    client_presence_max_calls: int = 5
    client_presence_window_ms: int = 30_000
    private_only: bool = False

    @property
    def max_payload(self) -> int:
        """Bytes of one message; upstream's allowance for what goes around it is in."""
        return self.max_payload_size_in_kb * 1000 + 500

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ) -> RealtimeSettings:
        """From TENANT_MAX_CHANNELS_PER_CLIENT and its like. Raises StackError."""
        return cls(
            max_channels_per_client=_number(environ, "TENANT_MAX_CHANNELS_PER_CLIENT", 100),
            max_joins_per_second=_number(environ, "TENANT_MAX_JOINS_PER_SECOND", 100),
            max_events_per_second=_number(environ, "TENANT_MAX_EVENTS_PER_SECOND", 100),
            client_presence_max_calls=_number(environ, "CLIENT_PRESENCE_MAX_CALLS", 5),
            client_presence_window_ms=_number(environ, "CLIENT_PRESENCE_WINDOW_MS", 30_000),
            private_only=environ.get("AUTOCRM_STACK_REALTIME_PRIVATE_ONLY") == "true",
        )


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, str(default))
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise StackError(f"{name}={text!r} does not work: use a whole number above zero.")
    return int(text)
