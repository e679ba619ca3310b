"""Who may see a change: the stranger first, then the owner."""

from __future__ import annotations

import uuid

import pytest

from autocrm.stack.realtime.changes import BadBinding, Binding
from tests.stack.changes_support import Fence, make_table, telling, writer

ANN, BEN = (str(uuid.UUID(int=number)) for number in (1, 2))


@pytest.fixture
async def told(bare_database):
    async with telling(bare_database.conninfo()) as told:
        yield told


@pytest.fixture
def db(bare_database):
    with writer(bare_database) as connection:
        make_table(connection, "mine", "id int primary key, owner uuid, body text")
        connection.execute("alter table public.mine enable row level security")
        connection.execute(
            "create policy own on public.mine for select to authenticated "
            "using (owner = (select auth.uid()))"
        )
        yield connection


def put(db, number, owner, body="x"):
    db.execute("insert into public.mine values (%s, %s, %s)", [number, owner, body])


async def test_a_stranger_sees_nothing_the_owner_their_rows_the_service_all(told, db):
    stranger = await told.listen({"table": "mine"}, "authenticated", sub=BEN)
    nobody = await told.listen({"table": "mine"}, "anon")
    owner = await told.listen({"table": "mine"}, "authenticated", sub=ANN)
    service = await told.listen({"table": "mine"}, "service_role")
    fence = Fence(told, db)
    put(db, 1, ANN)
    put(db, 2, None)
    db.execute("update public.mine set body = 'y'")
    await fence.passed()
    assert told.of(stranger) == []
    assert told.of(nobody) == []
    assert [(d["type"], d["record"]["id"]) for d in told.of(owner)] == [
        ("INSERT", 1),
        ("UPDATE", 1),
    ]
    assert len(told.of(service)) == 4


async def test_a_row_given_away_is_seen_by_its_new_owner_only(told, db):
    put(db, 1, ANN)
    before = await told.listen({"table": "mine"}, "authenticated", sub=ANN)
    after = await told.listen({"table": "mine"}, "authenticated", sub=BEN)
    fence = Fence(told, db)
    db.execute("update public.mine set owner = %s", [BEN])
    await fence.passed()
    assert told.of(before) == []
    assert [d["record"]["owner"] for d in told.of(after)] == [BEN]


async def test_of_a_deleted_row_everybody_learns_the_key_and_nothing_else(told, db):
    db.execute("alter table public.mine replica identity full")
    put(db, 1, ANN, "secret")
    stranger = await told.listen({"table": "mine"}, "authenticated", sub=BEN)
    db.execute("delete from public.mine")
    (data,) = await told.next_of(stranger)
    assert data["old_record"] == {"id": 1}


async def test_filters_do_not_open_what_policies_close(told, db):
    stranger = await told.listen({"table": "mine", "filter": "body=eq.x"}, "authenticated", sub=BEN)
    owner = await told.listen({"table": "mine", "filter": "body=eq.x"}, "authenticated", sub=ANN)
    fence = Fence(told, db)
    put(db, 1, ANN)
    put(db, 2, ANN, "other")
    await fence.passed()
    assert told.of(stranger) == []
    assert [d["record"]["id"] for d in told.of(owner)] == [1]


async def test_columns_without_a_grant_are_left_out(told, db):
    make_table(db, "wages", "id int primary key, name text, wage int")
    db.execute("alter table public.wages replica identity full")
    db.execute("revoke select on public.wages from anon")
    db.execute("grant select (id, name) on public.wages to anon")
    anon = await told.listen({"table": "wages"}, "anon")
    service = await told.listen({"table": "wages"}, "service_role")
    db.execute("insert into public.wages values (1, 'Ann', 9)")
    db.execute("update public.wages set wage = 10")
    for data in await told.next_of(anon, 2):
        assert data["record"] == {"id": 1, "name": "Ann"}
        assert [column["name"] for column in data["columns"]] == ["id", "name"]
        assert "wage" not in data.get("old_record", {})
    assert [d["record"]["wage"] for d in await told.next_of(service, 2)] == [9, 10]


async def test_a_column_one_may_not_read_cannot_be_asked_for(told, db):
    make_table(db, "wages", "id int primary key, wage int")
    db.execute("revoke select on public.wages from anon")
    db.execute("grant select (id) on public.wages to anon")
    for what in ({"filter": "wage=gt.5"}, {"select": ["wage"]}):
        with pytest.raises(BadBinding, match=r"invalid column for (filter|select) wage"):
            await told.listen({"table": "wages", **what}, "anon")


async def test_a_filter_column_that_may_no_longer_be_read_matches_nothing(told, db):
    make_table(db, "wages", "id int primary key, wage int")
    anon = await told.listen({"table": "wages", "filter": "wage=gt.5"}, "anon")
    every = await told.listen({"table": "wages"}, "anon")
    db.execute("revoke select on public.wages from anon")
    db.execute("grant select (id) on public.wages to anon")
    db.execute("insert into public.wages values (1, 9)")
    assert (await told.next_of(every))[0]["record"] == {"id": 1}
    assert told.of(anon) == []


async def test_who_may_not_read_the_key_is_told_that_and_no_more(told, db):
    make_table(db, "secrets", "id int primary key, body text")
    db.execute("revoke select on public.secrets from anon")
    anon = await told.listen({"table": "secrets"}, "anon")
    db.execute("insert into public.secrets values (1, 'secret')")
    (data,) = await told.next_of(anon)
    assert data["errors"] == ["Error 401: Unauthorized"]
    assert (data["record"], data["columns"], data["commit_timestamp"]) == ({}, [], None)


async def test_rights_revoked_while_streaming_count_at_once(told, db):
    anon = await told.listen({"table": "mine"}, "authenticated", sub=ANN)
    put(db, 1, ANN)
    await told.next_of(anon)
    fence = Fence(told, db)
    db.execute("drop policy own on public.mine")
    put(db, 2, ANN)
    await fence.passed()
    assert len(told.of(anon)) == 1
    db.execute("alter table public.mine disable row level security")
    put(db, 3, ANN)
    assert (await told.next_of(anon, 2))[1]["record"]["id"] == 3


SERVER_ROLES = ["postgres", "supabase_admin", "supabase_auth_admin", "pg_read_all_data", "none", ""]


async def test_no_token_makes_one_a_role_of_the_server(told, db):
    for role in SERVER_ROLES:
        with pytest.raises(BadBinding, match="may not be used"):
            await told.listen({"table": "mine"}, role)


async def test_a_role_of_the_project_granted_to_authenticator_is_served(told, db):
    db.execute('create role "my-team"')
    try:
        db.execute('grant "my-team" to authenticator')
        db.execute('grant usage on schema public to "my-team"')
        db.execute('grant select on public.mine to "my-team"')
        db.execute('create policy team on public.mine for select to "my-team" using (id < 10)')
        member = await told.listen({"table": "mine"}, "my-team")
        put(db, 10, None)
        put(db, 1, None)
        assert [d["record"]["id"] for d in await told.next_of(member)] == [1]
        await told.feed.unsubscribe(member)
    finally:
        db.execute('drop owned by "my-team"')
        db.execute('drop role "my-team"')


async def test_new_claims_count_from_then_on_and_the_ids_stay(told, db):
    subscriber = uuid.uuid4()
    bindings = [Binding.parse({"table": "mine"})]
    ids = await told.feed.subscribe(subscriber, bindings, {"role": "authenticated", "sub": BEN})
    fence = Fence(told, db)
    put(db, 1, ANN)
    await fence.passed()
    await told.feed.update_claims(subscriber, {"role": "authenticated", "sub": ANN})
    put(db, 2, ANN)
    await told.next_of(subscriber)
    assert [got for who, got, _ in told.changes if who == subscriber] == [ids]
    assert told.of(subscriber)[0]["record"]["id"] == 2


async def test_new_claims_are_checked(told, db):
    subscriber = await told.listen({"table": "mine", "filter": "body=eq.x"}, "service_role")
    with pytest.raises(BadBinding, match="may not be used"):
        await told.feed.update_claims(subscriber, {"role": "postgres"})
    db.execute("revoke select on public.mine from anon")
    with pytest.raises(BadBinding, match="invalid column for filter body"):
        await told.feed.update_claims(subscriber, {"role": "anon"})
    await told.feed.update_claims(uuid.uuid4(), {"role": "anon"})  # has left: no error


async def test_a_policy_that_fails_fails_for_its_viewer_only(told, db):
    make_table(db, "fragile", "id int primary key")
    db.execute("alter table public.fragile enable row level security")
    db.execute(
        "create policy p on public.fragile using "
        "((current_setting('request.jwt.claims')::jsonb ->> 'level')::int > 1)"
    )
    broken = await told.listen({"table": "fragile"}, "authenticated", level="high")
    fine = await told.listen({"table": "fragile"}, "authenticated", level="2")
    db.execute("insert into public.fragile values (1)")
    assert (await told.next_of(fine))[0]["record"] == {"id": 1}
    (data,) = await told.next_of(broken)
    assert data["errors"] == ["Error 500: Internal Server Error, RLS policy evaluation failed"]
    assert data["record"] == {}


async def test_a_policy_that_takes_too_long_holds_up_its_table_only(told, db, bare_database):
    name = bare_database.name
    db.execute(f"alter role authenticator in database {name} set statement_timeout = '200ms'")
    make_table(db, "slow", "id int primary key")
    db.execute("alter table public.slow enable row level security")
    db.execute("create policy p on public.slow using (pg_sleep(30) is not null)")
    async with telling(bare_database.conninfo()) as other:
        slow = await other.listen({"table": "slow"}, "anon")
        owner = await other.listen({"table": "mine"}, "authenticated", sub=ANN)
        db.execute("insert into public.slow values (1)")
        put(db, 1, ANN)
        assert (await other.next_of(owner))[0]["record"]["id"] == 1
        assert other.of(slow) == []


async def test_a_change_whose_policy_took_too_long_once_is_judged_again(told, db, bare_database):
    name = bare_database.name
    db.execute(f"alter role authenticator in database {name} set statement_timeout = '200ms'")
    make_table(db, "late", "id int primary key")
    db.execute("create sequence public.tries")  # what a cancelled statement took stays taken
    db.execute("grant usage on sequence public.tries to anon")
    db.execute("alter table public.late enable row level security")
    db.execute(
        "create policy p on public.late using ("
        "case nextval('public.tries') when 1 then pg_sleep(30) is not null else true end)"
    )
    async with telling(bare_database.conninfo()) as other:
        listener = await other.listen({"table": "late"}, "anon")
        db.execute("insert into public.late values (1)")
        assert (await other.next_of(listener))[0]["record"] == {"id": 1}


async def test_a_policy_cannot_lend_itself_the_servers_rights(told, db):
    make_table(db, "sly", "id int primary key")
    db.execute("create table public.loot (who text, may_all boolean)")
    db.execute("grant all on public.loot to public")
    db.execute(
        "create function public.climb() returns boolean language plpgsql as $$ begin "
        "perform set_config('role', 'none', true); "
        "insert into public.loot select current_user, rolsuper from pg_roles "
        "where rolname = current_user; return true; end $$"
    )
    db.execute("alter table public.sly enable row level security")
    db.execute("create policy p on public.sly using (public.climb())")
    anon = await told.listen({"table": "sly"}, "anon")
    db.execute("insert into public.sly values (1)")
    await told.next_of(anon)
    found = db.execute("select distinct who, may_all from public.loot").fetchall()
    assert found == [("authenticator", False)]


async def test_a_thousand_with_equal_claims_cost_one_check(told, db):
    make_table(db, "counted", "id int primary key")
    db.execute("create table public.checks (n int)")
    db.execute("grant all on public.checks to public")
    db.execute(
        "create function public.check_() returns boolean language plpgsql as $$ begin "
        "insert into public.checks values (1); return true; end $$"
    )
    db.execute("alter table public.counted enable row level security")
    db.execute("create policy p on public.counted using (public.check_())")
    people = [await told.listen({"table": "counted"}, "anon", b=1, a=2) for _ in range(1000)]
    db.execute("insert into public.counted values (1)")
    await told.until(lambda: len(told.changes) == 1000)
    assert {who for who, *_ in told.changes} == set(people)
    assert db.execute("select count(*) from public.checks").fetchone() == (1,)


async def test_two_hundred_people_each_get_their_own(told, db):
    people = [str(uuid.UUID(int=number)) for number in range(200)]
    listening = [await told.listen({"table": "mine"}, "authenticated", sub=one) for one in people]
    with db.transaction():
        for number, owner in enumerate(people):
            put(db, number, owner)
    await told.until(lambda: len(told.changes) == 200)
    for number, subscriber in enumerate(listening):
        assert [d["record"]["id"] for d in told.of(subscriber)] == [number]


async def test_composite_keys_and_keys_of_other_types(told, db):
    db.execute("create type public.mood as enum ('sad', 'happy')")
    make_table(db, "pairs", "a uuid, b public.mood, c text, primary key (c, a, b)")
    db.execute("alter table public.pairs enable row level security")
    db.execute("create policy p on public.pairs using (c <> 'hidden')")
    anon = await told.listen({"table": "pairs"}, "anon")
    fence = Fence(told, db)
    db.execute("insert into public.pairs values (%s, 'sad', 'hidden')", [ANN])
    db.execute("insert into public.pairs values (%s, 'happy', 'shown')", [ANN])
    await fence.passed()
    assert [d["record"]["c"] for d in told.of(anon)] == ["shown"]


async def test_the_api_roles_cannot_read_who_listens(told, db, bare_database):
    await told.listen({"table": "mine"}, "authenticated", sub=ANN)
    for role, count in (("anon", 0), ("authenticated", 0), ("service_role", 1)):
        db.execute("select set_config('role', %s, false)", [role])
        assert db.execute("select count(*) from realtime.subscription").fetchone() == (count,)
        db.execute("reset role")
    with bare_database.connect("postgres") as owner:
        rows = owner.execute("select claims_role::text, claims from realtime.subscription")
        assert rows.fetchall() == [("authenticated", {"role": "authenticated", "sub": ANN})]
