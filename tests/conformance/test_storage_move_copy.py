"""Moving and copying, through the official clients."""

from __future__ import annotations

import pytest
from storage3.exceptions import StorageApiError

from tests.conformance.storage_support import allow, made_bucket


def test_supabase_js(js):
    js("storage_move_copy.mjs")


@pytest.fixture
def bucket(stack):
    made = stack.admin().storage.from_(made_bucket(stack))
    made.upload("a/x.txt", b"hello", {"content-type": "text/csv", "metadata": {"k": "v"}})
    return made


def test_moved(bucket):
    assert bucket.move("a/x.txt", "b/y.txt")["message"] == "Successfully moved"
    assert not bucket.exists("a/x.txt")
    assert bucket.download("b/y.txt") == b"hello"
    assert bucket.info("b/y.txt")["metadata"] == {"k": "v"}


def test_copied(bucket):
    assert bucket.copy("a/x.txt", "b/y.txt")["Key"] == f"{bucket.id}/b/y.txt"
    assert bucket.download("a/x.txt") == bucket.download("b/y.txt") == b"hello"
    info = bucket.info("b/y.txt")
    assert (info["content_type"], info["metadata"]) == ("text/csv", {"k": "v"})
    bucket.update("a/x.txt", b"changed")
    assert bucket.download("b/y.txt") == b"hello"


@pytest.mark.parametrize("verb", ["move", "copy"])
def test_not_from_nowhere_nor_onto_another(bucket, verb):
    with pytest.raises(StorageApiError, match="Object not found"):
        getattr(bucket, verb)("no", "b")
    bucket.upload("other", b"other")
    with pytest.raises(StorageApiError, match="already exists"):
        getattr(bucket, verb)("a/x.txt", "other")
    assert bucket.download("other") == b"other"


def test_policies_decide(stack, bucket):
    stranger = stack.client().storage.from_(bucket.id)
    allow(stack, bucket.id, "select")
    with pytest.raises(StorageApiError, match="not found"):
        stranger.move("a/x.txt", "b")
    with pytest.raises(StorageApiError, match="row-level security"):
        stranger.copy("a/x.txt", "b")
    allow(stack, bucket.id, "insert", "name like 'copies/%'")
    allow(stack, bucket.id, "update", "name like 'copies/%'")
    stranger.copy("a/x.txt", "copies/1")
    stranger.move("copies/1", "copies/2")
    with pytest.raises(StorageApiError, match="row-level security"):
        stranger.move("copies/2", "elsewhere")
    assert stranger.download("copies/2") == b"hello"
