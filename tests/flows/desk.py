"""A whole desk: the embedded stack with functions and worker, on ports of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from autocrm import settings as settings_module
from autocrm.settings import Settings
from autocrm.stack import control
from autocrm.stack.config import StackConfig

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Desk:
    """A running desk and how to reach it."""

    config: StackConfig
    settings: Settings

    @property
    def env(self) -> dict[str, str]:
        """What a command line needs to work on this desk."""
        return {**os.environ, "AUTOCRM_HOME": str(self.config.home)}

    def receive(self, raw: bytes) -> httpx.Response:
        """Deliver one raw mail to the function, as a mail provider would."""
        return httpx.post(
            f"{self.config.api_url}/functions/v1/inbound-email",
            content=raw,
            headers={"apikey": self.settings.secret_key, "Content-Type": "message/rfc822"},
            timeout=20,
        )

    def mails(self) -> list[dict[str, Any]]:
        """All captured deliveries, newest first."""
        answer = httpx.get(f"{self.config.mail_url}/api/v1/messages?limit=500")
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def raw_mail(self, mail_id: str) -> bytes:
        return httpx.get(f"{self.config.mail_url}/api/v1/message/{mail_id}/raw").content

    def select(self, path: str) -> list[dict[str, Any]]:
        """GET /rest/v1/PATH with the secret key."""
        answer = httpx.get(
            f"{self.config.api_url}/rest/v1/{path}", headers={"apikey": self.settings.secret_key}
        )
        answer.raise_for_status()
        rows: list[dict[str, Any]] = answer.json()
        return rows

    def stored(self, bucket: str, path: str) -> bytes:
        """A file of Storage, with the secret key."""
        answer = httpx.get(
            f"{self.config.api_url}/storage/v1/object/{bucket}/{path}",
            headers={"apikey": self.settings.secret_key},
        )
        answer.raise_for_status()
        return answer.content

    def rpc(self, name: str, **arguments: Any) -> Any:
        answer = httpx.post(
            f"{self.config.api_url}/rest/v1/rpc/{name}",
            headers={"apikey": self.settings.secret_key},
            json=arguments,
            timeout=20,
        )
        answer.raise_for_status()
        return answer.json()


def raw_mail(sender: str, message_id: str, text: str, subject: str = "A question") -> bytes:
    """A plain mail to the demo's support address."""
    head = {
        "From": sender,
        "To": "support@bergbach.example",
        "Subject": subject,
        "Message-ID": f"<{message_id}@flows.example>",
    }
    lines = [f"{name}: {value}" for name, value in head.items()]
    return "\r\n".join([*lines, "", text, ""]).encode()


def start_desk(home: Path, fsync: bool = False) -> Desk:
    """Start one, without demo. The caller stops it. Without `fsync` a kill loses commits."""
    from autocrm.cli.stack import desk_config
    from autocrm.stack.ports import free_base

    config = desk_config(ROOT, home, free_base(), fsync)
    control.start(config, timeout=90)
    settings = settings_module.load({"AUTOCRM_HOME": str(config.home), **_cache()})
    return Desk(config, settings)


def _cache() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if k in ("AUTOCRM_CACHE", "XDG_CACHE_HOME", "HOME")}


def wait_for(condition: Callable[[], Any], seconds: float = 30.0, what: str = "") -> Any:
    """Poll until `condition` is true; fails with `what` when it does not become so."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    pytest.fail(f"waited {seconds} s in vain: {what}")
