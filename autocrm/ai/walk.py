"""The cheapest walk of a claim's words through its source.

Each word of the claim is given a place in the source, or none; going on costs nothing, going back
or far on a little, to another sentence much. So a word counts as said only where its neighbours
are said too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autocrm.ai.alike import may_be_added, variants
from autocrm.ai.facts import Token, says

_TONE = 0.05  # cost of a word that a rewording may add, where it is given no place
_NEW = 1.0  # of any other word of the claim without a place in the source
_HOP = 0.3  # of going back, or on by more than _STEP words, within a sentence
_JUMP = 2.6  # of going to another sentence: three words must be found there to be worth it
_STEP = 8
_PACE = 0.01  # for each word that is passed by: of two ways the straighter one
_QUOTE = 4  # words of a sentence that is looked for as a whole
_SENTENCES = 8  # of a source that are looked at


def near(mine: Sequence[Token], theirs: Sequence[Token], language: str) -> list[Token]:
    """The sentences of a source that share most with the claim, in their order."""
    keys = {v for t in mine if says(t) for v in variants(t.key, language)}
    sentences = by_sentence(theirs)
    shared = {n: len({t.key for t in ts if says(t)} & keys) for n, ts in sentences.items()}
    best = sorted(sentences, key=lambda n: -shared[n])[:_SENTENCES]
    return [token for n in sorted(best) for token in sentences[n]]


def walk(mine: Sequence[Token], theirs: Sequence[Token], language: str) -> dict[int, int]:
    """The cheapest place in `theirs` for each saying word of `mine` (index to index)."""
    at: dict[str, list[int]] = {}
    for n, token in enumerate(theirs):
        at.setdefault(token.key, []).append(n)
    # last place -> (cost, path); a path is a linked list, shared between walks
    walks: dict[int, tuple[float, _Path]] = {-1: (0.0, None)}
    saying = [m for m, token in enumerate(mine) if says(token)]
    tone = {m for m in saying if may_be_added(mine[m].key, language)}
    for m in saying if len(tone) < len(saying) else ():
        token, new = mine[m], _TONE if m in tone else _NEW
        options = [n for key in sorted(variants(token.key, language)) for n in at.get(key, [])]
        grown = {last: (cost + new, path) for last, (cost, path) in walks.items()}
        for n in options:
            last = min(walks, key=lambda p: walks[p][0] + _way(theirs, p, n))
            cost = walks[last][0] + _way(theirs, last, n)
            if n not in grown or cost < grown[n][0]:
                grown[n] = (cost, (m, n, walks[last][1]))
        walks = grown
    _, path = min(walks.values(), key=lambda w: w[0])
    return dict(_unrolled(path))


_Path = tuple[int, int, "_Path"] | None


def _unrolled(path: _Path) -> Iterator[tuple[int, int]]:
    while path:
        yield path[0], path[1]
        path = path[2]


def _way(theirs: Sequence[Token], last: int, to: int) -> float:
    if last < 0:
        return 0.0
    if theirs[last].sentence != theirs[to].sentence:
        between = theirs[last + 1 : to] if last < to else theirs[last : last + 1]
        return _JUMP if any(map(says, between)) else _HOP
    return _PACE * (to - last - 1) if 0 < to - last <= _STEP else _HOP


def unquoted(mine: Sequence[Token], whole: Sequence[Token]) -> list[Token]:
    """The claim without the sentences of the source that stand in it word for word."""
    rest = list(mine)
    for quote in sorted(by_sentence(whole).values(), key=len, reverse=True):
        keys = [t.key for t in quote]
        if len(keys) < _QUOTE or not any(map(says, quote)):
            continue
        for n in range(len(rest) - len(keys) + 1):
            if [t.key for t in rest[n : n + len(keys)]] == keys:
                del rest[n : n + len(keys)]
                break
    return rest


def by_sentence(tokens: Sequence[Token]) -> dict[int, list[Token]]:
    """The tokens of each sentence, by its number."""
    sentences: dict[int, list[Token]] = {}
    for token in tokens:
        sentences.setdefault(token.sentence, []).append(token)
    return sentences
