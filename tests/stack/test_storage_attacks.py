"""Names, headers and tokens made to get somewhere they should not."""

from __future__ import annotations

import socket
import time

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from autocrm.stack.tokens import Signer
from tests.stack.bad_tokens import BAD_TOKENS, bad_token, good_token
from tests.stack.harness import background
from tests.stack.storage_support import running_storage


@pytest.fixture(scope="module")
def storage(module_database, keys, tmp_path_factory):
    folder = tmp_path_factory.mktemp("storage")
    with background(lambda: running_storage(module_database, keys, folder)) as running:
        yield running


@pytest.fixture(scope="module")
def http(storage):
    with storage.http() as client:
        yield client


@pytest.fixture(scope="module")
def bucket(storage, http):
    """A bucket of the module's with the object x, which no test here changes."""
    name = storage.bucket()
    http.post(f"/object/{name}/x", content=b"private")
    return name


@pytest.fixture
def own(storage, http):
    """A bucket of the test's own with the object x."""
    name = storage.bucket()
    http.post(f"/object/{name}/x", content=b"private")
    return name


def raw(storage, request_line, *headers, body=b""):
    """Send bytes that httpx would tidy up; returns the status line."""
    host, _, port = storage.url.removeprefix("http://").partition(":")
    bearer = f"authorization: Bearer {storage.token('service_role')}"
    lines = [request_line, "host: x", bearer, f"content-length: {len(body)}", "connection: close"]
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, *headers, "", ""]).encode("latin-1") + body)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def outside(storage):
    """Everything below the folder's parent that is not Storage's own."""
    ours = {"objects", "staging", "resumable", "tus", "uploads"}
    return {path.name for path in storage.folder.parent.iterdir() if path != storage.folder} | {
        path.name for path in storage.folder.iterdir()
    } - ours


BAD_NAMES = [
    "../x", "a/../../x", "a/..", "..", ".", "./x", "%2e%2e/x", "..%2fx", "%2e%2e%2f%2e%2e%2fx",
    "a%00b", "%00", "..%5cx", "a%5cb", "a%0d%0ab", "a%0ab", "%ff%fe", "a%e2%80%aeb", "%F0%9F%98%80",
    "a%7fb", "a%22b", "a%3cb%3e", "a%25b", "x" * 1025, "a%0d%0aset-cookie:%20a=b", "",
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_is_none_is_refused_and_touches_no_file(storage, bucket, name):
    before, strangers = storage.files(), outside(storage)
    for verb in ("POST", "PUT", "GET", "DELETE"):
        answer = raw(storage, f"{verb} /object/{bucket}/{name} HTTP/1.1", body=b"evil")
        status = answer.split(b"\r\n", 1)[0]
        assert status in (b"HTTP/1.1 400 Bad Request", b"HTTP/1.1 404 Not Found")
        assert b"set-cookie" not in answer.split(b"\r\n\r\n")[0].lower()
    assert (storage.files(), outside(storage)) == (before, strangers)


def test_a_name_is_no_path_even_where_it_looks_like_one(storage, http, own):
    """Absolute, with drive letters, with device names: a row like any other."""
    for name in ("/etc/passwd", "//x", "C:/windows", "CON", "a//b", "objects/staging/x"):
        assert http.post(f"/object/{own}/{name}", content=b"mine").status_code == 200
        assert http.get(f"/object/{own}/{name}").content == b"mine"
    assert all(len(version) == 36 for version in storage.files())


@pytest.mark.parametrize(
    "name", ["..", ".", "a/b", "a\\b", "a\x00b", "a\nb", " a", "a ", "ü", "x" * 101, "", '"', "%"]
)
def test_a_bucket_with_such_a_name_is_not_made(http, name):
    answer = http.post("/bucket", json={"name": name})
    assert (answer.status_code, answer.json()["statusCode"]) == (400, "400")


@pytest.mark.parametrize("verb", ["move", "copy"])
@pytest.mark.parametrize("name", ["../x", "a\x00", "ü", "", "a/../b", "x\r\ny", "x" * 1025])
def test_no_object_gets_such_a_name_otherwise(http, bucket, verb, name):
    names = {"bucketId": bucket, "sourceKey": "x", "destinationKey": name}
    answer = http.post(f"/object/{verb}", json=names)
    assert (answer.status_code, answer.json()["error"]) in (
        (400, "InvalidKey"),
        (400, "InvalidRequest"),
    )
    assert http.post(
        f"/object/{verb}", json=names | {"destinationKey": "y", "destinationBucket": "../b"}
    ).json()["error"] in ("Invalid Input", "Bucket not found")


def test_no_header_comes_out_that_somebody_smuggled_in(storage, http, own):
    for fields, kind in (
        ({"cacheControl": "1\r\nx-evil: 1"}, "text/plain"),
        ({"contentType": "text/plain\r\nx-evil: 1"}, "text/plain"),
        ({"cacheControl": "1\x00"}, "text/plain"),
        ({"cacheControl": "1" * 2000}, "text/plain"),
    ):
        answer = http.post(f"/object/{own}/h", data=fields, files={"f": ("f", b"x", kind)})
        assert answer.json()["error"] == "invalid_header_char"
    storage.sql(
        "update storage.objects set metadata = metadata || %s where bucket_id = %s",
        '{"mimetype": "a/b\\r\\nx-evil: 1", "cacheControl": "\\r\\nx-evil: 1", "eTag": 7}',
        own,
    )
    got = http.get(f"/object/{own}/x")
    assert (got.status_code, got.content) == (200, b"private")
    assert "x-evil" not in got.headers
    assert got.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("", "attachment;"),
        ("x.svg", "attachment; filename=x.svg; filename*=UTF-8''x.svg"),
        ('a"b.txt', "attachment; filename=a_b.txt; filename*=UTF-8''a%22b.txt"),
        ("a b(1).txt", "attachment; filename=\"a b(1).txt\"; filename*=UTF-8''a%20b%281%29.txt"),
        ("é.txt", "attachment; filename=_.txt; filename*=UTF-8''%C3%A9.txt"),
        ("a\r\nx: 1", "attachment; filename=\"a__x: 1\"; filename*=UTF-8''a%0D%0Ax%3A%201"),
    ],
)  # fmt: skip
def test_the_name_of_a_download_stays_within_its_header(http, bucket, name, header):
    got = http.get(f"/object/{bucket}/x", params={"download": name})
    assert got.headers["content-disposition"] == header
    assert "x" not in got.headers


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("text/html", "text/plain"),
        ("TEXT/HTML; charset=utf-8", "text/plain"),
        ("image/svg+xml", "image/svg+xml"),
        ("application/xhtml+xml", "application/xhtml+xml"),
    ],
)
def test_nothing_that_was_uploaded_runs_here(http, own, kind, sent):
    http.put(f"/object/{own}/page", content=b"<script>", headers={"content-type": kind})
    headers = http.get(f"/object/{own}/page").headers
    assert headers["content-type"] == sent
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]


@pytest.mark.parametrize("kind", BAD_TOKENS)
def test_a_bad_token_opens_nothing(storage, bucket, kind):
    bearer = f"Bearer {bad_token(storage.keys, kind)}".encode()
    with httpx.Client(base_url=storage.url, headers=[(b"authorization", bearer)]) as http:
        for answer in (
            http.get("/bucket"),
            http.get(f"/object/{bucket}/x"),
            http.post(f"/object/{bucket}/y", content=b"x"),
            http.request("DELETE", f"/object/{bucket}", json={"prefixes": ["x"]}),
            http.post(f"/object/sign/{bucket}/x", json={"expiresIn": 60}),
        ):
            assert (answer.status_code, answer.json()["statusCode"]) == (400, "403")
    with storage.http() as admin:
        assert admin.get(f"/object/{bucket}/x").content == b"private"


@pytest.mark.parametrize("token", [None, "anon", "authenticated", "no role", "a link's"])
def test_without_a_policy_nobody_gets_anything(storage, http, bucket, token):
    if token == "no role":
        token = good_token(storage.keys, {"exp": int(time.time()) + 60, "sub": "x"})
    elif token == "a link's":
        url = http.post(f"/object/sign/{bucket}/x", json={"expiresIn": 60}).json()["signedURL"]
        token = url.partition("token=")[2]
    elif token:
        token = storage.token(token)
    with storage.bearing(token) as stranger:
        assert stranger.get("/bucket").json() == []
        assert stranger.get(f"/bucket/{bucket}").json()["error"] == "Bucket not found"
        assert stranger.post("/bucket", json={"name": "theirs"}).json()["statusCode"] == "403"
        assert (
            stranger.put(f"/bucket/{bucket}", json={"public": True}).json()["statusCode"] == "404"
        )
        assert stranger.post(f"/bucket/{bucket}/empty").json()["error"] == "Bucket not found"
        assert stranger.get(f"/object/{bucket}/x").json()["error"] == "not_found"
        assert stranger.get(f"/object/info/{bucket}/x").json()["error"] == "not_found"
        assert stranger.get(f"/object/public/{bucket}/x").json()["error"] == "Bucket not found"
        assert stranger.post(f"/object/{bucket}/y", content=b"x").json()["error"] == "Unauthorized"
        assert stranger.put(f"/object/{bucket}/x", content=b"x").json()["error"] == "Unauthorized"
        assert stranger.delete(f"/object/{bucket}/x").json()["error"] == "not_found"
        many = stranger.request("DELETE", f"/object/{bucket}", json={"prefixes": ["x"]})
        assert many.json() == []
        names = {"bucketId": bucket, "sourceKey": "x", "destinationKey": "y"}
        for verb in ("move", "copy"):
            assert stranger.post(f"/object/{verb}", json=names).json()["error"] == "not_found"
        assert stranger.post(f"/object/list/{bucket}", json={"prefix": ""}).json() == []
        assert stranger.post(f"/object/list-v2/{bucket}", json={}).json()["objects"] == []
        ask = {"expiresIn": 60, "paths": ["x"]}
        assert stranger.post(f"/object/sign/{bucket}/x", json=ask).json()["error"] == "not_found"
        assert stranger.post(f"/object/sign/{bucket}", json=ask).json()[0]["signedURL"] is None
        answer = stranger.post(f"/object/upload/sign/{bucket}/z", json={})
        assert answer.json()["error"] == "Unauthorized"
    assert http.get(f"/object/{bucket}/x").content == b"private"


def test_a_link_is_for_one_object_one_purpose_and_a_while(storage, http, own):
    http.post(f"/object/{own}/other", content=b"other")
    download = http.post(f"/object/sign/{own}/x", json={"expiresIn": 60}).json()["signedURL"]
    upload = http.post(f"/object/upload/sign/{own}/new", json={}).json()
    read, write = download.partition("token=")[2], upload["token"]
    with storage.bearing(None) as nobody:
        got = nobody.get(download)
        assert (got.content, "expires" in got.headers) == (b"private", True)
        for path, token in (
            (f"/object/sign/{own}/other", read),
            (f"/object/sign/{own}/x", write),
            (f"/object/sign/{own}/new", write),
            (f"/object/sign/{own}/x", read[:-2]),
            (f"/object/sign/{own}/x", ""),
            (f"/object/sign/{own}/x", storage.token("service_role")),
        ):
            answer = nobody.get(path, params={"token": token})
            assert (answer.status_code, answer.json()["statusCode"]) == (400, "400")
        for path, token in (
            (f"/object/upload/sign/{own}/x", read),
            (f"/object/upload/sign/{own}/other", write),
            (f"/object/upload/sign/{own}/new", storage.token("service_role")),
        ):
            answer = nobody.put(path, params={"token": token}, content=b"evil")
            assert (answer.status_code, answer.json()["statusCode"]) == (400, "400")
        assert nobody.put(upload["url"], content=b"new").json()["Key"] == f"{own}/new"
        assert nobody.put(upload["url"], content=b"again").json()["error"] == "Duplicate"
    assert http.get(f"/object/{own}/x").content == b"private"
    assert http.get(f"/object/{own}/new").content == b"new"


@pytest.mark.parametrize("change", [{"exp": 1}, {"scope": None}, {"url": "b/../x"}, {"exp": None}])
def test_a_link_that_we_signed_for_something_else_opens_nothing(storage, bucket, change):
    claims = {"url": f"{bucket}/x", "scope": "download", "exp": int(time.time()) + 60, **change}
    secret = OctKey.import_key(storage.keys.jwt_secret)
    stale = jwt.encode({"alg": "HS256"}, claims, secret, algorithms=["HS256"])
    with storage.bearing(None) as nobody:
        answer = nobody.get(f"/object/sign/{bucket}/x", params={"token": stale})
        assert (answer.status_code, answer.json()["statusCode"]) == (400, "400")


def test_a_link_gives_no_rights_elsewhere(storage, http, bucket):
    upload = http.post(f"/object/upload/sign/{bucket}/new", json={}).json()["token"]
    assert "role" not in Signer(storage.keys, "HS256").verify(upload)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"prefix": 1}', b'{"prefix": "\\u0000"}', b'{"prefix": "\\ud800"}',
             b'{"prefix": "", "limit": 0}', b'{"prefix": "", "limit": "x"}', b'{"prefix": null}',
             b'{"prefix": "", "offset": -1}', b'{"prefix": "", "sortBy": 7}',
             b"[" * 100_000]
)  # fmt: skip
def test_a_body_that_is_none_is_the_callers_fault(http, bucket, body):
    answer = http.post(f"/object/list/{bucket}", content=body)
    assert (answer.status_code, answer.json()["statusCode"]) == (400, "400")


@pytest.mark.parametrize("cursor", ["x", "AAAA", "bDp4Cm86eA==", "bDp4CmM6bmFtZTsgZHJvcA==", "=="])
def test_a_made_up_cursor_is_refused(http, bucket, cursor):
    answer = http.post(f"/object/list-v2/{bucket}", json={"cursor": cursor})
    assert answer.json()["code"] == "InvalidParameter"


def test_a_huge_json_body_is_not_read_to_its_end(http, bucket):
    answer = http.post(f"/object/list/{bucket}", content=b" " * (1024 * 1024 + 1))
    assert answer.json()["statusCode"] == "413"
