"""Knowledge that was embedded before its words were counted is found afterwards, and counted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from autocrm.stack import migrate
from tests.conftest import ROOT, Database

MIGRATIONS = ROOT / "supabase" / "migrations"
BEFORE = "20261125100000"  # after all migrations that knew no counts
AXIS = "[1" + ",0" * 1535 + "]"
CHUNK = {"ordinal": 0, "heading": "", "text": "chemex filter", "start": 0, "end": 5, "tokens": 2}
EMBED = """
select public.replace_chunks(id, version, 'test', 'x', %s::extensions.vector, %s)
from public.knowledge_base"""
FIND = """
select slug from public.match_knowledge('chemex', %s::extensions.vector, 'test')
where bm25_score > 0"""


def test_words_of_before_are_counted(bare_database: Database, tmp_path: Path) -> None:
    for file in MIGRATIONS.glob("*.sql"):
        if file.name < BEFORE:
            shutil.copy(file, tmp_path)
    migrate.migrate(bare_database.conninfo("postgres"), tmp_path)
    with bare_database.connect("postgres") as db:
        for slug, status in (("open", "published"), ("draft", "draft")):
            db.execute(
                "select public.save_article(%s, 'Title', 'Chemex filter', p_status => %s)",
                [slug, status],
            )
        db.execute(EMBED, [AXIS, json.dumps([{**CHUNK, "embedding": AXIS}])])
    migrate.migrate(bare_database.conninfo("postgres"), MIGRATIONS)
    with bare_database.connect("postgres") as db:
        assert db.execute(FIND, [AXIS]).fetchall() == [("open",)]
        counts = db.execute(
            "select term, scope, chunks from public.knowledge_term_counts order by term"
        ).fetchall()
        assert counts == [("chemex", "public", 1), ("filter", "public", 1), ("titl", "public", 1)]
        assert db.execute(
            "select chunks, words from public.knowledge_lexicon_sizes"
        ).fetchall() == [(1, 4)]
