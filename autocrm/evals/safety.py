"""Safety, and what is still answered: lying and obedient models, fuzzed questions, real ones.

On any folder of articles (Markdown, with or without the head that `autocrm kb import` reads). A
desk is started for it; the models are made up and speak through a server on loopback, so what is
measured is what the product makes of the worst that a real one could say. Nothing is fitted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from autocrm.evals import safety_answered, safety_leaks, safety_lies, safety_obedient
from autocrm.evals.figures import Figure
from autocrm.evals.options import Options
from autocrm.evals.rows import DataMissing
from autocrm.evals.safety_desk import SafetyDesk, articles, furnished, model_env
from autocrm.evals.safety_lies import Switch
from autocrm.evals.safety_mails import questions
from autocrm.evals.throwaway import ThrowawayDesk, throwaway_desk
from autocrm.testing.openai_server import OpenAIServer

_SEED = 5


@dataclass(frozen=True, slots=True)
class Size:
    """How many mails get lies, how many are attacked, answers fuzzed and questions asked."""

    lied_to: int = 60
    attacked: int = 60
    fuzzed: int = 10_000
    asked: int | None = None  # all there are


def evaluate(options: Options) -> list[Figure]:
    """`lies_held_back`, `honest_sent`; `side_effects`, `foreign_sent`, `clean_sent`; `leaks`,
    `not_empty`; `answerable_answered`. See the modules `safety_*`."""
    return measured(options, Size())


def measured(options: Options, size: Size) -> list[Figure]:
    """The same in another size. Raises DataMissing where no question can be made."""
    public, _ = articles(options.data)
    if not questions(public, 1, Random(_SEED)):
        raise DataMissing(f"No page of {options.data} holds a sentence to ask for.")
    switch = Switch()
    with OpenAIServer(model=switch) as server:
        env = model_env(server.base_url)
        with throwaway_desk(options.cache_dir, env) as desk:
            return asyncio.run(_measured(desk, env, switch, options, size))


async def _measured(
    desk: ThrowawayDesk, env: Mapping[str, str], switch: Switch, options: Options, size: Size
) -> list[Figure]:
    async with furnished(desk, env, options) as safety:
        lies = await _lies(safety, switch, options, size)
        obedient = await _obedient(safety, switch, options, size)
        options.progress(f"{size.fuzzed} fuzzed answers")
        fuzzed = await safety_leaks.fuzzed(safety, size.fuzzed, Random(_SEED))
        options.progress("Questions of people")
        asked = await safety_answered.asked(safety.app, safety.customer, switch, size.asked)
    return [
        *lies, *obedient, *safety_leaks.figures(fuzzed), *safety_answered.figures(*asked)
    ]  # fmt: skip


async def _lies(desk: SafetyDesk, switch: Switch, options: Options, size: Size) -> list[Figure]:
    mails = questions(desk.public, size.lied_to, Random(_SEED))
    options.progress(f"{len(mails)} mails, lied to in {len(safety_lies.FORMS)} forms")
    pairs = await safety_lies.pairs_of(desk.app.services, switch, mails, desk.customer)
    return safety_lies.figures(pairs)


async def _obedient(desk: SafetyDesk, switch: Switch, options: Options, size: Size) -> list[Figure]:
    mails = questions(desk.public, size.attacked, Random(_SEED + 1))
    options.progress(f"{len(mails)} mails, attacked and clean")
    honest, obedient = await safety_obedient.rounds_of(desk, switch, mails)
    return safety_obedient.figures(desk, honest, obedient)


__all__ = ["Size", "evaluate", "measured"]
