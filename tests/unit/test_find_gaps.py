"""New signals become gaps, once, with nobody's name in them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from autocrm.ports import FoundGap, OpenGap, Signal
from autocrm.usecases.find_gaps import put_together

WIDE = ("Norway", "kettle", "grinder")


class Words:
    """A question's vector is which of three words it has."""

    model = "words"
    languages = None

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        return [[float(word in text) for word in WIDE] for text in texts]

    def count_tokens(self, text: str) -> int:
        return len(text)


@dataclass
class Shelf:
    """What a database would keep."""

    signals: list[Signal]
    gaps: dict[str, OpenGap] = field(default_factory=dict)
    saved: list[FoundGap] = field(default_factory=list)
    taken: bool = False  # by another worker, while this one reckoned

    async def new_signals(self, limit: int) -> list[Signal]:
        return self.signals[:limit]

    async def open_gaps(self, model: str) -> list[OpenGap]:
        return list(self.gaps.values())

    async def save_gap(self, model: str, gap: FoundGap) -> str | None:
        if self.taken:
            return None
        name = gap.id or f"gap {len(self.gaps)}"
        ids = {one for one, _, _ in gap.signals}
        self.signals = [signal for signal in self.signals if signal.id not in ids]
        questions, answers = (tuple(one[n] for one in gap.signals) for n in (1, 2))
        self.gaps[name] = OpenGap(name, gap.language, gap.vector, questions, answers)
        self.saved.append(gap)
        return name


_IDS = itertools.count()


def signal(question: str, answer: str) -> Signal:
    names = ("Hannah Meier", "hannah@postbox.example")
    return Signal(str(next(_IDS)), "en", "shipping", f"A question\n{question}", answer, names)


async def test_a_gap_is_kept_once_and_grows() -> None:
    shelf = Shelf([
        signal("Do you ship to Norway?", "Dear Hannah,\nWe ship to Norway in three days."),
        signal("Is there a red kettle?", "There is a red kettle."),
    ])  # fmt: skip
    assert await put_together(shelf, Words()) == 2
    assert [gap.content for gap in shelf.saved] == [
        "We ship to Norway in three days.", "There is a red kettle.",
    ]  # fmt: skip
    assert await put_together(shelf, Words()) == 0
    shelf.signals = [signal("To Norway?", "We ship to Norway in five days.")]
    assert await put_together(shelf, Words()) == 1
    grown = shelf.saved[-1]
    assert (grown.id, grown.content) == ("gap 0", "We ship to Norway in five days.")
    assert grown.title == "Do you ship to Norway?"


async def test_nobodys_name_is_kept() -> None:
    shelf = Shelf([signal("Ship a kettle to Meier, hannah@postbox.example?", "Hannah, we do so.")])
    await put_together(shelf, Words())
    kept = str(shelf.saved)
    assert not [name for name in ("Meier", "Hannah", "postbox") if name in kept]


async def test_what_another_took_is_left_to_it() -> None:
    shelf = Shelf([signal("Norway?", "We ship to Norway.")], taken=True)
    assert await put_together(shelf, Words()) == 0
