"""A stand-in for a service of the stack: HTTP on the first ports, SMTP's greeting on "smtp:N".

python stand_in.py 56001 56003 smtp:56004 [--fail SENTENCE]
"""

from __future__ import annotations

import asyncio
import sys

_BODY = b'{"heartbeat_age_s": 0.1}'
_ANSWER = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n%s" % (
    len(_BODY),
    _BODY,
)


async def _http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(_ANSWER)
    writer.close()


async def _smtp(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 stand-in\r\n")
    writer.close()


async def main(words: list[str]) -> None:
    if "--fail" in words:
        sys.exit(words[words.index("--fail") + 1])
    for word in words:
        smtp = word.startswith("smtp:")
        handler = _smtp if smtp else _http
        await asyncio.start_server(handler, "127.0.0.1", int(word.removeprefix("smtp:")))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
