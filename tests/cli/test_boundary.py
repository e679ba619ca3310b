"""Exit codes, the one sentence on stderr, and a start that imports nothing heavy."""

from __future__ import annotations

import json
import subprocess
import sys

import httpx
import pytest
import respx

from tests.cli.conftest import Run

TICKET = "5f0a3a5e-0000-4000-8000-000000000001"


def test_nothing_heavy_is_imported_for_the_help() -> None:
    code = (
        "import sys; from autocrm.cli import build; build();"
        "print([m for m in ('supabase', 'numpy', 'httpx', 'psycopg') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "noun", ["ticket", "mail", "kb", "review", "user", "job", "ai", "eval", "models", "policy"]
)
def test_every_noun_has_help(run: Run, noun: str) -> None:
    done = run(noun, "--help")
    assert (done.code, done.err) == (0, "")
    assert "Commands:" in done.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["frob"],
        ["ticket", "show"],
        ["ticket", "show", "not-a-number"],
        ["ticket", "create", "--text", "x"],
        ["policy", "set", "shipping", "sometimes"],
        ["policy", "set", "shipping", "auto", "--min-confidence", "2"],
        ["job", "retry", "17"],
        ["user", "create", "a@b.example", "--role", "customer", "--team", "front"],
        ["eval", "run", "outbox"],
    ],
)
def test_wrong_usage_ends_with_2(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert done.out == ""
    assert "Error:" in done.err
    assert "Traceback" not in done.err


def test_trouble_is_one_sentence_and_1(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/tickets").mock(side_effect=httpx.ConnectError("refused"))
    done = run("ticket", "list")
    assert done.code == 1
    assert done.out == ""
    assert done.err.startswith("Error: The API did not answer")
    assert done.err.count("\n") == 1


def test_without_an_api_the_way_to_one_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUPABASE_URL")
    monkeypatch.setenv("AUTOCRM_HOME", "/nonexistent")
    done = run("ticket", "list")
    assert done.code == 1
    assert "make up" in done.err


def test_without_the_secret_key_it_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUPABASE_SECRET_KEY")
    done = run("ticket", "list")
    assert done.code == 1
    assert "SUPABASE_SECRET_KEY" in done.err
    assert "--as EMAIL" in done.err


def test_ctrl_c_ends_with_130(run: Run) -> None:
    def pressed(request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    with respx.mock(assert_all_called=False) as api:  # respx counts a call when it returns
        api.route().mock(side_effect=pressed)
        done = run("ticket", "list")
    assert (done.code, done.out, done.err) == (130, "", "")


def test_a_reader_that_leaves_is_no_traceback() -> None:
    command = f"{sys.executable} -m autocrm.cli --help | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_no_key_is_printed_when_something_fails(run: Run, api: respx.MockRouter) -> None:
    problem = {"detail": "No.", "code": "forbidden"}
    api.post("/functions/v1/inbound-email").respond(403, json=problem)
    done = run("mail", "receive", stdin=b"From: a@b.example\r\n\r\nx")
    assert done.code == 1
    assert "sb_secret" not in done.out + done.err


def test_as_a_user_signs_in_and_uses_the_token(
    run: Run, api: respx.MockRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOCRM_PASSWORD", "secret-word")
    user = {
        "id": TICKET, "aud": "authenticated", "email": "reto@bergbach.example",
        "app_metadata": {}, "user_metadata": {}, "created_at": "2026-11-01T00:00:00Z",
    }  # fmt: skip
    session = {
        "access_token": "token-of-reto", "refresh_token": "r", "token_type": "bearer",
        "expires_in": 3600, "user": user,
    }  # fmt: skip
    sign_in = api.post("/auth/v1/token").respond(200, json=session)
    listed = api.get("/rest/v1/tickets").respond(200, json=[])
    done = run("ticket", "list", "--as", "reto@bergbach.example", "--json")
    assert (done.code, json.loads(done.out)) == (0, [])
    assert json.loads(sign_in.calls.last.request.content)["password"] == "secret-word"
    headers = listed.calls.last.request.headers
    assert headers["authorization"] == "Bearer token-of-reto"
    assert headers["apikey"] == "sb_publishable_for-tests"


def test_a_wrong_password_is_trouble(
    run: Run, api: respx.MockRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOCRM_PASSWORD", "wrong")
    said = {"code": 400, "error_code": "invalid_credentials", "msg": "Invalid login credentials"}
    api.post("/auth/v1/token").respond(400, json=said)
    done = run("ticket", "list", "--as", "reto@bergbach.example")
    assert (done.code, done.err) == (1, "Error: Invalid login credentials\n")
