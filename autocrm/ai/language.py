"""Which language a mail is in: one of those configured, or named as something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from py3langid.langid import LanguageIdentifier

from autocrm.ai.language_tables import Tables, identifier_of, unpack_tables
from autocrm.ai.words import STOPWORDS, words

LANGUAGE_NAMES = {
    "en": "English", "de": "German", "fr": "French", "it": "Italian", "es": "Spanish",
    "pt": "Portuguese", "nl": "Dutch", "pl": "Polish", "cs": "Czech", "sk": "Slovak",
    "sl": "Slovene", "hr": "Croatian", "sr": "Serbian", "hu": "Hungarian", "ro": "Romanian",
    "sv": "Swedish", "da": "Danish", "nb": "Norwegian", "no": "Norwegian", "fi": "Finnish",
    "et": "Estonian", "lv": "Latvian", "lt": "Lithuanian", "tr": "Turkish", "el": "Greek",
    "bg": "Bulgarian", "ru": "Russian", "uk": "Ukrainian", "ar": "Arabic", "he": "Hebrew",
    "fa": "Persian", "hi": "Hindi", "zh": "Chinese", "ja": "Japanese", "ko": "Korean",
    "vi": "Vietnamese", "id": "Indonesian", "sq": "Albanian", "ca": "Catalan", "th": "Thai",
    "ta": "Tamil", "bn": "Bengali",
}  # fmt: skip
# A word with a digit is a number or a code; in scripts without spaces only the digits are.
_NOISE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[#a-zA-Z-]*\d[a-zA-Z\d-]*|[^\w\s'’.,!?-]+")
_NON_LATIN = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f\u1e00-\u1eff]")
_FOREIGN_LETTERS = 20  # with fewer letters a mail is not called foreign by statistics alone
_FOREIGN_CERTAINTY = 0.75
_SHORT, _UNDECIDED = 16, 0.25  # characters; probability of the likeliest language
# A configured language whose function words make up this share is not overruled.
_FUNCTION_WORDS = 0.25


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """ISO 639-1 code and a probability (0..1). `configured`: one that we answer in."""

    code: str
    confidence: float
    configured: bool


def language_name(code: str) -> str:
    """The English name of a language code, or the code itself."""
    return LANGUAGE_NAMES.get(code, code)


def detect_language(text: str, configured: Sequence[str] = ("en", "de", "fr")) -> LanguageGuess:
    """Language of `text`; the first configured one, at 0.0, when it gives no sign at all.

    Short or doubtful text is decided among the configured languages only.
    """
    clean = _clean(text)
    letters = sum(c.isalpha() for c in clean)
    if not letters:
        return LanguageGuess(configured[0], 0.0, True)
    ranked = _ranked(clean)
    foreign = _foreign(clean, letters, ranked, configured)
    return foreign or _nearest(clean, ranked, configured)


def likeliest_language(text: str, among: Sequence[str]) -> str:
    """The likeliest of the languages `among`, by letters and their sequences alone."""
    ranked = _ranked(_clean(text))
    return max(among, key=lambda code: ranked.get(code, 0.0))


def _clean(text: str) -> str:
    return " ".join(_NOISE.sub(" ", text).split())


def _ranked(clean: str) -> dict[str, float]:
    ranked: list[tuple[str, float]] = _identifier().rank(clean)  # type: ignore[no-untyped-call]
    return dict(ranked)


def _foreign(
    clean: str, letters: int, ranked: dict[str, float], configured: Sequence[str]
) -> LanguageGuess | None:
    best = max(ranked, key=lambda code: ranked[code])
    if best in configured:
        return None
    other_script = len(_NON_LATIN.findall(clean)) > letters / 2
    certain = letters >= _FOREIGN_LETTERS and ranked[best] >= _FOREIGN_CERTAINTY
    known = max(_function_share(clean, code) for code in configured)
    if other_script or (certain and known < _FUNCTION_WORDS):
        return LanguageGuess(best, ranked[best], False)
    return None


def _nearest(clean: str, ranked: dict[str, float], configured: Sequence[str]) -> LanguageGuess:
    """The best configured language; function words decide where letters hardly do."""
    weights = {
        code: (ranked.get(code, 0.0) + 1e-6) * (1 + 20 * _function_share(clean, code))
        for code in configured
    }
    if len(clean) < _SHORT and max(ranked.values()) < _UNDECIDED:
        weights[configured[0]] *= 10  # "Order 40817" says nothing: lean to the house language
    best = max(weights, key=lambda code: weights[code])
    return LanguageGuess(best, weights[best] / sum(weights.values()), True)


def _function_share(text: str, code: str) -> float:
    """Share of the words that are function words of this language and of few others."""
    found = words(text)
    own = STOPWORDS.get(code, frozenset())
    return sum(w in own for w in found) / max(len(found), 1)


_IDENTIFIER: list[LanguageIdentifier] = []  # one at most, made when it is first asked for


def use_tables(tables: Tables) -> None:
    """Tell languages by `tables`, which were unpacked before: that takes half a second."""
    if not _IDENTIFIER:
        _IDENTIFIER.append(identifier_of(tables))


def _identifier() -> LanguageIdentifier:
    if not _IDENTIFIER:
        use_tables(unpack_tables(LANGUAGE_NAMES))
    return _IDENTIFIER[0]
