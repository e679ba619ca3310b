"""The real Supabase CLI, where it does something better than we could."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from autocrm.stack.config import HOST
from autocrm.stack.errors import StackError


def find(root: Path) -> Path:
    """The binary: that on PATH, else that of the npm package. Raises StackError."""
    on_path = shutil.which("supabase")
    if on_path:
        return Path(on_path)
    ours = root / "node_modules" / ".bin" / "supabase"
    if ours.exists():
        return ours
    raise StackError("The Supabase CLI is missing: run `npm ci`, or put `supabase` on the PATH.")


def generate_types(root: Path, conninfo: str, language: str, schemas: list[str]) -> str:
    """Source text with the types of the schemas, as `supabase gen types` prints it.

    Needs no Docker, and nothing of the project. Raises StackError.
    """
    with tempfile.TemporaryDirectory() as empty:
        url, login = _split(conninfo)
        words = ["gen", "types", f"--remote={url}", "--lang", language, "--workdir", empty]
        for schema in schemas:
            words += ["--schema", schema]
        done = subprocess.run(
            [str(find(root)), *words],
            env=_environment() | login,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise StackError(f"The types could not be generated: {_reason(done.stderr)}")
    return done.stdout.lstrip("\n")


def run(root: Path, words: list[str], progress: Callable[[str], None] = lambda _: None) -> str:
    """Run the CLI in the project; returns stdout. `progress` gets each line of stderr.

    Raises StackError with the last thing it said.
    """
    command = [str(find(root)), *words]
    with subprocess.Popen(
        command,
        cwd=root,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        said, printed = _listen(child, progress)
    if child.returncode != 0:
        raise StackError(f"`supabase {' '.join(words)}` failed: {_reason(said)}")
    return printed


def _listen(child: subprocess.Popen[str], progress: Callable[[str], None]) -> tuple[str, str]:
    """All of stderr, told as it comes, and all of stdout; a thread each, so that neither blocks."""
    printed: list[str] = []
    assert child.stdout is not None
    assert child.stderr is not None
    reader = threading.Thread(target=lambda out: printed.append(out.read()), args=[child.stdout])
    reader.start()
    said = []
    for line in child.stderr:
        said.append(line)
        if line.strip():
            progress(line.strip())
    reader.join()
    return "".join(said), "".join(printed)


def _environment() -> dict[str, str]:
    return {**os.environ, "SUPABASE_TELEMETRY_DISABLED": "1"}


def _split(conninfo: str) -> tuple[str, dict[str, str]]:
    """The database's URL without its password, and that as the environment takes it.

    Arguments stand in everybody's `ps`. The mode of TLS is said, since the CLI prints its doubts
    about it in the middle of the types.
    """
    try:
        parts = conninfo_to_dict(conninfo)
    except ProgrammingError as error:
        raise StackError("The database's URL cannot be read: postgresql://user@host/db.") from error
    user, host = parts.get("user", "postgres"), str(parts.get("host") or HOST)
    port, database = parts.get("port", 5432), parts.get("dbname", "postgres")
    local = host in (HOST, "localhost", "::1")
    mode = (
        parts.get("sslmode") or os.environ.get("PGSSLMODE") or ("disable" if local else "require")
    )
    login = {"PGPASSWORD": str(parts.get("password") or ""), "PGSSLMODE": str(mode)}
    return f"postgresql://{user}@{host}:{port}/{database}", login


def _reason(said: str) -> str:
    """Its last line that says something; it ends with hints and marks."""
    lines = [line.strip(" │▲■") for line in said.splitlines()]
    lines = [line for line in lines if line and not line.startswith("Try rerunning")]
    return lines[-1] if lines else "it gave no reason."
