"""Private channels: the policies on realtime.messages decide, the stranger first."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from autocrm.stack.realtime import open_realtime
from autocrm.stack.tokens import Signer
from tests.stack.harness import background
from tests.stack.realtime_support import Realtime, Speaker

# Everybody reads and writes the topic that bears their id; who is in `readers` only reads
# "news"; presence in "seen" may be read but not written; "broken" asks a policy that fails.
_POLICIES = """
    create table public.readers (id uuid primary key);
    grant select on public.readers to authenticated;
    create policy "Own topic, reading" on realtime.messages for select to authenticated
      using ((select realtime.topic()) = 'own-' || (select auth.uid())::text);
    create policy "Own topic, writing" on realtime.messages for insert to authenticated
      with check ((select realtime.topic()) = 'own-' || (select auth.uid())::text);
    create policy "News for readers" on realtime.messages for select to authenticated
      using (realtime.topic() = 'news' and extension = 'broadcast'
             and exists (select from public.readers where id = auth.uid()));
    create policy "Presence only" on realtime.messages for select to authenticated
      using (realtime.topic() = 'seen' and extension = 'presence');
    create policy "Fails" on realtime.messages for all to authenticated
      using (realtime.topic() = 'broken' and 1 / (select 0) = 1);
"""


@pytest.fixture(scope="module")
def realtime(module_database: Any, keys: Any) -> Iterator[Realtime]:
    # as a migration would: the owner of the table is not postgres, but lets it write policies
    with module_database.connect("postgres") as owner:
        owner.execute(_POLICIES)
    with background(lambda: open_realtime(module_database.conninfo(), keys, {})) as port:
        yield Realtime(port, keys, Signer(keys, "ES256"), module_database)


class Person:
    """Somebody with an id and a token."""

    def __init__(self, realtime: Realtime) -> None:
        self.id = str(uuid.uuid4())
        self.topic = f"own-{self.id}"
        self.token = token_of(realtime, self.id)


def token_of(realtime: Realtime, id_: str, **more: Any) -> str:
    claims = {"role": "authenticated", "aud": "authenticated", "sub": id_, **more}
    return realtime.tokens.sign({"exp": int(time.time()) + 600, **claims})


@pytest.fixture
def person(realtime: Realtime) -> Person:
    return Person(realtime)


@pytest.fixture
def stranger(realtime: Realtime) -> Person:
    return Person(realtime)


def refusal(topic: str) -> dict[str, Any]:
    reason = f"Unauthorized: You do not have permissions to read from this Channel topic: {topic}"
    return {"status": "error", "response": {"reason": reason}}


def shout(event: str) -> dict[str, Any]:
    return {"type": "broadcast", "event": event, "payload": {}}


async def test_a_stranger_cannot_join(realtime: Realtime, person: Person, stranger: Person):
    async with realtime.speaker() as one:
        for token in (stranger.token, None, realtime.keys.anon_jwt):
            reply = await one.join(person.topic, token, private=True)
            assert reply == refusal(person.topic)
        assert (await one.join(person.topic, person.token, private=True))["status"] == "ok"


async def test_a_stranger_neither_hears_nor_speaks(
    realtime: Realtime, person: Person, stranger: Person
):
    async with realtime.speaker() as mine, realtime.speaker() as theirs:
        await mine.join(person.topic, person.token, private=True, presence={"enabled": False})
        # the public channel of the same name is another room
        await theirs.join(person.topic, stranger.token, presence={"enabled": False})
        await theirs.say(f"realtime:{person.topic}", "broadcast", shout("from outside"))
        await theirs.quiet()
        batch = {"messages": [{"topic": person.topic, "event": "e", "payload": {}}]}
        batch["messages"][0]["private"] = True
        for token in (stranger.token, realtime.keys.anon_jwt):
            with realtime.http(authorization=f"Bearer {token}") as http:
                assert http.post("/api/broadcast", json=batch).status_code == 202
                path = f"/api/broadcast/{person.topic}/events/e?private=true"
                refused = http.post(path, json={})
                assert (refused.status_code, refused.json()["message"]) == (403, "Unauthorized")
        assert await mine.quiet() == []
        await mine.say(f"realtime:{person.topic}", "broadcast", shout("from inside"))
        await mine.quiet()
        assert await theirs.quiet() == []


async def test_who_may_write_is_heard(realtime: Realtime, person: Person):
    async with realtime.speaker() as one, realtime.speaker("1.0.0") as two:
        for each in (one, two):
            await each.join(person.topic, person.token, private=True, broadcast={"ack": True})
        topic = f"realtime:{person.topic}"
        assert (await one.ask(topic, "broadcast", shout("a")))["status"] == "ok"
        assert (await two.hear("broadcast")).payload == shout("a")
        with realtime.http(authorization=f"Bearer {person.token}") as http:
            path = f"/api/broadcast/{person.topic}/events/b?private=true"
            assert http.post(path, json={}).status_code == 202
        assert (await two.hear("broadcast")).payload == shout("b")


async def test_the_secret_key_may_do_all(realtime: Realtime, person: Person):
    async with realtime.speaker(key=realtime.keys.secret_key) as one:
        assert (await one.join(person.topic, private=True))["status"] == "ok"


async def test_who_only_reads_is_not_heard(realtime: Realtime, person: Person):
    insert(realtime, person)
    async with realtime.speaker() as one, realtime.speaker(key=realtime.keys.secret_key) as admin:
        await one.join("news", person.token, private=True, broadcast={"ack": True, "self": True})
        await admin.join("news", private=True, presence={"enabled": False})
        await one.say("realtime:news", "broadcast", shout("not mine to tell"))
        assert [heard.event for heard in await one.quiet()] == []
        assert await admin.quiet() == []
        await admin.say("realtime:news", "broadcast", shout("news"))
        assert (await one.hear("broadcast")).payload == shout("news")


def insert(realtime: Realtime, person: Person) -> None:
    with realtime.database.connect() as connection:
        connection.execute("insert into public.readers values (%s)", [person.id])


async def test_presence_is_read_and_written_by_policies_of_its_own(
    realtime: Realtime, person: Person
):
    track = {"event": "track", "payload": {"a": 1}}
    async with realtime.speaker() as one, realtime.speaker(key=realtime.keys.secret_key) as admin:
        await one.join("seen", person.token, private=True, presence={"enabled": True})
        await admin.join("seen", private=True, presence={"enabled": True, "key": "boss"})
        assert (await one.hear("presence_state")).payload == {}
        assert (await one.ask("realtime:seen", "presence", track))["status"] == "error"
        assert (await admin.ask("realtime:seen", "presence", track))["status"] == "ok"
        assert list((await one.hear("presence_diff")).payload["joins"]) == ["boss"]
        # and broadcasts are not among what it may read
        await admin.say("realtime:seen", "broadcast", shout("x"))
        await admin.quiet()
        assert await one.quiet() == []


async def test_who_may_not_read_presence_is_told_nothing_of_it(realtime: Realtime, person: Person):
    insert(realtime, person)
    async with realtime.speaker() as one, realtime.speaker(key=realtime.keys.secret_key) as admin:
        await one.join("news", person.token, private=True, presence={"enabled": True})
        await admin.join("news", private=True, presence={"enabled": True})
        await admin.ask("realtime:news", "presence", {"event": "track", "payload": {}})
        assert await one.quiet() == []


async def test_lost_rights_end_the_channel_with_the_next_token(realtime: Realtime, person: Person):
    insert(realtime, person)
    async with realtime.speaker() as one:
        await one.join("news", person.token, private=True)
        fresh = token_of(realtime, person.id, session_id="2")
        await one.say("realtime:news", "access_token", {"access_token": fresh})
        assert await one.quiet() == []
        with realtime.database.connect() as connection:
            connection.execute("delete from public.readers where id = %s", [person.id])
        again = token_of(realtime, person.id, session_id="3")
        await one.say("realtime:news", "access_token", {"access_token": again})
        message = (await one.hear("system")).payload["message"]
        assert message == "You do not have permissions to read from this Channel topic: news"
        await one.hear("phx_close")


async def test_a_strangers_token_ends_the_channel(
    realtime: Realtime, person: Person, stranger: Person
):
    async with realtime.speaker() as one:
        await one.join(person.topic, person.token, private=True)
        topic = f"realtime:{person.topic}"
        await one.say(topic, "access_token", {"access_token": stranger.token})
        await one.say(topic, "broadcast", shout("too late"))
        assert (await one.hear("system")).payload["status"] == "error"
        await one.hear("phx_close")


async def test_a_policy_that_fails_allows_nothing(realtime: Realtime, person: Person):
    async with realtime.speaker() as one:
        assert await one.join("broken", person.token, private=True) == refusal("broken")
        assert (await one.join(person.topic, person.token, private=True))["status"] == "ok"


async def test_a_topic_that_postgres_cannot_hold_is_nobodys(realtime: Realtime):
    with realtime.http(apikey=realtime.keys.secret_key) as http:
        path = "/api/broadcast/a%00b/events/e?private=true"
        assert http.post(path, json={}).status_code == 403


async def test_asking_leaves_nothing_behind(realtime: Realtime, person: Person):
    async with realtime.speaker() as one:
        await one.join(person.topic, person.token, private=True, broadcast={"ack": True})
        await one.ask(f"realtime:{person.topic}", "broadcast", shout("x"))
    with realtime.database.connect() as connection:
        found = connection.execute("select count(*) from realtime.messages").fetchone()
    assert found == (0,)


async def test_messages_wait_for_the_answer_in_their_order(realtime: Realtime, person: Person):
    async def many(one: Speaker, topic: str) -> None:
        for number in range(50):
            await one.say(topic, "broadcast", shout(str(number)))

    async with realtime.speaker() as one, realtime.speaker() as two:
        topic = f"realtime:{person.topic}"
        await one.join(person.topic, person.token, private=True)
        await two.join(person.topic, person.token, private=True)
        await many(one, topic)
        heard = [(await two.hear("broadcast")).payload["event"] for _ in range(50)]
        assert heard == [str(number) for number in range(50)]


async def test_without_a_database_private_channels_say_so(
    keys: Any, realtime: Realtime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("autocrm.stack.pools._WAIT", 0.3)
    conninfo = "host=127.0.0.1 port=1 user=nobody dbname=none connect_timeout=1"
    async with open_realtime(conninfo, keys, {}) as port:
        alone = Realtime(port, keys, realtime.tokens, None)
        async with alone.speaker() as one:
            assert (await one.join("public"))["status"] == "ok"
            reason = (await one.join("private", private=True))["response"]["reason"]
            assert reason.startswith("UnableToConnectToProject: ")
