"""Settings survive a round trip; keys are made once, and known to nobody else."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from autocrm.stack.config import StackConfig
from autocrm.stack.errors import StackError
from autocrm.stack.keys import load_or_create_keys


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_config_reads_back_as_it_was_saved(tmp_path):
    config = StackConfig(
        tmp_path, Path("x"), 56050, {"worker": ["w", "--fast"]}, {"A": "1"}, "tickets", False
    )
    assert config.home == tmp_path / "x"
    assert StackConfig.load(config.save()) == config
    assert mode_of(config.file) == 0o600
    assert mode_of(config.home) == 0o700


def test_the_ports_are_those_of_supabase_start(tmp_path):
    config = StackConfig(tmp_path)
    assert config.home == tmp_path / ".autocrm"
    assert config.api_url == "http://127.0.0.1:54321"
    assert config.db_url == "postgresql://postgres:postgres@127.0.0.1:54322/postgres"
    assert (config.mail_port, config.smtp_port, config.worker_port) == (54324, 54325, 54329)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"root": 1, "home": 2}', '{"nonsense": 1}'])
def test_a_damaged_config_is_one_sentence(tmp_path, text):
    (tmp_path / "stack.json").write_text(text)
    with pytest.raises(StackError, match=r"stack\.json is damaged: delete it"):
        StackConfig.load(tmp_path / "stack.json")


@pytest.mark.parametrize("base", [80, 65530])
def test_a_port_base_without_room_is_refused(tmp_path, base):
    with pytest.raises(StackError, match="choose one from 1024"):
        StackConfig(tmp_path, port_base=base)


def test_the_signing_key_is_made_once_and_private(tmp_path):
    keys = load_or_create_keys(tmp_path)
    assert load_or_create_keys(tmp_path) == keys
    assert mode_of(tmp_path / "keys.json") == 0o600
    assert all("d" not in key for key in keys.verify_jwks()["keys"])


def test_two_homes_have_two_keys(tmp_path):
    assert load_or_create_keys(tmp_path / "a") != load_or_create_keys(tmp_path / "b")


def test_legacy_tokens_are_those_every_local_supabase_has(tmp_path):
    assert load_or_create_keys(tmp_path).anon_jwt.startswith(
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
        ".eyJpc3MiOiJzdXBhYmFzZS1kZW1vIiwicm9sZSI6ImFub24iLCJleHAiOjE5ODM4MTI5OTZ9.CRXP1A7W"
    )


def test_verify_jwks_verifies_both_kinds_and_public_jwks_only_ours(tmp_path):
    keys = load_or_create_keys(tmp_path)
    ours, legacy = keys.verify_jwks()["keys"]
    signed = jwt.encode({"alg": "ES256"}, {"role": "x"}, ECKey.import_key(keys.es256))
    assert jwt.decode(signed, ECKey.import_key(ours), ["ES256"]).claims["role"] == "x"
    decoded = jwt.decode(keys.service_role_jwt, OctKey.import_key(legacy), ["HS256"])
    assert decoded.claims["role"] == "service_role"
    assert keys.public_jwks()["keys"] == [ours]


def test_a_damaged_key_file_is_one_sentence(tmp_path):
    (tmp_path / "keys.json").write_text("{}")
    with pytest.raises(StackError, match="delete it"):
        load_or_create_keys(tmp_path)
