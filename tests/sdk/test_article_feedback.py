"""What readers say of an article, from a customer to a member, on a real PostgREST."""

from __future__ import annotations

import pytest

from autocrm import errors
from tests.conftest import RestApi
from tests.sdk.conftest import As


async def test_a_reader_says_it_and_members_read_it(as_: As, world: RestApi) -> None:
    tobias, reto = as_("tobias").knowledge, as_("reto").knowledge
    for slug, visibility in (("opening", "public"), ("secret", "internal")):
        await as_("service_role").knowledge.save(
            slug, slug, "We open at eight.", visibility=visibility
        )
    await as_("hannah").knowledge.rate("opening", True)
    await tobias.rate("opening", True)
    await tobias.rate("opening", False, comment="On Sundays?")
    [said] = await reto.ratings()
    assert (said.slug, said.helpful, said.unhelpful, said.comments) == ("opening", 1, 1, 1)
    assert [(word.helpful, word.comment) for word in await reto.feedback("opening")] == [
        (False, "On Sundays?"), (True, ""),
    ]  # fmt: skip
    assert await tobias.feedback("opening") == []
    with pytest.raises(errors.Forbidden):
        await reto.rate("opening", True)
    with pytest.raises(errors.NotFound):
        await tobias.rate("secret", True)
