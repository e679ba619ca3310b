"""Settings: read once, frozen, and the only reader of the environment in the product.

Without `SUPABASE_URL` in the environment, the file `<home>/stack.env` that the embedded
stack writes is read, so that every command works in the project's folder after `make up`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autocrm.errors import NotConfigured

DEFAULT_MAIL_FROM = "Support <support@localhost.example>"
DEFAULT_OPENAI_MODEL = "gpt-5-mini"
DEFAULT_EMBEDDING_MODEL = "text-embedding-3-small"
DEFAULT_CONCURRENCY = 8
DEFAULT_DEADLINE_S = 30.0  # for one step of the LLM, all attempts together


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. Keys are kept out of `repr`."""

    url: str
    publishable_key: str
    secret_key: str = field(repr=False)
    smtp_url: str = field(default="", repr=False)  # smtp://[user:password@]host:port
    mail_from: str = DEFAULT_MAIL_FROM
    mail_url: str = ""  # the captured-mail API of the embedded stack
    worker_port: int = 0  # where the worker tells of its health; 0 for nowhere
    functions_port: int = 0
    home: Path = Path(".autocrm")
    cache_dir: Path = Path(".cache")
    threads: int = 1  # that compute one embedding together, of one process
    openai_api_key: str = field(default="", repr=False)
    openai_base_url: str = ""
    openai_model: str = DEFAULT_OPENAI_MODEL
    openai_smaller_model: str = ""  # for when the day's budget for the first is used up
    openai_embedding_model: str = DEFAULT_EMBEDDING_MODEL  # "local": the one on this machine
    openai_deadline_s: float = DEFAULT_DEADLINE_S
    openai_concurrency: int = DEFAULT_CONCURRENCY  # requests at a time, of one process
    redact: bool = False  # hide personal data from hosted models, whatever the desk's terms say
    languages: tuple[str, ...] = ("en", "de", "fr")

    @property
    def uses_openai(self) -> bool:
        return bool(self.openai_api_key)


def load(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from `env` (default: the process's environment).

    Raises NotConfigured when neither the environment nor a running stack names an API.
    """
    env = os.environ if env is None else env
    home = Path(env.get("AUTOCRM_HOME") or ".autocrm").resolve()
    known = dict(_read_env_file(home / "stack.env")) if not env.get("SUPABASE_URL") else {}
    known.update({k: v for k, v in env.items() if v})
    if not known.get("SUPABASE_URL"):
        raise NotConfigured(
            "No API is known here: run `make up` in the project's folder, "
            "or set SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY and SUPABASE_SECRET_KEY."
        )
    return Settings(
        url=known["SUPABASE_URL"].rstrip("/"),
        publishable_key=known.get("SUPABASE_PUBLISHABLE_KEY") or known.get("SUPABASE_ANON_KEY", ""),
        secret_key=known.get("SUPABASE_SECRET_KEY") or known.get("SUPABASE_SERVICE_ROLE_KEY", ""),
        smtp_url=known.get("AUTOCRM_SMTP_URL", ""),
        mail_from=known.get("AUTOCRM_MAIL_FROM", DEFAULT_MAIL_FROM),
        mail_url=known.get("AUTOCRM_MAIL_URL", ""),
        worker_port=_port(known, "AUTOCRM_WORKER_PORT"),
        functions_port=_port(known, "AUTOCRM_FUNCTIONS_PORT"),
        home=home,
        cache_dir=cache_dir(known),
        threads=_count(known, "AUTOCRM_THREADS", 1),
        openai_api_key=known.get("OPENAI_API_KEY", ""),
        openai_base_url=known.get("OPENAI_BASE_URL", ""),
        openai_model=known.get("AUTOCRM_OPENAI_MODEL", DEFAULT_OPENAI_MODEL),
        openai_smaller_model=_smaller_model(known),
        openai_embedding_model=known.get("AUTOCRM_OPENAI_EMBEDDING_MODEL", DEFAULT_EMBEDDING_MODEL),
        openai_deadline_s=_seconds(known, "AUTOCRM_OPENAI_DEADLINE_S", DEFAULT_DEADLINE_S),
        openai_concurrency=_count(known, "AUTOCRM_OPENAI_CONCURRENCY", DEFAULT_CONCURRENCY),
        redact=_switch(known, "AUTOCRM_REDACT"),
    )


def cache_dir(env: Mapping[str, str] | None = None) -> Path:
    """Where models are kept: shared by every checkout of this user."""
    env = os.environ if env is None else env
    if env.get("AUTOCRM_CACHE"):
        return Path(env["AUTOCRM_CACHE"])
    base = env.get("XDG_CACHE_HOME") or str(Path(env.get("HOME") or "~").expanduser() / ".cache")
    return Path(base) / "autocrm"


def _read_env_file(path: Path) -> list[tuple[str, str]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    except PermissionError as error:
        raise NotConfigured(f"{path} cannot be read: run as the user who started it.") from error
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return [(key.strip(), value.strip().strip("'\"")) for key, value in pairs]


def _port(known: Mapping[str, str], name: str) -> int:
    text = known.get(name) or "0"
    try:
        return int(text)
    except ValueError as error:
        raise NotConfigured(f"{name} must be a port number, not {text!r}.") from error


def _smaller_model(known: Mapping[str, str]) -> str:
    """As set; else OpenAI's own, where neither the endpoint nor the model is another."""
    ours = not known.get("OPENAI_BASE_URL") and not known.get("AUTOCRM_OPENAI_MODEL")
    return known.get("AUTOCRM_OPENAI_SMALLER_MODEL", "gpt-5-nano" if ours else "")


def _count(known: Mapping[str, str], name: str, default: int) -> int:
    text = known.get(name, str(default))
    if not text.isdecimal() or int(text) < 1:
        raise NotConfigured(f"{name} must be a whole number from 1, not {text!r}.")
    return int(text)


def _switch(known: Mapping[str, str], name: str) -> bool:
    text = known.get(name, "off").lower()
    if text not in ("on", "off"):
        raise NotConfigured(f"{name} must be on or off, not {text!r}.")
    return text == "on"


def _seconds(known: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(known.get(name, default))
    except ValueError as error:
        raise NotConfigured(f"{name} must be a number of seconds, not {known[name]!r}.") from error
