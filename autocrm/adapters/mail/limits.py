"""How much of a message is read. Each number keeps hostile mail from costing seconds."""

from __future__ import annotations

MAX_RAW = 10 * 1024 * 1024  # bytes of the whole message
MAX_LINES = 250_000  # 10 MB of base64 are 140,000; a parser pays by the line
MAX_HEADER_BYTES = 256 * 1024  # of one part
MAX_STRUCTURE_HEADER = 8 * 1024  # Content-*: stdlib's parameter scan is quadratic
MAX_PARTS = 100
MAX_DEPTH = 10  # multipart and attached messages, one inside the other
MAX_HTML = 600_000  # characters, pictures in data: addresses not counted
MAX_TEXT = 200_000  # characters
MAX_ADDRESSES = 200
MAX_REFERENCES = 100
MAX_SUBJECT = 998
