"""Uploads, downloads and what is refused, at the level of HTTP."""

from __future__ import annotations

import base64
import hashlib
import json
import threading

import pytest

from autocrm.stack.storage import StorageSettings
from tests.stack.harness import background
from tests.stack.storage_support import MEGABYTE, running_storage


@pytest.fixture(scope="module")
def storage(module_database, keys, tmp_path_factory):
    settings = StorageSettings(file_size_limit=3 * MEGABYTE)
    folder = tmp_path_factory.mktemp("storage")
    with background(lambda: running_storage(module_database, keys, folder, settings)) as running:
        yield running


@pytest.fixture
def http(storage):
    with storage.http() as client:
        yield client


@pytest.fixture
def bucket(storage):
    return storage.bucket()


def refusal(answer):
    body = answer.json()
    return answer.status_code, body["statusCode"], body["error"]


def test_a_raw_body_comes_back_with_its_headers(storage, http, bucket):
    data = bytes(range(256)) * 9000
    metadata = base64.b64encode(json.dumps({"a": "ü"}).encode()).decode()
    headers = {
        "content-type": "image/png",
        "cache-control": "max-age=77",
        "x-metadata": metadata,
    }
    stored = http.post(f"/object/{bucket}/a/b.png", content=data, headers=headers)
    assert stored.json()["Key"] == f"{bucket}/a/b.png"
    got = http.get(f"/object/{bucket}/a/b.png")
    assert got.content == data
    assert got.headers["etag"] == f'"{hashlib.md5(data).hexdigest()}"'
    assert (got.headers["content-type"], got.headers["cache-control"]) == (
        "image/png",
        "max-age=77",
    )
    assert got.headers["content-length"] == str(len(data))
    head = http.head(f"/object/{bucket}/a/b.png")
    assert {name: head.headers[name] for name in ("etag", "content-length", "content-type")} == {
        name: got.headers[name] for name in ("etag", "content-length", "content-type")
    }
    info = http.get(f"/object/info/{bucket}/a/b.png").json()
    assert info["id"] == stored.json()["Id"]
    assert (info["size"], info["content_type"], info["metadata"]) == (
        len(data), "image/png", {"a": "ü"},
    )  # fmt: skip
    assert info["etag"] == got.headers["etag"]


def test_a_form_gives_fields_and_file(http, bucket):
    fields = {"cacheControl": "3600", "metadata": '{"k": 1}'}
    files = {"": ("x.txt", b"hello" * 50_000, "text/plain;charset=UTF-8")}
    assert http.post(f"/object/{bucket}/x", data=fields, files=files).status_code == 200
    got = http.get(f"/object/{bucket}/x")
    assert got.content == b"hello" * 50_000
    assert got.headers["cache-control"] == "max-age=3600"
    assert http.get(f"/object/info/{bucket}/x").json()["metadata"] == {"k": 1}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"rubbish"),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x",
         b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'),
        ("multipart/form-data; boundary=x",
         b'--x\r\ncontent-disposition: form-data; name="a"; filename="f"\r\n\r\nhalf a file'),
    ],
)  # fmt: skip
def test_a_broken_form_is_refused_and_leaves_nothing(storage, http, bucket, kind, body):
    answer = http.post(f"/object/{bucket}/x", content=body, headers={"content-type": kind})
    assert refusal(answer) == (400, "400", "InvalidRequest")
    assert storage.staged() == []
    assert http.get(f"/object/info/{bucket}/x").json()["error"] == "not_found"


def test_a_second_upload_is_a_duplicate_unless_it_overwrites(storage, http, bucket):
    url = f"/object/{bucket}/x"
    http.post(url, content=b"one")
    assert refusal(http.post(url, content=b"two")) == (400, "409", "Duplicate")
    before = set(storage.files())
    assert http.post(url, content=b"two", headers={"x-upsert": "true"}).status_code == 200
    assert http.put(url, content=b"three").status_code == 200
    assert http.get(url).content == b"three"
    after = set(storage.files())
    assert len(before) == len(after)  # the versions before are gone
    assert before != after


def test_the_limits_of_service_and_bucket(storage, http):
    small = storage.bucket(file_size_limit="1KB", allowed_mime_types=["image/png", "text/*"])
    png, text = {"content-type": "image/png"}, {"content-type": "text/css; charset=utf-8"}
    assert http.post(f"/object/{small}/a", content=b"x" * 1000, headers=png).status_code == 200
    assert http.post(f"/object/{small}/b", content=b"x", headers=text).status_code == 200
    answer = http.post(f"/object/{small}/c", content=b"x" * 1001, headers=png)
    assert refusal(answer) == (400, "413", "Payload too large")
    assert answer.json()["message"] == "The object exceeded the maximum allowed size"
    answer = http.post(f"/object/{small}/c", content=b"x", headers={"content-type": "image/jpeg"})
    assert refusal(answer) == (400, "415", "invalid_mime_type")
    assert answer.json()["message"] == "mime type image/jpeg is not supported"
    folder = f"/object/{small}/f/.emptyFolderPlaceholder"
    assert http.post(folder, content=b"").status_code == 200
    assert refusal(http.post("/bucket", json={"name": "big", "file_size_limit": "4MB"}))[1] == "413"


@pytest.mark.parametrize("how", ["declared", "chunked", "form"])
def test_too_much_is_refused_however_it_is_sent(storage, http, bucket, how):
    much = b"x" * (3 * MEGABYTE + 1)
    if how == "form":
        answer = http.post(f"/object/{bucket}/x", files={"file": ("f", much)})
    else:
        body = iter([much]) if how == "chunked" else much
        answer = http.post(f"/object/{bucket}/x", content=body)
    assert refusal(answer) == (400, "413", "Payload too large")
    assert storage.staged() == []
    just = b"x" * (3 * MEGABYTE)
    assert http.post(f"/object/{bucket}/y", files={"file": ("f", just)}).status_code == 200


def test_no_bucket_no_upload(http):
    assert refusal(http.post("/object/nowhere/x", content=b"x")) == (
        400, "404", "Bucket not found",
    )  # fmt: skip
    assert http.get("/object/nowhere/x").json()["error"] == "Bucket not found"


def test_an_empty_file_is_a_file(http, bucket):
    assert http.post(f"/object/{bucket}/empty", content=b"").status_code == 200
    got = http.get(f"/object/{bucket}/empty")
    assert (got.status_code, got.content, got.headers["content-length"]) == (200, b"", "0")


def test_uploads_at_once_under_one_name_leave_one_whole_object(storage, http, bucket):
    def send(number):
        with storage.http() as own:
            content = bytes([number]) * 300_000
            answers.append(
                own.post(f"/object/{bucket}/x", content=content, headers={"x-upsert": "true"})
            )

    answers, before = [], len(storage.files())
    threads = [threading.Thread(target=send, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200] * 6
    content = http.get(f"/object/{bucket}/x").content
    assert (len(content), len(set(content))) == (300_000, 1)
    assert len(storage.files()) == before + 1


def test_of_uploads_at_once_that_do_not_overwrite_one_wins(storage, bucket):
    def send():
        with storage.http() as own:
            answers.append(own.post(f"/object/{bucket}/x", content=b"x" * 300_000).json())

    answers, before = [], len(storage.files())
    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.get("error", "stored") for answer in answers) == (
        ["Duplicate"] * 5 + ["stored"]
    )
    assert len(storage.files()) == before + 1


def test_deleting_one_and_many(storage, http, bucket):
    for name in ("a", "b", "c/d"):
        http.post(f"/object/{bucket}/{name}", content=b"x")
    before = len(storage.files())
    assert http.delete(f"/object/{bucket}/a").json() == {"message": "Successfully deleted"}
    assert refusal(http.delete(f"/object/{bucket}/a")) == (400, "404", "not_found")
    gone = http.request("DELETE", f"/object/{bucket}", json={"prefixes": ["b", "c/d", "no"]})
    assert sorted(row["name"] for row in gone.json()) == ["b", "c/d"]
    assert len(storage.files()) == before - 3


def test_a_bucket_is_emptied_at_once_and_only_then_deleted(storage, http, bucket):
    for number in range(3):
        http.post(f"/object/{bucket}/{number}", content=b"x")
    answer = http.delete(f"/bucket/{bucket}")
    assert refusal(answer) == (400, "409", "ResourceNotEmpty")
    assert "queued" in http.post(f"/bucket/{bucket}/empty").json()["message"]
    assert http.post(f"/object/list/{bucket}", json={"prefix": ""}).json() == []
    assert http.delete(f"/bucket/{bucket}").json() == {"message": "Successfully deleted"}


@pytest.mark.parametrize(
    ("asked", "status", "body", "content_range"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=-99", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 416, None, "bytes */10"),
        ("bytes=-0", 416, None, "bytes */10"),
        ("bytes=0-1,4-5", 200, b"0123456789", None),
        ("bytes=5-2", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
    ],
)
def test_ranges(http, bucket, asked, status, body, content_range):
    http.put(f"/object/{bucket}/x", content=b"0123456789")
    got = http.get(f"/object/{bucket}/x", headers={"range": asked})
    assert (got.status_code, got.headers.get("content-range")) == (status, content_range)
    assert body is None or got.content == body


def test_what_the_caller_has_is_not_sent_again(http, bucket):
    http.put(f"/object/{bucket}/x", content=b"0123456789")
    got = http.get(f"/object/{bucket}/x")
    etag, changed = got.headers["etag"], got.headers["last-modified"]

    def status(**headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return http.get(f"/object/{bucket}/x", headers=sent).status_code

    assert status(if_none_match=etag) == status(if_none_match=f'"a", W/{etag}') == 304
    assert status(if_modified_since=changed) == status(if_none_match="*") == 304
    assert status(if_none_match='"other"', if_modified_since=changed) == 200
    assert status(if_modified_since="Thu, 01 Jan 1970 00:00:00 GMT") == 200
    assert status(if_modified_since="rubbish") == 200
    assert status(range="bytes=0-1", if_range=etag) == 206
    assert status(range="bytes=0-1", if_range='"other"') == 200


def test_moving_and_copying(storage, http, bucket):
    other = storage.bucket()
    http.post(f"/object/{bucket}/a", content=b"bytes", headers={"content-type": "image/png"})
    names = {"bucketId": bucket, "sourceKey": "a", "destinationKey": "b/c"}
    assert http.post("/object/copy", json=names).json()["Key"] == f"{bucket}/b/c"
    assert refusal(http.post("/object/copy", json=names)) == (400, "409", "Duplicate")
    assert refusal(http.post("/object/move", json=names)) == (400, "409", "Duplicate")
    across = names | {"destinationBucket": other}
    assert http.post("/object/move", json=across).json()["message"] == "Successfully moved"
    assert http.get(f"/object/{bucket}/a").json()["error"] == "not_found"
    got = http.get(f"/object/{other}/b/c")
    assert (got.content, got.headers["content-type"]) == (b"bytes", "image/png")
    http.delete(f"/object/{other}/b/c")
    assert http.get(f"/object/{bucket}/b/c").content == b"bytes"  # the copy has its own file
    assert refusal(http.post("/object/move", json=names))[2] == "not_found"


def test_another_bucket_keeps_its_limits(storage, http, bucket):
    strict = storage.bucket(file_size_limit=3, allowed_mime_types=["image/png"])
    http.post(f"/object/{bucket}/a", content=b"bytes", headers={"content-type": "image/png"})
    http.post(f"/object/{bucket}/b", content=b"b", headers={"content-type": "text/html"})
    for verb in ("copy", "move"):
        for name, status in (("a", "413"), ("b", "415")):
            names = {"bucketId": bucket, "destinationBucket": strict}
            names |= {"sourceKey": name, "destinationKey": name}
            assert refusal(http.post(f"/object/{verb}", json=names))[1] == status


@pytest.mark.parametrize(
    "path", ["/s3/b/x", "/vector/ListVectorBuckets", "/cdn/b/x", "/iceberg/v1"]
)
def test_what_is_not_there_says_so(http, path):
    answer = http.get(path)
    assert refusal(answer) == (501, "501", "NotImplemented")
    assert "embedded stack" in answer.json()["message"]


def test_health_version_and_unknown_routes(http):
    assert http.get("/status").status_code == 200
    assert http.get("/health").json() == {"healthy": True}
    assert refusal(http.get("/nothing")) == (404, "404", "Not Found")
