"""A Supabase that is not ours: its settings are explained, and only our two programs run."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autocrm.stack import control, docker, remote
from autocrm.stack.config import StackConfig
from autocrm.stack.errors import StackError
from autocrm.stack.ports import free_base, free_ports
from autocrm.stack.restore import READY
from autocrm.stack.state import State
from autocrm.stack.status import status
from tests.stack.harness import Stack
from tests.stack.test_db_snapshot import read_data, write_data

STAND_IN = [sys.executable, str(Path(__file__).with_name("stand_in.py"))]
GOOD = {
    "SUPABASE_URL": "https://abc.supabase.co",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_x",
    "SUPABASE_SECRET_KEY": "sb_secret_x",
}
# -- what is written down


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# keys\nSUPABASE_URL=http://a\nexport X='quoted'\n\nY=1\n")
    known = remote.read_environment({"Y": "2", "SUPABASE_URL": ""}, tmp_path / ".env")
    assert known == {"SUPABASE_URL": "http://a", "X": "quoted", "Y": "2"}
    assert remote.read_environment({"A": "1"}, tmp_path / "none") == {"A": "1"}


def test_settings_are_taken_by_either_name() -> None:
    older = {
        "SUPABASE_URL": "https://abc.supabase.co/",
        "SUPABASE_ANON_KEY": "sb_publishable_x",
        "SUPABASE_SERVICE_ROLE_KEY": "sb_secret_x",
    }
    assert remote.settings(older) == GOOD
    more = {"SUPABASE_DB_URL": "postgresql://u@h/d", "OTHER": "1"}
    assert remote.settings(GOOD | more) == GOOD | {"SUPABASE_DB_URL": "postgresql://u@h/d"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SUPABASE_URL": ""}, "SUPABASE_URL is not set"),
        ({"SUPABASE_URL": "abc.supabase.co"}, "SUPABASE_URL is no URL"),
        ({"SUPABASE_URL": "https://abc.supabase.co/rest/v1"}, "SUPABASE_URL has a path"),
        ({"SUPABASE_PUBLISHABLE_KEY": ""}, "SUPABASE_PUBLISHABLE_KEY is not set"),
        ({"SUPABASE_SECRET_KEY": ""}, "SUPABASE_SECRET_KEY is not set"),
        ({"SUPABASE_SECRET_KEY": "sb_publishable_x"}, "SUPABASE_SECRET_KEY holds the key of anon"),
        ({"SUPABASE_PUBLISHABLE_KEY": "sb_secret_x"}, "PUBLISHABLE_KEY holds the key of service_r"),
        ({"SUPABASE_SECRET_KEY": "a.b.c"}, "SUPABASE_SECRET_KEY is no key of Supabase"),
    ],
)
def test_each_wrong_setting_is_named_without_its_value(
    change: dict[str, str], sentence: str
) -> None:
    with pytest.raises(StackError, match=sentence) as caught:
        remote.settings(GOOD | change)
    assert "sb_secret_x" not in caught.value.message


def test_legacy_keys_tell_their_role(keys) -> None:
    legacy = {"SUPABASE_PUBLISHABLE_KEY": keys.anon_jwt, "SUPABASE_SECRET_KEY": keys.anon_jwt}
    with pytest.raises(StackError, match="SUPABASE_SECRET_KEY holds the key of anon"):
        remote.settings(GOOD | legacy)
    legacy["SUPABASE_SECRET_KEY"] = keys.service_role_jwt
    assert remote.settings(GOOD | legacy) == GOOD | legacy


# -- and what the other side says to it


TABLE = "ticket_status_transitions"


@pytest.fixture
def known(stack: Stack) -> dict[str, str]:
    """Settings that are all right."""
    return {
        "SUPABASE_URL": stack.url,
        "SUPABASE_PUBLISHABLE_KEY": stack.keys.publishable_key,
        "SUPABASE_SECRET_KEY": stack.keys.secret_key,
    }


def test_good_settings_are_let_in(known) -> None:
    remote.try_out(known, TABLE)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SUPABASE_SECRET_KEY": "sb_secret_wrong"}, "does not accept SUPABASE_SECRET_KEY"),
        ({"SUPABASE_PUBLISHABLE_KEY": "sb_publishable_no"}, "accept SUPABASE_PUBLISHABLE_KEY"),
        ({"SUPABASE_URL": f"http://127.0.0.1:{free_ports(1)[0]}"}, "does not answer"),
    ],
)
def test_what_the_api_refuses_is_named(known, change: dict[str, str], sentence: str) -> None:
    with pytest.raises(StackError, match=sentence):
        remote.try_out(known | change, TABLE)


def test_a_project_without_our_schema_is_told(known) -> None:
    with pytest.raises(StackError, match="has no table nowhere yet: run `autocrm db migrate"):
        remote.try_out(known, "nowhere")


# -- the two programs


@pytest.fixture
def config(known, tmp_path: Path) -> Iterator[StackConfig]:
    base = free_base()
    commands = {name: [*STAND_IN, str(base + n)] for name, n in (("functions", 7), ("worker", 8))}
    upstream = known | {"SUPABASE_DB_URL": "postgresql://u:hidden@h/d"}
    yield StackConfig(tmp_path, port_base=base, commands=commands, kind="remote", upstream=upstream)
    control.stop(tmp_path / ".autocrm")


def test_only_functions_and_worker_run_and_are_told_of_the_other(config, known) -> None:
    steps: list[str] = []
    control.start(config, steps.append)
    assert steps[-1] == "Ready"
    assert list(State.load(config.home).services) == ["functions", "worker"]
    assert not (config.home / "pg").exists()
    lines = (config.home / "stack.env").read_text().splitlines()
    told = dict(line.split("=", 1) for line in lines)
    assert told["SUPABASE_URL"] == known["SUPABASE_URL"]
    assert told["AUTOCRM_WORKER_PORT"] == str(config.worker_port)
    assert config.file.stat().st_mode & 0o077 == 0


def test_status_asks_the_other_side_and_keeps_its_secrets(config, known) -> None:
    control.start(config)
    report = status(config.home)
    assert report["healthy"] is True
    assert list(report["services"]) == ["api", "functions", "worker"]
    assert report["api_url"] == known["SUPABASE_URL"]
    assert report["functions_url"] == f"http://127.0.0.1:{config.functions_port}"
    told = json.dumps(report)
    assert known["SUPABASE_SECRET_KEY"] not in told
    assert "hidden" not in told
    assert control.stop(config.home) is True
    assert status(config.home)["healthy"] is False


def test_the_same_home_takes_no_second_kind(config) -> None:
    control.start(config)
    with pytest.raises(StackError, match="a stack of kind remote runs already"):
        control.start(dataclasses.replace(config, kind="embedded", upstream={}))
    other = config.upstream | {"SUPABASE_URL": "http://127.0.0.1:1"}
    with pytest.raises(StackError, match="runs already"):
        control.start(dataclasses.replace(config, upstream=other))


def test_every_start_ends_a_restore_that_was_decided(config) -> None:
    write_data(config.home, "new")
    write_data(config.home / READY, "old")
    control.start(config)
    assert read_data(config.home) == ("old", "old")
    assert not (config.home / READY).exists()


# -- Docker, by a stand-in for the CLI


TOLD = {
    "API_URL": "http://127.0.0.1:54321",
    "DB_URL": "postgresql://postgres:postgres@127.0.0.1:54322/postgres",
    "MAILPIT_URL": "http://127.0.0.1:54324",
    "PUBLISHABLE_KEY": "sb_publishable_d",
    "SECRET_KEY": "sb_secret_d",
    "ANON_KEY": "old.anon.key",
    "SERVICE_ROLE_KEY": "old.service.key",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with config.toml and a `supabase` on PATH that notes how it is called."""
    (tmp_path / "supabase").mkdir()
    (tmp_path / "supabase" / "config.toml").write_text("[local_smtp]\nsmtp_port = 54325\n")
    fake = tmp_path / "bin" / "supabase"
    fake.parent.mkdir()
    fake.write_text(
        "#!/bin/sh\n"
        f'echo "$@ in $PWD telemetry-off=$SUPABASE_TELEMETRY_DISABLED" >> {tmp_path}/calls\n'
        f'[ "$1" = status ] && cat {tmp_path}/told\n'
        'echo "Pulling images" >&2\n'
        f"[ ! -e {tmp_path}/fails ] || {{ cat {tmp_path}/fails >&2; exit 1; }}\n"
    )
    fake.chmod(0o755)
    (tmp_path / "told").write_text(json.dumps(TOLD))
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    return tmp_path


def test_docker_is_started_by_the_cli_and_asked_for_its_settings(project: Path) -> None:
    steps: list[str] = []
    assert docker.start(project, steps.append) == {
        "SUPABASE_URL": TOLD["API_URL"],
        "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_d",
        "SUPABASE_SECRET_KEY": "sb_secret_d",
        "SUPABASE_DB_URL": TOLD["DB_URL"],
        "AUTOCRM_MAIL_URL": "http://127.0.0.1:54324",
        "AUTOCRM_SMTP_URL": "smtp://127.0.0.1:54325",
    }
    docker.stop(project)
    assert steps == ["Pulling images"]
    assert (project / "calls").read_text().splitlines() == [
        f"{words} in {project} telemetry-off=1" for words in ("start", "status -o json", "stop")
    ]


def test_an_older_cli_tells_the_older_keys(project: Path) -> None:
    told = {name: value for name, value in TOLD.items() if name[0] not in "PS" or "ROLE" in name}
    (project / "told").write_text(json.dumps(told))
    found = docker.status(project)
    assert found["SUPABASE_PUBLISHABLE_KEY"] == "old.anon.key"
    assert found["SUPABASE_SECRET_KEY"] == "old.service.key"


@pytest.mark.parametrize("told", ["", "no json", "[]", '{"API_URL": "http://x"}'])
def test_an_answer_that_cannot_be_used_is_told(project: Path, told: str) -> None:
    (project / "told").write_text(told)
    with pytest.raises(StackError, match="update"):
        docker.status(project)


def test_what_docker_lacks_is_said_in_the_clis_own_words(project: Path) -> None:
    (project / "fails").write_text("Cannot connect to the Docker daemon.\nTry rerunning --debug\n")
    with pytest.raises(StackError, match="`supabase start` failed: Cannot connect to the Docker"):
        docker.start(project)
