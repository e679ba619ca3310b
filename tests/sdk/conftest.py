"""The SDK as one of the cast on a real PostgREST; and on a whole desk, as a user would."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest

from autocrm import AutoCRM
from autocrm.stack import tap
from tests.conftest import RestApi
from tests.db.acting import HELPERS, id_of
from tests.flows.conftest import empty_desk, seeded_desk

__all__ = ["empty_desk", "seeded_desk"]

As = Callable[[str], AutoCRM]


@pytest.fixture(scope="module")
def world(rest_api: RestApi) -> RestApi:
    for helper in ("cast.psql", "tickets.psql"):
        tap.load(rest_api.database.conninfo("postgres"), HELPERS / helper)
    return rest_api


@pytest.fixture
async def as_(world: RestApi) -> AsyncIterator[As]:
    """`as_("anna")`: the SDK with the rights of one of the cast, or of the secret key."""
    async with AsyncExitStack() as stack:

        def acting(who: str) -> AutoCRM:
            claims = {"role": who} if who == "service_role" else {"sub": id_of(who)}
            crm = AutoCRM("http://api.test", "key", access_token=world.token(**claims))
            crm._connection.client.rest_url = world.url  # PostgREST without its gateway
            stack.push_async_callback(crm.close)
            return crm

        yield acting
