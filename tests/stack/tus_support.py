"""What the tests of resumable uploads share: buckets, callers, and what lies on the disk."""

from __future__ import annotations

import base64
import json
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.stack.harness import Stack
from tests.stack.tus_client import Tus

MIB = 1024 * 1024
CONFIG = {"storage": {"file_size_limit": "2MiB"}}
POLICIES = """
    create policy "people keep their own folder" on storage.objects for all to authenticated
      using ((storage.foldername(name))[1] = auth.uid()::text)
      with check ((storage.foldername(name))[1] = auth.uid()::text);
"""


def make_bucket(stack: Stack, **fields: Any) -> str:
    """A new private bucket."""
    name = f"b{uuid.uuid4().hex[:12]}"
    body = {"id": name, "name": name, "public": False, **fields}
    stack.http(apikey=stack.keys.secret_key).post(
        "/storage/v1/bucket", json=body
    ).raise_for_status()
    return name


def tus(stack: Stack, token: str | None = None, path: str = "") -> Tus:
    """A TUS client that bears this token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Tus(stack.http(), f"{stack.url}/storage/v1/upload/resumable{path}", headers)


def somebody(stack: Stack, person: dict[str, str]) -> tuple[str, Tus]:
    """A signed-up person's id and TUS client."""
    client = stack.signed_up(person)
    session = client.auth.get_session()
    return session.user.id, tus(stack, session.access_token)


def stored(stack: Stack, bucket: str, name: str) -> httpx.Response:
    """The object, asked for as the service role."""
    service = stack.http(Authorization=f"Bearer {stack.keys.service_role_jwt}")
    return service.get(f"/storage/v1/object/authenticated/{bucket}/{name}")


def info(stack: Stack, bucket: str, name: str) -> dict[str, Any]:
    """The object's row."""
    with stack.database.connect() as connection:
        row = connection.execute(
            "select to_jsonb(o) from storage.objects o where bucket_id = %s and name = %s",
            [bucket, name],
        ).fetchone()
    assert row is not None
    return row[0]


def folder(stack: Stack) -> Path:
    """Where Storage keeps its files."""
    return stack.mailbox.folder.with_name("storage")


def id_of(url: str) -> str:
    """The id in an upload's address."""
    address = url.rpartition("/")[2]
    return base64.urlsafe_b64decode(address + "==").decode().rpartition("/")[2]


def record_of(stack: Stack, url: str) -> Path:
    """What is noted of an upload."""
    return folder(stack) / "uploads" / f"{id_of(url)}.json"


def bytes_of(stack: Stack, url: str) -> Path | None:
    """The unfinished file of an upload, if there is one."""
    path = folder(stack) / "resumable" / id_of(url)
    return path if path.exists() else None


def wait_for_bytes(stack: Stack, url: str) -> None:
    """Until a request is at work on the upload."""
    deadline = time.monotonic() + 20
    while not bytes_of(stack, url).stat().st_size:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def change_record(stack: Stack, url: str, **values: Any) -> None:
    """Change what is noted of an upload."""
    path = record_of(stack, url)
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def upload_token(stack: Stack, bucket: str, name: str, **headers: str) -> str:
    """A token for storing one object."""
    service = stack.http(Authorization=f"Bearer {stack.keys.service_role_jwt}", **headers)
    answer = service.post(f"/storage/v1/object/upload/sign/{bucket}/{name}")
    return answer.raise_for_status().json()["token"]


@pytest.fixture(scope="module")
def stack_config() -> dict[str, Any]:
    return CONFIG


@pytest.fixture(scope="module", autouse=True)
def policies(running_stack: Stack) -> None:
    with running_stack.database.connect("postgres") as connection:
        connection.execute(POLICIES)


@pytest.fixture
def bucket(stack: Stack) -> str:
    return make_bucket(stack)


@pytest.fixture
def admin(stack: Stack) -> Tus:
    return tus(stack, stack.keys.service_role_jwt)
