"""Transforming images: sizes, formats, and hostile files."""

from __future__ import annotations

import contextlib
import io
import struct
import threading
import zlib

import pytest
from PIL import ExifTags, Image

from autocrm.stack.storage import images_render
from autocrm.stack.storage.errors import StorageFailure
from autocrm.stack.storage.images_options import Transform
from autocrm.stack.storage.images_render import MAX_FRAMES, Rendered, render
from autocrm.stack.storage.images_svg import is_svg
from tests.stack.images import SVG, animation, picture, quarters, saved, seen

UNUSABLE = "The source image is invalid or unsupported for rendering"
TOO_MANY_PIXELS = "The source image resolution is too large to process"


def rendered(file: bytes, *, webp: bool = False, **wanted: object) -> Rendered:
    return render(io.BytesIO(file), Transform.of(wanted, "querystring"), webp=webp)


@pytest.mark.parametrize(
    ("wanted", "size"),
    [
        ({}, (400, 200)),
        ({"width": 100}, (100, 50)),
        ({"height": 50}, (100, 50)),
        ({"width": 100, "height": 100}, (100, 100)),
        ({"width": 100, "height": 100, "resize": "cover"}, (100, 100)),
        ({"width": 100, "height": 100, "resize": "contain"}, (100, 50)),
        ({"width": 100, "height": 100, "resize": "fill"}, (100, 100)),
        ({"width": 100, "resize": "fill"}, (100, 200)),
        ({"width": 800, "height": 800}, (400, 200)),  # never larger than it was
        ({"width": 800, "height": 100}, (400, 100)),
        ({"width": 800, "height": 800, "resize": "fill"}, (200, 200)),
        ({"width": 1, "height": 1}, (1, 1)),
        ({"width": 0, "height": 0}, (400, 200)),
    ],
)
def test_sizes_are_those_of_imgproxy(wanted, size):
    assert seen(rendered(picture(), **wanted).body).size == size


@pytest.mark.parametrize(
    ("gravity", "colour"),
    [
        ({"gravity": "nowe"}, (255, 0, 0)),
        ({"gravity": "noea"}, (0, 255, 0)),
        ({"gravity": "sowe"}, (0, 0, 255)),
        ({"gravity": "soea"}, (255, 255, 255)),
        ({"gravity": "fp", "x_offset": 0.9, "y_offset": 0.1}, (0, 255, 0)),
        ({"gravity": "nowe", "x_offset": 60, "y_offset": 0.6}, (255, 255, 255)),
    ],
)
def test_gravity_says_what_a_crop_keeps(gravity, colour):
    wide = saved(seen(quarters()).resize((400, 400)), "PNG")
    # 1 pixel of 400 would be scaled first; a tall strip of the same width is only cut
    tall = {"width": 400, "height": 40, "resize": "cover"}
    kept = seen(rendered(wide, **tall, **gravity).body)
    x = 10 if "we" in gravity["gravity"] else 390
    assert kept.size == (400, 40)
    if "x_offset" not in gravity or gravity["gravity"] == "fp":
        assert kept.getpixel((x, 20)) == colour
    else:
        assert kept.getpixel((390, 20)) == colour


@pytest.mark.parametrize(
    ("kind", "webp", "wanted", "media_type"),
    [
        ("JPEG", False, {}, "image/jpeg"),
        ("PNG", False, {}, "image/png"),
        ("GIF", False, {}, "image/gif"),
        ("WEBP", False, {}, "image/jpeg"),  # who does not say so may not be able to show it
        ("WEBP", False, {"format": "origin"}, "image/webp"),
        ("AVIF", False, {}, "image/jpeg"),
        ("BMP", False, {}, "image/jpeg"),
        ("TIFF", False, {}, "image/jpeg"),
        ("ICO", False, {}, "image/jpeg"),
        ("JPEG", True, {}, "image/webp"),
        ("PNG", True, {"format": "origin"}, "image/png"),
        ("PNG", False, {"format": "webp"}, "image/webp"),
        ("PNG", True, {"format": "avif"}, "image/avif"),
    ],
)
def test_the_format_follows_the_wish_then_the_caller_then_the_source(
    kind, webp, wanted, media_type
):
    answer = rendered(picture(kind), webp=webp, width=40, **wanted)
    assert answer.media_type == media_type
    assert seen(answer.body).format == media_type.removeprefix("image/").upper()


@pytest.mark.parametrize("webp", [True, False])
def test_what_is_transparent_stays_so(webp):
    answer = rendered(picture("WEBP", mode="RGBA"), webp=webp, width=40)
    assert answer.media_type == ("image/webp" if webp else "image/png")
    assert seen(answer.body).convert("RGBA").getpixel((5, 5))[3] == 128


def test_a_picture_wider_than_webp_can_be_keeps_its_format():
    assert rendered(picture(size=(17_000, 2)), webp=True).media_type == "image/png"


def test_quality_makes_it_smaller():
    noise = saved(Image.effect_noise((200, 200), 80), "JPEG", quality=95)
    low, high = (len(rendered(noise, quality=quality).body) for quality in (20, 100))
    assert low * 3 < high


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_taken_sideways_is_turned_and_tells_nothing_more(kind):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # to be turned by 90 degrees to the right
    exif[ExifTags.Base.Make] = "a camera"
    wide = Image.new("RGB", (400, 200), "red")
    wide.paste("blue", (0, 0, 200, 200))
    answer = rendered(saved(wide, kind, exif=exif, quality=95), width=100, format="origin")
    upright = seen(answer.body)
    assert upright.size == (100, 200)
    assert upright.convert("RGB").getpixel((50, 10))[2] > 200  # what was left is above
    assert not upright.getexif()
    assert b"camera" not in answer.body


def test_a_comment_is_not_passed_on():
    assert b"secret place" not in rendered(picture("JPEG", comment=b"secret place")).body


def test_sixteen_bits_of_grey_become_eight():
    file = saved(Image.new("I;16", (20, 20), 40_000), "PNG")
    assert seen(rendered(file, width=10).body).getpixel((5, 5)) == 40_000 // 256


@pytest.mark.parametrize("webp", [True, False])
def test_an_animation_stays_one(webp):
    answer = rendered(animation(5, duration=70, loop=0), webp=webp, width=60)
    image = seen(answer.body)
    assert (image.size, image.n_frames) == ((60, 40), 5)
    image.seek(4)
    image.load()
    assert image.info["duration"] == 70


def test_an_animation_is_cut_where_imgproxy_cuts_it():
    assert seen(rendered(animation(MAX_FRAMES + 5)).body).n_frames == MAX_FRAMES


def test_an_animation_asked_for_as_avif_is_its_first_frame():
    assert rendered(animation(3), format="avif").media_type == "image/avif"


# -- hostile files


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start, pixels = b"\x89PNG\r\n\x1a\n", zlib.compress(b"\0" * 100)
    return start + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(7072, 7072), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_a_pixel_bomb_is_refused_by_its_header(size):
    with pytest.raises(StorageFailure, match=TOO_MANY_PIXELS) as refused:
        rendered(png_header(*size), width=10)
    assert refused.value.http_status == 400


def test_a_bomb_of_many_frames_is_refused(monkeypatch):
    monkeypatch.setattr(images_render, "MAX_PIXELS", 100_000)  # frames of 9,600 each
    assert seen(rendered(animation(10), width=20).body).n_frames == 10
    with pytest.raises(StorageFailure, match=TOO_MANY_PIXELS):
        rendered(animation(11), width=20)


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"not an image",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        bytes.fromhex("00000010667479706d69663100000000"),  # HEIF's family, but no image
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",  # would start Ghostscript
        png_header(100, 100),
        picture("JPEG")[:-400],
        quarters("PNG", 300)[:-60],
    ],
)
def test_what_is_no_picture_is_refused(file):
    with pytest.raises(StorageFailure, match=UNUSABLE) as refused:
        rendered(file, width=10)
    assert refused.value.http_status == 400


def outcome(file: bytes) -> int | str:
    """The width of the answer, or that there is none."""
    try:
        return seen(rendered(file, width=10).body).width
    except StorageFailure as refusal:
        return "refused" if refusal.status == 400 else refusal.message


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "ICO", "AVIF"])
def test_a_damaged_file_is_shown_or_refused_but_never_crashes(kind):
    whole = quarters(kind, 64)
    for position in range(0, len(whole), max(1, len(whole) // 40)):
        damaged = bytearray(whole)
        damaged[position] ^= 0xFF
        assert outcome(bytes(damaged)) in (*range(1, 11), "refused")


def test_a_broken_colour_profile_does_not_hide_the_picture():
    file = picture("PNG", icc_profile=b"no profile")
    assert seen(rendered(file, width=10).body).getpixel((2, 2)) == (200, 30, 30)


# -- what is asked for


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("width", "-1", "querystring/width must be >= 0"),
        ("height", "1.5", "querystring/height must be integer"),
        ("height", True, "querystring/height must be integer"),
        ("width", "9" * 30, "querystring/width must be integer"),
        ("quality", "19", "querystring/quality must be >= 20"),
        ("quality", 101, "querystring/quality must be <= 100"),
        ("resize", "stretch", "querystring/resize must be equal to one of the allowed values"),
        ("format", "exe", "querystring/format must be equal to one of the allowed values"),
        ("gravity", ["no"], "querystring/gravity must be equal to one of the allowed values"),
        ("x_offset", "nan", "querystring/x_offset must be number"),
        ("gravity", "fp", "Focal point requires x and y coordinates within 0-1 range"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(field, value, complaint):
    with pytest.raises(StorageFailure) as refused:
        Transform.of({field: value}, "querystring")
    assert (refused.value.status, refused.value.message) == (400, complaint)


def test_sides_are_cut_down_to_the_limit():
    assert Transform.of({"width": 99_999, "height": "2500"}, "querystring").applied() == (
        "height:2500,width:2500,resizing_type:fill"
    )


@pytest.mark.parametrize(
    ("wish", "signed", "applied"),
    [
        ({}, "", ""),
        (
            {"width": 100, "height": 50, "resize": "contain"},
            "height:50,width:100,resize:contain",
            "height:50,width:100,resizing_type:fit",
        ),
        ({"quality": 50, "format": "origin"}, "format:origin,quality:50", "quality:50"),
        ({"format": "webp"}, "format:webp", "format:webp"),
        (
            {"width": 1, "gravity": "fp", "x_offset": 0, "y_offset": 1},
            "width:1,gravity:fp:0:1",
            "width:1,resizing_type:fill,gravity:fp:0:1",
        ),
    ],
)
def test_a_wish_survives_the_token(wish, signed, applied):
    transform = Transform.of(wish, "body/transform")
    assert (transform.signed(), transform.applied()) == (signed, applied)
    assert Transform.from_signed(signed) == transform


@pytest.mark.parametrize("text", ["width", "width:x", "resize:big", ":", "width:1:2:3:4", "a,b"])
def test_a_strange_text_in_a_token_is_harmless(text):
    with contextlib.suppress(StorageFailure):
        assert Transform.from_signed(text).signed() in ("", "width:1")


@pytest.mark.parametrize(
    ("head", "svg"),
    [
        (SVG, True),
        (b"<svg>", True),
        (b'<!DOCTYPE svg PUBLIC "x" "y"><s:svg xmlns:s="http://www.w3.org/2000/svg">', True),
        (b"\xef\xbb\xbf<svg/>", True),
        (b"<html><svg></svg></html>", False),
        (b"<svgx/>", False),
        (b"\x89PNG <svg>", False),
        (b"", False),
    ],
)
def test_svg_is_known_by_its_root(head, svg):
    assert is_svg(head) is svg


def test_entities_are_not_unfolded():
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 30))
    bomb = b'<!DOCTYPE svg [<!ENTITY l0 "ha">' + laughs + b']><svg a="&l29;"/>'
    done = threading.Event()
    threading.Thread(target=lambda: (is_svg(bomb), done.set()), daemon=True).start()
    assert done.wait(20)
