"""What config.toml says, and what Storage does at its start."""

from __future__ import annotations

import pytest

from autocrm.stack.errors import StackError
from autocrm.stack.storage import StorageSettings
from autocrm.stack.storage.settings import BucketSettings
from tests.stack.harness import background
from tests.stack.storage_support import running_storage

MIB = 1024 * 1024


def settings(**section):
    return StorageSettings.from_toml({"storage": section})


@pytest.mark.parametrize(
    ("text", "size"),
    [("50MiB", 50 * MIB), ("50MB", 50 * MIB), ("1.5k", 1536), ("2 GiB", 2048 * MIB), (7, 7)],
)
def test_sizes_are_read_as_the_cli_reads_them(text, size):
    assert settings(file_size_limit=text).file_size_limit == size


def test_without_a_section_the_defaults_of_the_cli():
    assert StorageSettings.from_toml({}) == StorageSettings(50 * MIB, True, ())


@pytest.mark.parametrize("text", ["", "many", "5XB", "-1", "1e3"])
def test_what_is_no_size_is_explained(text):
    with pytest.raises(StackError, match=r"storage\.file_size_limit"):
        settings(file_size_limit=text)


def test_buckets_of_the_file():
    found = settings(
        buckets={
            "images": {
                "public": True,
                "file_size_limit": "1MiB",
                "allowed_mime_types": ["image/png"],
                "objects_path": "./images",
            },
            "plain": {},
        }
    ).buckets
    assert found == (
        BucketSettings("images", True, MIB, ("image/png",)),
        BucketSettings("plain"),
    )
    with pytest.raises(StackError, match=r"buckets\.big"):
        settings(buckets={"big": {"file_size_limit": "51MiB"}})


def test_buckets_are_made_at_the_start_and_follow_the_file(bare_database, keys, tmp_path):
    for public in (True, False):
        wanted = StorageSettings(buckets=(BucketSettings("images", public, 10, ("image/png",)),))
        with background(
            lambda wanted=wanted: running_storage(bare_database, keys, tmp_path, wanted)
        ) as storage:
            rows = storage.sql(
                "select id, name, public, file_size_limit, allowed_mime_types from storage.buckets"
            )
            assert rows == [("images", "images", public, 10, ["image/png"])]


def test_a_start_removes_what_no_row_names_and_leaves_the_rest(bare_database, keys, tmp_path):
    def start():
        return background(lambda: running_storage(bare_database, keys, tmp_path))

    with start() as storage, storage.http() as http:
        bucket = storage.bucket()
        http.post(f"/object/{bucket}/x", content=b"x")
        (version,) = storage.files()
        orphan = tmp_path / "objects" / "00" / "00000000-0000-4000-8000-000000000000"
        orphan.write_bytes(b"orphan")
        (tmp_path / "staging" / orphan.name).write_bytes(b"half")
    with start() as storage, storage.http() as http:
        assert list(storage.files()) == [version]
        assert storage.staged() == []
        assert http.get(f"/object/{bucket}/x").content == b"x"


def test_without_a_database_it_starts_and_says_so(keys, tmp_path, monkeypatch):
    monkeypatch.setattr("autocrm.stack.pools._WAIT", 0.2)

    class Nowhere:
        def conninfo(self, role):
            return "postgresql://nobody@127.0.0.1:1/none?connect_timeout=1"

    running = background(lambda: running_storage(Nowhere(), keys, tmp_path))
    with running as storage, storage.http() as http:
        assert http.get("/status").status_code == 200
        for answer in (http.get("/bucket"), http.get("/health")):
            assert (answer.status_code, answer.json()["statusCode"]) == (503, "503")
            assert "try again" in answer.json()["message"]
