"""Transformed images through the official clients."""

from __future__ import annotations

import uuid

import httpx
import pytest
from storage3.exceptions import StorageApiError

from tests.stack.images import SVG, picture, seen


def test_js(js):
    js("storage_images.mjs")


@pytest.fixture
def bucket(stack):
    """A public bucket of the admin's with a picture and an SVG."""
    storage, name = stack.admin().storage, f"b{uuid.uuid4().hex}"
    storage.create_bucket(name, options={"public": True})
    own = storage.from_(name)
    own.upload("in/a.png", picture(), {"content-type": "image/png"})
    own.upload("a.svg", SVG, {"content-type": "image/svg+xml"})
    return own


def test_download(bucket):
    small = bucket.download("in/a.png", {"transform": {"width": 100, "height": 100}})
    assert seen(small).size == (100, 100)
    assert bucket.download("a.svg", {"transform": {"width": 100}}) == SVG


def test_public_url(bucket):
    transform = {"width": 100, "height": 100, "resize": "contain", "quality": 30}
    answer = httpx.get(bucket.get_public_url("in/a.png", {"transform": transform}))
    assert seen(answer.content).size == (100, 50)


def test_signed_url_keeps_to_its_transformation(bucket):
    options = {"transform": {"width": 50, "height": 50, "resize": "fill"}}
    url = bucket.create_signed_url("in/a.png", 60, options)["signedURL"]
    for address in (url, f"{url}&width=200"):
        assert seen(httpx.get(address).content).size == (50, 50)
    assert httpx.get(url.replace("in/a.png", "a.svg")).status_code == 400


def test_a_wish_out_of_bounds_is_refused(bucket):
    with pytest.raises(StorageApiError, match="quality must be >= 20"):
        bucket.create_signed_url("in/a.png", 60, {"transform": {"quality": 1}})
    with pytest.raises(StorageApiError, match="resize must be equal to one of"):
        bucket.download("in/a.png", {"transform": {"resize": "stretch"}})
