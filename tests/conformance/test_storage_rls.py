"""Policies of storage.objects and storage.buckets, through the official clients."""

from __future__ import annotations

import pytest
from storage3.exceptions import StorageApiError

from tests.conformance.storage_support import allow, made_bucket


def test_supabase_js(js):
    js("storage_rls.mjs")


OWN = "owner_id = (select auth.uid()::text)"
FOLDER = "(storage.foldername(name))[1] = (select auth.uid()::text)"


@pytest.fixture
def bucket(stack):
    return made_bucket(stack)


@pytest.fixture
def people(stack, person):
    """Two who are signed in, and their ids."""
    clients = [
        stack.signed_up({**person, "email": f"{name}-{person['email']}"}) for name in ("a", "b")
    ]
    return [(client, client.auth.get_user().user.id) for client in clients]


def refused(act, *arguments):
    with pytest.raises(StorageApiError) as caught:
        act(*arguments)
    return caught.value.code


def test_without_a_policy_nobody_does_anything(stack, bucket, people):
    stack.admin().storage.from_(bucket).upload("x", b"x")
    for client in (stack.client(), people[0][0]):
        objects = client.storage.from_(bucket)
        assert refused(objects.upload, "y", b"y") == "Unauthorized"
        assert refused(objects.download, "x") == "not_found"
        assert objects.list() == []
        assert objects.remove(["x"]) == []
    assert stack.admin().storage.from_(bucket).exists("x")


def test_everybody_has_a_folder(stack, bucket, people):
    for what in ("select", "insert", "update", "delete"):
        allow(stack, bucket, what, FOLDER, "authenticated")
    (one, one_id), (two, _) = people
    mine, theirs = one.storage.from_(bucket), two.storage.from_(bucket)
    mine.upload(f"{one_id}/x", b"mine")
    assert refused(mine.upload, "elsewhere/x", b"x") == "Unauthorized"
    assert mine.download(f"{one_id}/x") == b"mine"
    mine.update(f"{one_id}/x", b"changed")
    assert refused(theirs.download, f"{one_id}/x") == "not_found"
    assert refused(theirs.upload, f"{one_id}/y", b"x") == "Unauthorized"
    assert refused(theirs.update, f"{one_id}/x", b"x") == "Unauthorized"
    assert refused(theirs.create_signed_url, f"{one_id}/x", 60) == "not_found"
    assert theirs.remove([f"{one_id}/x"]) == []
    assert refused(stack.client().storage.from_(bucket).download, f"{one_id}/x") == "not_found"
    assert [row["name"] for row in mine.remove([f"{one_id}/x"])] == [f"{one_id}/x"]


def test_whose_a_file_is(stack, bucket, people):
    allow(stack, bucket, "select", OWN, "authenticated")
    allow(stack, bucket, "insert", OWN, "authenticated")
    (one, one_id), (two, _) = people
    one.storage.from_(bucket).upload("x", b"mine")
    with stack.database.connect() as db:
        row = db.execute(
            "select owner_id, owner::text from storage.objects where bucket_id = %s", [bucket]
        ).fetchone()
    assert row == (one_id, one_id)
    assert [row["name"] for row in one.storage.from_(bucket).list()] == ["x"]
    assert two.storage.from_(bucket).list() == []
    assert two.storage.from_(bucket).list_v2().objects == []


def test_overwriting_needs_more_than_inserting(stack, bucket):
    objects = stack.client().storage.from_(bucket)
    allow(stack, bucket, "insert")
    objects.upload("x", b"1")
    assert refused(objects.upload, "x", b"2", {"upsert": "true"}) == "Unauthorized"
    allow(stack, bucket, "select")
    assert refused(objects.update, "x", b"2") == "Unauthorized"
    assert objects.download("x") == b"1"
    allow(stack, bucket, "update")
    objects.update("x", b"2")
    assert objects.download("x") == b"2"


def test_a_policy_may_ask_for_kind_size_and_metadata(stack, bucket):
    allow(
        stack,
        bucket,
        "insert",
        "metadata ->> 'mimetype' like 'image/%' and (metadata ->> 'contentLength')::int < 5000"
        " and user_metadata ->> 'department' = 'engineering'",
    )
    objects = stack.client().storage.from_(bucket)
    good = {"content-type": "image/png", "metadata": {"department": "engineering"}}
    objects.upload("good", b"x", good)
    assert refused(objects.upload, "b", b"x", good | {"content-type": "text/css"}) == "Unauthorized"
    assert refused(objects.upload, "b", b"x" * 6000, good) == "Unauthorized"
    assert refused(objects.upload, "b", b"x", good | {"metadata": {"a": "b"}}) == "Unauthorized"
    assert [row["name"] for row in stack.admin().storage.from_(bucket).list()] == ["good"]


def test_a_policy_may_ask_what_is_being_done_and_by_which_request(stack, bucket):
    stack.admin().storage.from_(bucket).upload("x", b"x")
    allow(stack, bucket, "select", "storage.allow_only_operation('object.get_authenticated')")
    objects = stack.client().storage.from_(bucket)
    assert objects.download("x") == b"x"
    assert objects.list() == []
    assert refused(objects.create_signed_url, "x", 60) == "not_found"
    other = made_bucket(stack)
    stack.admin().storage.from_(other).upload("x", b"x")
    rule = "current_setting('request.headers', true)::json ->> 'x-code' = 'open'"
    allow(stack, other, "select", rule)
    path = f"/storage/v1/object/{other}/x"
    assert stack.http(**{"x-code": "open"}).get(path).content == b"x"
    assert stack.http(**{"x-code": "shut"}).get(path).status_code == 400


def test_buckets_have_policies_too(stack, bucket):
    with stack.database.connect("postgres") as db:
        db.execute(
            f"create policy seen on storage.buckets for select to anon using (id = '{bucket}')"
        )
    storage = stack.client().storage
    assert [seen.id for seen in storage.list_buckets()] == [bucket]
    assert storage.get_bucket(bucket).id == bucket
    assert refused(storage.update_bucket, bucket, {"public": True}) == "Bucket not found"
