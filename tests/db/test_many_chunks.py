"""Search among thousands of readable pieces, where the HNSW index stands in for an exact scan."""

from __future__ import annotations

import psycopg
import pytest

from autocrm.stack import tap
from tests.db.acting import HELPERS, acting

# Pieces on an arc that begins at the question, a twentieth of a degree apart. It ends before 180
# degrees: on a longer one the far end lies nearer to the question again, and a greedy search may
# stop there. It begins at 45 degrees, where half precision tells neighbours apart. The 200 that
# lie nearest to the question are internal: an index scan that only filters what it has found
# first would give anon nothing.
INTERNAL, ALL = 200, 3300
FILL = f"""
insert into public.knowledge_base (id, slug, title, content, visibility, status)
select tests.id(slug), slug, slug, slug, slug, 'published'
from unnest(array['public', 'internal']) slug;
alter table public.knowledge_chunks disable trigger knowledge_chunks_terms;
drop index public.knowledge_chunks_embedding;
insert into public.knowledge_chunks (article_id, article_version, ordinal, content, start_offset,
  end_offset, tokens, language, embedding, embedding_model)
select tests.id(case when n <= {INTERNAL} then 'internal' else 'public' end), 1, n, n,
  0, 1, 1, 'en',
  (array[cosd(45 + n / 20.0), sind(45 + n / 20.0)]::real[] || array_fill(0::real, array[1534]))
    ::extensions.vector, 'test'
from generate_series(1, {ALL}) n;
create index knowledge_chunks_embedding on public.knowledge_chunks
  using hnsw ((embedding::extensions.halfvec(1536)) extensions.halfvec_cosine_ops);
analyze public.knowledge_chunks;
"""


@pytest.fixture(scope="module")
def filled(module_database):
    tap.load(module_database.conninfo("postgres"), HELPERS / "cast.psql")
    with module_database.connect("postgres") as connection:
        connection.execute(FILL.encode())
    return module_database


def nearest(connection: psycopg.Connection) -> list[int]:
    """The 50 pieces found for the direction in which the arc begins, best first."""
    rows = connection.execute(
        "select content::integer from public.match_knowledge("
        "'nothing', (array[cosd(45), sind(45)]::real[] || array_fill(0::real, array[1534]))"
        "::extensions.vector, 'test', 50)"
    )
    return [piece for (piece,) in rows]


def test_the_nearest_pieces_are_found(filled) -> None:
    with acting(filled, "service_role") as connection:
        found = nearest(connection)
    assert found[0] == 1
    assert len(set(found) & set(range(1, 51))) >= 48


def test_what_one_may_not_read_does_not_crowd_out_what_one_may(filled) -> None:
    with acting(filled, "anon") as connection:
        found = nearest(connection)
    assert len(found) == 50
    assert min(found) == INTERNAL + 1
    assert len(set(found) & set(range(INTERNAL + 1, INTERNAL + 51))) >= 45
