"""Times, cut cells, and texts from outside that must not reach the terminal as they are."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from rich.console import Console

from autocrm.cli.output import age, ms, one_line, plain, print_json, table

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def shown(out: object, width: int) -> str:
    file = io.StringIO()
    Console(file=file, width=width).print(out)
    return file.getvalue()


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("2026-11-24T11:59:30+00:00", "now"),
        ("2026-11-24T11:57:00+00:00", "3 min"),
        ("2026-11-24T10:00:00+01:00", "3 h"),
        ("2026-11-19T12:00:00+00:00", "5 d"),
        (None, ""),
    ],
)
def test_age(time: str | None, said: str) -> None:
    assert age(time, NOW) == said


@pytest.mark.parametrize(
    ("value", "said"), [(None, ""), (0.4, "0 ms"), (812.6, "813 ms"), (1250.0, "1.2 s")]
)
def test_ms(value: float | None, said: str) -> None:
    assert ms(value) == said


def test_markup_in_a_subject_is_shown_and_not_obeyed() -> None:
    out = table("subject")
    out.add_row(one_line("[red]free[/] [link=http://x.example]gift[/link]"))
    assert "[red]free[/] [link=http://x.example]gift[/link]" in shown(out, 100)


@pytest.mark.parametrize("evil", ["\x1b[2J", "\x1b]0;title\x07", "\r", "\x9b31m", "\u202e"])
def test_what_moves_a_terminal_is_taken_out(evil: str) -> None:
    found = plain(f"a{evil}b")
    assert not set(evil) & set("\x1b\r\x07\x9b\u202e") & set(found)
    assert found[0] == "a"
    assert found[-1] == "b"


def test_one_line_is_one_line_of_that_width() -> None:
    assert one_line("a\n b\t c") == "a b c"
    assert one_line("abcdef", 4) == "abc…"
    assert one_line(None) == ""


def test_the_long_column_gives_way_and_an_id_is_never_cut() -> None:
    out = table("#", "subject", "id", whole="id")
    out.add_row("17", "a very long subject " * 5, "3c9f009a-5507-40e2-873f-4eab8557794a")
    lines = shown(out, 70).splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("17 ")
    assert "…" in lines[1]
    assert "3c9f009a-5507-40e2-873f-4eab8557794a" in lines[1]


def test_a_folded_column_is_whole() -> None:
    out = table("#", "why", folded="why")
    out.add_row("1", "word " * 30)
    assert shown(out, 40).count("word") == 30


def test_json_is_one_document_with_readable_letters(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": "Zoë", "at": NOW})
    text = capsys.readouterr().out
    assert "Zoë" in text
    assert json.loads(text) == {"name": "Zoë", "at": "2026-11-24T12:00:00+00:00"}
