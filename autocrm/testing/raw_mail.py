"""Small helpers that put a raw mail together, for tests of whatever reads mail."""

from __future__ import annotations


def mail(
    body: str | bytes = "Hello", *, sender: str = "Ada <ada@customer.example>", **headers: str
) -> bytes:
    """A mail with CRLF line ends; `content_type="…"` sets Content-Type, and so on."""
    fields = {"Message-Id": "<m1@customer.example>", "Subject": "A question"}
    fields |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    head = [f"From: {sender}"] if sender else []
    head += [f"{name}: {value}" for name, value in fields.items() if value]
    data = body.encode() if isinstance(body, str) else body
    return "\r\n".join(head).encode() + b"\r\n\r\n" + data.replace(b"\n", b"\r\n")


def multipart(kind: str, *parts: str, boundary: str = "b0") -> tuple[str, str]:
    """(Content-Type, body) of a multipart whose parts are headers and text as given."""
    body = "".join(f"--{boundary}\n{part}\n" for part in parts) + f"--{boundary}--\n"
    return f'multipart/{kind}; boundary="{boundary}"', body
