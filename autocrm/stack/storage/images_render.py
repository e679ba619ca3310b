"""Making the wanted image out of a file, with Pillow, as imgproxy answers it to Supabase.

Blocking, and hungry for memory (4 bytes a pixel of the source): call it in a thread, one at
a time. What is uploaded is hostile until proved otherwise, hence the limits.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from PIL import ExifTags, Image, ImageCms, ImageOps

from autocrm.stack.storage.errors import StorageFailure, invalid_request
from autocrm.stack.storage.images_options import Transform
from autocrm.stack.storage.images_sizes import Size, plan

# The limits that the Supabase CLI gives its imgproxy.
MAX_PIXELS = 50_000_000  # of the source, all frames taken together
MAX_FRAMES = 60  # of an animation; the rest is left out
# Pillow looks itself, when it reads the header: above the limit it warns, at its double it
# refuses. Both are refusals here.
Image.init()  # load all formats (some 60 ms), or `formats` may name one that is missing
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What Pillow's decoders raise at broken files; UnidentifiedImageError is an OSError.
_BROKEN = (
    *(OSError, RuntimeError, ValueError, SyntaxError, EOFError),
    *(LookupError, TypeError, ArithmeticError, struct.error, MemoryError),
)
_SOURCES = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "ICO")
_KEPT = ("JPEG", "PNG", "GIF")  # the others are answered in one of these
_ANIMATED = ("GIF", "WEBP")
_QUALITY = {"WEBP": 79, "AVIF": 63}  # imgproxy's; else 80
_WEBP_SIDE = 16383  # pixels; the format has no larger
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@dataclass(frozen=True)
class Rendered:
    """The bytes of an image and their type."""

    body: bytes
    media_type: str


def render(file: BinaryIO, wanted: Transform, *, webp: bool) -> Rendered:
    """Transform the image in `file`; `webp` says whether the caller takes that format.

    Raises StorageFailure 400 for what is no image, is broken, or is too large.
    """
    try:
        with Image.open(file, formats=_SOURCES) as image:
            return _render(image, wanted, webp)
    except _BOMBS as error:
        raise _too_many_pixels() from error
    except _BROKEN as error:
        message = "The source image is invalid or unsupported for rendering"
        raise invalid_request(message) from error


def _render(image: Image.Image, wanted: Transform, webp: bool) -> Rendered:
    source = "JPEG" if image.format == "MPO" else str(image.format)  # MPO: a phone's JPEG
    animated = source in _ANIMATED and getattr(image, "is_animated", False)
    into = _format(image, source, wanted, webp, animated)
    output = io.BytesIO()
    if animated and into in _ANIMATED:
        _save_animation(image, wanted, into, output)
    else:
        _save(_one(image, wanted), into, wanted, output)
    return Rendered(output.getvalue(), f"image/{into.lower()}")


def _format(image: Image.Image, source: str, wanted: Transform, webp: bool, animated: bool) -> str:
    """Which format to answer in: the one asked for, else one that the caller can show."""
    if wanted.format in ("webp", "avif"):
        return wanted.format.upper()
    if wanted.format is None and webp and max(image.size) <= _WEBP_SIDE:
        return "WEBP"
    if source in _KEPT or (wanted.format == "origin" and source in ("WEBP", "AVIF")):
        return source
    if animated:
        return "GIF"
    return "PNG" if image.has_transparency_data else "JPEG"


def _one(image: Image.Image, wanted: Transform) -> Image.Image:
    """A still image (or the first frame): upright, in sRGB, resized."""
    turned = image.getexif().get(ExifTags.Base.Orientation, 1) >= 5  # width and height swapped
    size = image.size[::-1] if turned else image.size
    scaled = plan(size, wanted).scaled
    # A JPEG is decoded at a half, a quarter or an eighth when that is enough.
    image.draft(None, scaled[::-1] if turned else scaled)
    return _resized(ImageOps.exif_transpose(_in_srgb(image)), size, wanted)


def _resized(image: Image.Image, size: Size, wanted: Transform) -> Image.Image:
    """Scale and cut in one go; `size` is the source's, before a draft made it smaller."""
    target = plan(size, wanted)
    left, top, right, bottom = target.crop
    across, down = image.width / target.scaled[0], image.height / target.scaled[1]
    box = (left * across, top * down, right * across, bottom * down)
    if box != (0, 0, *image.size) or target.scaled != image.size:
        wide, high = right - left, bottom - top
        image = image.resize((wide, high), Image.Resampling.LANCZOS, box, reducing_gap=3)
    image.info = {}  # comments and what else there is stay behind
    return image


def _in_srgb(image: Image.Image) -> Image.Image:
    """Eight bits a channel, grey, RGB or RGBA, and the colours of a profile as sRGB."""
    image.load()
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, own, _SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):  # a broken profile: show the colours as they are
            converted = None
        if converted is not None:
            return converted
    if image.mode.startswith(("I", "F")):  # 16 bits or more of grey
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _save(image: Image.Image, into: str, wanted: Transform, output: BinaryIO) -> None:
    if into == "JPEG" and image.mode == "RGBA":
        image = image.convert("RGB")
    image.save(output, into, **_options(into, wanted))


def _options(into: str, wanted: Transform) -> dict[str, Any]:
    if into in ("PNG", "GIF"):
        return {}
    return {"quality": wanted.quality or _QUALITY.get(into, 80)}


def _save_animation(image: Image.Image, wanted: Transform, into: str, output: BinaryIO) -> None:
    durations: list[int] = []
    loop = image.info.get("loop", 0 if into == "WEBP" else None)
    frames = list(_frames(image, wanted, durations))
    options = _options(into, wanted) | ({"disposal": 2} if into == "GIF" else {})
    if loop is not None:
        options["loop"] = loop
    frames[0].save(
        output, into, save_all=True, append_images=frames[1:], duration=durations, **options
    )


def _frames(image: Image.Image, wanted: Transform, durations: list[int]) -> Iterator[Image.Image]:
    for number in range(MAX_FRAMES):
        try:
            image.seek(number)
        except EOFError:
            return
        if image.width * image.height * (number + 1) > MAX_PIXELS:
            raise _too_many_pixels()
        frame = image.convert("RGBA")
        durations.append(int(image.info.get("duration", 0)) or 40)
        yield _resized(frame, image.size, wanted)


def _too_many_pixels() -> StorageFailure:
    return invalid_request("The source image resolution is too large to process")
