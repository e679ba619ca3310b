"""The command line in this process, against an API that respx plays."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import respx

from autocrm.cli import main

API = "http://api.test"
SECRET = "sb_secret_for-tests"
PUBLISHABLE = "sb_publishable_for-tests"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """`run("ticket", "list", stdin=b"")`: exit code, stdout and stderr."""
    monkeypatch.setenv("SUPABASE_URL", API)
    monkeypatch.setenv("SUPABASE_SECRET_KEY", SECRET)
    monkeypatch.setenv("SUPABASE_PUBLISHABLE_KEY", PUBLISHABLE)
    monkeypatch.setenv("AUTOCRM_MAIL_URL", "http://mail.test")

    def run(*arguments: str, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "argv", ["autocrm", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        try:
            code = main()
        except SystemExit as end:
            code = int(end.code or 0)
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Done(code, out, err)

    return run


@pytest.fixture
def api() -> Iterator[respx.MockRouter]:
    """Every request must be expected, and every expectation must be met."""
    with respx.mock(base_url=API) as router:
        yield router
