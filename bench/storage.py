"""1 GiB into Storage and out again: rate against the plain disk, and the server's peak memory.

The floor of an upload is the same file copied to the same disk with one fsync at the end, that
of a download the stored file read to the end; both in turn with what is measured. The client is
`sendfile` and a bare socket, so nearly all of the time is the server's and the kernel's. Memory
is VmHWM of the process that serves, reset before each step.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx

from autocrm.cli.output import progress_line
from autocrm.stack import control
from autocrm.stack.config import HOST, StackConfig
from autocrm.stack.keys import Keys, load_or_create_keys
from autocrm.stack.ports import free_base
from autocrm.stack.state import State

ROOT = Path(__file__).resolve().parents[1]
MIB = 1024 * 1024
CHUNK = 6 * MIB  # what Supabase tells users of resumable uploads to send at a time
ROUNDS = 3
_BLOCK = MIB
_BUCKET = "bench"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_LOCATION = re.compile(rb"location: *https?://[^/]+(\S+)", re.IGNORECASE)


@dataclass(frozen=True)
class Bench:
    """A running stack, the file that travels (`size` bytes) and a folder beside the stored."""

    config: StackConfig
    keys: Keys
    source: Path
    size: int
    scratch: Path

    @property
    def authorization(self) -> str:
        """The header of the secret key."""
        return f"authorization: Bearer {self.keys.service_role_jwt}\r\n"


def measure(mebibytes: int = 1024) -> None:
    """Run all on a stack of its own and print it."""
    with tempfile.TemporaryDirectory(prefix="autocrm-bench-") as name:
        folder = Path(name)
        config = StackConfig(_project(folder / "project"), folder / "home", free_base())
        control.start(config, progress_line)
        try:
            source = _made(folder / "source", mebibytes * MIB)
            keys = load_or_create_keys(config.home)
            bench = Bench(config, keys, source, mebibytes * MIB, config.home / "storage")
            _make_bucket(bench)
            _measure(bench)
        finally:
            control.stop(config.home)


def _project(root: Path) -> Path:
    """A project with nothing in it but Storage's limit raised."""
    (root / "supabase").mkdir(parents=True)
    for name in ("sql", "node_modules"):
        (root / name).symlink_to(ROOT / name)
    limit = '[storage]\nfile_size_limit = "50GiB"\n'
    (root / "supabase" / "config.toml").write_text('project_id = "bench"\n' + limit)
    return root


def _made(path: Path, size: int) -> Path:
    block = os.urandom(_BLOCK)
    with path.open("wb") as out:
        for _ in range(size // _BLOCK):
            out.write(block)
    return path


def _make_bucket(bench: Bench) -> None:
    headers = {"apikey": bench.keys.secret_key}
    body = {"id": _BUCKET, "name": _BUCKET, "public": False}
    url = f"{bench.config.api_url}/storage/v1/bucket"
    httpx.post(url, json=body, headers=headers).raise_for_status()


def _measure(bench: Bench) -> None:
    print(f"\nStorage, {bench.size // MIB} MiB through the gateway, {ROUNDS} rounds, medians")
    uploads = {"in one POST": _post, f"by TUS, {CHUNK // MIB} MiB a time": _tus}
    for name, upload in uploads.items():
        _compare(bench, f"upload {name}", upload, _plain_write, "a plain write with fsync")
    _compare(bench, "download", _download, _plain_read, "a plain read")


def _compare(
    bench: Bench,
    name: str,
    through: Callable[[Bench], None],
    plain: Callable[[Bench], None],
    what: str,
) -> None:
    shares, rates, grown = [], [], 0
    for _ in range(ROUNDS):
        floor = _timed(plain, bench)
        with _peak(bench) as peak:
            took = _timed(through, bench)
        grown = max(grown, *peak)
        shares.append(floor / took)
        rates.append(bench.size / MIB / took)
    print(
        f"  {name:<28} {statistics.median(rates):5.0f} MiB/s,"
        f" {statistics.median(shares):.2f} of {what}"
        f" ({min(shares):.2f} to {max(shares):.2f}); memory +{grown / MIB:.0f} MiB at most"
    )


def _timed(action: Callable[[Bench], None], bench: Bench) -> float:
    begun = time.perf_counter()
    action(bench)
    return time.perf_counter() - begun


# -- the floor


def _plain_write(bench: Bench) -> None:
    target = bench.scratch / "plain"
    with bench.source.open("rb") as source, target.open("wb") as out:
        shutil.copyfileobj(source, out, _BLOCK)
        out.flush()
        os.fsync(out.fileno())
    target.unlink()


def _plain_read(bench: Bench) -> None:
    newest = max((bench.scratch / "objects").glob("*/*"), key=lambda path: path.stat().st_mtime)
    with newest.open("rb", buffering=0) as file:
        buffer = bytearray(_BLOCK)
        while file.readinto(buffer):
            pass


# -- through the gateway


def _post(bench: Bench) -> None:
    head = (
        f"POST /storage/v1/object/{_BUCKET}/post HTTP/1.1\r\nhost: {HOST}\r\n"
        f"{bench.authorization}x-upsert: true\r\n"
        f"content-type: application/octet-stream\r\ncontent-length: {bench.size}\r\n\r\n"
    )
    with _connected(bench) as line, bench.source.open("rb") as source:
        line.sendall(head.encode())
        line.sendfile(source, 0, bench.size)
        _answer(line, b"200")


def _tus(bench: Bench) -> None:
    with _connected(bench) as line, bench.source.open("rb") as source:
        path = _create(bench, line)
        for offset in range(0, bench.size, CHUNK):
            _patch(bench, line, source, path, offset)


def _create(bench: Bench, line: socket.socket) -> str:
    names = {"bucketName": _BUCKET, "objectName": "tus"}
    pairs = [f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in names.items()]
    head = (
        f"POST /storage/v1/upload/resumable HTTP/1.1\r\nhost: {HOST}\r\n{bench.authorization}"
        f"tus-resumable: 1.0.0\r\nx-upsert: true\r\nupload-length: {bench.size}\r\n"
        f"upload-metadata: {','.join(pairs)}\r\ncontent-length: 0\r\n\r\n"
    )
    line.sendall(head.encode())
    found = _LOCATION.search(_answer(line, b"201"))
    if found is None:
        raise SystemExit("The answer to the new upload names no address.")
    return found[1].decode()


def _patch(bench: Bench, line: socket.socket, source: BinaryIO, path: str, offset: int) -> None:
    size = min(CHUNK, bench.size - offset)
    head = (
        f"PATCH {path} HTTP/1.1\r\nhost: {HOST}\r\n{bench.authorization}tus-resumable: 1.0.0\r\n"
        f"upload-offset: {offset}\r\ncontent-type: application/offset+octet-stream\r\n"
        f"content-length: {size}\r\n\r\n"
    )
    line.sendall(head.encode())
    line.sendfile(source, offset, size)
    _answer(line, b"204")


def _download(bench: Bench) -> None:
    head = (
        f"GET /storage/v1/object/authenticated/{_BUCKET}/tus HTTP/1.1\r\nhost: {HOST}\r\n"
        f"{bench.authorization}\r\n"
    )
    with _connected(bench) as line:
        line.sendall(head.encode())
        start = _answer(line, b"200")
        left = bench.size - len(start.partition(b"\r\n\r\n")[2])
        buffer = bytearray(_BLOCK)
        while left:
            left -= line.recv_into(buffer) or _broken_off()


def _broken_off() -> int:
    raise SystemExit("The answer broke off.")


@contextmanager
def _connected(bench: Bench) -> Iterator[socket.socket]:
    with socket.create_connection((HOST, bench.config.api_port), timeout=120) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield line


def _answer(line: socket.socket, status: bytes) -> bytes:
    """An answer's head and what came with it; small bodies are read to their end."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += line.recv(65_536) or _no_answer(answer)
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 " + status):
        raise SystemExit(f"This was no success: {answer[:300]!r}")
    length = _LENGTH.search(head)
    while length and len(body) < int(length[1]) < 65_536:
        body += line.recv(65_536)
    return head + b"\r\n\r\n" + body


def _no_answer(sofar: bytes) -> bytes:
    raise SystemExit(f"The gateway hung up: {sofar[:300]!r}")


# -- memory


@contextmanager
def _peak(bench: Bench) -> Iterator[list[int]]:
    """Bytes by which the serving process grew above what it had, at most, while inside."""
    pid = State.load(bench.config.home).services["serve"].pid
    process = Path(f"/proc/{pid}")
    grown: list[int] = []
    (process / "clear_refs").write_text("5")  # resets VmHWM
    before = _kib(process, "VmRSS")
    yield grown
    grown.append((_kib(process, "VmHWM") - before) * 1024)


def _kib(process: Path, name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", (process / "status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1])
