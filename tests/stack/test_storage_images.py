"""Transformed images over HTTP: who sees them, and with which headers."""

from __future__ import annotations

import uuid

import pytest

from autocrm.stack.storage import images
from tests.stack.images import SVG, picture, seen

UNUSABLE = "The source image is invalid or unsupported for rendering"


@pytest.fixture
def service(stack):
    return stack.http(Authorization=f"Bearer {stack.keys.service_role_jwt}")


@pytest.fixture
def bucket(service):
    """A private bucket with a picture, an SVG and a text."""
    return filled(service, public=False)


def filled(service, *, public: bool) -> str:
    name = f"b{uuid.uuid4().hex[:12]}"
    body = {"id": name, "name": name, "public": public}
    service.post("/storage/v1/bucket", json=body).raise_for_status()
    files = {
        "in/a.png": (picture(), "image/png"),
        "a.svg": (SVG, "image/svg+xml"),
        "a.txt": (b"not an image", "text/plain"),
        "lies.png": (SVG, "text/html"),
    }
    for path, (content, kind) in files.items():
        headers = {"Content-Type": kind, "Cache-Control": "max-age=77"}
        url = f"/storage/v1/object/{name}/{path}"
        service.post(url, content=content, headers=headers).raise_for_status()
    return name


def test_a_stranger_sees_no_transformed_picture(stack, bucket):
    http = stack.http()
    for door in ("public", "authenticated"):
        answer = http.get(f"/storage/v1/render/image/{door}/{bucket}/in/a.png?width=10")
        assert answer.status_code == 400
        assert answer.json()["statusCode"] == "404"
    unsigned = http.get(f"/storage/v1/render/image/sign/{bucket}/in/a.png?width=10")
    assert unsigned.status_code == 400


def test_public_and_authenticated(stack, service, bucket):
    public = filled(service, public=True)
    for http, door, name in (
        (stack.http(), "public", public),
        (service, "authenticated", bucket),
    ):
        answer = http.get(f"/storage/v1/render/image/{door}/{name}/in/a.png?width=100")
        assert answer.status_code == 200, answer.text
        assert seen(answer.content).size == (100, 50)
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["x-transformations"] == "width:100,resizing_type:fill"
        assert answer.headers["cache-control"] == "max-age=77"
        assert answer.headers["vary"] == "Accept"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_webp_for_those_who_take_it_and_one_etag_each(service, bucket):
    url = f"/storage/v1/render/image/authenticated/{bucket}/in/a.png?width=100"
    plain = service.get(url, headers={"Accept": "image/png"})
    webp = service.get(url, headers={"Accept": "image/avif,image/webp,*/*"})
    assert (plain.headers["content-type"], webp.headers["content-type"]) == (
        "image/png",
        "image/webp",
    )
    assert plain.headers["etag"] != webp.headers["etag"]
    again = service.get(
        url, headers={"Accept": "image/webp", "If-None-Match": webp.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_download_is_named(service, bucket):
    url = f"/storage/v1/render/image/authenticated/{bucket}/in/a.png?width=9&download=b.png"
    expected = "attachment; filename=b.png; filename*=UTF-8''b.png"
    assert service.get(url).headers["content-disposition"] == expected


@pytest.mark.parametrize("name", ["a.svg", "lies.png"])
def test_svg_goes_out_untouched_and_harmless(service, bucket, name):
    url = f"/storage/v1/render/image/authenticated/{bucket}/{name}"
    answer = service.get(f"{url}?width=100&height=100", headers={"Accept": "image/webp"})
    assert answer.content == SVG
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]  # default-src: none
    refused = service.get(f"{url}?format=webp")
    assert refused.status_code == 501


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("in/a.png?width=-1", "querystring/width must be >= 0"),
        ("a.txt?width=1", UNUSABLE),
        ("in/a.png?gravity=sm", "Smart gravity is not part of the embedded stack"),
    ],
)
def test_refusals_have_the_shape_of_storage(service, bucket, path, said):
    answer = service.get(f"/storage/v1/render/image/authenticated/{bucket}/{path}")
    assert answer.json()["message"] == said
    assert answer.json()["statusCode"] in ("400", "501")


def test_a_file_too_large_is_refused(service, bucket, monkeypatch):
    monkeypatch.setattr(images, "MAX_FILE", 100)
    answer = service.get(f"/storage/v1/render/image/authenticated/{bucket}/in/a.png")
    assert answer.json()["message"] == "The source image file is too large to process"


def signed(service, bucket: str, path: str, **transform: object) -> str:
    body = {"expiresIn": 60, "transform": transform}
    answer = service.post(f"/storage/v1/object/sign/{bucket}/{path}", json=body)
    return "/storage/v1" + answer.raise_for_status().json()["signedURL"]


def test_a_signed_wish_cannot_be_changed(stack, service, bucket):
    url = signed(service, bucket, "in/a.png", width=100, height=20, resize="contain")
    assert url.startswith(f"/storage/v1/render/image/sign/{bucket}/in/a.png?token=")
    http = stack.http()
    answer = http.get(f"{url}&width=300&height=300&resize=cover&quality=1")
    assert seen(answer.content).size == (40, 20)
    assert "expires" in answer.headers
    assert http.get(url.replace("in/a.png", "a.svg")).status_code == 400
    head, _, signature = url.rpartition(".")
    assert http.get(f"{head}.{signature[:-6]}AAAAAA").status_code == 400


def test_a_token_for_another_purpose_opens_nothing(stack, service, bucket):
    upload = service.post(f"/storage/v1/object/upload/sign/{bucket}/new.png").json()["token"]
    for token in (upload, stack.keys.service_role_jwt, stack.keys.anon_jwt, ""):
        url = f"/storage/v1/render/image/sign/{bucket}/new.png?token={token}"
        assert stack.http().get(url).status_code == 400


def test_pictures_take_turns_and_too_many_are_sent_away(service, bucket, monkeypatch):
    monkeypatch.setattr(images, "MAX_WAITING", 0)
    answer = service.get(f"/storage/v1/render/image/authenticated/{bucket}/in/a.png?width=9")
    assert answer.json()["message"] == "Too many requests"
