"""Files by themselves: a full disk, readers of what is overwritten, sweeping, memory."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
import tracemalloc

import pytest

from autocrm.stack.storage.errors import StorageFailure
from autocrm.stack.storage.files import Files, new_version
from autocrm.stack.storage.staged import BLOCK
from tests.stack.harness import background
from tests.stack.storage_support import MEGABYTE, running_storage


@pytest.fixture
def files(tmp_path):
    made = Files(tmp_path / "storage")
    made.prepare()
    return made


@pytest.fixture(scope="module")
def storage(module_database, keys, tmp_path_factory):
    folder = tmp_path_factory.mktemp("storage")
    with background(lambda: running_storage(module_database, keys, folder)) as running:
        yield running


async def kept(files, content):
    version, staged = new_version(), await files.stage()
    await staged.append(content)
    await files.keep(staged, version)
    return version


def left(files):
    return [path for path in files.root.rglob("*") if path.is_file()]


async def test_what_is_kept_is_read_and_what_is_discarded_is_not(files):
    staged = await files.stage()
    await staged.append(b"a" * (BLOCK + 1))
    await staged.append(b"b")
    version = new_version()
    await files.keep(staged, version)
    await staged.discard()  # harmless afterwards
    assert staged.etag == f'"{hashlib.md5(b"a" * (BLOCK + 1) + b"b").hexdigest()}"'
    with await files.open(version) as file:
        assert len(file.read()) == staged.size == BLOCK + 2
    other = await files.stage()
    await other.append(b"x")
    await other.discard()
    await other.discard()
    assert len(left(files)) == 1


async def test_an_upload_goes_on_in_another_process_as_far_as_the_disk_knows(files):
    upload = new_version()
    staged = await files.stage_resumable(upload)
    await staged.append(b"one ")
    await staged.close()
    again = Files(files.root)
    again.prepare()
    assert again.resumable() == [upload]
    staged = await again.resume(upload)
    assert staged.size == 4
    await staged.append(b"two")
    version = new_version()
    await again.keep(staged, version)
    assert staged.etag == f'"{hashlib.md5(b"one two").hexdigest()}"'
    assert again.resumable() == []
    with pytest.raises(FileNotFoundError):
        await again.resume(upload)


@pytest.mark.parametrize("name", ["../x", "..", "", "/etc/passwd", "A" * 36, "a" * 36 + "/x"])
async def test_only_ids_are_names(files, name):
    for act in (files.open, files.resume, files.stage_resumable):
        with pytest.raises(FileNotFoundError):
            await act(name)


async def test_an_open_file_outlives_its_removal(files):
    version = await kept(files, b"x" * 100)
    file = await files.open(version)
    await files.remove([version, new_version()])
    with file:
        assert file.read() == b"x" * 100
    with pytest.raises(FileNotFoundError):
        await files.open(version)


async def test_a_copy_has_a_life_of_its_own(files):
    version, copy = await kept(files, b"x"), new_version()
    await files.copy(version, copy)
    await files.remove([version])
    with await files.open(copy) as file:
        assert file.read() == b"x"
    with pytest.raises(FileNotFoundError):
        await files.copy(version, new_version())


async def test_a_sweep_takes_what_no_row_knows_and_leaves_the_young(files):
    known, orphan = await kept(files, b"1"), await kept(files, b"2")
    assert files.versions(older_than=3600) == []
    assert await files.sweep(files.versions(), {known}) == [orphan]
    assert files.versions() == [known]


@pytest.mark.parametrize("step", ["write", "fsync"])
async def test_a_full_disk_is_a_sentence_and_leaves_nothing(files, monkeypatch, step):
    staged, version = await files.stage(), new_version()

    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    if step == "write":
        monkeypatch.setattr(staged, "_file", _Full(staged._file))
    else:
        monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFailure, match="full") as caught:
        await (staged.append(b"x" * BLOCK) if step == "write" else files.keep(staged, version))
    assert (caught.value.status, caught.value.http_status) == (507, 507)
    await staged.discard()
    assert left(files) == []


class _Full:
    """A file on a disk without space."""

    def __init__(self, file):
        self._file = file

    def write(self, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    def __getattr__(self, name):
        return getattr(self._file, name)


def test_a_full_disk_during_an_upload(storage, monkeypatch):
    bucket = storage.bucket()
    with storage.http() as http:
        http.put(f"/object/{bucket}/x", content=b"before")

        def full(*arguments):
            raise OSError(errno.EDQUOT, "Disk quota exceeded")

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", full)
            answer = http.put(f"/object/{bucket}/x", content=b"after")
        assert (answer.status_code, answer.json()["error"]) == (507, "InsufficientStorage")
        assert http.get(f"/object/{bucket}/x").content == b"before"
        assert http.put(f"/object/{bucket}/x", content=b"after").status_code == 200
    assert storage.staged() == []


def test_a_reader_always_finds_a_whole_file_while_it_is_overwritten(storage):
    bucket, stop, seen = storage.bucket(), threading.Event(), []

    def read():
        with storage.http() as http:
            while not stop.is_set():
                answer = http.get(f"/object/{bucket}/x")
                seen.append((answer.status_code, len(set(answer.content)), len(answer.content)))

    with storage.http() as http:
        http.put(f"/object/{bucket}/x", content=bytes(200_000))
        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for number in range(25):
            http.put(f"/object/{bucket}/x", content=bytes([number]) * 200_000)
        stop.set()
        for reader in readers:
            reader.join()
    assert set(seen) == {(200, 1, 200_000)}


def test_an_upload_that_breaks_off_leaves_nothing(storage):
    bucket, before = storage.bucket(), storage.files()

    def half():
        yield b"x" * 2 * MEGABYTE
        raise ConnectionError

    with storage.http() as http, pytest.raises(ConnectionError):
        http.put(f"/object/{bucket}/x", content=half(), headers={"content-length": "9000000"})
    with storage.http() as http:
        assert http.get(f"/object/info/{bucket}/x").json()["error"] == "not_found"
        http.put(f"/object/{bucket}/y", content=b"")  # by now the server has seen it
        while storage.staged():
            http.get("/status")
    assert len(storage.files()) == len(before) + 1


def test_a_row_without_its_file_is_not_found(storage):
    bucket = storage.bucket()
    storage.sql("insert into storage.objects (bucket_id, name) values (%s, 'x')", bucket)
    with storage.http() as http:
        assert http.get(f"/object/{bucket}/x").json()["statusCode"] == "404"
        assert http.delete(f"/object/{bucket}/x").status_code == 200


async def test_an_upload_takes_a_few_megabytes_however_large(files):
    chunk = bytes(64 * 1024)
    tracemalloc.start()
    try:
        staged = await files.stage()
        for _ in range(64 * MEGABYTE // len(chunk)):
            await staged.append(chunk)
        await files.keep(staged, new_version())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert staged.size == 64 * MEGABYTE
    assert peak < 16 * MEGABYTE  # of 64; a slow disk leaves more pieces on their way
