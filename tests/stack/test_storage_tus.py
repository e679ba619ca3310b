"""Resumable uploads: who may, what is refused, and that nothing gets lost."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import time
import uuid
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from autocrm.stack.storage.files import Files
from autocrm.stack.storage.tus_records import Records
from autocrm.stack.storage.tus_uploads import Uploads
from tests.stack.tus_client import BODY, VERSION, Tus, metadata

CONFIG = {"storage": {"file_size_limit": "2MiB"}}
MIB = 1024 * 1024
POLICIES = """
    create policy "people keep their own folder" on storage.objects for all to authenticated
      using ((storage.foldername(name))[1] = auth.uid()::text)
      with check ((storage.foldername(name))[1] = auth.uid()::text);
"""


@pytest.fixture(scope="module")
def stack_config():
    return CONFIG


@pytest.fixture(scope="module", autouse=True)
def policies(running_stack):
    with running_stack.database.connect("postgres") as connection:
        connection.execute(POLICIES)


@pytest.fixture
def bucket(stack):
    """A new private bucket; `with_limits` makes others."""
    return make_bucket(stack)


def make_bucket(stack, **fields) -> str:
    name = f"b{uuid.uuid4().hex[:12]}"
    body = {"id": name, "name": name, "public": False, **fields}
    stack.http(apikey=stack.keys.secret_key).post(
        "/storage/v1/bucket", json=body
    ).raise_for_status()
    return name


def tus(stack, token: str | None = None, path: str = "") -> Tus:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Tus(stack.http(), f"{stack.url}/storage/v1/upload/resumable{path}", headers)


@pytest.fixture
def admin(stack):
    return tus(stack, stack.keys.service_role_jwt)


def somebody(stack, person):
    """A signed-up person's id and TUS client."""
    client = stack.signed_up(person)
    session = client.auth.get_session()
    return session.user.id, tus(stack, session.access_token)


def stored(stack, bucket: str, name: str) -> httpx.Response:
    service = stack.http(Authorization=f"Bearer {stack.keys.service_role_jwt}")
    return service.get(f"/storage/v1/object/authenticated/{bucket}/{name}")


def info(stack, bucket: str, name: str) -> dict:
    with stack.database.connect() as connection:
        row = connection.execute(
            "select to_jsonb(o) from storage.objects o where bucket_id = %s and name = %s",
            [bucket, name],
        ).fetchone()
    assert row is not None
    return row[0]


def folder(stack) -> Path:
    return stack.mailbox.folder.with_name("storage")


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


# -- the road


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


# -- expiry, and what a crash leaves


def id_of(url: str) -> str:
    address = url.rpartition("/")[2]
    return base64.urlsafe_b64decode(address + "==").decode().rpartition("/")[2]


def record_of(stack, url: str) -> Path:
    return folder(stack) / "uploads" / f"{id_of(url)}.json"


def bytes_of(stack, url: str) -> Path | None:
    path = folder(stack) / "resumable" / id_of(url)
    return path if path.exists() else None


def wait_for_bytes(stack, url: str) -> None:
    """Until a request is at work on the upload."""
    deadline = time.monotonic() + 20
    while not bytes_of(stack, url).stat().st_size:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def change_record(stack, url: str, **values) -> None:
    path = record_of(stack, url)
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def uploads_in(root: Path) -> Uploads:
    """What a Storage that starts on this folder finds."""
    return Uploads(SimpleNamespace(files=Files(root)), Records(root / "uploads"))


def test_what_has_expired_is_gone_and_swept(stack, bucket, admin):
    old, young = (admin.begun(bucket, name, 6) for name in ("old", "young"))
    for url in (old, young):
        admin.patch(url, 0, b"abc")
    change_record(stack, old, created=time.time() - 25 * 3600)
    assert admin.head(old).status_code == 410
    assert admin.patch(old, 3, b"def").status_code == 410
    swept = asyncio.run(uploads_in(folder(stack)).sweep())
    assert id_of(old) in swept
    assert id_of(young) not in swept
    assert bytes_of(stack, old) is None
    assert not record_of(stack, old).exists()
    assert admin.head(old).status_code == 404
    assert admin.patch(young, 3, b"def").status_code == 204


def test_killed_before_the_commit_the_next_question_finishes_it(stack, bucket, admin):
    url = admin.begun(bucket, "a.txt", 6)
    admin.patch(url, 0, b"abc")
    path = bytes_of(stack, url)
    assert path is not None
    path.write_bytes(b"abcdef")  # as if the process had died after the last byte
    assert admin.head(url).headers["upload-offset"] == "6"
    assert stored(stack, bucket, "a.txt").content == b"abcdef"


def test_killed_after_the_commit_nothing_is_done_twice(stack, bucket, admin):
    url = admin.begun(bucket, "a.txt", 3)
    admin.patch(url, 0, b"abc")
    before = info(stack, bucket, "a.txt")
    change_record(stack, url, done=False)
    (folder(stack) / "resumable" / id_of(url)).write_bytes(b"abc")
    assert admin.head(url).headers["upload-offset"] == "3"
    assert info(stack, bucket, "a.txt") == before
    assert bytes_of(stack, url) is None


# -- signed


def upload_token(stack, bucket: str, name: str, **headers: str) -> str:
    service = stack.http(Authorization=f"Bearer {stack.keys.service_role_jwt}", **headers)
    answer = service.post(f"/storage/v1/object/upload/sign/{bucket}/{name}")
    return answer.raise_for_status().json()["token"]


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
