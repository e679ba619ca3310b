"""Resumable uploads: who may not, and what is refused."""

from __future__ import annotations

import os
import uuid

import pytest

from tests.stack.tus_client import BODY, VERSION, Tus, metadata
from tests.stack.tus_support import (
    MIB,
    POLICIES,
    admin,
    bucket,
    info,
    make_bucket,
    policies,
    somebody,
    stack_config,
    stored,
    tus,
    upload_token,
    wait_for_bytes,
)

__all__ = ["admin", "bucket", "policies", "stack_config"]  # fixtures


# -- strangers


def test_another_protocol_is_refused(stack, bucket):
    http = stack.http(Authorization=f"Bearer {stack.keys.service_role_jwt}")
    for headers in ({}, {"Tus-Resumable": "0.2.1"}):
        answer = http.post("/storage/v1/upload/resumable", headers=headers)
        assert (answer.status_code, answer.headers["tus-version"]) == (412, "1.0.0")


def test_nobody_may_upload_without_a_policy(stack, bucket, person):
    anon = tus(stack).create(bucket, "a.txt", 3)
    _, other = somebody(stack, person)
    outside = other.create(bucket, f"{uuid.uuid4()}/a.txt", 3)
    for answer in (anon, outside):
        assert answer.status_code == 403
        assert answer.text == "new row violates row-level security policy"


def test_a_bad_token_is_refused(stack, bucket):
    assert tus(stack, "rubbish").create(bucket, "a.txt", 3).status_code == 403


def test_only_who_began_goes_on(stack, bucket, admin, person):
    own_id, own = somebody(stack, person)
    other_person = {**person, "email": f"x{uuid.uuid4().hex}@example.com"}
    _, other = somebody(stack, other_person)
    url = own.begun(bucket, f"{own_id}/a.txt", 3)
    for stranger in (tus(stack), other, admin):
        assert stranger.head(url).status_code == 403
        assert stranger.patch(url, 0, b"abc").status_code == 403
        assert stranger.delete(url).status_code == 403
    assert own.patch(url, 0, b"abc").status_code == 204
    assert info(stack, bucket, f"{own_id}/a.txt")["owner_id"] == own_id


def test_the_two_doors_are_apart(stack, bucket, admin):
    url = admin.begun(bucket, "a.txt", 3)
    token = upload_token(stack, bucket, "a.txt")
    signed = Tus(stack.http(), admin.url + "/sign", {"x-signature": token})
    other_door = url.replace("/resumable/", "/resumable/sign/")
    assert signed.patch(other_door, 0, b"abc").status_code == 403
    assert admin.patch(url, 0, b"abc").status_code == 204


def test_what_the_policy_says_at_the_end_counts(stack, bucket, person):
    own_id, own = somebody(stack, person)
    url = own.begun(bucket, f"{own_id}/a.txt", 3)
    with stack.database.connect("postgres") as connection:
        connection.execute('drop policy "people keep their own folder" on storage.objects')
        try:
            answer = own.patch(url, 0, b"abc")
        finally:
            connection.execute(POLICIES)
    assert answer.status_code == 403
    assert stored(stack, bucket, f"{own_id}/a.txt").status_code == 400
    assert own.head(url).status_code == 404


# -- what cannot be accepted


@pytest.mark.parametrize(
    ("bucket_name", "name", "status", "said"),
    [
        ("no-such-bucket", "a.txt", 404, "Bucket not found"),
        ("", "a.txt", 400, "Bucket name invalid"),
        ("a/b", "a.txt", 400, "Bucket name invalid"),
        ("b", "", 400, "Invalid key: "),
        ("b", "../../etc/passwd", 400, "Invalid key: ../../etc/passwd"),
        ("b", "a\0b", 400, "Invalid key: a\0b"),
        ("b", "x" * 1025, 400, "Invalid key: " + "x" * 200),
    ],
)
def test_names_are_checked(admin, bucket_name, name, status, said):
    answer = admin.create(bucket_name, name, 3)
    assert (answer.status_code, answer.text) == (status, said)


def test_limits_of_bucket_and_service(stack, admin):
    small = make_bucket(stack, file_size_limit=10, allowed_mime_types=["image/*"])
    image = {"contentType": "image/png"}
    assert admin.create(small, "a.png", 10, pairs=image).status_code == 201
    for answer in (
        admin.create(small, "a.png", 11, pairs=image),
        admin.create(make_bucket(stack), "b", 2 * MIB + 1),
    ):
        assert (answer.status_code, answer.text) == (413, "Maximum size exceeded\n")
    wrong = admin.create(small, "a.txt", 5, pairs={"contentType": "text/plain"})
    assert (wrong.status_code, wrong.text) == (415, "mime type text/plain is not supported")


def test_a_taken_name_needs_upsert(stack, bucket, admin):
    admin.patch(admin.begun(bucket, "a.txt", 3), 0, b"one")
    again = admin.create(bucket, "a.txt", 3)
    assert (again.status_code, again.text) == (409, "The resource already exists")
    url = admin.begun(bucket, "a.txt", 3, x_upsert="true")
    assert stored(stack, bucket, "a.txt").content == b"one"
    assert admin.patch(url, 0, b"two").status_code == 204
    assert stored(stack, bucket, "a.txt").content == b"two"


def test_a_name_taken_on_the_way_is_not_overwritten(stack, bucket, admin):
    first, second = (admin.begun(bucket, "a.txt", 3) for _ in range(2))
    assert admin.patch(second, 0, b"two").status_code == 204
    late = admin.patch(first, 0, b"one")
    assert (late.status_code, late.text) == (409, "The resource already exists")
    assert stored(stack, bucket, "a.txt").content == b"two"


@pytest.mark.parametrize(
    ("headers", "status", "said"),
    [
        ({"Upload-Length": None}, 400, "Upload-Length or Upload-Defer-Length header required\n"),
        ({"Upload-Length": "-1"}, 400, "Invalid upload-length\n"),
        ({"Upload-Length": "1e3"}, 400, "Invalid upload-length\n"),
        ({"Upload-Length": "9" * 40}, 400, "Invalid upload-length\n"),
        ({"Upload-Defer-Length": "1"}, 400, "Upload-Length or Upload-Defer-Length"),
        ({"Upload-Defer-Length": "2"}, 400, "Invalid upload-defer-length\n"),
        ({"Upload-Metadata": None}, 400, "Metadata header is required"),
        ({"Upload-Metadata": ""}, 400, "Upload-Metadata is invalid"),
        ({"Upload-Metadata": "bucketName !!"}, 400, "Upload-Metadata is invalid"),
        ({"Upload-Metadata": "a YQ==,a YQ=="}, 400, "Upload-Metadata is invalid"),
        ({"Upload-Metadata": "a " + "YQ" * 5000}, 400, "Upload-Metadata is longer"),
        ({"Upload-Concat": "partial"}, 501, "Concatenation extension"),
    ],
)
def test_creation_headers_are_checked(stack, admin, bucket, headers, status, said):
    wanted = {
        "Upload-Length": "3",
        "Upload-Metadata": metadata(bucketName=bucket, objectName="a"),
        **headers,
    }
    sent = {name: value for name, value in wanted.items() if value is not None}
    answer = admin.http.post(admin.url, headers={**admin.headers, **VERSION, **sent})
    assert answer.status_code == status
    assert answer.text.startswith(said)
    assert answer.headers["tus-resumable"] == "1.0.0"


def test_patch_headers_are_checked(bucket, admin):
    url = admin.begun(bucket, "a.txt", 3)
    assert admin.patch(url, 0, b"abc", Content_Type="text/plain").status_code == 400
    assert admin.patch(url, 0, b"abc", Upload_Offset="x").status_code == 400
    headers = {**admin.headers, **VERSION, "Content-Type": BODY}
    assert admin.http.patch(url, headers=headers, content=b"abc").status_code == 403
    assert admin.head(url).headers["upload-offset"] == "0"


def test_a_wrong_offset_changes_nothing(bucket, admin):
    url = admin.begun(bucket, "a.txt", 6)
    assert admin.patch(url, 0, b"abc").headers["upload-offset"] == "3"
    for offset in (0, 2, 4, 6):
        answer = admin.patch(url, offset, b"xyz")
        assert (answer.status_code, answer.text) == (409, "Upload-Offset conflict\n")
    assert admin.head(url).headers["upload-offset"] == "3"


def test_more_than_announced_is_refused(stack, bucket, admin):
    url = admin.begun(bucket, "a.txt", 4)
    told = admin.patch(url, 0, b"abcde")
    assert (told.status_code, told.text) == (413, "upload's size exceeded\n")
    streamed = admin.patch(url, 0, iter([b"abc", b"def"]))
    assert streamed.status_code == 413
    assert stored(stack, bucket, "a.txt").status_code == 400
    offset = int(admin.settled(url).headers["upload-offset"])
    assert offset in (0, 3)
    assert admin.patch(url, offset, b"abcd"[offset:]).status_code == 204
    assert stored(stack, bucket, "a.txt").content == b"abcd"


@pytest.mark.parametrize(
    "address", ["rubbish", "!!!", "YQ", "Yi9uL25vLXV1aWQ", "x" * 3000, "Yi8uLi8uLi9ldGM"]
)
def test_an_unknown_address_is_not_found(admin, address):
    for answer in (
        admin.head(f"{admin.url}/{address}"),
        admin.patch(f"{admin.url}/{address}", 0, b"abc"),
        admin.delete(f"{admin.url}/{address}"),
    ):
        assert answer.status_code == 404


def test_two_at_once_are_refused(stack, bucket, admin):
    content = os.urandom(2 * MIB)
    url, half = admin.begun(bucket, "a.bin", 2 * MIB), 3 * MIB // 2
    with admin.half_sent(url, 0, content[:half], 2 * MIB) as line:
        wait_for_bytes(stack, url)
        for second in (admin.patch(url, 0, b"x"), admin.head(url), admin.delete(url)):
            assert second.status_code == 423
        line.sendall(content[half:])
        assert line.recv(100).startswith(b"HTTP/1.1 204")
    assert stored(stack, bucket, "a.bin").content == content
