"""Pictures made for tests, and what came back, looked at with Pillow."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

SVG = b"""<?xml version="1.0"?>
<!-- a square --><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>
"""


def picture(kind: str = "PNG", size: tuple[int, int] = (400, 200), **options: Any) -> bytes:
    """A picture of one colour, as a file."""
    mode = options.pop("mode", "RGB")
    colour = options.pop("colour", (200, 30, 30) if mode == "RGB" else (200, 30, 30, 128))
    return saved(Image.new(mode, size, colour), kind, **options)


def quarters(kind: str = "PNG", size: int = 100, **options: Any) -> bytes:
    """A square with red and green above, blue and white below."""
    image, half = Image.new("RGB", (size, size), "white"), size // 2
    image.paste("red", (0, 0, half, half))
    image.paste("lime", (half, 0, size, half))
    image.paste("blue", (0, half, half, size))
    return saved(image, kind, **options)


def animation(count: int, size: tuple[int, int] = (120, 80), **options: Any) -> bytes:
    """A GIF of `count` frames that get brighter."""
    shades = [20 + number * 230 // count for number in range(count)]
    frames = [Image.new("L", size, shade) for shade in shades]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:], **options)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """`image` as a file."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def seen(body: bytes) -> Image.Image:
    """A file as an image."""
    image = Image.open(io.BytesIO(body))
    image.load()
    return image
