"""Articles that are embedded, hidden and deleted at the same time: the counts stay exact."""

from __future__ import annotations

import json

import psycopg
import pytest

from autocrm.stack import tap
from tests.db.acting import HELPERS, at_once, id_of

AXIS = "[1" + ",0" * 1535 + "]"
ARTICLES = 4
# In other orders, so that whoever locked word by word would wait in a circle.
TEXTS = ("grinder kettle scale", "scale kettle grinder", "kettle grinder mill", "mill scale kettle")
EXACT = """
select lexicon, term, scope, chunks from public.knowledge_term_counts where chunks <> 0
except
select t.lexicon, t.term, a.scope, count(*) from public.knowledge_terms t
join public.knowledge_base a on a.id = t.article_id where a.scope is not null group by 1, 2, 3
"""
SIZES = """
select sum(chunks)::int, sum(words)::int from public.knowledge_lexicon_sizes
"""
TRUE_SIZES = """
select count(distinct t.chunk_id)::int, coalesce(sum(t.tf), 0)::int from public.knowledge_terms t
join public.knowledge_base a on a.id = t.article_id where a.scope is not null
"""


@pytest.fixture(scope="module")
def filled(module_database):
    tap.load(module_database.conninfo("postgres"), HELPERS / "cast.psql")
    with module_database.connect("postgres") as connection:
        for number in range(ARTICLES):
            connection.execute(
                "insert into public.knowledge_base (id, slug, title, content, status) "
                "values (%s, %s, 'Title', 'Text', 'published')",
                [id_of(f"article {number}"), f"article-{number}"],
            )
    return module_database


def embed(connection: psycopg.Connection, number: int, text: str) -> None:
    chunks = [
        {"ordinal": n, "heading": "", "text": text, "start": n, "end": n + 1, "tokens": 1,
         "embedding": AXIS}
        for n in range(3)
    ]  # fmt: skip
    connection.execute(
        "select public.replace_chunks(%s, 1, 'test', 'x', %s::extensions.vector, %s)",
        [id_of(f"article {number}"), AXIS, json.dumps(chunks)],
    )


def test_counts_are_those_of_what_is_there(filled) -> None:
    def work(connection: psycopg.Connection, number: int) -> None:
        for turn in range(6):
            embed(connection, number, TEXTS[(number + turn) % len(TEXTS)])
            status = "archived" if (turn + number) % 3 == 0 else "published"
            connection.execute(
                "update public.knowledge_base set status = %s where id = %s",
                [status, id_of(f"article {number}")],
            )

    assert at_once(filled, ["service_role"] * ARTICLES, work) == [None] * ARTICLES
    with filled.connect("postgres") as connection:
        connection.execute("delete from public.knowledge_base where slug = 'article-0'")
        assert connection.execute(EXACT.encode()).fetchall() == []
        assert connection.execute(SIZES.encode()).fetchall() == (
            connection.execute(TRUE_SIZES.encode()).fetchall()
        )
        rows = connection.execute("select count(*) from public.knowledge_terms").fetchone()
        assert rows is not None
        assert rows[0] > 0
