"""Resumable uploads: the road from creation to the object, by right and by signed token."""

from __future__ import annotations

import os

import pytest

from tests.stack.tus_client import Tus
from tests.stack.tus_support import (
    MIB,
    admin,
    bucket,
    bytes_of,
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


def test_what_we_can_do(stack):
    answer = stack.http().options("/storage/v1/upload/resumable")
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert {"creation", "creation-with-upload", "termination", "expiration"} <= set(
        answer.headers["tus-extension"].split(",")
    )
    assert answer.headers["tus-max-size"] == str(2 * MIB)


def test_in_pieces_and_only_whole(stack, bucket, admin):
    pairs = {"contentType": "text/csv", "cacheControl": "60", "metadata": '{"from": "here"}'}
    url = admin.begun(bucket, "in/pieces.csv", 6, pairs=pairs)
    assert url.startswith(f"{stack.url}/storage/v1/upload/resumable/")
    first = admin.patch(url, 0, b"abc")
    assert (first.status_code, first.headers["upload-offset"]) == (204, "3")
    assert "GMT" in first.headers["upload-expires"]
    assert stored(stack, bucket, "in/pieces.csv").status_code == 400
    head = admin.head(url)
    assert head.headers["upload-offset"] == "3"
    assert head.headers["upload-length"] == "6"
    assert head.headers["cache-control"] == "no-store"
    assert "bucketName" in head.headers["upload-metadata"]
    last = admin.patch(url, 3, b"def")
    assert (last.headers["upload-offset"], last.headers["tus-complete"]) == ("6", "1")
    whole = stored(stack, bucket, "in/pieces.csv")
    assert whole.content == b"abcdef"
    assert whole.headers["content-type"] == "text/csv"
    assert whole.headers["cache-control"] == "max-age=60"
    row = info(stack, bucket, "in/pieces.csv")
    assert row["user_metadata"] == {"from": "here"}
    assert row["metadata"]["size"] == 6
    assert row["metadata"]["eTag"] == '"e80b5017098950fc58aad83c8c14978e"'


def test_after_the_end(stack, bucket, admin):
    url = admin.begun(bucket, "a.txt", 3)
    admin.patch(url, 0, b"abc")
    head = admin.head(url)  # the client's last answer may have got lost
    assert (head.status_code, head.headers["upload-offset"]) == (200, "3")
    assert admin.patch(url, 3, b"").status_code == 204
    assert admin.patch(url, 0, b"abc").status_code == 409
    assert admin.patch(url, 3, b"more").status_code == 413
    assert admin.delete(url).status_code == 400
    assert stored(stack, bucket, "a.txt").content == b"abc"


def test_creation_with_upload(stack, bucket, admin):
    part = admin.create(bucket, "a.txt", 6, b"abc")
    assert (part.status_code, part.headers["upload-offset"]) == (201, "3")
    assert admin.patch(part.headers["location"], 3, b"def").status_code == 204
    assert stored(stack, bucket, "a.txt").content == b"abcdef"
    whole = admin.create(bucket, "b.txt", 3, b"abc")
    assert (whole.status_code, whole.headers["upload-offset"]) == (201, "3")
    assert stored(stack, bucket, "b.txt").content == b"abc"


def test_nothing_is_a_file_too(stack, bucket, admin):
    assert admin.create(bucket, "empty", 0).headers["upload-offset"] == "0"
    assert stored(stack, bucket, "empty").content == b""


def test_the_length_may_come_later(stack, bucket, admin):
    url = admin.begun(bucket, "a.txt", None)
    assert admin.patch(url, 0, b"abc").status_code == 204
    assert admin.head(url).headers["upload-defer-length"] == "1"
    assert admin.patch(url, 3, b"def", Upload_Length="6").headers["upload-offset"] == "6"
    assert stored(stack, bucket, "a.txt").content == b"abcdef"


def test_without_a_length_the_limit_holds_all_the_same(stack, admin):
    small = make_bucket(stack, file_size_limit=5)
    url = admin.begun(small, "a.txt", None)
    assert admin.patch(url, 0, b"abcdef").status_code == 413
    assert admin.patch(url, 0, b"abc", Upload_Length="6").status_code == 413


def test_termination(stack, bucket, admin):
    url = admin.begun(bucket, "a.txt", 6)
    admin.patch(url, 0, b"abc")
    assert admin.delete(url).status_code == 204
    assert admin.head(url).status_code == 404
    assert admin.patch(url, 3, b"def").status_code == 404
    assert bytes_of(stack, url) is None


def test_a_broken_line_loses_nothing_that_was_taken(stack, bucket, admin):
    content = os.urandom(2 * MIB)
    url = admin.begun(bucket, "a.bin", 2 * MIB)
    with admin.half_sent(url, 0, content[: 3 * MIB // 2], 2 * MIB):
        wait_for_bytes(stack, url)
    offset = int(admin.settled(url).headers["upload-offset"])
    assert MIB <= offset <= 3 * MIB // 2
    assert admin.patch(url, offset, content[offset:]).status_code == 204
    assert stored(stack, bucket, "a.bin").content == content


@pytest.mark.parametrize(
    ("headers", "start"),
    [
        ({"X-Forwarded-Host": "api.example.com", "X-Forwarded-Proto": "https"}, "https://api."),
        (
            {"X-Forwarded-Host": "example.com", "X-Forwarded-Port": "8443"},
            "http://example.com:8443/storage/v1/upload/resumable/",
        ),
        ({"X-Forwarded-Host": "bad host/"}, "/storage/v1/upload/resumable/"),
        ({"X-Forwarded-Proto": "javascript"}, "/storage/v1/upload/resumable/"),
    ],
)
def test_the_address_is_the_one_the_client_can_reach(stack, bucket, admin, headers, start):
    dashed = {name.replace("-", "_"): value for name, value in headers.items()}
    assert admin.begun(bucket, "a.txt", 3, **dashed).startswith(start)


# -- signed


def test_a_token_is_enough_and_for_one_name_only(stack, bucket):
    token = upload_token(stack, bucket, "a.txt")
    signed = Tus(stack.http(), tus(stack).url + "/sign", {"x-signature": token})
    assert signed.create(bucket, "b.txt", 3).status_code == 400
    url = signed.begun(bucket, "a.txt", 3)
    assert "/upload/resumable/sign/" in url
    assert signed.head(url).headers["upload-offset"] == "0"
    assert signed.patch(url, 0, b"abc").status_code == 204
    assert stored(stack, bucket, "a.txt").content == b"abc"
    taken = signed.create(bucket, "a.txt", 3, x_upsert="true")  # the token does not allow it
    assert taken.status_code == 409


def test_a_token_carries_upsert_and_owner(stack, bucket, person):
    own_id, own = somebody(stack, person)
    name = f"{own_id}/a.txt"
    http = stack.http(**own.headers, **{"x-upsert": "true"})
    answer = http.post(f"/storage/v1/object/upload/sign/{bucket}/{name}").raise_for_status()
    signed = Tus(stack.http(), own.url + "/sign", {"x-signature": answer.json()["token"]})
    for content in (b"one", b"two"):
        url = signed.begun(bucket, name, 3)
        assert signed.patch(url, 0, content).status_code == 204
    assert stored(stack, bucket, name).content == b"two"
    assert info(stack, bucket, name)["owner_id"] == own_id


def test_no_other_token_opens_the_signed_door(stack, bucket, admin):
    admin.patch(admin.begun(bucket, "a.txt", 3), 0, b"abc")
    service = stack.http(Authorization=f"Bearer {stack.keys.service_role_jwt}")
    body = {"expiresIn": 60}
    answer = service.post(f"/storage/v1/object/sign/{bucket}/a.txt", json=body)
    download = answer.json()["signedURL"].partition("token=")[2]
    url = tus(stack).url + "/sign"
    for token in (download, stack.keys.service_role_jwt, "rubbish"):
        signed = Tus(stack.http(), url, {"x-signature": token})
        assert signed.create(bucket, "a.txt", 3).status_code == 400
    missing = Tus(stack.http(), url, admin.headers).create(bucket, "a.txt", 3)
    assert (missing.status_code, missing.text) == (400, "Missing x-signature header")
