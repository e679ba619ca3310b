"""Unwanted mail, by named reasons. A flag, never a loss: the mail stays a ticket, a person looks.

Cautious on purpose: customers shout, forward newsletters and ask whether a strange mail is ours.
So one form of unwanted mail is enough only where no customer writes so, the outward signs alone
are never enough, and what speaks of an order of ours weighs against. The weights are judgement;
there is no public set of a support desk's spam to fit them on.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from autocrm.ai.words import fold

_FLAGGED = 4  # points
_LINK = re.compile(r"https?://\S+|\bwww\.\S+")
_LETTERS, _CAPITALS = 60, 0.6  # a text shorter than this, or with a smaller share, shouts not
_MANY_LINKS = 5


@dataclass(frozen=True, slots=True)
class Spam:
    """True where the mail is flagged. `reasons` in the order of their weight, also below that.

    `probability`: 0..1, a scale of the points on which 0.5 is where the flag begins.
    """

    reasons: tuple[str, ...]
    points: int

    @property
    def probability(self) -> float:
        """Rises with the points; judged, not measured."""
        return round(1 / (1 + math.exp(_FLAGGED - 0.5 - self.points)), 4)

    def __bool__(self) -> bool:
        return self.points >= _FLAGGED


@dataclass(frozen=True, slots=True)
class _Rule:
    points: int
    reason: str
    pattern: re.Pattern[str]
    least: int = 1  # different findings that are needed


def _rule(points: int, reason: str, *patterns: str, least: int = 1) -> _Rule:
    return _Rule(points, reason, re.compile("|".join(f"(?:{p})" for p in patterns)), least)


# Folded text, en / de / fr.
_RULES = (
    _rule(
        4, "offers money of a stranger in advance-fee words",
        r"\bnext of kin\b|\bsole beneficiary\b|\binheritance\b|\b(?:late|deceased) (?:client|"
        r"customer)\b|\bunclaimed (?:funds?|sum|estate)\b|\brelease of (?:the|"
        r"this) (?:funds?|sum|money)\b|\b\d[\d.,]* ?(?:million|mio) (?:us ?)?(?:dollars?|usd|"
        r"euros?|pounds?)\b|\b(?:us ?)?[$€£] ?\d[\d.,]* ?(?:million|m)\b|\bbarrister\b|"
        r"\bconfidential (?:business|transaction|proposal)\b|\byou (?:have )?won\b(?!')|"
        r"\blottery\b|"
        r"\bcompensation fund\b|\bpercent of the (?:total )?(?:sum|money)\b",
        r"\b(?:erbschaft|begunstigte[rn]?|nachlass|verstorbenen? (?:kunden|mandanten)|lotterie|"
        r"millionen (?:us-?dollar|dollar|euro))\b",
        r"\b(?:heritage|beneficiaires?|loterie|millions? (?:de dollars|d'euros)|client decede)\b",
        least=2,
    ),
    _rule(
        4, "threatens and wants cryptocurrency",
        r"\b(?:webcam|recorded you|your (?:device|computer) (?:was|has been) (?:hacked|infected)|"
        r"malware|intimate|adult sites?|all your contacts)\b.{0,600}\b(?:bitcoin|btc|wallet)\b",
        r"\b(?:bitcoin|btc)\b.{0,600}\b(?:webcam|recorded you|all your contacts|adult sites?)\b",
    ),
    _rule(
        4, "offers web services to the company",
        r"\bfirst page of google\b|\b(?:rank|ranking) (?:your (?:web ?)?site|on google|higher)\b|"
        r"\bseo (?:services?|packages?|audit|expert|company|agency)\b|\bbacklinks?\b|\bguest "
        r"posts?\b|\b(?:web|website|app) (?:design|development|redesign) (?:services?|company|"
        r"agency)\b|\b(?:e-?mail|leads?) (?:lists?|databases?) of\b|\bincrease (?:your )?"
        r"(?:website |web )?traffic\b|\bi (?:was on|came across|visited|found) your "
        r"(?:web ?)?site\b|"
        r"\b(?:sponsored|paid) (?:post|article)s?\b|\blink insertion\b|\bdomain authority\b",
        r"\b(?:suchmaschinenoptimierung|platz 1 bei google|mehr besucher (?:auf|fur) ihrer? "
        r"(?:web(?:site|seite)))\b",
        r"\b(?:referencement naturel|premiere page de google|refonte de votre site)\b",
        least=2,
    ),
    _rule(
        4, "sells pills, copies or bets",
        r"\b(?:viagra|cialis|levitra|tramadol|xanax|replica (?:watches|rolex|handbags)|weight loss "
        r"pills?|male enhancement|online casino|casino bonus|free spins|sports? betting tips)\b",
        least=2,
    ),
    _rule(
        4, "promises gains from trading",
        r"\bguaranteed (?:profits?|returns?|income)\b|\bdouble your (?:money|bitcoin|investment)\b|"
        r"\b(?:forex|crypto|bitcoin|binary options?) (?:trading|signals?|investment|platform)\b|"
        r"\bfinancial freedom\b|\bearn \W?\d[\d,.]*\W? (?:per|a|every) (?:day|week)\b|\bpassive "
        r"income\b|\bwork from home\b|\bget rich\b",
        r"\b(?:garantierte[rn]? (?:gewinne?|rendite)|passives einkommen|schnell reich)\b",
        r"\b(?:gains? garantis?|revenus? passifs?|devenir riche)\b",
        least=2,
    ),
    _rule(
        4, "wants a mailbox or account confirmed",
        r"\b(?:mailbox|mail quota|e-?mail account|webmail|inbox) (?:is |has |will |storage |quota )"
        r".{0,30}(?:full|exceeded|limit|suspended|deactivated|closed|expire)|\b(?:verify|validate|"
        r"confirm|upgrade|reactivate) your (?:mailbox|e-?mail account|webmail|mail account)\b"
        r".{0,200}(?:\bclick\b|https?:)",
    ),
    _rule(
        2, "speaks to nobody in particular",
        r"\bdear (?:beloved|friend in|beneficiary|winner|webmaster|web ?site owner|business owner|"
        r"e-?mail user|account user|sir ?/ ?ma'?da?m|esteemed|in christ)\b|"
        r"\bto the (?:website|business) owner\b",
    ),
    _rule(
        2, "is mail of a list",
        r"\bview (?:this e-?mail |it )?in (?:your|a) browser\b|\bunsubscribe (?:here|from this "
        r"list)\b|\bthis is (?:an advertisement|a promotional)\b|\bclick here to (?:unsubscribe|"
        r"opt out)\b|\bim browser (?:ansehen|anzeigen)\b|\bnewsletter abbestellen\b|"
        r"\bse desabonner\b|\bvoir (?:cet e-?mail )?dans (?:votre|le) navigateur\b",
    ),
    _rule(2, "hides where its links lead", r"\b(?:bit\.ly|tinyurl\.com|goo\.gl|is\.gd|cutt\.ly)/"),
    _rule(
        1, "presses to act",
        r"\b(?:act now|limited time offer|click (?:here|below|the link) (?:now|to claim)|100 ?% "
        r"free|risk[- ]free|once in a lifetime|no obligation|urgent reply needed)\b",
    ),
)  # fmt: skip
# A customer's mail: an order of theirs, or the question whether a mail they got is from us.
_OURS = re.compile(
    r"\b(?:my|our) (?:order|parcel|invoice|subscription|account with you|delivery|refund)\b|"
    r"\border (?:no|nr|number|#)?\.? ?#?\d{3,}|\b(?:is|was) (?:this|that|it) (?:really )?(?:from "
    r"you|genuine|real|yours|a scam|spam|phishing)\b|\bdid you (?:send|write)\b|\b(?:meine|unsere) "
    r"(?:bestellung|lieferung|rechnung)\b|\bbestellung \d{3,}|\b(?:ist|war) das (?:von euch|von "
    r"ihnen|echt)\b|\bma (?:commande|facture|livraison)\b|\bcommande \d{3,}|\best-ce (?:bien )?"
    r"(?:vous|de vous)\b"
)
_FOR_US = 3


def spam_in(text: str) -> Spam:
    """What speaks for unwanted mail in a text, subject line included."""
    flat = " ".join(fold(text).split())
    found = [(rule.points, rule.reason) for rule in _RULES if _speaks(rule, flat)]
    if len(_LINK.findall(text)) >= _MANY_LINKS:
        found.append((1, "has many links"))
    if _shouts(text):
        found.append((1, "is written in capitals"))
    found.sort(key=lambda one: -one[0])
    points = sum(points for points, _ in found)
    # Outward signs alone are never enough; one form of unwanted mail has to be there.
    if not found or found[0][0] < _FLAGGED:
        points = min(points, _FLAGGED - 1)
    if _OURS.search(flat):
        points -= _FOR_US
    return Spam(tuple(reason for _, reason in found), max(points, 0))


def _speaks(rule: _Rule, flat: str) -> bool:
    return len({match.group() for match in rule.pattern.finditer(flat)}) >= rule.least


def _shouts(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= _LETTERS and sum(c.isupper() for c in letters) > _CAPITALS * len(letters)
