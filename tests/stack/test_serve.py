"""The process: starts without Postgres, stops at once, explains itself."""

from __future__ import annotations

import contextlib
import signal
import smtplib
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from autocrm.stack.config import StackConfig

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def config(tmp_path):
    """A stack whose ten ports are free."""
    for base in range(56110, 56190, 10):
        with contextlib.suppress(OSError), contextlib.ExitStack() as held:
            for port in range(base, base + 10):
                one = held.enter_context(socket.socket())
                one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                one.bind(("127.0.0.1", port))
            config = StackConfig(root=tmp_path, port_base=base)
            config.save()
            return config
    pytest.fail("no ten free ports in a row")


def start(config):
    command = [sys.executable, "-m", "autocrm.stack.serve", str(config.file)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)


def wait_up(config):
    deadline = time.monotonic() + 15
    while True:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{config.api_url}/health").is_success:
                return
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_all_three_and_ends_within_two_seconds(config, number):
    with start(config) as child:
        wait_up(config)
        assert httpx.get(f"{config.mail_url}/api/v1/messages").json()["total"] == 0
        with smtplib.SMTP("127.0.0.1", config.smtp_port) as smtp:
            assert smtp.noop()[0] == 250
            begun = time.monotonic()  # with a connection still open
            child.send_signal(number)
            assert child.wait(5) == 0
            assert time.monotonic() - begun < 2.5
            smtp.close()
        assert child.stderr is not None
        assert "Traceback" not in child.stderr.read()


def test_without_postgres_auth_says_so_and_the_rest_works(config):
    with start(config) as child:
        wait_up(config)
        body = {"email": "a@example.com", "password": "abcdef"}
        path = f"{config.api_url}/auth/v1/token?grant_type=password"
        answer = httpx.post(path, json=body, timeout=10)
        rest = httpx.get(f"{config.api_url}/rest/v1/")
        health = httpx.get(f"{config.api_url}/auth/v1/health")
        child.send_signal(signal.SIGTERM)
        child.communicate(timeout=5)
    assert (answer.status_code, rest.status_code, health.status_code) == (503, 503, 200)
    assert "database does not answer" in answer.json()["msg"]


def test_a_busy_port_is_one_sentence(config):
    with socket.create_server(("127.0.0.1", config.smtp_port)), start(config) as child:
        _, said = child.communicate(timeout=10)
    assert child.returncode == 1
    assert said.startswith(f"Port {config.smtp_port} on 127.0.0.1 is taken: ")
    assert said.count("\n") == 1


def test_a_missing_file_is_one_sentence(tmp_path):
    command = [sys.executable, "-m", "autocrm.stack.serve", str(tmp_path / "stack.json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=10)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
