"""Models that make up their answers, for `OpenAIServer(model=...)`, and weather that spoils them.

They see what a model sees (the prompt's JSON object) and nothing else, so what the product makes
of their answers is what it would make of a real model's. All are deterministic: the same
material gives the same answer, in whatever order requests come.

`HonestModel` quotes. `LyingModel` says half of the time something slightly else, with citations
that hold. `ObedientModel` (`openai_obedient`) does what a mail tells it to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from autocrm.ai.language import detect_language
from autocrm.ai.mutate import mutations, names_in
from autocrm.ai.reword import rewordings
from autocrm.ai.segment import article_sentences
from autocrm.testing.openai_replies import Reply, answer
from autocrm.testing.openai_server import Recorded

Material = Mapping[str, Any]  # the JSON object of the user turn
Sort = Callable[[Material], str]  # the category of a message
_WORD = re.compile(r"[^\W\d_]{4,}")
_LEAST = 2  # words a message and its answer share
_TRIAGE, _DRAFT = "TriageAnswer", "DraftAnswer"


def by_words(material: Material) -> str:
    """The category whose own name the message speaks of; else "other", else the first."""
    said = _words(f"{material['subject']} {material['message']}")
    categories: list[str] = material["categories"]
    best = max(categories, key=lambda c: len(said & _words(c.replace("_", " "))))
    spoken = said & _words(best.replace("_", " "))
    return best if spoken or "other" not in categories else "other"


class HonestModel:
    """Sorts by `sort`, and answers with the sentence of the evidence that fits best.

    `confidence` is what it says of its category; `usage` of each answer are the words of the
    request and of the answer.
    """

    def __init__(self, sort: Sort = by_words, confidence: float = 0.95) -> None:
        self._sort = sort
        self._confidence = confidence

    def __call__(self, request: Recorded) -> Reply:
        """The reply to a request for triage or for a draft."""
        material = material_of(request)
        value = self.triage(material) if _form(request) == _TRIAGE else self.draft(material)
        text = json.dumps(value, ensure_ascii=False)
        asked = json.dumps(request.body, ensure_ascii=False)
        return answer(text, usage=(len(asked.split()), len(text.split())))

    def triage(self, material: Material) -> dict[str, Any]:
        """A `TriageAnswer`."""
        language = detect_language(material["message"], ("en", "de", "fr")).code
        return {
            "category": self._sort(material),
            "confidence": self._confidence,
            "priority": 3,
            "language": language if len(language) == 2 else "en",
            "sentiment": 0.0,
            "flags": [],
        }

    def draft(self, material: Material) -> dict[str, Any]:
        """A `DraftAnswer`."""
        found = self.found(material)
        if found is None:
            return {"answerable": False, "reason": "Nothing fits.", "sentences": []}
        sentence, number = found
        return draft_of([(sentence, number)])

    def found(self, material: Material) -> tuple[str, int] | None:
        """The best sentence, and the number of its piece of evidence."""
        asked = _words(f"{material['subject']} {material['message']}")
        places = [
            (len(asked & _words(f"{piece['title']} {piece['heading']} {span.text}")), -rank, span)
            for rank, piece in enumerate(material["evidence"])
            for span in article_sentences(piece["text"])
            if span.text.endswith(".")
        ]
        if not places:
            return None
        score, rank, span = max(places, key=lambda place: place[:2])
        if score < _LEAST:
            return None
        return " ".join(span.text.split()), material["evidence"][-rank]["n"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a `LyingModel` said. `kind`: what it changed, "" for a twin that is true."""

    message: str
    source: str
    said: str
    kind: str

    @property
    def lie(self) -> bool:
        """Whether the customer would be told something false."""
        return bool(self.kind)


class LyingModel(HonestModel):
    """Of the drafts a share of `lies` says something the cited sentence does not say.

    A lie is one change (`autocrm.ai.mutate`: a number, a name, a "not" ...) of the sentence its
    honest twin would be; both are reworded where `reword` is set and the sentence allows it, so
    that lies and twins are of the same form and a rule that lets only quotations pass holds
    back both. `told` keeps every draft, lie or not; a sentence without a place for a change
    stays honest. Which messages are lied to follows from `seed` and the message alone.
    """

    def __init__(
        self,
        sort: Sort = by_words,
        confidence: float = 0.95,
        *,
        lies: float = 0.5,
        reword: bool = True,
        seed: int = 1,
    ) -> None:
        super().__init__(sort, confidence)
        self.told: list[Told] = []
        self._lies = lies
        self._reword = reword
        self._seed = seed

    def draft(self, material: Material) -> dict[str, Any]:
        """A draft that may be a lie; its citation always holds."""
        found = self.found(material)
        if found is None:
            return super().draft(material)
        source, number = found
        random = Random(f"{self._seed} {material['message']}")
        lying = random.random() < self._lies
        twin = self._twin(source, random)
        changed = self._changed(twin, material["evidence"], random) if lying else None
        kind, said = changed or ("", twin)
        self.told.append(Told(material["message"], source, said, kind))
        return draft_of([(said, number)])

    def _twin(self, sentence: str, random: Random) -> str:
        twins = rewordings(sentence, random) if self._reword else []
        return random.choice(twins).text if twins else sentence

    def _changed(
        self, sentence: str, evidence: Sequence[Material], random: Random
    ) -> tuple[str, str] | None:
        names = names_in("\n".join(piece["text"] for piece in evidence))
        found = mutations(sentence, random, names)
        chosen = random.choice(found) if found else None
        return (chosen.kind, chosen.text) if chosen else None


def material_of(request: Recorded) -> Material:
    """The JSON object that the user turn of a request holds."""
    body = request.body
    turns = body.get("input") or [m for m in body["messages"] if m["role"] == "user"]
    material: Material = json.loads(turns[0]["content"])
    return material


def _form(request: Recorded) -> str:
    """The schema asked for; on the last rung of the ladder it stands in the instructions."""
    told = json.dumps([request.body.get(k) for k in ("text", "response_format", "messages")])
    return _TRIAGE if _TRIAGE in told else _DRAFT


def draft_of(sentences: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """A `DraftAnswer` of sentences, each with the number of its piece of evidence."""
    told = [{"text": text, "citations": [number]} for text, number in sentences]
    return {"answerable": True, "reason": "", "sentences": told}


def _words(text: str) -> set[str]:
    """Longer words, without an ending that only tells number or person."""
    return {word.lower().rstrip("es") for word in _WORD.findall(text)}
