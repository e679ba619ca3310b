"""The fixtures that all other tests stand on."""

from __future__ import annotations

import httpx


def test_db_is_a_migrated_clone_of_ones_own(db):
    db.execute("create table public.mine (id int)")
    assert db.execute("select count(*) from supabase_migrations.schema_migrations").fetchone()[0]


def test_the_next_test_does_not_see_it(db):
    assert db.execute("select to_regclass('public.mine')").fetchone() == (None,)


def test_db_as_acts_as_the_role_with_its_claims(db_as):
    user = "11111111-1111-4111-8111-111111111111"
    connection = db_as("authenticated", {"sub": user})
    assert connection.execute("select current_user, auth.uid()::text, auth.role()").fetchone() == (
        "authenticated",
        user,
        "authenticated",
    )


def test_rest_accepts_our_tokens_and_refuses_others(rest):
    with rest.database.connect("postgres") as db:
        db.execute("create table if not exists public.probe (id int)")
        db.execute("grant select on public.probe to authenticated")
        db.execute("notify pgrst, 'reload schema'")
    ok = httpx.get(f"{rest.url}/probe", headers=rest.headers())
    service = httpx.get(
        f"{rest.url}/probe", headers={"Authorization": f"Bearer {rest.keys.service_role_jwt}"}
    )
    bad = httpx.get(f"{rest.url}/probe", headers={"Authorization": "Bearer a.b.c"})
    assert (ok.status_code, service.status_code, bad.status_code) == (200, 200, 401)
