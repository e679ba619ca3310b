"""One mail, one article and helpers, shared by the tests of drafting and checking."""

from __future__ import annotations

from collections.abc import Sequence

from autocrm.ai.chunk import chunk_article
from autocrm.domain.draft import Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext, Turn

BODY = """Orders leave the roastery the same day.

## Germany and Austria

Parcels to Germany arrive three to five working days after dispatch.
Shipping to Germany costs CHF 14.

## France

Parcels to France arrive four to six working days after dispatch.
"""
CARE = "The French press needs 28 clicks on the Kiesel. Never wash the Kiesel grinder under water."
GERMAN = "Der Versand nach Deutschland kostet CHF 14. Der Laden ist am Montag geschlossen."


def article(slug: str, title: str, body: str, language: str = "en") -> list[Evidence]:
    return [
        Evidence(
            chunk_id=f"{slug}-{c.ordinal}",
            article_id=slug,
            article_version=1,
            slug=slug,
            title=title,
            heading=c.heading,
            text=c.text,
            start=c.start,
            language=language,
            score=0.9,
            vector=0.7,
            bm25=5.0,
        )
        for c in chunk_article(title, body, lambda t: len(t.split()))
    ]


EVIDENCE = [
    *article("delivery-times", "Delivery times by country", BODY),
    *article("grind-sizes", "Grind sizes", CARE),
    *article("versand", "Versandkosten", GERMAN, "de"),
]


def mail(
    text: str, subject: str = "", automatic: str = "", name: str = "Ada Byron"
) -> TicketContext:
    turns = (Turn("i1", "customer", text, automatic),)
    return TicketContext("t1", 1, subject, "new", "email", "c1", name, "ada@x.example", "i1", turns)


def triage(
    category: str = "shipping", language: str = "en", flags: Sequence[str] = (), sure: float = 0.95
) -> Triage:
    return Triage(
        category, sure, {category: sure}, 3, ("x",), language, 1.0, 0.0, tuple(flags), "m", "v"
    )
