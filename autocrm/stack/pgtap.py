"""Run the pgTAP files of supabase/tests in a database of their own.

Each file is one transaction that ends in `rollback`, so all of them share one database. They
are the files that `supabase test db` runs through psql; of psql's own commands only `\\ir`
(include a file that lies beside) is understood here.
"""

from __future__ import annotations

import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg import conninfo as conninfos

from autocrm.stack import databases, migrate
from autocrm.stack.databases import connect
from autocrm.stack.errors import StackError
from autocrm.stack.tap import Failure, FileResult, run_file

_ARCHIVE = Path("node_modules/@electric-sql/pglite-pgtap/dist/pgtap.tar.gz")
_INSTALL_SCRIPT = re.compile(r"(?:.*/)?pgtap--\d+(?:\.\d+)+\.sql")  # not an upgrade script


@dataclass(frozen=True)
class Results:
    """What became of a folder."""

    files: tuple[FileResult, ...]

    @property
    def passed(self) -> int:
        """Number of assertions that hold."""
        return sum(result.passed for result in self.files)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """All failures, in the order of the files."""
        return tuple(failure for result in self.files for failure in result.failures)

    @property
    def ok(self) -> bool:
        """True when every assertion holds."""
        return not self.failures


def run(conninfo: str, root: Path) -> Results:
    """Run supabase/tests of the project `root` in a fresh database of the server.

    `conninfo` is a superuser's, to any database of that server; the fresh one is dropped
    afterwards. Raises StackError when pgTAP or the files are missing, or a migration fails.
    """
    files = find(root / "supabase" / "tests")
    with fresh_database(conninfo, root) as fresh:
        install(fresh, root)
        as_owner = conninfos.make_conninfo(fresh, user="postgres")
        return Results(tuple(run_file(as_owner, file) for file in files))


def find(folder: Path) -> list[Path]:
    """The test files of `folder` by name. Raises StackError when there is none."""
    files = sorted(folder.glob("*.test.sql"))
    if not files:
        raise StackError(f"{folder} holds no *.test.sql files: point to the project folder.")
    return files


@contextmanager
def fresh_database(conninfo: str, root: Path) -> Iterator[str]:
    """A bootstrapped and migrated database for a `with` block; its superuser's conninfo."""
    name = f"pgtap_{os.getpid()}"
    fresh = conninfos.make_conninfo(conninfo, dbname=name)
    databases.drop(conninfo, name)
    databases.create(conninfo, name)
    try:
        databases.bootstrap(fresh, root / "sql" / "bootstrap")
        as_owner = conninfos.make_conninfo(fresh, user="postgres")
        migrate.migrate(as_owner, root / "supabase" / "migrations")
        yield fresh
    finally:
        databases.drop(conninfo, name)


def install(conninfo: str, root: Path) -> None:
    """Load pgTAP into schema extensions, as a superuser. Raises StackError when it is missing.

    As plain SQL and not as an extension: so nothing has to be put into Postgres's folders.
    """
    script = _install_script(root / _ARCHIVE)
    with connect(conninfo) as connection:
        connection.execute("set search_path = extensions")
        connection.execute(script, prepare=False)


def _install_script(archive: Path) -> bytes:
    try:
        with tarfile.open(archive) as members:
            names = [name for name in members.getnames() if _INSTALL_SCRIPT.fullmatch(name)]
            script = members.extractfile(names[0]) if names else None
            if script:
                return script.read()
    except (OSError, tarfile.TarError) as error:
        raise StackError("pgTAP is not there: run `npm ci` in the project folder.") from error
    raise StackError(f"{archive} holds no pgTAP: run `npm ci` in the project folder.")
