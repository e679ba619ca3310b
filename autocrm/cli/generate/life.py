"""The life of one generated ticket, told until a given time; what comes later has not happened."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from autocrm.cli.generate import words
from autocrm.cli.generate.open_time import OpenTime
from autocrm.cli.generate.people import CATEGORIES, Customer, Member, People, id_of
from autocrm.cli.generate.rows import Rows
from autocrm.cli.generate.times import Arrival

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class World:
    """What all lives of one data set share."""

    seed: int
    until: datetime
    ai_since: datetime
    people: People
    teams: dict[str, UUID]
    open_time: OpenTime
    rows: Rows


@dataclass(slots=True)
class Spell:
    """A time in which the ticket is to do."""

    began_at: datetime
    ended_at: datetime | None = None
    ended_as: str | None = None
    member: Member | None = None
    first_reply_at: datetime | None = None
    first_reply_by: str | None = None
    replies: dict[str, int] = field(default_factory=lambda: {"agent": 0, "ai": 0})


class Life:
    """State of a ticket and what is on record of it. Callers move it forward in time."""

    def __init__(
        self, world: World, rng: random.Random, number: int, arrival: Arrival, customer: Customer
    ) -> None:
        self.world = world
        self.rng = rng
        self.number = number
        self.customer = customer
        self.category = arrival.category
        self.team = CATEGORIES[arrival.category][1]
        self.language = customer.language
        self.channel = rng.choices(("email", "portal", "chat", "api"), (72, 18, 7, 3))[0]
        self.priority = rng.choices((1, 2, 3, 4), (4, 16, 62, 18))[0]
        if arrival.burst is not None:
            self.priority = min(self.priority, 2)
        self.id = self._id("ticket")
        self.status = "open"
        self.at = self.created_at = arrival.at
        self.member: Member | None = None
        self.spells = [Spell(arrival.at)]
        self.reopened = 0
        self.version = 1
        self.first_response_at: datetime | None = None
        self.solved_at: datetime | None = None
        self.closed_at: datetime | None = None
        self.question: UUID  # the customer's last message
        self._made = 0

    def reach(self, at: datetime) -> bool:
        """Move on to a time. False when it has not come yet: then nothing happens there."""
        if at > self.world.until:
            return False
        self.at = max(self.at, at)
        return True

    def message(self, text: str) -> None:
        """The customer writes; what was over is to do again."""
        self.question = self._say("message", "customer", text, {})
        self.turn("open")

    def reply(self, author: str, text: str, draft: UUID) -> None:
        self._say("reply", author, text, {"draft_id": str(draft)})
        spell = self.spells[-1]
        spell.replies[author] += 1
        if spell.first_reply_at is None:
            spell.first_reply_at, spell.first_reply_by = self.at, author
        self.first_response_at = self.first_response_at or self.at
        self.turn("pending")

    def turn(self, status: str) -> None:
        """Another status, with all that it brings."""
        over, was_over = status in ("solved", "closed"), self.status in ("solved", "closed")
        if over and not was_over:
            spell = self.spells[-1]
            spell.ended_at, spell.ended_as, spell.member = self.at, status, self.member
        elif was_over and not over:
            self.spells.append(Spell(self.at))
            self.reopened += 1
        self.solved_at = {"solved": self.at, "closed": self.solved_at}.get(status)
        self.closed_at = self.at if status == "closed" else None
        self.version += self.status != status
        self.status = status

    def give(self, member: Member, source: str, reason: str) -> None:
        """Somebody has the ticket from now on."""
        if member is self.member:
            return
        team = self.world.teams[self.team]
        self.world.rows.add(
            "assignments", self.at, self.id, member.id, team, self.member and self.member.id,
            team, source, reason,
        )  # fmt: skip
        self.member = member
        self.version += 1

    def new_id(self, what: str) -> UUID:
        """An id of something that belongs to this ticket."""
        self._made += 1
        return self._id(f"{what} {self._made}")

    def record(self) -> None:
        """Hand over the ticket itself and its spells."""
        add, team = self.world.rows.add, self.world.teams[self.team]
        open_s = self.world.open_time.seconds
        add(
            "tickets", self.id, self.number, self.customer.id, self.subject(), self.status,
            self.priority, self.category, self.channel, self.language, team,
            self.member and self.member.id, self.first_response_at, self.solved_at,
            self.closed_at, self.reopened, self.created_at, self.at, self.version,
        )  # fmt: skip
        for number, spell in enumerate(self.spells, 1):
            add(
                "ticket_spells", self.id, number, spell.began_at, spell.ended_at, spell.ended_as,
                spell.member and spell.member.id, team if spell.ended_at else None,
                spell.first_reply_at, spell.first_reply_by, spell.replies["agent"],
                spell.replies["ai"], open_s(spell.began_at, spell.ended_at),
                open_s(spell.began_at, spell.first_reply_at),
            )  # fmt: skip

    def subject(self) -> str:
        return words.subject(self.rng, self.category, self.language)

    def _say(self, kind: str, author: str, text: str, metadata: dict[str, Any]) -> UUID:
        made = self.new_id("interaction")
        message_id = f"<{made.hex}@generated.example>" if self.channel == "email" else None
        self.world.rows.add(
            "interactions", made, self.id, self.customer.id, kind, author, text, message_id,
            self.at, json.dumps({**metadata, "channel": self.channel}),
        )  # fmt: skip
        return made

    def _id(self, what: str) -> UUID:
        return id_of(self.world.seed, f"{self.number} {what}")
