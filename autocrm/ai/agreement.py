"""Does what the AI wrote agree with what a person sent? By words: two texts of one desk about one
question share their nouns and numbers or do not mean the same."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from math import comb

from autocrm.ai.words import content_words, stem

SMALL_EDIT = 0.8  # share of a draft's words that stay when it is only polished
_COMPLETE = 0.5  # and share of the sent words that it must have had
ALIKE = 0.5  # overlap of stems from which two free texts are taken for the same answer
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


def kept(draft: str, sent: str) -> float:
    """The share (0..1) of the draft's words that stand in `sent` in the same order."""
    before, after = draft.split(), sent.split()
    if not before:
        return 0.0
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(before)


def likeness(said: str, sent: str, language: str) -> float:
    """How much two free texts have in common (0..1): F1 of their stems. `said`: the answer's
    sentences alone, without greeting and closing."""
    mine, theirs = _stems(said, language), _stems(sent, language)
    common = (mine & theirs).total()
    total = mine.total() + theirs.total()
    return 2 * common / total if total else 0.0


def agrees(said: str, sent: str, language: str) -> bool:
    """Whether a person who sent `sent` would have approved of an answer `said`, at most polished.

    Both without greeting, closing and sources (`without_frame`): these are the same in every mail.
    Either most of the words stay, or both say the same in other words; always with no number that
    the person did not name.
    """
    if not said.strip() or not sent.strip():
        return False
    if set(_NUMBER.findall(said)) - set(_NUMBER.findall(sent)):
        return False
    polished = kept(said, sent) >= SMALL_EDIT and kept(sent, said) >= _COMPLETE
    return polished or likeness(said, sent, language) >= ALIKE


def without_frame(sent: str, mail: str, said: str) -> str:
    """A sent mail without the lines that `mail` has around its sentences `said`."""
    own = " ".join(said.split())
    lines = {" ".join(line.split()) for line in mail.splitlines()}
    frame = {line for line in lines if line.removeprefix("- ") not in own}
    kept_lines = (line for line in sent.splitlines() if " ".join(line.split()) not in frame)
    return "\n".join(kept_lines).strip()


def is_worse(lost: int, won: int, doubt: float = 0.05) -> bool:
    """Whether more cases were lost than won by more than chance explains (sign test, one-sided)."""
    return _at_least(lost, lost + won, 0.5) <= doubt if lost > won else False


def _at_least(hits: int, n: int, p: float) -> float:
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(hits, n + 1))


def _stems(text: str, language: str) -> Counter[str]:
    return Counter(stem(word, language) for word in content_words(text, language))
