"""Resumable uploads through kill -9: what was acknowledged is there, what appears is whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import threading
import uuid

import httpx
import pytest

from autocrm.stack.ports import free_ports
from tests.stack.tus_client import Tus
from tests.stack.tus_process import running

SIZE = 6 * 1024 * 1024 + 123
PIECE = 512 * 1024


@pytest.fixture
def start(rest_api, tmp_path):
    """Storage as a process; called again it starts on the same folder, database and port."""
    conninfo, folder = rest_api.database.conninfo("supabase_storage_admin"), tmp_path / "storage"
    port = free_ports(1)[0]
    return lambda *die: running(conninfo, folder, rest_api.keys, port, *die), port


def uploaded_until_killed(
    tus: Tus, url: str, content: bytes, kill: threading.Timer | None = None
) -> int:
    """Bytes acknowledged before the server died; all, if it did not.

    `kill` is started when the first piece has been acknowledged.
    """
    offset = int(tus.settled(url).headers["upload-offset"])
    with contextlib.suppress(httpx.TransportError):
        while offset < len(content):
            answer = tus.patch(url, offset, content[offset : offset + PIECE])
            assert answer.status_code == 204, answer.text
            offset = int(answer.headers["upload-offset"])
            if kill is not None and kill.ident is None:
                kill.start()
    return offset


def test_an_upload_survives_every_kill(start, rest_api):
    start, port = start
    base = f"http://127.0.0.1:{port}/storage/v1"
    headers = {"Authorization": f"Bearer {rest_api.keys.service_role_jwt}"}
    content, name, url = os.urandom(SIZE), uuid.uuid4().hex, None
    choice, acknowledged, kills = random.Random(7), 0, 0
    while acknowledged < SIZE:
        with start() as process, httpx.Client(headers=headers, timeout=20) as http:
            tus = Tus(http, f"{base}/upload/resumable", headers)
            if url is None:
                http.post(f"{base}/bucket", json={"name": name}).raise_for_status()
                url = tus.begun(name, "big.bin", SIZE)
            found = int(tus.settled(url).headers["upload-offset"])
            assert found >= acknowledged
            if found < SIZE:  # it is not there before it is whole
                answer = http.get(f"{base}/object/authenticated/{name}/big.bin")
                assert answer.status_code == 400
            # Each piece is synced to the disk, twelve of them: the third at most is interrupted.
            kill = threading.Timer(choice.uniform(0, 0.01), process.kill) if kills < 2 else None
            acknowledged = uploaded_until_killed(tus, url, content, kill)
            kills += 1
    assert kills >= 2
    with start(), httpx.Client(headers=headers, timeout=20) as http:
        assert Tus(http, "", headers).head(url).headers["upload-offset"] == str(SIZE)
        whole = http.get(f"{base}/object/authenticated/{name}/big.bin")
    assert hashlib.sha256(whole.content).digest() == hashlib.sha256(content).digest()


def test_killed_at_the_commit_it_is_finished_once(start, rest_api, tmp_path):
    start, port = start
    base = f"http://127.0.0.1:{port}/storage/v1"
    headers = {"Authorization": f"Bearer {rest_api.keys.service_role_jwt}"}
    content, name = os.urandom(PIECE), uuid.uuid4().hex
    with start("before") as process, httpx.Client(headers=headers, timeout=20) as http:
        tus = Tus(http, f"{base}/upload/resumable", headers)
        http.post(f"{base}/bucket", json={"name": name}).raise_for_status()
        url = tus.begun(name, "a.bin", PIECE)
        uploaded_until_killed(tus, url, content)
        assert process.wait(20) < 0
    with start("after") as process, httpx.Client(headers=headers, timeout=20) as http:
        assert http.get(f"{base}/object/authenticated/{name}/a.bin").status_code == 400
        with contextlib.suppress(httpx.TransportError):
            Tus(http, "", headers).head(url)
        assert process.wait(20) < 0
    with start(), httpx.Client(headers=headers, timeout=20) as http:
        assert http.get(f"{base}/object/authenticated/{name}/a.bin").content == content
        assert Tus(http, "", headers).head(url).headers["upload-offset"] == str(PIECE)
    folder = tmp_path / "storage"
    assert len([path for path in folder.glob("objects/*/*") if path.is_file()]) == 1
    assert not list((folder / "resumable").iterdir())
