"""Bytes to text, whatever the label says, and text that a database can hold."""

from __future__ import annotations

import codecs
import re

# Only these codecs: others either are not text or run in quadratic time (idna, punycode).
_TEXT_CODEC = re.compile(
    r"(utf_?-?(7|8|16|32)|ascii|latin|iso8859|iso2022|cp\d|koi8|gb\d|gbk|big5|"
    r"shift_jis|euc_|johab|hz$|mac-|mac_|ptcp154|tis-?620|kz1048)"
)
_ALIASES = {
    # What is meant by these labels in mail is the larger set.
    "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "iso-8859-8-i": "iso8859-8",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "utf-8",
    "ascii": "utf-8", "unicode-1-1-utf-7": "utf-7", "utf8mb4": "utf-8", "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman", "utf-8": "utf-8-sig", "utf8": "utf-8-sig",
    "iso-8859-9": "cp1254", "tis-620": "cp874",
}  # fmt: skip
_SINGLE_BYTE = re.compile(r"(iso8859|cp125|cp437|cp85|latin|koi8|mac)")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")
_TAG_CHARACTERS = re.compile("[\U000e0000-\U000e007f]")


def codec_for(label: str) -> str | None:
    """Python's codec for a charset label of a mail, or None when it is no text codec."""
    name = label.strip().strip("\"'").lower().replace(" ", "")
    if not name or len(name) > 40 or not name.isascii() or "\0" in name:
        return None
    try:
        found = codecs.lookup(_ALIASES.get(name, name)).name
    except (LookupError, ValueError):
        return None
    return found if _TEXT_CODEC.match(found) else None


def decode(data: bytes, label: str, warnings: list[str]) -> str:
    """Decode `data`, trusting valid UTF-8 over the label. Never raises."""
    codec = codec_for(label)
    if label and codec is None:
        warnings.append(f"unknown character set {label[:40]!r}")
    if codec is None or _SINGLE_BYTE.match(codec):
        utf8 = _as_utf8(data)
        if utf8 is not None:
            return utf8
    return _decode_with(data, codec or "cp1252", warnings)


def _as_utf8(data: bytes) -> str | None:
    # Text in another 8-bit set is practically never valid UTF-8 by chance.
    if data.isascii() and b"\x1b" not in data:
        return data.decode("ascii")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _decode_with(data: bytes, codec: str, warnings: list[str]) -> str:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        pass
    if codec == "utf-8-sig" or codec == "utf-8":
        # Mislabelled western text is likelier than broken UTF-8, unless most of it is valid.
        text = data.decode("utf-8", "replace")
        if text.count("\ufffd") * 20 > len(text):
            text = data.decode("cp1252", "replace")
    else:
        text = data.decode(codec, "replace")
    warnings.append("characters that could not be read")
    return text


def clean(text: str) -> str:
    """One kind of line end, no control characters, nothing a text column refuses."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    text = _UNSTORABLE.sub("", text)
    return _INVISIBLE.sub("", text)


def drop_tag_characters(text: str) -> tuple[str, bool]:
    """Without Unicode's invisible tag letters, and whether a message was spelt in them."""
    # The flags of England, Scotland and Wales are spelt with up to six of them.
    found = _TAG_CHARACTERS.findall(text)
    return _TAG_CHARACTERS.sub("", text), len(found) > 12
