"""Where the stack lives, which ports it uses, and what it is asked to run."""

from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autocrm.stack.errors import StackError, explain_os_errors

HOST = "127.0.0.1"
DB_USER = "postgres"
DB_PASSWORD = "postgres"  # the well-known local one of `supabase start`; loopback only
DEFAULT_PORT_BASE = 54321


@dataclass(frozen=True)
class StackConfig:
    """Settings of one embedded stack.

    `root` is the project folder (with supabase/ and sql/), `home` holds data, logs
    and state (relative paths are taken from `root`). `commands` are the command
    lines for "functions" and "worker" and `env` is added to their environment: the
    stack knows nothing of the product. `probe_table` names a table of schema public
    that `status` reads one row of, through gateway and PostgREST. `kind` is "embedded",
    or "remote" or "docker": then only the commands run here, on another Supabase whose
    settings (`SUPABASE_URL` and so on) are `upstream`.
    """

    root: Path
    home: Path = Path(".autocrm")
    port_base: int = DEFAULT_PORT_BASE
    commands: dict[str, list[str]] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)
    probe_table: str | None = None
    fsync: bool = True
    kind: str = "embedded"
    upstream: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        root = Path(self.root).resolve()
        object.__setattr__(self, "root", root)
        object.__setattr__(self, "home", (root / self.home).resolve())
        if not 1024 <= self.port_base <= 65526:
            raise StackError(
                f"Port base {self.port_base} does not work: choose one from 1024 to 65526."
            )

    @property
    def is_embedded(self) -> bool:
        """Whether this stack has a database and services of its own."""
        return self.kind == "embedded"

    @property
    def api_port(self) -> int:
        """The gateway."""
        return self.port_base

    @property
    def db_port(self) -> int:
        """Postgres."""
        return self.port_base + 1

    @property
    def mail_port(self) -> int:
        """Page and API of the captured mail."""
        return self.port_base + 3

    @property
    def smtp_port(self) -> int:
        """SMTP of the captured mail."""
        return self.port_base + 4

    @property
    def rest_port(self) -> int:
        """PostgREST, behind the gateway."""
        return self.port_base + 5

    @property
    def realtime_port(self) -> int:
        """Realtime, behind the gateway."""
        return self.port_base + 6

    @property
    def functions_port(self) -> int:
        """The functions, behind the gateway."""
        return self.port_base + 7

    @property
    def worker_port(self) -> int:
        """Bell and health of the worker."""
        return self.port_base + 8

    @property
    def rest_admin_port(self) -> int:
        """PostgREST's own health."""
        return self.port_base + 9

    @property
    def api_url(self) -> str:
        """Base URL that clients are given."""
        return f"http://{HOST}:{self.api_port}"

    @property
    def mail_url(self) -> str:
        """Base URL of the captured mail."""
        return f"http://{HOST}:{self.mail_port}"

    @property
    def db_url(self) -> str:
        """Connection string of the ordinary owner, `postgres`."""
        return self.db_url_for(DB_USER)

    def db_url_for(self, role: str, database: str = "postgres") -> str:
        """Connection string of another role; locally all have the one password."""
        return f"postgresql://{role}:{DB_PASSWORD}@{HOST}:{self.db_port}/{database}"

    @property
    def file(self) -> Path:
        """Where `save` keeps this: `<home>/stack.json`."""
        return self.home / "stack.json"

    def save(self) -> Path:
        """Write `file` (0600, since `env` may hold keys), making `home`. Raises StackError."""
        values = dataclasses.asdict(self)
        values |= {"root": str(self.root), "home": str(self.home)}
        make_home(self.home)
        write_private(self.file, json.dumps(values, indent=2))
        return self.file

    @classmethod
    def load(cls, path: Path | str) -> StackConfig:
        """Read what `save` wrote. Raises StackError when it is missing or broken."""
        path = Path(path)
        try:
            values: dict[str, Any] = json.loads(path.read_text())
            return cls(**values | {"root": Path(values["root"]), "home": Path(values["home"])})
        except OSError as error:
            raise StackError(f"{path} cannot be read: start the stack to write it.") from error
        except (ValueError, TypeError, KeyError) as error:
            raise StackError(f"{path} is damaged: delete it and start the stack again.") from error


def make_home(home: Path) -> None:
    """Create the home folder and its log folder, closed to others. Raises StackError."""
    with explain_os_errors(home):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home / "logs").mkdir(mode=0o700, exist_ok=True)


def write_private(path: Path, text: str) -> None:
    """Replace `path` atomically by a file only its owner can read. Raises StackError."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with explain_os_errors(path):
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w") as out:
                out.write(text)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)  # there only when something went wrong
