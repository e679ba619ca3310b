"""How soon a person should look: a rubric of impact and urgency, each point with its reason.

Public priority labels are noise, so nothing is learned here: the rules are the policy.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from autocrm.ai.words import fold
from autocrm.domain.ticket import HIGH, LOW, NORMAL, URGENT


@dataclass(frozen=True, slots=True)
class _Rule:
    points: int
    reason: str
    pattern: re.Pattern[str]


def _rule(points: int, reason: str, *patterns: str) -> _Rule:
    return _Rule(points, reason, re.compile("|".join(f"(?:{p})" for p in patterns)))


# 5 and more is urgent, 3 and more high, 0 and less low. Folded text, en / de / fr.
_RULES = (
    _rule(
        3, "money is wrong",
        r"\b(?:charged|billed|debited|paid) (?:me |us )?(?:twice|double|again|two times|too "
        r"much)\b|\bdouble charge|"
        r"\bunauthori[sz]ed\b|\b(?:did not|didn't|never) (?:authori[sz]e|order|buy)\b",
        r"\b(?:doppelt|zweimal|zu viel) (?:abgebucht|belastet|verrechnet|bezahlt|berechnet)\b|"
        r"\b(?:debite|preleve|facture)(?:e|s|es)? (?:deux fois|en double|a tort)\b|\bdouble "
        r"(?:debit|prelevement)",
    ),
    _rule(
        4, "chargeback or fraud",
        r"\b(?:charge ?back|dispute (?:the|this) (?:charge|payment)|fraud(?:ulent)?|stolen "
        r"(?:card|account)|"
        r"phishing|scam(?:med)?|ruckbuchung|kreditkartenbetrug|betrug|betrogen|retrofacturation|"
        r"fraude|"
        r"opposition (?:au|sur)|arnaque|identity theft)\b",
    ),
    _rule(
        4, "security of an account",
        r"\b(?:hacked|compromised|someone (?:else )?(?:logged|has access|used|changed)|not me who|"
        r"data breach|gehackt|"
        r"fremde[rn]? zugriff|kompromittiert|piratee?|hacke[e]?|acces non autorise|quelqu'un "
        r"d'autre)\b",
    ),
    _rule(
        4, "something is down for everybody",
        r"\b(?:(?:site|website|shop|checkout|portal|system|page|server) (?:is |seems |has been "
        r")?(?:completely )?(?:down|offline|"
        r"broken|unreachable)|outage|nobody can|no one can|cannot (?:work|open|serve)|ausgefallen|"
        r"ausfall|"
        r"nicht erreichbar|niemand kann|en panne|hors service|inaccessible|personne ne peut)\b",
    ),
    _rule(
        2, "a day is named that is near",
        r"\b(?:today|tonight|tomorrow|this (?:morning|afternoon|evening)|by (?:monday|tuesday|"
        r"wednesday|thursday|"
        r"friday|saturday|sunday)|in (?:one|two|1|2) (?:hours?|days?)|heute|morgen (?:fruh|abend|"
        r"mittag|nachmittag|schon)|"
        r"bis (?:morgen|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)|ubermorgen|"
        r"aujourd'hui|demain|ce (?:soir|matin)|d'ici (?:lundi|mardi|mercredi|jeudi|vendredi|"
        r"demain))\b",
    ),
    _rule(
        2, "asked for haste",
        r"\b(?:urgent(?:ly)?|asap|as soon as possible|immediately|right away|at once|emergency|"
        r"deadline|"
        r"time[- ]sensitive|dringend|eilt|eilig|sofort|umgehend|so schnell wie moglich|"
        r"schnellstmoglich|"
        r"unverzuglich|urgence|urgente|au plus vite|immediatement|des que possible|le plus vite)\b",
    ),
    _rule(
        1, "something does not work or has not come",
        r"\b(?:broken|damaged|cracked|defective|faulty|leak(?:s|ing|ed)?|stopped working|(?:does|"
        r"do|did) ?n[o']t (?:work|turn|start|"
        r"arrive)|never (?:arrived|came)|(?:has|have|is|was) ?n[o']t (?:arrived|come|here|"
        r"received)|missing|lost|wrong|still no|"
        r"kaputt|defekt|beschadigt|zerbrochen|funktioniert nicht|geht nicht|nicht angekommen|nie "
        r"angekommen|fehlt|"
        r"verloren|falsche[nrs]?|casse\w*|abime\w*|defectueu\w*|ne (?:fonctionne|marche) pas|pas "
        r"(?:arrive|recu)\w*|jamais "
        r"(?:arrive|recu)\w*|manqu\w+|perdu\w*|endommage\w*)\b",
    ),
    _rule(
        1, "asked before without an answer",
        r"\b(?:(?:second|third|fourth|2nd|3rd|4th) (?:time|e-?mail|message|request)|still (?:no|"
        r"waiting|nothing)|"
        r"no (?:reply|answer|response)|(?:zweiten|dritten|vierten) mal|immer noch (?:nicht|"
        r"keine?n?)|keine antwort|"
        r"(?:deuxieme|troisieme) (?:fois|message|mail)|toujours (?:pas|rien|aucune?)|sans reponse|"
        r"weeks ago|seit wochen|"
        r"depuis des semaines)\b",
    ),
    _rule(
        1, "many people or much money",
        r"\b(?:wedding|event|conference|opening|all (?:our|of our) (?:staff|guests|offices?)|"
        r"wholesale|our (?:cafe|restaurant|"
        r"hotel|office|company)|hochzeit|veranstaltung|unser(?:em|e|en)? (?:cafe|restaurant|hotel|"
        r"buro|firma)|mariage|"
        r"notre (?:cafe|restaurant|hotel|bureau|entreprise))\b",
    ),
)  # fmt: skip
_LOW = _rule(
    -2, "thanks or an offer, nothing is asked of us",
    r"\b(?:just wanted to (?:say|thank)|no (?:reply|answer|response) (?:needed|necessary|"
    r"required)|keep up the (?:good|great)|"
    r"nur (?:mal )?(?:danke|bedanken)|keine antwort (?:notig|erforderlich)|weiter so|juste "
    r"(?:pour )?(?:vous )?(?:dire )?"
    r"(?:merci|remercier)|pas besoin de repondre|newsletter|unsubscribe|seo|backlinks?|guest post|"
    r"application for|bewerbung|candidature|internship|praktikum|stage|sponsor\w*)\b",
)  # fmt: skip
_FLAG_POINTS = {
    "danger": (6, "safety of people"),
    "legal": (2, "legal words"),
    "abuse": (1, "abusive words"),
    "secrets": (2, "a secret was sent"),
}
_ANGRY = -0.6


def rate_priority(
    text: str, flags: Collection[str], sentiment: float
) -> tuple[int, tuple[str, ...]]:
    """Priority 1 (urgent) .. 4 (low) and the reasons, weightiest first."""
    folded = " ".join(fold(text).split())
    points = [(r.points, r.reason) for r in _RULES if r.pattern.search(folded)]
    points += [_FLAG_POINTS[flag] for flag in _FLAG_POINTS if flag in flags]
    if sentiment <= _ANGRY:
        points.append((1, "an angry tone"))
    if not points and ("automatic" in flags or _LOW.pattern.search(folded)):
        reason = "sent by a machine" if "automatic" in flags else _LOW.reason
        return LOW, (reason,)
    points.sort(key=lambda p: -p[0])
    total = sum(p for p, _ in points)
    return _level(total), tuple(reason for _, reason in points) or ("an ordinary question",)


def _level(points: int) -> int:
    if points >= 5:
        return URGENT
    return HIGH if points >= 3 else NORMAL
