"""Who there is in generated data: teams, members, companies, customers; some of them busy."""

from __future__ import annotations

import hashlib
import random
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from uuid import UUID

# Keys as in seeds: on a demo desk the generated tickets join its own teams and categories.
TEAMS = {"front": "Front desk", "orders": "Orders & billing", "legal": "Legal"}
# Category: label, team, how many of a hundred tickets.
CATEGORIES = {
    "shipping": ("Shipping", "front", 26),
    "product_care": ("Product care", "front", 14),
    "store_info": ("Shop & hours", "front", 10),
    "returns": ("Returns", "orders", 15),
    "billing": ("Billing", "orders", 14),
    "subscription": ("Subscription", "orders", 9),
    "account": ("Account & address", "orders", 6),
    "legal": ("Legal & contracts", "legal", 2),
    "other": ("Other", "front", 4),
}
TAGS = ("refund", "damaged", "delay", "vip", "warranty", "wholesale", "press", "praise", "fraud",
        "translation", "bug", "gift", "allergy", "customs", "recall")  # fmt: skip
_FIRST = ("Mia", "Noah", "Lea", "Liam", "Emma", "Luca", "Sofia", "Elias", "Anna", "David", "Lina",
          "Nino", "Clara", "Jan", "Ida", "Omar", "Zoe", "Felix", "Nora", "Paul", "Amal", "Tim",
          "Rosa", "Karl", "Ines", "Hugo", "Vera", "Leon", "Alma", "Emil")  # fmt: skip
_LAST = ("Meier", "Keller", "Weber", "Huber", "Schmid", "Brunner", "Baumann", "Frei", "Moser",
         "Roth", "Suter", "Graf", "Wyss", "Kunz", "Koch", "Berger", "Steiner", "Fuchs", "Vogel",
         "Lang", "Okafor", "Rossi", "Dubois", "Nair", "Hale", "Lindqvist", "Novak", "Ferrari",
         "Costa", "Yilmaz", "Kowalski", "Jansen", "Byrne", "Olsen", "Marin", "Petrov")  # fmt: skip
AGENTS_PER_TICKETS = 4500  # tickets a member answers in three years


def id_of(seed: int, what: str) -> UUID:
    """The id of something generated: the same for the same seed."""
    return UUID(bytes=hashlib.md5(f"autocrm {seed} {what}".encode()).digest())


@dataclass(frozen=True, slots=True)
class Member:
    id: UUID
    name: str
    email: str
    teams: tuple[str, ...]
    since: datetime  # when they came to the desk


@dataclass(frozen=True, slots=True)
class Customer:
    id: UUID
    name: str
    email: str
    language: str
    company: UUID | None


@dataclass(frozen=True, slots=True)
class Company:
    id: UUID
    name: str
    domain: str


class People:
    """The cast of one generated data set."""

    def __init__(self, seed: int, tickets: int, begins: datetime) -> None:
        rng = random.Random(f"people {seed}")
        self.companies = [_company(rng, seed, n) for n in range(max(3, tickets // 400))]
        self.customers = [_customer(rng, seed, n, self.companies) for n in range(tickets // 6 + 10)]
        self.members = _members(rng, seed, max(6, tickets // AGENTS_PER_TICKETS), begins)
        # Zipf's law with a flattened head: the busiest customer has some per cent, most have one.
        self._weights = list(accumulate(1 / (rank + 12) for rank in range(len(self.customers))))
        self._teams = {
            key: [m for m in self.members if key in m.teams] for key in TEAMS
        }  # fmt: skip

    def customer(self, rng: random.Random) -> Customer:
        """Somebody who writes."""
        return self.customers[bisect(self._weights, rng.random() * self._weights[-1])]

    def member(self, rng: random.Random, team: str, at: datetime) -> Member:
        """Somebody of a team who was there at that time; the first ones do most."""
        there = [m for m in self._teams[team] if m.since <= at] or self._teams[team][:1]
        return there[min(int(rng.expovariate(3 / len(there))), len(there) - 1)]


def _company(rng: random.Random, seed: int, n: int) -> Company:
    kind = rng.choice(("Café", "Hotel", "Studio", "Büro", "Kontor", "Atelier"))
    name = f"{kind} {rng.choice(_LAST)} {n + 1}"
    return Company(id_of(seed, f"company {n}"), name, f"client{seed}-{n + 1}.example")


def _customer(rng: random.Random, seed: int, n: int, companies: Sequence[Company]) -> Customer:
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    company = rng.choice(companies) if rng.random() < 0.4 else None
    domain = company.domain if company else "postbox.example"
    email = f"{first}.{last}.{seed}-{n + 1}@{domain}".lower()
    language = "de" if rng.random() < 0.45 else "en"
    return Customer(
        id_of(seed, f"customer {n}"),
        f"{first} {last}",
        email,
        language,
        company.id if company else None,
    )


def _members(rng: random.Random, seed: int, count: int, begins: datetime) -> list[Member]:
    """At least two are in each team; every other later one is in a second."""
    teams = tuple(TEAMS)
    made = []
    for n in range(count):
        first, last = rng.choice(_FIRST), rng.choice(_LAST)
        home = teams[n % 3] if n < 6 else rng.choices(teams, (60, 37, 3))[0]
        second = rng.choice(teams) if n >= 6 and rng.random() < 0.5 else home
        since = begins if n < 6 else begins + timedelta(days=1000 * rng.random())
        made.append(
            Member(
                id_of(seed, f"member {n}"), f"{first} {last}",
                f"{first}.{last}.{seed}-{n + 1}@desk.example".lower(),
                tuple(sorted({home, second})), since,
            )
        )  # fmt: skip
    return made
