"""Signed URLs, through the official clients."""

from __future__ import annotations

import httpx
import pytest
from storage3.exceptions import StorageApiError

from tests.conformance.storage_support import allow, made_bucket


def test_supabase_js(js):
    js("storage_signed.mjs")


@pytest.fixture
def bucket(stack):
    made = stack.admin().storage.from_(made_bucket(stack))
    made.upload("a b.txt", b"hello")
    return made


def test_a_link_opens_one_file_for_anybody(bucket):
    url = bucket.create_signed_url("a b.txt", 60)["signedURL"]
    got = httpx.get(url)
    assert (got.status_code, got.content) == (200, b"hello")
    assert "expires" in got.headers
    tampered = httpx.get(url[:-3] + "abc")
    assert (tampered.status_code, tampered.json()["error"]) == (400, "InvalidJWT")


def test_a_link_names_its_download(bucket):
    url = bucket.create_signed_url("a b.txt", 60, {"download": "c.txt"})["signedURL"]
    assert httpx.get(url).headers["content-disposition"].startswith("attachment; filename=c.txt")


def test_several_links_at_once(bucket):
    links = bucket.create_signed_urls(["a b.txt", "no"], 60)
    assert [link["path"] for link in links] == ["a b.txt", "no"]
    assert [link["error"] is None for link in links] == [True, False]
    assert links[1]["signedURL"] is None
    assert httpx.get(links[0]["signedURL"]).content == b"hello"


def test_no_link_for_what_the_caller_may_not_see(stack, bucket):
    stranger = stack.client().storage.from_(bucket.id)
    with pytest.raises(StorageApiError, match="Object not found"):
        stranger.create_signed_url("a b.txt", 60)
    assert stranger.create_signed_urls(["a b.txt"], 60)[0]["signedURL"] is None


def test_a_link_to_upload(stack, bucket):
    signed = bucket.create_signed_upload_url("up/x.txt")
    anybody = stack.client().storage.from_(bucket.id)
    options = {"content-type": "text/csv", "cache-control": "9"}
    answer = anybody.upload_to_signed_url("up/x.txt", signed["token"], b"a,b", options)
    assert answer.path == "up/x.txt"
    assert bucket.download("up/x.txt") == b"a,b"
    assert bucket.info("up/x.txt")["content_type"] == "text/csv"
    with pytest.raises(StorageApiError, match="already exists"):
        anybody.upload_to_signed_url("up/x.txt", signed["token"], b"again")
    with pytest.raises(StorageApiError):
        anybody.upload_to_signed_url("up/y.txt", signed["token"], b"elsewhere")


def test_a_link_to_overwrite(stack, bucket):
    with pytest.raises(StorageApiError, match="already exists"):
        bucket.create_signed_upload_url("a b.txt")
    http = stack.http(apikey=stack.keys.secret_key, **{"x-upsert": "true"})
    path = f"/storage/v1/object/upload/sign/{bucket.id}/a b.txt"
    token = http.post(path, json={}).json()["token"]
    anybody = stack.client().storage.from_(bucket.id)
    for content in (b"new", b"newer"):
        anybody.upload_to_signed_url("a b.txt", token, content)
        assert bucket.download("a b.txt") == content


def test_only_who_may_upload_may_hand_that_on(stack, bucket):
    stranger = stack.client().storage.from_(bucket.id)
    with pytest.raises(StorageApiError, match="row-level security"):
        stranger.create_signed_upload_url("theirs")
    allow(stack, bucket.id, "insert")
    token = stranger.create_signed_upload_url("theirs")["token"]
    stranger.upload_to_signed_url("theirs", token, b"x")
    assert bucket.download("theirs") == b"x"
