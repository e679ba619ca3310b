"""Generated texts: sentences with their slots filled in, and rare words by Zipf's law."""

from __future__ import annotations

import random
from bisect import bisect
from itertools import accumulate

from autocrm.cli.generate import texts

RARE = 8000  # words that stand for models, places and names nobody else mentions
_RARE_WEIGHTS = list(accumulate(1 / (rank + 3) for rank in range(RARE)))
_SYLLABLES = "bakelimonuparesitovudafegihojukaleminoru"  # of two letters each


def rare_word(rng: random.Random) -> str:
    """A word of three syllables; the first are frequent, most are met once or twice."""
    rank = bisect(_RARE_WEIGHTS, rng.random() * _RARE_WEIGHTS[-1])
    places = (2 * (rank // step % 20) for step in (1, 20, 400))
    return "".join(_SYLLABLES[place : place + 2] for place in places)


def fill(rng: random.Random, template: str, language: str) -> str:
    """A template with its slots filled in."""
    return template.format(
        order=f"{rng.randrange(10_000, 99_999)}",
        rare=rare_word(rng).capitalize(),
        product=rng.choice(texts.PRODUCTS),
        city=rng.choice(texts.CITIES),
        day=rng.choice(texts.DAYS[language]),
        count=rng.randrange(2, 40),
    )


def subject(rng: random.Random, category: str, language: str) -> str:
    return fill(rng, rng.choice(texts.SUBJECTS[category][language]), language)


def question(rng: random.Random, category: str, language: str) -> str:
    """A first message: a greeting, what is asked, and now and then an aside or three."""
    asides = rng.choices((0, 1, 2, 3), (50, 30, 15, 5))[0]
    templates = [
        rng.choice(texts.GREETING[language]),
        rng.choice(texts.QUESTIONS[category][language]),
        *rng.sample(texts.ASIDES[language], asides),
    ]
    return " ".join(fill(rng, template, language) for template in templates)


def answer(rng: random.Random, language: str) -> str:
    return fill(rng, rng.choice(texts.ANSWERS[language]), language)


def follow_up(rng: random.Random, language: str, back_again: bool = False) -> str:
    """A later message; `back_again` when the ticket had been solved."""
    return fill(
        rng, rng.choice((texts.BACK_AGAIN if back_again else texts.FOLLOW_UPS)[language]), language
    )
