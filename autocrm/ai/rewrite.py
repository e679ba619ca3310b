"""A reply in another tone without a model: only what cannot change what it says.

Shorter leaves out sentences and phrases that say nothing. Friendlier and formal change greeting,
closing and (in English) short forms. Nothing is invented, no number or name is touched.
"""

from __future__ import annotations

import re

from autocrm.ai.added import added
from autocrm.ai.segment import mail_sentences
from autocrm.ai.words import fold
from autocrm.domain.copilot import LOCAL, Tone, Written

NOTE = (
    "Without a hosted model only greeting, closing, short forms and empty phrases are changed: "
    "the sentences stay as you wrote them."
)
# Sentences (folded) that say nothing to the matter. A sentence with a digit is never left out.
_EMPTY = re.compile(
    r"^(?:i hope (?:this|you|that)\b.{0,60}|(?:many )?thank(?:s| you) (?:very much |so much )?for "
    r"(?:reaching out|contacting|getting in touch|your (?:message|mail|email|patience|"
    r"understanding|inquiry|enquiry|question|interest))\b.{0,60}|"
    r"(?:please )?(?:do not|don't|feel free|never) (?:hesitate )?(?:to )?(?:contact|reach out|let|"
    r"write|get in touch)\b.{0,80}|if you have any (?:other |further |more )?questions\b.{0,80}|"
    r"(?:we|i) (?:would|'d) be (?:happy|glad|delighted) to (?:help|assist)\b.{0,40}|"
    r"have a (?:nice|great|good|lovely|wonderful) (?:day|week|weekend|evening)|"
    r"(?:vielen dank|danke|herzlichen dank) fur (?:ihre|deine|eure) (?:nachricht|anfrage|geduld|"
    r"mail|e-mail|ihr verstandnis)\b.{0,40}|"
    r"(?:ich hoffe|wir hoffen),? .{0,60}(?:geht|weiter|hilft)|bei (?:weiteren )?(?:fragen|"
    r"ruckfragen)\b.{0,80}|zogern sie nicht\b.{0,80}|(?:einen )?schonen (?:tag|abend)\b.{0,20}|"
    r"merci (?:beaucoup )?(?:pour|de) (?:votre|nous avoir|ton)\b.{0,60}|j'espere que\b.{0,60}|"
    r"n'hesitez pas\b.{0,80}|(?:je vous souhaite )?(?:une )?(?:bonne|excellente) (?:journee|"
    r"soiree)\b.{0,20})[.!]*$"
)
# Phrases that say nothing within a sentence; what follows takes over their capital.
_PADDING: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "en": (
        (re.compile(r"\bin order (?=to\b)", re.I), ""),
        (re.compile(r"\b(?:please note that|kindly note that|I would like to inform you that|"
                    r"we would like to inform you that) (?=\w)", re.I), ""),
        (re.compile(r"\bat this point in time\b", re.I), "now"),
        (re.compile(r"\bdue to the fact that\b", re.I), "because"),
    ),
}  # fmt: skip
_OPENS = re.compile(
    r"^(?:hi|hey|hello|dear|good (?:morning|afternoon|evening)|hallo|hoi|guten (?:tag|morgen|"
    r"abend)|gruezi|sehr geehrte|liebe|bonjour|bonsoir|salut|cher|chere|madame|monsieur)\b"
)
_CLOSES = re.compile(
    r"^(?:(?:many |with |best |kind |warm |kindest )*(?:thanks|regards|wishes|cheers|sincerely|"
    r"yours)\b.{0,25}|best|(?:mit )?(?:freundliche[nr]?|liebe[nr]?|beste[nr]?|herzliche[nr]?|"
    r"viele[nr]?) (?:gruss|grusse?n?)\b.{0,20}|mfg|lg|vg|(?:bien )?cordialement|"
    r"(?:meilleures )?salutations\b.{0,30})[,.!]*$"
)
_GREETINGS: dict[Tone, dict[str, str]] = {
    "friendlier": {"en": "Hi{name},", "de": "Hallo{name},", "fr": "Bonjour{name},"},
    "formal": {"en": "Dear{name},", "de": "Guten Tag{name},", "fr": "Bonjour{name},"},
}
_NAMELESS = {"Dear,": "Dear customer,"}
_CLOSINGS: dict[Tone, dict[str, str]] = {
    "friendlier": {"en": "Warm wishes", "de": "Herzliche Grüsse", "fr": "Bien à vous"},
    "formal": {"en": "Kind regards", "de": "Freundliche Grüsse", "fr": "Cordialement"},
}
_SHORT_FORMS = (
    (re.compile(r"\b(can)['’]t\b", re.I), r"\1not"),
    (re.compile(r"\b(w)on['’]t\b", re.I), r"\1ill not"),
    (re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|would|could|should)n['’]t\b", re.I),
     r"\1 not"),
    (re.compile(r"\b(i|we|you|they|it|he|she)['’]ll\b", re.I), r"\1 will"),
    (re.compile(r"\b(we|you|they)['’]re\b", re.I), r"\1 are"),
    (re.compile(r"\b(i|we|you|they)['’]ve\b", re.I), r"\1 have"),
    (re.compile(r"\b(i)['’]m\b", re.I), r"\1 am"),
)  # fmt: skip


def rewrite(text: str, tone: Tone, language: str, name: str = "") -> Written:
    """`text` in another tone. `name`: of the customer, for a greeting where none is. English
    templates serve languages that have none."""
    done: list[str] = []
    body = text.strip()
    if tone == "shorter":
        body = _shortened(body, language, done)
    else:
        if tone == "formal" and language == "en":
            body = _written_out(body, done)
        body = _framed(body, tone, language, name, done)
    warnings = tuple(f"{what} is new: check it." for what in added(f"{text}\n{name}", body))
    return Written(body, tuple(done) or ("Nothing was changed.",), warnings, LOCAL, NOTE)


def _shortened(text: str, language: str, done: list[str]) -> str:
    kept, left_out = text, []
    seen: set[str] = set()
    for span in reversed(mail_sentences(text)):
        folded = fold(" ".join(span.text.split()))
        empty = bool(_EMPTY.match(folded)) and not any(c.isdigit() for c in folded)
        again = folded in fold(" ".join(text[: span.start].split())) and len(folded) > 40
        if (empty or again) and folded not in seen:
            kept = kept[: span.start] + kept[span.end :].lstrip(" ")
            left_out.append(" ".join(span.text.split()))
            seen.add(folded)
    done += [f"Left out: {sentence}" for sentence in reversed(left_out)]
    for pattern, shorter in _PADDING.get(language, ()):
        lean = _leaner(kept, pattern, shorter)
        if lean != kept:
            done.append("Left out or shortened an empty phrase.")
            kept = lean
    done[:] = list(dict.fromkeys(done))
    return _tidy(kept)


def _leaner(text: str, pattern: re.Pattern[str], shorter: str) -> str:
    lean, at = "", 0
    for found in pattern.finditer(text):
        lean += text[at : found.start()] + shorter
        at = found.end()
        if found.group()[0].isupper():
            rest = shorter or text[at : at + 1]
            lean = lean[: len(lean) - len(shorter)] + rest[:1].upper() + rest[1:]
            at += 0 if shorter else 1
    return lean + text[at:]


def _written_out(text: str, done: list[str]) -> str:
    full = text
    for pattern, long in _SHORT_FORMS:
        full = pattern.sub(long, full)
    if full != text:
        done.append("Short forms are written out.")
    return full


def _framed(text: str, tone: Tone, language: str, name: str, done: list[str]) -> str:
    """Greeting and closing of the tone in place of those that are there."""
    code = language if language in _GREETINGS[tone] else "en"
    lines = text.splitlines()
    greeting = _GREETINGS[tone][code].format(name=f" {name}" if _is_name(name) else "")
    greeting = _NAMELESS.get(greeting, greeting)
    if lines and _is_greeting(lines[0]):
        if not _is_name(name):  # whom they greet by name keeps that name
            greeting = ""
        else:
            lines = lines[1:]
    at = next((n for n in range(len(lines) - 1, -1, -1) if _CLOSES.match(fold(lines[n].strip()))),
              None)  # fmt: skip
    closing = _CLOSINGS[tone][code]
    if at is None:
        lines += ["", closing]
        done.append("A closing was added.")
    elif lines[at].strip().rstrip(",.!") != closing:
        lines[at] = closing
        done.append("The closing was changed.")
    if greeting and text.splitlines()[0].strip() != greeting:
        done.insert(0, "The greeting was set.")
    return _tidy("\n".join([*([greeting, ""] if greeting else []), *lines]))


def _is_greeting(line: str) -> bool:
    return bool(_OPENS.match(fold(line.strip()))) and len(line.split()) <= 6 and "?" not in line


def _is_name(name: str) -> bool:
    return bool(name.strip()) and len(name) <= 60 and not any(c in name for c in "@<>{}[]:/\\")


def _tidy(text: str) -> str:
    text = re.sub(r"[ \t]{2,}", " ", text)
    text = re.sub(r"[ \t]+(?=\n|$)|(?<=\n)[ \t]+(?=\n)", "", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
