"""Resumable uploads: what is left when the line, the time or the process ends."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace

from autocrm.stack.storage import tus_body
from autocrm.stack.storage.files import Files
from autocrm.stack.storage.tus_records import Records
from autocrm.stack.storage.tus_uploads import Uploads
from tests.stack.tus_support import (
    admin,
    bucket,
    bytes_of,
    change_record,
    folder,
    id_of,
    info,
    policies,
    record_of,
    stack_config,
    stored,
)

__all__ = ["admin", "bucket", "policies", "stack_config"]  # fixtures


def uploads_in(root: Path) -> Uploads:
    """What a Storage that starts on this folder finds."""
    return Uploads(SimpleNamespace(files=Files(root)), Records(root / "uploads"))


def test_what_has_expired_is_gone_and_swept(stack, bucket, admin):
    old, young = (admin.begun(bucket, name, 6) for name in ("old", "young"))
    for url in (old, young):
        admin.patch(url, 0, b"abc")
    change_record(stack, old, created=time.time() - 25 * 3600)
    assert admin.head(old).status_code == 410
    assert admin.patch(old, 3, b"def").status_code == 410
    swept = asyncio.run(uploads_in(folder(stack)).sweep())
    assert id_of(old) in swept
    assert id_of(young) not in swept
    assert bytes_of(stack, old) is None
    assert not record_of(stack, old).exists()
    assert admin.head(old).status_code == 404
    assert admin.patch(young, 3, b"def").status_code == 204


def test_killed_before_the_commit_the_next_question_finishes_it(stack, bucket, admin):
    url = admin.begun(bucket, "a.txt", 6)
    admin.patch(url, 0, b"abc")
    path = bytes_of(stack, url)
    assert path is not None
    path.write_bytes(b"abcdef")  # as if the process had died after the last byte
    assert admin.head(url).headers["upload-offset"] == "6"
    assert stored(stack, bucket, "a.txt").content == b"abcdef"


def test_killed_after_the_commit_nothing_is_done_twice(stack, bucket, admin):
    url = admin.begun(bucket, "a.txt", 3)
    admin.patch(url, 0, b"abc")
    before = info(stack, bucket, "a.txt")
    change_record(stack, url, done=False)
    (folder(stack) / "resumable" / id_of(url)).write_bytes(b"abc")
    assert admin.head(url).headers["upload-offset"] == "3"
    assert info(stack, bucket, "a.txt") == before
    assert bytes_of(stack, url) is None


def test_a_silent_line_gives_the_upload_free(stack, bucket, admin, monkeypatch):
    monkeypatch.setattr(tus_body, "SILENCE", 0.2)
    url = admin.begun(bucket, "a.txt", 6)
    with admin.half_sent(url, 0, b"abc", 6) as line:
        answer = b"".join(iter(lambda: line.recv(1000), b"")).decode()  # it hangs up
    assert answer.startswith("HTTP/1.1 503")
    assert "ask for the offset and go on" in answer
    assert admin.settled(url).headers["upload-offset"] == "3"
    assert admin.patch(url, 3, b"def").status_code == 204
    assert stored(stack, bucket, "a.txt").content == b"abcdef"
