"""Counting tokens, tables or none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocrm.adapters.llm.openai import (
    TokenCounter,
    cost_usd,
    estimate_tokens,
    load_prompt,
    price_known,
)
from autocrm.errors import NotConfigured


def test_without_tables_it_estimates_and_never_downloads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiktoken.load.read_file", lambda path: pytest.fail(f"fetches {path}"))
    counter = TokenCounter(tmp_path, "gpt-5-mini")
    assert not counter.exact
    assert counter.count("Where is my parcel?") == estimate_tokens("Where is my parcel?")


def test_a_broken_table_is_not_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiktoken.load.read_file", lambda path: pytest.fail(f"fetches {path}"))
    table = tmp_path / "tiktoken" / "fb374d419588a4632f3f557e76b4b70aebbca790"
    table.parent.mkdir()
    table.write_bytes(b"cut")
    assert TokenCounter(tmp_path, "gpt-5-mini").count("hello") > 0
    assert table.exists()


# Counted with o200k_base: the estimate must not be below.
@pytest.mark.parametrize(
    ("text", "real"),
    [
        ("Where is my parcel? I ordered two bags of beans on 3 May.", 16),
        ("Guten Tag, meine Kaffeemühle mahlt nicht mehr richtig. Was kann ich tun?", 19),
        ("Bonjour, je n'ai toujours pas reçu ma commande numéro 104523.", 15),
        ("你好，我的包裹在哪里？", 8),
        ("Order #A-1049/22: CHF 49.90", 14),
        ("<|endoftext|>", 7),
    ],
)
def test_the_estimate_is_on_the_safe_side(text: str, real: int) -> None:
    assert real <= estimate_tokens(text) <= 3 * real


@given(st.text(max_size=300), st.integers(0, 60))
def test_a_cut_is_a_beginning_within_the_limit(text: str, limit: int) -> None:
    counter = TokenCounter(None, "any")
    cut = counter.cut(text, limit)
    assert text.startswith(cut)
    assert counter.count(cut) <= limit or len(cut) <= limit


def test_prices() -> None:
    assert cost_usd("gpt-4o-mini-2024-07-18", 1_000_000, 1_000_000) == pytest.approx(0.75)
    assert not price_known("llama")
    assert cost_usd("llama", 10, 10) == 0.0


def test_prompts_are_named_by_their_content() -> None:
    one, other = load_prompt("triage"), load_prompt("draft")
    assert len(one.hash) == 16
    assert one.hash != other.hash
    with pytest.raises(NotConfigured):
        load_prompt("nonsense")
