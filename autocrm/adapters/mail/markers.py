"""Lines by which mail programs announce an older mail, in the languages we have met."""

from __future__ import annotations

import re
import unicodedata

_MAX_LINES = 4  # an attribution wraps over that many at most
_MAX_LENGTH = 400

# "On <date> <name> wrote:" and its cousins, in folded text. {0,n} keeps the search linear.
_BY_START = [
    re.compile(pattern)
    for pattern in (
        r"on\b.{5,300}\b(wrote|writes)\s?:",
        r"(am|den|vom)\b.{5,300}\b(schrieb|schrieben|hat\b.{2,200}\bgeschrieben)\b.{0,200}:",
        r"(le|el)\b.{5,300}\ba\s(ecrit|envoye)\s?:",
        r"el\b.{5,300}\bescribio\s?:",
        r"il\b.{5,300}\bha\sscritto\s?:",
        r"op\b.{5,300}\bschreef\b.{0,200}:",
        r"em\b.{5,300}\bescreveu\s?:",
        r"(w dniu|dnia)\b.{5,300}\bnapisal(a|\(a\))?\s?:",
        r"(den|pa|\w{2,9}dag)\b.{5,300}\bskrev\b.{0,200}:",
        r"\d{4}-\d\d?-\d\d?\b.{3,200}<\S{1,100}@\S{1,100}>\s?:",
        r"\d{1,2}\. \w{3,10} \d{4}\b.{3,200}\bskrev\b.{0,200}:",
    )
]
# These may begin with any word, so they must stand on one line.
_BY_END = [
    re.compile(pattern)
    for pattern in (
        r".{2,200}[<(\[]\S{1,100}@\S{1,100}[>)\]]\s(wrote|writes|schrieb|a\secrit|skrev|schreef)"
        r"\b.{0,100}:",
        r".{2,100}\b(wrote|schrieb|a\secrit)\b\s(on|am|le)\b.{5,100}:",
    )
]
_STARTS = re.compile(r"^\W{0,3}\w", re.IGNORECASE)
_EVIDENCE = re.compile(r"\d|@")
_STRONG = re.compile(r"@|\b\d{1,2}[:h]\d\d\b")

_REPLY = re.compile(
    r"^\W{0,3}[-_=]{2,}\s?(original message|original appointment"
    r"|urspr\S{1,4}ngliche (nachricht|mail)|originalnachricht|message d['\u2019]origine"
    r"|message original|mensaje original|messaggio originale|oorspronkelijk bericht|reply message)"
    r"\s?[-_=]{2,}$"
    r"|^\W{0,6}(please )?(reply|write|type your reply) above this line\W{0,6}$"
    r"|^\W{0,6}bitte antworten sie oberhalb dieser (zeile|linie)\W{0,6}$"
    r"|^\W{0,6}(veuillez )?(r\S{1,3}pondre|r\S{1,3}pondez) au-dessus de cette ligne\W{0,6}$",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"^\W{0,3}-{2,}\s?(forwarded message|forwarded by .{1,80}|weitergeleitete (nachricht|mail)"
    r"|message (transf\S{1,4}r\S{1,4}|r\S{1,4}exp\S{1,4}di\S{1,4})"
    r"|mensaje reenviado|mensagem encaminhada|messaggio inoltrato|doorgestuurd bericht)\s?-{2,}$"
    r"|^(begin forwarded message|anfang der weitergeleiteten (nachricht|e-mail)"
    r"|d\S{1,4}but du message (r\S{1,4}exp\S{1,4}di\S{1,4}|transf\S{1,4}r\S{1,4}))\s?:$",
    re.IGNORECASE,
)

_FIELD = re.compile(r"^[\s>*]{0,4}([A-Za-zÀ-ÿ' -]{1,22}?)\s?\*?\s?:\*?\s?(.{0,400})", re.DOTALL)
_KINDS = {
    "from": "from von de da van fra från expéditeur absender",
    "date": "sent date gesendet datum envoyé enviado fecha inviato data verzonden skickat sendt",
    "to": "to an à a para aan till til destinataire empfänger",
    "subject": "subject betreff objet asunto oggetto assunto onderwerp ämne emne sujet",
    "copy": "cc kopie copie bcc reply-to importance priorität wichtigkeit",
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}


def attribution_at(lines: list[str], index: int, *, strict: bool = False) -> int:
    """How many lines from `index` say who wrote what follows; 0 for none.

    `strict` wants a time or an address in it: enough to cut without ">" below.
    """
    if not lines[index].strip() or not _STARTS.match(lines[index]):
        return 0
    joined = ""
    for length in range(1, _MAX_LINES + 1):
        if index + length > len(lines) or not lines[index + length - 1].strip():
            return 0
        joined = f"{joined} {lines[index + length - 1].strip()}".strip()
        if len(joined) > _MAX_LENGTH:
            return 0
        if joined.endswith(":"):
            return length if _is_attribution(lines[index : index + length], strict) else 0
    return 0


def _is_attribution(lines: list[str], strict: bool) -> bool:
    plain = _plain(" ".join(lines))
    if not (_STRONG if strict else _EVIDENCE).search(plain):
        return False
    if len(lines) == 1 and any(pattern.fullmatch(plain) for pattern in _BY_END):
        return True
    # One that begins further down does not make the lines above it a part of itself.
    return _begins(plain) and not any(
        _begins(_plain(" ".join(lines[skipped:]))) for skipped in range(1, len(lines))
    )


def _begins(plain: str) -> bool:
    return any(pattern.fullmatch(plain) for pattern in _BY_START)


def _plain(text: str) -> str:
    """Lower case without accents, odd spaces as plain ones, marks around it gone."""
    parts = unicodedata.normalize("NFKD", text.replace("ł", "l"))
    bare = "".join(c for c in parts if not unicodedata.combining(c)).lower()
    return " ".join(bare.split()).strip(" >*_")


def is_reply_marker(line: str) -> bool:
    """`-----Original Message-----` and the like."""
    return len(line) < 200 and bool(_REPLY.match(line.strip()))


def is_forward_marker(line: str) -> bool:
    """`---------- Forwarded message ---------` and the like."""
    return len(line) < 200 and bool(_FORWARD.match(line.strip()))


def header_block_at(lines: list[str], index: int) -> bool:
    """Whether an old mail's own header lines stand here, as Outlook writes them.

    Three kinds of field, one of them a sender, and a subject or an address: an order
    form ("From: Basel / To: Bern / Date: Monday") is none.
    """
    if ":" not in lines[index] and not lines[index].startswith("____"):
        return False
    if lines[index].startswith("____"):
        index = _next_text(lines, index + 1)
    kinds: set[str] = set()
    addressed = False
    for line in [line for line in lines[index : index + 14] if line.strip()][:7]:
        match = _FIELD.match(line)
        kind = _KIND_OF.get(match[1].strip().lower()) if match else None
        if kind is None:
            if not kinds:
                return False
            continue
        kinds.add(kind)
        addressed = addressed or (kind in ("from", "to") and "@" in line)
    return "from" in kinds and len(kinds) >= 3 and (addressed or "subject" in kinds)


def _next_text(lines: list[str], index: int) -> int:
    while index < len(lines) and not lines[index].strip():
        index += 1
    return index
