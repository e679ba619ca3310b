"""Resumable uploads: tus-js-client as Supabase's guide uses it; supabase-py sees the outcome."""

from __future__ import annotations

import os
import uuid

import pytest

from tests.stack.tus_client import Tus

POLICIES = """
    create policy "people keep their own folder" on storage.objects for all to authenticated
      using ((storage.foldername(name))[1] = auth.uid()::text)
      with check ((storage.foldername(name))[1] = auth.uid()::text);
"""


@pytest.fixture(scope="module", autouse=True)
def policies(running_stack):
    with running_stack.database.connect("postgres") as connection:
        connection.execute(POLICIES)


def test_js(js):
    js("storage_tus.mjs")


def test_somebody_signed_in_with_supabase_py(stack, person):
    client, bucket = stack.signed_up(person), f"b{uuid.uuid4().hex}"
    stack.admin().storage.create_bucket(bucket)
    session = client.auth.get_session()
    headers = {
        "apikey": stack.keys.publishable_key,
        "Authorization": f"Bearer {session.access_token}",
    }
    tus = Tus(stack.http(), f"{stack.url}/storage/v1/upload/resumable", headers)
    content, name = os.urandom(1_000_000), f"{session.user.id}/a.bin"
    url = tus.begun(bucket, name, len(content))
    assert not client.storage.from_(bucket).exists(name)
    assert tus.patch(url, 0, content[:600_000]).status_code == 204
    assert tus.patch(url, 600_000, content[600_000:]).status_code == 204
    assert client.storage.from_(bucket).download(name) == content
    assert [entry["name"] for entry in client.storage.from_(bucket).list(session.user.id)] == [
        "a.bin"
    ]


def test_a_token_of_create_signed_upload_url(stack):
    admin, bucket = stack.admin(), f"b{uuid.uuid4().hex}"
    admin.storage.create_bucket(bucket)
    token = admin.storage.from_(bucket).create_signed_upload_url("a.txt")["token"]
    url = f"{stack.url}/storage/v1/upload/resumable/sign"
    tus = Tus(stack.http(), url, {"x-signature": token})
    assert tus.create(bucket, "b.txt", 3).status_code == 400
    assert tus.patch(tus.begun(bucket, "a.txt", 3), 0, b"abc").status_code == 204
    assert admin.storage.from_(bucket).download("a.txt") == b"abc"
