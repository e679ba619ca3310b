"""Clearing away: what is over goes, what is in use stays."""

from __future__ import annotations

import contextlib

import pytest

from autocrm.stack.auth import AuthContext, AuthDatabase, AuthSettings
from autocrm.stack.auth.cleanup import housekeeping, tidy
from autocrm.stack.auth.security import SessionLimits
from autocrm.stack.tokens import Signer

USER = "10000000-0000-4000-8000-000000000001"
NO_LIMITS = SessionLimits()


@pytest.fixture
def db(bare_database):
    with bare_database.connect() as connection:
        connection.execute("insert into auth.users (id) values (%s)", [USER])
        yield connection


@contextlib.asynccontextmanager
async def pool(database):
    opened = AuthDatabase(database.conninfo("supabase_auth_admin"))
    await opened.open()
    yield opened
    await opened.close()


def add_session(db, created="0 s", refreshed=None, not_after=None):
    (row,) = db.execute(
        "insert into auth.sessions (id, user_id, created_at, refreshed_at, not_after) values"
        " (gen_random_uuid(), %(user)s, now() - %(created)s::interval,"
        " (now() at time zone 'utc') - %(refreshed)s::interval, now() - %(over)s::interval)"
        " returning id",
        {"user": USER, "created": created, "refreshed": refreshed, "over": not_after},
    ).fetchall()
    return row[0]


def left(db, table):
    return {row[0] for row in db.execute(f"select id from auth.{table}").fetchall()}


async def test_revoked_refresh_tokens_go_after_a_day(bare_database, db):
    session = add_session(db)
    for token, revoked, age in (
        ("old", True, "25 h"),
        ("fresh", True, "23 h"),
        ("active", False, "900 h"),
    ):
        db.execute(
            "insert into auth.refresh_tokens (token, revoked, updated_at, session_id)"
            " values (%s, %s, now() - %s::interval, %s)",
            [token, revoked, age, session],
        )
    async with pool(bare_database) as database:
        assert await tidy(database, NO_LIMITS) == 1
    rows = db.execute("select token from auth.refresh_tokens order by id").fetchall()
    assert rows == [("fresh",), ("active",)]


async def test_ended_sessions_go_after_three_days(bare_database, db):
    add_session(db, not_after="73 h")
    kept = {add_session(db, not_after="71 h"), add_session(db, created="9000 h")}
    async with pool(bare_database) as database:
        await tidy(database, NO_LIMITS)
    assert left(db, "sessions") == kept


async def test_sessions_past_time_box_or_idle_go_a_day_later(bare_database, db):
    limits = SessionLimits(timebox=10 * 3600, inactivity_timeout=3600)
    add_session(db, created="35 h", refreshed="1 s")
    add_session(db, created="30 h", refreshed="26 h")
    add_session(db, created="26 h")
    kept = {
        add_session(db, created="33 h", refreshed="24 h"),
        add_session(db, created="24 h"),
    }
    async with pool(bare_database) as database:
        await tidy(database, limits)
    assert left(db, "sessions") == kept


async def test_abandoned_factors_and_challenges_go(bare_database, db):
    for status, age in (("unverified", "25 h"), ("verified", "9000 h")):
        db.execute(
            "insert into auth.mfa_factors (id, user_id, factor_type, status, created_at,"
            " updated_at) values (gen_random_uuid(), %s, 'totp', %s,"
            " now() - %s::interval, now())",
            [USER, status, age],
        )
    for age in ("25 h", "23 h"):
        db.execute(
            "insert into auth.mfa_challenges (id, factor_id, created_at, ip_address)"
            " select gen_random_uuid(), id, now() - %s::interval, '127.0.0.1'"
            " from auth.mfa_factors where status = 'verified'",
            [age],
        )
        db.execute(
            "insert into auth.mfa_failed_attempts (factor_id, created_at)"
            " select id, now() - %s::interval from auth.mfa_factors where status = 'verified'",
            [age],
        )
    async with pool(bare_database) as database:
        assert await tidy(database, NO_LIMITS) == 3
    assert len(left(db, "mfa_factors")) == 1
    assert len(left(db, "mfa_challenges")) == 1
    assert len(left(db, "mfa_failed_attempts")) == 1


async def test_mail_codes_and_flows_go(bare_database, db):
    for age, kind in (("49 h", "recovery_token"), ("47 h", "confirmation_token")):
        db.execute(
            "insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to,"
            " created_at) values (gen_random_uuid(), %s, %s, 'hash', 'a@b.example',"
            " (now() at time zone 'utc') - %s::interval)",
            [USER, kind, age],
        )
    db.execute(
        "insert into auth.flow_state (id, provider_type, authentication_method, created_at)"
        " select gen_random_uuid(), 'email', 'otp', now() - age * interval '1 h'"
        " from unnest(array[25, 23]) age"
    )
    async with pool(bare_database) as database:
        await tidy(database, NO_LIMITS)
    assert len(left(db, "one_time_tokens")) == 1
    assert len(left(db, "flow_state")) == 1


async def test_users_stay_however_old_and_anonymous(bare_database, db):
    db.execute("update auth.users set is_anonymous = true, created_at = now() - interval '9 years'")
    async with pool(bare_database) as database:
        await tidy(database, NO_LIMITS)
    assert len(left(db, "users")) == 1


async def test_a_round_is_bounded(bare_database, db):
    db.execute(
        "insert into auth.refresh_tokens (token, revoked, updated_at)"
        " select n::text, true, now() - interval '2 days' from generate_series(1, 1500) n"
    )
    async with pool(bare_database) as database:
        assert [await tidy(database, NO_LIMITS) for _ in range(3)] == [1000, 500, 0]


async def test_a_row_in_use_is_left_for_the_next_round(bare_database, db):
    session = add_session(db, not_after="73 h")
    with bare_database.connect() as other:
        other.autocommit = False
        other.execute("select from auth.sessions where id = %s for update", [session])
        async with pool(bare_database) as database:
            assert await tidy(database, NO_LIMITS) == 0
            other.rollback()
            assert await tidy(database, NO_LIMITS) == 1


async def test_housekeeping_starts_at_once_and_learns_the_roles(bare_database, db, keys):
    add_session(db, not_after="73 h")
    signer = Signer(keys, "ES256")
    signer.roles = frozenset()
    async with pool(bare_database) as database:
        context = AuthContext(AuthSettings(), database, signer, issuer="http://auth")
        async with housekeeping(context):
            while left(db, "sessions"):
                async with database.transaction() as connection:
                    await connection.execute("select 1")
    assert signer.roles >= {"anon", "authenticated", "service_role"}
    assert not signer.roles & {"postgres", "supabase_admin", "authenticator"}
