"""Answers that meet: called back while they leave, written in two windows; and what an edit was."""

from __future__ import annotations

import difflib
import itertools
import re
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autocrm.stack import tap
from tests.db.acting import HELPERS, acting, at_once, count, id_of, value

TICKET = id_of("ticket of hannah")


@pytest.fixture
def world(database):
    for helper in ("cast.psql", "tickets.psql"):
        tap.load(database.conninfo("postgres"), HELPERS / helper)
    return database


def errors(said: list[Any]) -> list[str | None]:
    return [answer.sqlstate for answer in said if isinstance(answer, psycopg.Error)]


def test_a_reply_is_called_back_or_leaves_but_never_both(world) -> None:
    """While its author takes it back a worker claims it and begins to send."""
    ends = set()
    for _ in range(12):
        with acting(world, "reto") as connection:
            sent = value(connection, "select public.reply_to_ticket(%s, 'Hello')", TICKET)
        draft = sent["draft_id"]
        with world.connect("postgres") as connection:
            connection.execute("update public.jobs set run_at = now() where kind = 'reply.send'")

        def work(connection: psycopg.Connection, number: int, draft: str = draft) -> Any:
            if number == 0:
                return value(connection, "select public.cancel_reply(%s)", draft)
            claimed = connection.execute(
                "select id, token from public.claim_jobs('w', array['reply.send'])"
            ).fetchone()
            if claimed is None:
                return None
            return value(
                connection, "select public.begin_send(%s, %s, %s, %s)", draft, draft, *claimed
            )

        back, begun = at_once(world, ["reto", "service_role"], work)
        cancelled = isinstance(back, dict)
        leaving = isinstance(begun, dict) and begun["action"] == "send"
        assert cancelled != leaving, (back, begun)
        if not cancelled:
            assert back.sqlstate == "PT409"
        ends.add(cancelled)
        with world.connect("postgres") as connection:
            state = value(connection, "select state from public.drafts where id = %s", draft)
            connection.execute("update public.jobs set state = 'done', lease_token = null")
        assert state == ("cancelled" if cancelled else "approved")
    assert ends


def test_of_two_agents_who_answer_what_both_saw_one_does(world) -> None:
    with world.connect("postgres") as connection:
        seen = value(connection, "select version from public.tickets where id = %s", TICKET)
    said = at_once(
        world,
        ["reto", "anna"],
        lambda connection, n: value(
            connection,
            "select public.reply_to_ticket(%s, %s, p_version => %s)", TICKET, f"Text {n}", seen,
        ),
    )  # fmt: skip
    assert errors(said) == ["PT409"]
    assert count(world, "drafts where origin = 'agent'") == 1
    assert count(world, "jobs where kind = 'reply.send'") == 1


def test_of_two_windows_that_write_on_at_once_one_is_told(world) -> None:
    with acting(world, "reto") as connection:
        value(connection, "select public.save_member_draft(%s, 'Dear')", TICKET)
    said = at_once(
        world,
        ["reto"] * 4,
        lambda connection, n: value(
            connection,
            "select public.save_member_draft(%s, %s, p_version => 1)", TICKET, f"Dear {n}",
        ),
    )  # fmt: skip
    assert errors(said) == ["PT409"] * 3
    [won] = [answer for answer in said if isinstance(answer, dict)]
    with world.connect("postgres") as connection:
        assert value(connection, "select text from public.member_drafts") == won["text"]


def test_a_file_leaves_with_one_of_two_answers(world) -> None:
    with acting(world, "reto") as connection:
        upload = value(
            connection,
            "select public.prepare_upload(%s, 'a.pdf', 'application/pdf', 3, repeat('a', 64))",
            TICKET,
        )
    with world.connect("postgres") as connection:
        connection.execute(
            "insert into storage.objects (bucket_id, name, metadata) "
            "values ('attachments', %s, '{\"size\": 3}')",
            [upload["path"]],
        )
    said = at_once(
        world,
        ["reto"] * 3,
        lambda connection, _: value(
            connection,
            "select public.reply_to_ticket(%s, 'See', p_attachments => array[%s::uuid])",
            TICKET, upload["id"],
        ),
    )  # fmt: skip
    assert errors(said) == ["PT422"] * 2


def test_uses_of_a_macro_are_all_counted(world) -> None:
    with acting(world, "service_role") as connection:
        macro = value(
            connection, "select public.save_macro('M', '', '{\"priority\": 1}', 'all') ->> 'id'"
        )
    tickets = [TICKET, id_of("ticket of tobias")]
    said = at_once(
        world,
        ["anna"] * 6,
        lambda connection, n: value(
            connection, "select public.apply_macro(%s, %s)", tickets[n % 2], macro
        ),
    )
    assert errors(said) == []
    with world.connect("postgres") as connection:
        assert value(connection, "select uses from public.macros") == 6


@pytest.fixture(scope="module")
def sql(module_database):
    with module_database.connect("postgres") as connection:
        yield connection


TEXTS = st.lists(
    st.sampled_from(["a", "b", "c", "dear", "late.", " ", "\n\n", "\t", "ä", '"', "\\"]),
    max_size=30,
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(before=TEXTS, after=TEXTS)
def test_a_difference_tells_both_texts_and_is_as_short_as_can_be(sql, before, after) -> None:
    difference = value(sql, "select private.word_difference(%s, %s)", before, after)
    assert "".join(text for op, text in difference if op != "+") == before
    assert "".join(text for op, text in difference if op != "-") == after
    assert all(one[0] != two[0] for one, two in itertools.pairwise(difference))

    def words(text: str) -> list[str]:
        return re.findall(r"\s*\S+|\s+$", text)

    stayed = sum(len(words(text)) for op, text in difference if op == "=")
    longest = longest_common(words(before), words(after))
    assert stayed == longest
    # An oracle of another make never finds more in common.
    matcher = difflib.SequenceMatcher(None, words(before), words(after), autojunk=False)
    assert sum(block.size for block in matcher.get_matching_blocks()) <= stayed
    kept = value(sql, "select private.share_kept(private.word_difference(%s, %s))", before, after)
    assert 0 <= kept <= 1


def longest_common(one: list[str], other: list[str]) -> int:
    """The length of the longest common subsequence, by the plain recurrence."""
    row = [0] * (len(other) + 1)
    for word in one:
        above = 0
        for place, theirs in enumerate(other, 1):
            above, row[place] = (
                row[place],
                above + 1 if word == theirs else max(row[place], row[place - 1]),
            )
    return row[-1]
