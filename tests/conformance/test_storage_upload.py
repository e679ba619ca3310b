"""Uploads, through the official clients."""

from __future__ import annotations

import hashlib

import pytest
from storage3.exceptions import StorageApiError

from tests.conformance.storage_support import made_bucket


def test_supabase_js(js):
    js("storage_upload.mjs")


@pytest.fixture
def bucket(stack):
    return stack.admin().storage.from_(made_bucket(stack))


def test_a_file_comes_back_as_it_was(bucket):
    data = bytes(range(256)) * 1000
    answer = bucket.upload("a/b.bin", data, {"content-type": "application/x-own"})
    assert answer.path == "a/b.bin"
    assert answer.full_path == f"{bucket.id}/a/b.bin"
    assert bucket.download("a/b.bin") == data


def test_a_file_from_the_disk(bucket, tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("from the disk")
    bucket.upload("x.txt", path)
    with path.open("rb") as file:
        bucket.upload("y.txt", file)
    assert bucket.download("x.txt") == bucket.download("y.txt") == b"from the disk"


def test_the_name_is_taken_unless_it_is_overwritten(bucket):
    bucket.upload("x", b"one")
    with pytest.raises(StorageApiError, match="already exists") as caught:
        bucket.upload("x", b"two")
    assert (str(caught.value.status), caught.value.code) == ("409", "Duplicate")
    bucket.upload("x", b"two", {"upsert": "true"})
    assert bucket.download("x") == b"two"
    bucket.update("x", b"three", {"cache-control": "60"})
    assert bucket.download("x") == b"three"
    assert bucket.info("x")["cache_control"] == "max-age=60"


def test_what_is_known_about_a_file(bucket):
    options = {"content-type": "text/css", "cache-control": "77", "metadata": {"by": "me"}}
    bucket.upload("a/x.css", b"body {}", options)
    info = bucket.info("a/x.css")
    assert (info["name"], info["bucket_id"], info["size"]) == ("a/x.css", bucket.id, 7)
    assert (info["content_type"], info["cache_control"]) == ("text/css", "max-age=77")
    assert info["metadata"] == {"by": "me"}
    assert info["etag"] == f'"{hashlib.md5(b"body {}").hexdigest()}"'


def test_whether_a_file_exists(stack, bucket):
    bucket.upload("x", b"x")
    assert bucket.exists("x")
    assert not bucket.exists("y")
    with pytest.raises(StorageApiError, match="Bucket not found"):
        stack.admin().storage.from_("nowhere").exists("x")


def test_deleted_files_are_named_and_gone(bucket):
    bucket.upload("a", b"1")
    bucket.upload("b", b"2")
    assert [row["name"] for row in bucket.remove(["a", "no"])] == ["a"]
    assert not bucket.exists("a")
    assert bucket.exists("b")


def test_a_bucket_that_is_not_there(stack):
    with pytest.raises(StorageApiError, match="Bucket not found"):
        stack.admin().storage.from_("nowhere").upload("x", b"x")


@pytest.mark.parametrize("name", ["ü.txt", "a#b", "a[1]", "a%b"])
def test_a_name_with_other_characters_is_refused(bucket, name):
    with pytest.raises((StorageApiError, UnicodeDecodeError)) as caught:
        bucket.upload(name, b"x")
    assert "Invalid key" in str(caught.value)
