"""What happens in a generated ticket: questions, answers by people and the AI, ratings."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from autocrm.cli.generate import texts, words
from autocrm.cli.generate.life import DAY, HOUR, MINUTE, Life, World
from autocrm.cli.generate.people import TAGS
from autocrm.cli.generate.times import Arrival, at_work

# Outcomes of the AI in a hundred: auto, review, shadow, none.
_OUTCOMES = ("auto", "review", "shadow", "none")
_BY_CATEGORY = {"shipping": (40, 45, 0, 15), "store_info": (55, 30, 0, 15),
                "product_care": (25, 55, 0, 20), "legal": (0, 0, 30, 70),
                "other": (0, 0, 40, 60)}  # fmt: skip
_OTHERWISE = (0, 65, 10, 25)
_WAIT_H = {1: 0.6, 2: 2.0, 3: 6.0, 4: 12.0}  # the median, by priority, for a person's first answer
_MOST_EXCHANGES = 14


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A draft of the AI that waits, or goes out by itself."""

    outcome: str
    decision: UUID
    text: str


def tell(world: World, rng: random.Random, number: int, arrival: Arrival) -> None:
    """Live one ticket and hand over its rows."""
    life = Life(world, rng, number, arrival, world.people.customer(rng))
    life.message(words.question(rng, life.category, life.language))
    _tag(life, arrival)
    while _spell(life) and _after(life):
        pass
    life.record()


def _spell(life: Life) -> bool:
    """From a message of the customer to solved. False when it is not there yet."""
    rng = life.rng
    if rng.random() < 0.003:
        return False  # forgotten
    for _ in range(_MOST_EXCHANGES):
        if not _answer(life):
            return False
        if rng.random() > 0.38:
            break
        if not life.reach(life.at + timedelta(hours=rng.lognormvariate(1.4, 1.3))):
            return False
        life.message(words.follow_up(rng, life.language))
    if rng.random() < 0.3 and not life.reach(life.at + 7 * DAY):  # pending solves by itself
        return False
    life.turn("solved")
    return True


def _after(life: Life) -> bool:
    """What comes after solving. True when the ticket is open again."""
    rng, solved_at = life.rng, life.at
    score = _score(life) if rng.random() < 0.22 else None
    rated_at = solved_at + DAY + timedelta(hours=rng.lognormvariate(1.5, 1.0))
    back = rng.random() < (0.05 if life.reopened else 0.07)
    back_at = solved_at + timedelta(days=min(rng.expovariate(1 / 3), 13.9))
    if back and back_at < rated_at:
        score = None  # who writes again is not asked
    if not back or back_at > solved_at + 4 * DAY:
        _rate_and_close(life, score, rated_at)
    elif score is not None:
        _rate(life, score, rated_at)
    if not back or not life.reach(back_at):
        return False
    life.message(words.follow_up(rng, life.language, back_again=True))
    return True


def _rate_and_close(life: Life, score: int | None, rated_at: datetime) -> None:
    closes_at = life.at + 4 * DAY
    if score is not None:
        _rate(life, score, rated_at)
    if life.reach(closes_at):
        life.turn("closed")


def _score(life: Life) -> int:
    waited = life.spells[-1].first_reply_at
    slow = waited is None or waited - life.spells[-1].began_at > 30 * HOUR
    weights = (12, 14, 20, 26, 28) if slow or life.reopened else (3, 4, 10, 30, 53)
    return life.rng.choices((1, 2, 3, 4, 5), weights)[0]


def _rate(life: Life, score: int, at: datetime) -> None:
    if not life.reach(at):
        return
    spell = len(life.spells)
    way = "portal" if life.channel == "portal" else "link"
    life.world.rows.add("csat_ratings", life.id, spell, score, way, life.at, life.at)
    if life.rng.random() < 0.3:
        comment = words.fill(life.rng, life.rng.choice(texts.COMMENTS[score > 2]), life.language)
        life.world.rows.add("csat_comments", life.id, spell, comment)


def _answer(life: Life) -> bool:
    """The next answer, by whomever. False when it has not come yet."""
    suggestion = _decide(life) if life.at >= life.world.ai_since else None
    if suggestion and suggestion.outcome == "auto":
        return _answer_by_itself(life, suggestion)
    wait = timedelta(hours=_WAIT_H[life.priority] * life.rng.lognormvariate(0, 1.1))
    asked_at = life.at
    _assign(life)
    if life.rng.random() < 0.03:  # somebody else has to do something first
        life.turn("on_hold")
        wait += timedelta(days=life.rng.uniform(2, 18))
    if not life.reach(at_work(max(asked_at + wait, life.at))):
        if suggestion and suggestion.outcome == "review":
            _draft(life, suggestion, "pending", None)
        return False
    _answer_by_member(life, suggestion)
    return True


def _decide(life: Life) -> Suggestion:
    """The AI reads the question; its decision is on record."""
    weights = _BY_CATEGORY.get(life.category, _OTHERWISE)
    outcome = life.rng.choices(_OUTCOMES, weights)[0]
    if outcome == "auto" and life.reopened:
        outcome = "review"
    text = words.answer(life.rng, life.language)
    decision = life.new_id("decision")
    confidence = round(life.rng.betavariate(8 if outcome == "auto" else 4, 2), 4)
    life.world.rows.add(
        "ai_decisions", decision, life.id, life.question, life.category, confidence,
        life.priority, life.language, outcome, "Generated.",
        json.dumps({"category": life.category, "priority": life.priority}), "[]",
        None if outcome == "none" else json.dumps({"text": text}), "[]", "{}", "{}", "",
        "generated", "generated", "generated", life.at,
    )  # fmt: skip
    return Suggestion(outcome, decision, text)


def _answer_by_itself(life: Life, suggestion: Suggestion) -> bool:
    if not life.reach(life.at + life.rng.uniform(0.2, 4) * MINUTE):
        _draft(life, suggestion, "approved", None)
        return False
    draft = _draft(life, suggestion, "sent", None)
    life.reply("ai", suggestion.text, draft)
    return True


def _answer_by_member(life: Life, suggestion: Suggestion | None) -> None:
    """A member sends the AI's draft as it is, edits it, or writes an answer of their own."""
    rng, fate = life.rng, ""
    if suggestion and suggestion.outcome == "review":
        fate = rng.choices(("approve", "edit", "reject"), (55, 28, 17))[0]
    if suggestion and fate in ("approve", "edit"):
        final = None if fate == "approve" else f"{suggestion.text} {_more(life)}"
        draft = _draft(life, suggestion, "sent", final)
        _judge(life, draft, fate, suggestion.text, final)
        life.reply("ai", final or suggestion.text, draft)
        return
    if suggestion and suggestion.outcome in ("review", "shadow"):
        state = "rejected" if suggestion.outcome == "review" else "shadow"
        rejected = _draft(life, suggestion, state, None)
        if state == "rejected":
            _judge(life, rejected, "reject", suggestion.text, None)
    text = words.answer(rng, life.language)
    draft = life.new_id("draft")
    life.world.rows.add(
        "drafts", draft, life.id, life.question, None, "agent", "sent", text, None,
        life.member and life.member.id, life.at, life.at,
    )  # fmt: skip
    life.reply("agent", text, draft)


def _more(life: Life) -> str:
    return words.answer(life.rng, life.language)


def _draft(life: Life, suggestion: Suggestion, state: str, final: str | None) -> UUID:
    made = life.new_id("draft")
    by_person = state != "pending" and suggestion.outcome == "review"
    life.world.rows.add(
        "drafts", made, life.id, life.question, suggestion.decision, "ai", state, suggestion.text,
        final, life.member.id if by_person and life.member else None,
        life.at if by_person or suggestion.outcome == "auto" else None, life.at,
    )  # fmt: skip
    return made


def _judge(life: Life, draft: UUID, kind: str, before: str, after: str | None) -> None:
    life.world.rows.add(
        "feedback", life.new_id("feedback"), life.id, draft, kind,
        None if kind == "approve" else before, after, life.at,
    )  # fmt: skip


def _assign(life: Life) -> None:
    """Somebody has it before it is answered; now and then it changes hands."""
    rng, people = life.rng, life.world.people
    if life.member is None:
        if life.reach(life.at + rng.uniform(0.5, 20) * MINUTE):
            life.give(people.member(rng, life.team, life.at), "routing", "The smallest load.")
    elif rng.random() < 0.06:
        life.give(people.member(rng, life.team, life.at), "member", "Handed over.")
    if rng.random() < 0.06 and life.member:
        note = words.fill(rng, rng.choice(texts.NOTES), "en")
        life.world.rows.add(
            "notes", life.new_id("note"), life.id, note, life.member.id, life.at
        )  # fmt: skip


def _tag(life: Life, arrival: Arrival) -> None:
    """Frequent tags and rare ones; what comes in a burst has its own."""
    tags = {"delay"} if arrival.burst is not None else set()
    for _ in range(life.rng.choices((0, 1, 2), (62, 29, 9))[0]):
        tags.add(TAGS[min(int(life.rng.expovariate(0.35)), len(TAGS) - 1)])
    for tag in sorted(tags):
        life.world.rows.add("ticket_tags", life.id, tag, life.at)
