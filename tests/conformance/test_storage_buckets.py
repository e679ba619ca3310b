"""Buckets, through the official clients."""

from __future__ import annotations

import pytest
from storage3.exceptions import StorageApiError

from tests.conformance.storage_support import made_bucket


def test_supabase_js(js):
    js("storage_buckets.mjs")


def test_made_read_changed_emptied_deleted(stack):
    storage = stack.admin().storage
    options = {"public": False, "file_size_limit": 1000, "allowed_mime_types": ["image/png"]}
    assert storage.create_bucket("life", options=options) == {"name": "life"}
    bucket = storage.get_bucket("life")
    assert (bucket.id, bucket.name, bucket.owner, bucket.public) == ("life", "life", "", False)
    assert (bucket.file_size_limit, bucket.allowed_mime_types) == (1000, ["image/png"])
    assert storage.update_bucket("life", {"public": True})["message"] == "Successfully updated"
    assert storage.get_bucket("life").public
    assert storage.get_bucket("life").file_size_limit == 1000
    storage.from_("life").upload("a.png", b"x", {"content-type": "image/png"})
    with pytest.raises(StorageApiError, match="not empty") as caught:
        storage.delete_bucket("life")
    assert str(caught.value.status) == "409"
    assert "queued" in storage.empty_bucket("life")["message"]
    assert storage.from_("life").list() == []
    assert storage.delete_bucket("life")["message"] == "Successfully deleted"
    with pytest.raises(StorageApiError, match="Bucket not found"):
        storage.get_bucket("life")


def test_listed_for_those_who_may_see_them(stack):
    name = made_bucket(stack)
    assert name in [bucket.id for bucket in stack.admin().storage.list_buckets()]
    assert stack.client().storage.list_buckets() == []


def test_the_name_is_taken_once(stack):
    name = made_bucket(stack)
    with pytest.raises(StorageApiError) as caught:
        stack.admin().storage.create_bucket(name)
    assert (str(caught.value.status), caught.value.code) == ("409", "Duplicate")


def test_a_stranger_makes_changes_and_deletes_none(stack):
    name = made_bucket(stack)
    strange = stack.client().storage
    for act in (
        lambda: strange.create_bucket("theirs"),
        lambda: strange.update_bucket(name, {"public": True}),
        lambda: strange.empty_bucket(name),
        lambda: strange.delete_bucket(name),
        lambda: strange.get_bucket(name),
    ):
        with pytest.raises(StorageApiError):
            act()
    assert not stack.admin().storage.get_bucket(name).public


def test_limits_hold_and_say_so(stack):
    name = made_bucket(stack, file_size_limit=10, allowed_mime_types=["image/png"])
    bucket = stack.admin().storage.from_(name)
    with pytest.raises(StorageApiError, match="exceeded the maximum allowed size") as caught:
        bucket.upload("a.png", b"x" * 11, {"content-type": "image/png"})
    assert str(caught.value.status) == "413"
    with pytest.raises(StorageApiError, match="mime type image/jpeg is not supported") as caught:
        bucket.upload("a.jpg", b"x", {"content-type": "image/jpeg"})
    assert str(caught.value.status) == "415"
