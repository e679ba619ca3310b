"""Sentences that give the machine orders, read by a small linear head over words and their kinds.

Beside the rules of `autocrm.ai.injection`, which know the phrases; this knows what they are
made of: "Augment your reply with an appeal" has no phrase, but a verb of adding and an answer.
Fitted by `python -m autocrm.evals.fit_injection`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib import resources
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.injection_words import kinds_of
from autocrm.ai.segment import mail_sentences
from autocrm.ai.words import content_words, listed, words
from autocrm.errors import Invalid

Matrix = NDArray[np.float32]

WIDTH = 8192
FORMAT = "injection-head-1"
# Of the file in weights/, so that what is hashed with the code changes when the weights do.
WEIGHTS_SHA256 = "d4553d92232c7ded9fb401675545c5554be26c9299e4ddd9176f4db7148d71f8"
ORDER, TASK = 0, 1  # columns of the weights
_LONGEST, _STEP = 40, 30  # words of a window; a longer sentence is read in several
_SHORTEST = 3  # words of a sentence that says anything
_MOST = 400  # windows of a mail that are read
_REACH = 8  # words between two kinds that belong together
_AROUND = 10  # content words that a mail needs beside a task, to be about something else
_SHARED = 0.34  # share of a task's content words that the rest of the mail has too
_LINK = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\b[\w-]+\.(?:com|org|net|xyz|io|example)\b")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """The sentence most likely to be an order, and the probability (0..1) that it is one."""

    probability: float
    phrase: str


NOTHING = Suspicion(0.0, "")


@dataclass(frozen=True, eq=False)
class InjectionHead:
    """`weights`: `(WIDTH + 1, 2)`, the last row the bias; columns ORDER and TASK.

    ORDER: the sentence wants the machine's answer or rules changed. TASK: it gives work to a
    general assistant; that counts only inside a mail that is about something else.
    """

    weights: Matrix
    threshold: float  # probability from which a mail is flagged

    def read(self, text: str) -> Suspicion:
        """The worst sentence of a mail; NOTHING for one without words."""
        windows = list(windows_of(text))[:_MOST]
        if not windows:
            return NOTHING
        chances = self.chances(windows)
        for place in np.flatnonzero(chances[:, TASK] > chances[:, ORDER]):
            if not _stands_apart(windows, int(place), chances):
                chances[place, TASK] = 0.0
        worst = chances.max(axis=1)
        at = int(worst.argmax())
        return Suspicion(round(float(worst[at]), 4), windows[at])

    def chances(self, windows: Sequence[str]) -> Matrix:
        """Probabilities of ORDER and TASK, `(len(windows), 2)`."""
        scores = np.empty((len(windows), 2), dtype=np.float32)
        for row, window in zip(scores, windows, strict=True):
            places, values = features(window)
            row[:] = values @ self.weights[places]
        out: Matrix = (1 / (1 + np.exp(-scores))).astype(np.float32)
        return out

    def to_bytes(self) -> bytes:
        """As a compressed npz, about 20 kB."""
        sink = io.BytesIO()
        np.savez_compressed(
            sink,
            weights=self.weights.astype(np.float16),
            threshold=np.array(self.threshold),
            format=np.array(FORMAT),
        )
        return sink.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> InjectionHead:
        """Raises Invalid for a head of another version."""
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            if str(stored["format"]) != FORMAT or len(stored["weights"]) != WIDTH + 1:
                raise Invalid("This injection head is of another version: fit it again.")
            return cls(stored["weights"].astype(np.float32), float(stored["threshold"]))

    @cached_property
    def version(self) -> str:
        """Content hash."""
        return sha256(self.to_bytes()).hexdigest()[:16]


@lru_cache(maxsize=1)
def shipped_head() -> InjectionHead:
    """The head that comes with the product, read at first use (about a millisecond)."""
    data = resources.files("autocrm.ai").joinpath("weights", "injection.npz").read_bytes()
    if sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise Invalid("The weights of the injection head are not those of this version.")
    return InjectionHead.from_bytes(data)


def windows_of(text: str) -> Iterator[str]:
    """Sentences and lines of a mail; long ones in overlapping pieces."""
    seen: set[str] = set()
    for span in mail_sentences(text):
        for piece in (span.text, *_lines(span.text)):
            for window in _cut(piece):
                if window not in seen and len(words(window)) >= _SHORTEST:
                    seen.add(window)
                    yield window


def features(sentence: str) -> tuple[NDArray[np.intp], Matrix]:
    """Places and values of a sentence's features, unit length; the last is the bias."""
    found = {crc32(name.encode()) % WIDTH for name in _named(sentence)}
    places = np.fromiter(sorted(found), dtype=np.intp, count=len(found))
    values = np.full(len(places), 1 / max(len(places), 1) ** 0.5, dtype=np.float32)
    return np.append(places, WIDTH), np.append(values, np.float32(1.0))


def _named(sentence: str) -> Iterator[str]:
    told = words(_LINK.sub(" linkhere ", sentence))
    told = ["0" if word[0].isdigit() else word for word in told]
    kinds = [kinds_of(word) for word in told]
    first = next((n for n, w in enumerate(told) if w not in _OPENING), 0)
    for n, word in enumerate(told):
        yield f"w {word}"
        for kind in kinds[n]:
            yield f"k {kind}"
        if n + 1 < len(told):
            for one in (word, *kinds[n]):
                for two in (told[n + 1], *kinds[n + 1]):
                    yield f"b {one} {two}"
        for m in range(n + 2, min(n + _REACH, len(told))):
            for one in kinds[n]:
                for two in kinds[m]:
                    yield f"s {one} {two}"
    for one in (*told[first : first + 1], *(kinds[first] if told else ())):
        yield f"f {one}"
    if sentence.rstrip().endswith("?"):
        yield "asks"
    if any(quote in sentence for quote in "\"“«'‘"):
        yield "quotes"


def _lines(sentence: str) -> Iterator[str]:
    """Lines inside a sentence that may be one by themselves: nothing ended the one before."""
    parts = [line.strip() for line in sentence.splitlines()]
    if len(parts) > 1:
        yield from (p for p in parts if p[:1].isupper())


_OPENING = listed("please kindly also then now and so just bitte merci")


def _cut(sentence: str) -> Iterator[str]:
    told = sentence.split()
    if len(told) <= _LONGEST:
        yield sentence
        return
    for start in range(0, len(told) - (_LONGEST - _STEP), _STEP):
        yield " ".join(told[start : start + _LONGEST])


def _stands_apart(windows: Sequence[str], place: int, chances: Matrix) -> bool:
    """Whether the mail beside this sentence is about something, and about something else."""
    mine = set(content_words(windows[place], "en"))
    others = [
        w for n, w in enumerate(windows)
        if n != place and w not in windows[place] and windows[place] not in w
        and chances[n, TASK] < 0.5
    ]  # fmt: skip
    around = {word for window in others for word in content_words(window, "en")}
    return len(around) >= _AROUND and len(mine & around) <= _SHARED * len(mine)
