"""How far a whole answer rests on its sources: a score, for text that only partly quotes them.

The share of its words that stand in the sources agrees with human judges about as well as a second
model does; pairs of neighbouring words add what single words cannot see (a sentence made anew out
of the source's words). A measure for order and for thresholds on validation data; what must not
leave is found by `support` and `conflict`.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from itertools import pairwise

from autocrm.ai.alike import may_be_added, variants
from autocrm.ai.facts import Token, says, tokens_of


def faithfulness(
    answer: str, sources: Sequence[str], question: str = "", language: str = "en"
) -> float:
    """0..1: 1 when all that the answer says stands in `sources` (or was said by the asker).

    The mean of three shares, unweighted: of all words, of those that say something (another word
    for the same counts), and of neighbours. An answer without words has 1.
    """
    mine, theirs = tokens_of(answer, language), [tokens_of(text, language) for text in sources]
    asked = tokens_of(question, language)
    known = {v for ts in [*theirs, asked] for t in ts for v in variants(t.key, language)}
    told = [t.key for t in mine if _tells(t) and not may_be_added(t.key, language)]
    words = {t.key for ts in theirs for t in ts}
    pairs = {pair for ts in theirs for pair in _pairs(ts)}
    shares = (
        _share(told, known),
        _share([t.key for t in mine], words),
        _share(_pairs(mine), pairs),
    )
    return sum(shares) / len(shares)


def _pairs(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    return list(pairwise(t.key for t in tokens if _tells(t)))


def _tells(token: Token) -> bool:
    return token.kind == "turn" or says(token)


def _share(mine: Sequence[Hashable], theirs: Collection[Hashable]) -> float:
    return sum(one in theirs for one in mine) / len(mine) if mine else 1.0
