"""Limits of Realtime from the environment, how they are counted, and its command line."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autocrm.stack.errors import StackError
from autocrm.stack.listening import bind
from autocrm.stack.realtime import RealtimeSettings, open_realtime
from autocrm.stack.realtime.rates import Rate, Window


def test_the_defaults_are_upstreams():
    settings = RealtimeSettings.load({})
    assert settings == RealtimeSettings()
    assert (settings.max_channels_per_client, settings.max_payload) == (100, 3_000_500)


def test_variables_set_the_limits():
    environ = {
        "TENANT_MAX_CHANNELS_PER_CLIENT": "5",
        "CLIENT_PRESENCE_MAX_CALLS": "7",
        "AUTOCRM_STACK_REALTIME_PRIVATE_ONLY": "true",
    }
    settings = RealtimeSettings.load(environ)
    assert settings.max_channels_per_client == 5
    assert (settings.client_presence_max_calls, settings.private_only) == (7, True)


@pytest.mark.parametrize("text", ["", "many", "-1", "0", "1.5"])
def test_a_limit_that_is_none_is_named(text: str):
    with pytest.raises(StackError, match="TENANT_MAX_JOINS_PER_SECOND"):
        RealtimeSettings.load({"TENANT_MAX_JOINS_PER_SECOND": text})


def test_a_rate_allows_ten_seconds_worth_and_earns_more():
    now = [0.0]
    rate = Rate(2, clock=lambda: now[0])
    assert rate.take(20)
    assert not rate.take()
    now[0] = 1.0
    assert rate.take(2)
    assert not rate.take()


def test_a_window_opens_with_its_first_call():
    now = [100.0]
    window = Window(2, 30.0, clock=lambda: now[0])
    assert [window.take() for _ in range(3)] == [True, True, False]
    now[0] = 130.0
    assert window.take()


async def test_a_port_that_is_taken_is_named(keys: Any):
    with contextlib.closing(bind(0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StackError, match=str(port)):
            async with open_realtime("host=127.0.0.1 port=1", keys, {}, port):
                pass


def test_without_its_file_the_process_says_what_to_do(tmp_path: Path):
    command = [sys.executable, "-m", "autocrm.stack.realtime"]
    missing = [*command, str(tmp_path / "stack.json")]
    ended = subprocess.run(missing, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "start the stack" in ended.stderr
    assert "Traceback" not in ended.stderr
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, "Usage" in ended.stderr) == (2, True)
