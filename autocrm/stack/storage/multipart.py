"""A form as it streams in: the fields before its file, and then the file's bytes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from autocrm.stack.storage.errors import StorageFailure, invalid_request

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_MAX_FIELDS, _MAX_FIELD = 100, 1024 * 1024  # fields, and bytes of one; upstream's metadata limit
_MAX_HEADERS = 16 * 1024  # bytes of the headers of one part


@dataclass
class _Part:
    headers: dict[str, str] = field(default_factory=dict)
    name: str = ""
    filename: str | None = None
    value: bytearray = field(default_factory=bytearray)

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "application/octet-stream")


class Form:
    """A multipart body. Call `begin`, look at `fields` and `content_type`, read `data`.

    As upstream, what follows the first file is not looked at.
    """

    def __init__(self, content_type: str, body: AsyncIterator[bytes]) -> None:
        _, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if not boundary:
            raise invalid_request("The form's content type names no boundary")
        self.fields: dict[str, str] = {}
        self.content_type = ""
        self._body, self._parser = body, MultipartParser(boundary, self._callbacks())
        self._part, self._header_name, self._header_value = _Part(), bytearray(), bytearray()
        self._file: _Part | None = None
        self._chunks: list[bytes] = []
        self._file_ended = False

    async def begin(self) -> None:
        """Read on to where the file begins. Raises StorageFailure when there is none."""
        while self._file is None:
            if not await self._more():
                raise invalid_request("No content provided")
        self.content_type = self.fields.get("contentType") or self._file.content_type

    async def data(self) -> AsyncIterator[bytes]:
        """The bytes of the file, then the rest of the body read away. Raises StorageFailure."""
        while True:
            chunks, self._chunks = self._chunks, []
            for chunk in chunks:
                yield chunk
            if not await self._more():
                break
        for chunk in self._chunks:
            yield chunk
        if not self._file_ended:
            raise invalid_request("The form ends in the middle of its file")

    async def _more(self) -> bool:
        chunk = await anext(self._body, None)
        if chunk is None:
            return False
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise invalid_request("The form cannot be read") from error
        return True

    def _callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._on_part_begin,
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers_finished,
            "on_part_data": self._on_part_data,
            "on_part_end": self._on_part_end,
        }

    def _on_part_begin(self) -> None:
        self._part = _Part()

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += _capped(self._header_name, data[start:end], _MAX_HEADERS)

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += _capped(self._header_value, data[start:end], _MAX_HEADERS)

    def _on_header_end(self) -> None:
        name, value = self._header_name.decode("latin-1"), self._header_value.decode("latin-1")
        self._part.headers[name.lower()] = value
        self._header_name.clear()
        self._header_value.clear()

    def _on_headers_finished(self) -> None:
        disposition = self._part.headers.get("content-disposition", "")
        _, options = parse_options_header(disposition)
        self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
        filename = options.get(b"filename")
        self._part.filename = None if filename is None else filename.decode("utf-8", "replace")
        if self._part.filename is not None and self._file is None:
            self._file = self._part

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._part is self._file:
            self._chunks.append(data[start:end])
        elif self._file is None:
            self._part.value += _capped(self._part.value, data[start:end], _MAX_FIELD)

    def _on_part_end(self) -> None:
        if self._part is self._file:
            self._file_ended = True
        elif self._file is None and len(self.fields) < _MAX_FIELDS:
            self.fields[self._part.name] = self._part.value.decode("utf-8", "replace")


def _capped(so_far: bytearray, more: bytes, limit: int) -> bytes:
    if len(so_far) + len(more) > limit:
        raise StorageFailure(413, "Payload too large", "A field of the form is too long")
    return more
