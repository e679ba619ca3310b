"""Downloads, public URLs and their headers, through the official clients."""

from __future__ import annotations

import httpx
import pytest
from storage3.exceptions import StorageApiError

from tests.conformance.storage_support import allow, made_bucket


def test_supabase_js(js):
    js("storage_download.mjs")


@pytest.fixture
def public(stack):
    return stack.admin().storage.from_(made_bucket(stack, public=True))


def test_a_public_url_needs_no_key(stack, public):
    public.upload("a b.svg", b"<svg/>", {"content-type": "image/svg+xml"})
    got = httpx.get(public.get_public_url("a b.svg"))
    assert (got.status_code, got.content) == (200, b"<svg/>")
    assert got.headers["content-type"] == "image/svg+xml"
    assert stack.client().storage.from_(public.id).download("a b.svg") == b"<svg/>"


def test_a_private_bucket_has_no_public_url(stack):
    private = stack.admin().storage.from_(made_bucket(stack))
    private.upload("x", b"x")
    got = httpx.get(private.get_public_url("x"))
    assert (got.status_code, got.json()["message"]) == (400, "Bucket not found")
    with pytest.raises(StorageApiError, match="Object not found"):
        stack.client().storage.from_(private.id).download("x")


def test_the_name_of_a_download(public):
    public.upload("x.svg", b"<svg/>")
    got = httpx.get(public.get_public_url("x.svg", {"download": True}))
    assert got.headers["content-disposition"] == "attachment;"
    got = httpx.get(public.get_public_url("x.svg", {"download": "x.svg"}))
    assert got.headers["content-disposition"] == (
        "attachment; filename=x.svg; filename*=UTF-8''x.svg"
    )


def test_html_is_served_as_text(public):
    public.upload("x.html", b"<script>", {"content-type": "text/html"})
    got = httpx.get(public.get_public_url("x.html"))
    assert got.headers["content-type"] == "text/plain"


def test_parts_and_conditions(public):
    public.upload("x", b"0123456789", {"cache-control": "5"})
    url = public.get_public_url("x")
    got = httpx.get(url, headers={"range": "bytes=2-4"})
    assert (got.status_code, got.content) == (206, b"234")
    assert (got.headers["content-range"], got.headers["cache-control"]) == (
        "bytes 2-4/10", "max-age=5",
    )  # fmt: skip
    assert httpx.get(url, headers={"if-none-match": got.headers["etag"]}).status_code == 304
    assert httpx.head(url).headers["content-length"] == "10"


def test_a_policy_opens_a_private_file(stack):
    bucket = made_bucket(stack)
    stack.admin().storage.from_(bucket).upload("shared/x", b"x")
    stack.admin().storage.from_(bucket).upload("kept/x", b"x")
    allow(stack, bucket, "select", "(storage.foldername(name))[1] = 'shared'")
    client = stack.client().storage.from_(bucket)
    assert client.download("shared/x") == b"x"
    assert client.exists("shared/x")
    with pytest.raises(StorageApiError, match="Object not found"):
        client.download("kept/x")
