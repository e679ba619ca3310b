"""Mutations: changed claims that are found, and true ones taken for changed.

From any knowledge base (Markdown pages, or JSON Lines of texts). Each sentence is laid before the
check that the product uses (`autocrm.ai.support`), with the whole piece of the article that it
stands in as its source, as a model's citation gives it: word for word, reworded, changed, and
changed after a rewording. No threshold, nothing is fitted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from autocrm.ai.chunk import chunk_article
from autocrm.ai.mutate import mutations, names_in
from autocrm.ai.reword import joined, rewordings
from autocrm.ai.segment import article_sentences
from autocrm.ai.support import supports
from autocrm.domain.knowledge import Chunk
from autocrm.evals.figures import Figure, share
from autocrm.evals.options import Options
from autocrm.evals.pages import Page, pages

_SEED = 5
_MOST = 1500  # sentences, drawn evenly: more narrow the interval no further
_SHORTEST, _LONGEST = 5, 60  # words of a sentence that is a claim


@dataclass(frozen=True, slots=True)
class _Case:
    kind: str
    honest: bool
    claim: str
    source: str
    known: str  # title and heading of the source


def evaluate(options: Options) -> list[Figure]:
    """`caught`, `false_alarms`; both by kind, and false alarms apart for `verbatim` ones."""
    random = Random(_SEED)
    places = [place for page in pages(options.data) for place in _sentences(page)]
    options.progress(f"{len(places)} sentences; at most {_MOST} are used")
    chosen = random.sample(places, _MOST) if len(places) > _MOST else places
    held: dict[tuple[bool, str], list[bool]] = defaultdict(list)
    for page, chunk, sentence, following in chosen:
        for case in _cases(page, chunk, sentence, following, random):
            wrong = not supports(case.claim, case.source, known=case.known)
            held[case.honest, case.kind].append(wrong)
    return [*_figures(held, honest=False), *_figures(held, honest=True)]


def _figures(held: dict[tuple[bool, str], list[bool]], *, honest: bool) -> Iterator[Figure]:
    name = "false_alarms" if honest else "caught"
    mine = {kind: found for (of, kind), found in held.items() if of == honest}
    every = [one for found in mine.values() for one in found]
    yield share(name, sum(every), len(every))
    if honest:
        other = [one for kind, found in mine.items() if kind != "verbatim" for one in found]
        yield share(f"{name}:reworded", sum(other), len(other))
    for kind, found in sorted(mine.items()):
        yield share(f"{name}:{kind}", sum(found), len(found))


def _sentences(page: Page) -> Iterator[tuple[Page, Chunk, str, str]]:
    """Sentences of claims with the chunk that holds them, and the next one of that chunk."""
    for chunk in chunk_article(page.title, page.text, lambda text: len(text) // 4):
        spans = [s for s in article_sentences(chunk.text) if s.plain and _is_claim(s.text)]
        for at, span in enumerate(spans):
            after = spans[at + 1].text if at + 1 < len(spans) else ""
            yield page, chunk, " ".join(span.text.split()), " ".join(after.split())


def _is_claim(text: str) -> bool:
    return text.endswith(".") and _SHORTEST <= len(text.split()) <= _LONGEST


def _cases(
    page: Page, chunk: Chunk, sentence: str, following: str, random: Random
) -> Iterator[_Case]:
    known = f"{page.title}\n{chunk.heading}"
    names = names_in(page.text)
    honest = [("verbatim", sentence)]
    honest += [(twin.kind, twin.text) for twin in rewordings(sentence, random)]
    if following:
        honest.append(("joined", joined(sentence, following)))
    yield from (_Case(kind, True, text, chunk.text, known) for kind, text in honest)
    for changed in mutations(sentence, random, names):
        yield _Case(changed.kind, False, changed.text, chunk.text, known)
    reworded = random.choice(honest[1:])[1] if honest[1:] else ""
    for changed in mutations(reworded, random, names):
        yield _Case(f"reworded_{changed.kind}", False, changed.text, chunk.text, known)


__all__ = ["evaluate"]
