"""Mail addresses out of header fields, by a scanner that reads each character once."""

from __future__ import annotations

import re

from autocrm.adapters.mail.headers import decoded
from autocrm.adapters.mail.limits import MAX_ADDRESSES
from autocrm.domain.message import Address

_ADDRESS = re.compile(r"""[^\s@<>()",;:\\]{1,64}@[^\s@<>()",;:\\\[\]]{1,255}""")
_DOMAIN = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
_MAX_NAME = 200


def addresses(field: str) -> tuple[Address, ...]:
    """Everyone named in an address field, in order; what is no address is left out."""
    found: dict[str, Address] = {}
    for mailbox, comment in _Scanner().read(field):
        address = _mailbox(mailbox, comment)
        if address:
            found.setdefault(address.email, address)
        if len(found) >= MAX_ADDRESSES:
            break
    if not found and "=?" in field:
        # Some programs wrap the whole field, address included, in one encoded word.
        plain = decoded(field)
        return addresses(plain) if "=?" not in plain else ()
    return tuple(found.values())


def normal_email(text: str) -> str | None:
    """Lower-cased, with the domain in its ASCII form; None when it is no address."""
    text = text.strip().strip(".").lower()
    if len(text) > 320 or not _ADDRESS.fullmatch(text):
        return None
    local, _, domain = text.rpartition("@")
    known = _ascii_domain(domain.rstrip("."))
    return f"{local}@{known}" if known and _DOMAIN.fullmatch(known) else None


def _ascii_domain(domain: str) -> str | None:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None


def _mailbox(text: str, comment: str) -> Address | None:
    """`Name <local@domain>`, `local@domain (Name)` or a bare address."""
    name, bracket, rest = text.partition("\x01")  # the scanner's mark for "<"
    if bracket:
        inner = rest.partition("\x02")[0]
        email = normal_email(inner.rpartition(":")[2])  # an old source route ends in ":"
    else:
        match = _ADDRESS.search(text)
        email = normal_email(match[0]) if match else None
        name = comment
    if email is None:
        return None
    return Address(email, _name(name or comment, email))


def _name(text: str, email: str) -> str:
    name = decoded(" ".join(text.replace("\x01", " ").replace("\x02", " ").split()))
    name = name.strip("'\" ")[:_MAX_NAME].strip()
    return "" if name.lower() == email else name


class _Scanner:
    """Splits at commas (and the ends of groups) outside quotes, brackets and comments.

    "<" and ">" that count are marked \\x01 and \\x02, so that a quoted `"<x@y>"` cannot
    pose as the address.
    """

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []  # (text, comment)
        self._text: list[str] = []
        self._comment: list[str] = []
        self._quoted = self._escaped = self._angle = False
        self._depth = 0  # of comments

    def read(self, field: str) -> list[tuple[str, str]]:
        for char in field.replace("\x01", "").replace("\x02", ""):
            if self._escaped or not self._is_syntax(char):
                self._escaped = False
                (self._comment if self._depth else self._text).append(char)
        self._end()
        return self.found

    def _is_syntax(self, char: str) -> bool:
        """Act on a character that shapes the list; False for one that is text."""
        if char == "\\" and (self._quoted or self._depth):
            self._escaped = True
        elif char == '"' and not self._depth:
            self._quoted = not self._quoted
        elif self._quoted:
            return False
        elif char in "()":
            return self._parenthesis(1 if char == "(" else -1)
        elif self._depth:
            return False
        elif char in "<>":
            self._angle = char == "<"
            self._text.append("\x01" if self._angle else "\x02")
        elif char in ",;" and (not self._angle or self._has_address()):
            self._end()
        elif char == ":" and not self._angle and not self._has_address():
            self._text = []  # the name of a group
        else:
            return False
        return True

    def _parenthesis(self, step: int) -> bool:
        was = self._depth
        self._depth = max(0, was + step)
        return was == 0 or self._depth == 0  # those inside a comment are text

    def _has_address(self) -> bool:
        return "@" in self._text[-320:]

    def _end(self) -> None:
        self.found.append(("".join(self._text), "".join(self._comment)))
        self._text, self._comment, self._angle = [], [], False
