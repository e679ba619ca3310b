"""Postgres's data folder: made whole or not at all, checked, freed of what a crash left."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

from autocrm.stack import binaries, process
from autocrm.stack.config import write_private
from autocrm.stack.errors import (
    StackError,
    disk_full_sentence,
    explain_os_errors,
    tells_of_full_disk,
)

# `postgres` is no superuser, as on hosted Supabase, yet may create these there.
_TRUSTED = ("vector",)
_STOP_SIGNALS = [signal.SIGINT, signal.SIGQUIT, signal.SIGKILL]


def create(data: Path, password: str, superuser: str, *, sync: bool = True) -> bool:
    """Make the data folder unless it is there; True when it was made. Raises StackError.

    It is made under another name and renamed at the end, so `data` is never half made.
    """
    if data.exists():
        check(data)
        return False
    part = data.with_name(data.name + ".part")
    with explain_os_errors(data):
        shutil.rmtree(part, ignore_errors=True)  # of an interrupted attempt
        data.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.mkdir(mode=0o700)
        _give_away(part)
        _initdb(part, password, superuser, sync)
        part.rename(data)
    return True


def check(data: Path) -> None:
    """Raise StackError unless `data` is a data folder of this Postgres version."""
    with explain_os_errors(data):
        version_file = data / "PG_VERSION"
        if not version_file.exists() or not (data / "global" / "pg_control").exists():
            raise StackError(
                f"{data} is not a whole Postgres data folder: move it away and start again."
            )
        version = version_file.read_text().strip()
    ours = binaries.major_version()
    if version != str(ours):
        raise StackError(
            f"{data} was made by Postgres {version} but this is Postgres {ours}: dump it with "
            f"the old version and restore, or move it away to start afresh."
        )


def account_options() -> dict[str, Any]:
    """Popen arguments that make a child run as the unprivileged account, if one is needed."""
    account = binaries.account()
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _give_away(path: Path) -> None:
    account = binaries.account()
    if account is None:
        return
    os.chown(path, account.pw_uid, account.pw_gid)
    path.parent.chmod(0o711)  # the account has to pass through


def _initdb(data: Path, password: str, superuser: str, sync: bool) -> None:
    secret = data.with_name(data.name + ".password")
    write_private(secret, password)
    _give_away(secret)
    try:
        _run_initdb(data, secret, superuser, sync)
    finally:
        secret.unlink(missing_ok=True)


def _run_initdb(data: Path, secret: Path, superuser: str, sync: bool) -> None:
    words = [*binaries.namespace_prefix(), str(binaries.program("initdb")), "-D", str(data)]
    words += ["-U", superuser, "--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8"]
    words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    words += [] if sync else ["--no-sync"]
    made = subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={**os.environ, "LC_ALL": "C"},
        **account_options(),
    )
    if made.returncode != 0:
        shutil.rmtree(data, ignore_errors=True)
        raise StackError(_initdb_sentence(data, made.stderr))


def _initdb_sentence(data: Path, said: str) -> str:
    if tells_of_full_disk(said):
        return disk_full_sentence(data)
    lines = [line for line in said.splitlines() if "error:" in line or "FATAL:" in line]
    reason = (lines or said.strip().splitlines() or ["no reason given"])[-1].strip()
    return f"Postgres could not make its data folder {data} ({reason}): repair that."


def extension_dir(data: Path) -> Path:
    """Folder beside the data whose `extension/` holds our own control files."""
    return data.with_name(data.name + "-extensions")


def write_trusted_extensions(data: Path) -> None:
    """Write control files equal to the installed ones, but marked trusted. Raises StackError.

    Written at every start, as the installation may have moved or been upgraded.
    """
    installed = binaries.install_dir() / "share" / "extension"
    folder = extension_dir(data) / "extension"
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder.parent.chmod(0o755)
    for name in _TRUSTED:
        control = installed / f"{name}.control"
        if not control.exists():
            raise StackError(f"The Postgres extension {name} is missing: reinstall the package.")
        text = f"{control.read_text()}\ntrusted = true\ndirectory = '{installed}'\n"
        write_private(folder / control.name, text)
        (folder / control.name).chmod(0o644)


def end_left_over(data: Path) -> None:
    """Stop a server that still runs on `data`, or drop the pid file of one that does not.

    A pid alone proves nothing: it may have gone to another program since. Raises StackError.
    """
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    lines = pid_file.read_text().splitlines()
    pid = int(lines[0]) if lines and lines[0].strip().isdigit() else 0
    known = process.identity(pid) if pid and _is_server(pid, data) else None
    if known and not process.end(pid, known, _STOP_SIGNALS, 5):
        raise StackError(f"An older Postgres (process {pid}) does not end: end it and start again.")
    pid_file.unlink(missing_ok=True)


def _is_server(pid: int, data: Path) -> bool:
    """True when the process was started with exactly this data folder."""
    shown = process.arguments(pid)
    return "postgres" in shown and f"-D {data} " in shown
