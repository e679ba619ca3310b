"""Statements are cut where Postgres would cut them."""

from __future__ import annotations

import pytest

from autocrm.stack.sqlsplit import Unterminated, split


def texts(source: str) -> list[str]:
    return [statement.text for statement in split(source)]


@pytest.mark.parametrize(
    "one",
    [
        "select 'a;b'",
        "select 'it''s; fine'",
        r"select e'it\'s; fine'",
        r"select E'back\\'",
        'select ";" from "a;""b"',
        "do $$ begin perform 1; end $$",
        "do $body$ begin perform '$$;$$'; end $body$",
        "select $ä$;$ä$",
        "select 1 /* ; /* ; */ ; */ + 1",
        "select 1 -- ; '\n + 1",
        "create rule r as on insert to t do also (select 1; select 2)",
        "create function f() returns int begin atomic select 1; select 2; end",
        "create function f() returns int begin atomic "
        "select case when true then 1 else 2 end; select 2; end",
        "select case when true then 1 end",
        "prepare p as select $1",
        "select a$b$ from t",  # a dollar inside a name quotes nothing
        "select type'x;y'",  # the e before the quote belongs to a name
    ],
)
def test_a_semicolon_inside_does_not_split(one):
    assert texts(f"{one};\nselect 2") == [one, "select 2"]


def test_end_outside_a_body_ends_nothing():
    assert texts("select 1 as end; select 2") == ["select 1 as end", "select 2"]


@pytest.mark.parametrize("empty", ["", " \n", ";;", "-- only a comment", "/* and this */ ;"])
def test_nothing_is_no_statement(empty):
    assert split(empty) == []


def test_lines_of_text_and_first_token():
    first, second = split("-- about\n\n  select 1;\n\n-- more\ninsert into t values (1);")
    assert (first.start, first.line, first.first_word) == (1, 3, "select")
    assert (second.start, second.line, second.first_word) == (5, 6, "insert")
    assert first.text == "-- about\n\n  select 1"


@pytest.mark.parametrize("broken", ["select 'a", 'select "a', "do $x$ end", "/* /* */", "e'\\'"])
def test_what_does_not_end_is_named_by_its_line(broken):
    with pytest.raises(Unterminated, match="line 2"):
        split(f"select 1;\n{broken}")


def test_a_large_file_takes_no_quadratic_time():
    source = "insert into t values ('x''y; z'); -- note\n" * 20_000
    assert len(split(source)) == 20_000
