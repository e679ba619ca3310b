"""An order's row in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autocrm.tools.words import day

TITLE = {"en": "Order {number}", "de": "Bestellung {number}"}
_CARRIER = {"en": "the carrier", "de": "den Versanddienst"}
_STATUS = {
    "en": {
        "placed": "Your order {number} was placed on {placed} and is waiting to be packed.",
        "packed": "Your order {number} was placed on {placed} and has been packed.",
        "shipped": "Your order {number} was handed to {carrier} on {shipped}.",
        "delivered": "Your order {number} was delivered on {delivered}.",
        "cancelled": "Your order {number} of {placed} was cancelled.",
        "returned": "Your order {number} of {placed} came back to us.",
    },
    "de": {
        "placed": "Ihre Bestellung {number} ist am {placed} eingegangen und wird noch gepackt.",
        "packed": "Ihre Bestellung {number} ist am {placed} eingegangen und fertig gepackt.",
        "shipped": "Ihre Bestellung {number} wurde am {shipped} an {carrier} übergeben.",
        "delivered": "Ihre Bestellung {number} wurde am {delivered} zugestellt.",
        "cancelled": "Ihre Bestellung {number} vom {placed} wurde storniert.",
        "returned": "Ihre Bestellung {number} vom {placed} ist zu uns zurückgekommen.",
    },
}
_WAITS = {
    "en": "It has not been handed to the carrier yet.",
    "de": "Sie wurde noch nicht an den Versanddienst übergeben.",
}
_TRACKING = {
    "en": "Its tracking number is {tracking}.",
    "de": "Die Sendungsnummer lautet {tracking}.",
}
_EXPECTED = {
    "en": "The expected day of delivery is {expected}.",
    "de": "Die Zustellung ist für {expected} vorgesehen.",
}
_NOT_FOUND = {
    "en": (
        "We found no order with the number {number} under your e-mail address.",
        "Please check the number, or write to us from the address of the order.",
    ),
    "de": (
        "Unter Ihrer E-Mail-Adresse haben wir keine Bestellung mit der Nummer {number} gefunden.",
        "Bitte prüfen Sie die Nummer, oder schreiben Sie uns von der Adresse der Bestellung aus.",
    ),
}


def found(order: Mapping[str, Any], language: str) -> list[str]:
    """The sentences about an order (as `order_of_ticket` gives it)."""
    dates = {
        name: day(order[f"{name}_on"], language)
        for name in ("placed", "shipped", "delivered", "expected")
        if order.get(f"{name}_on")
    }
    status = str(order["status"])
    if status == "delivered" and "delivered" not in dates:
        status = "shipped"
    values = {
        "number": order["number"],
        "carrier": order["carrier"] or _CARRIER[language],
        "tracking": order["tracking"],
        **dates,
    }
    lines = [_STATUS[language][status]]
    if status in ("placed", "packed"):
        lines.append(_WAITS[language])
    if status == "shipped" and order["tracking"]:
        lines.append(_TRACKING[language])
    if status in ("placed", "packed", "shipped") and "expected" in dates:
        lines.append(_EXPECTED[language])
    return [line.format(**values) for line in lines]


def not_found(number: str, language: str) -> list[str]:
    """The same whether somebody else has an order of that number or nobody has."""
    return [line.format(number=number) for line in _NOT_FOUND[language]]
