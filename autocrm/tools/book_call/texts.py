"""Times offered and a call promised, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from autocrm.tools.words import day

TITLE = {"en": "Calls", "de": "Anrufe"}
_OFFER = {
    "en": "We can call you at one of these times ({zone}):",
    "de": "Wir können Sie zu einer dieser Zeiten anrufen ({zone}):",
}
_TIME = {"en": "Time {n}: {when}", "de": "Zeit {n}: {when}"}
_PICK = {
    "en": "Please answer with the number of the time that suits you, and your phone number.",
    "de": "Bitte antworten Sie mit der Nummer der Zeit, die Ihnen passt, und Ihrer Telefonnummer.",
}
_BOOKED = {
    "en": "Your appointment is booked: a colleague will phone you on {when} ({zone}).",
    "de": "Ihr Termin ist gebucht: Jemand von uns ruft Sie am {when} an ({zone}).",
}
_NUMBER = {
    "en": "Please send us the phone number that we may call.",
    "de": "Bitte senden Sie uns die Telefonnummer, die wir anrufen dürfen.",
}
_AT = {"en": "{day} at {time}", "de": "{day} um {time} Uhr"}


def when(local: str, language: str) -> str:
    """2026-11-26T10:00 is "Thursday, 26 November 2026 at 10:00"."""
    on, _, time = local.partition("T")
    return _AT[language].format(day=day(on, language), time=time)


def offer(locals_: Sequence[str], zone: str, language: str) -> list[str]:
    """The sentences that offer these times."""
    times = [
        _TIME[language].format(n=n, when=when(local, language))
        for n, local in enumerate(locals_, start=1)
    ]
    return [_OFFER[language].format(zone=zone), *times, _PICK[language]]


def booked(local: str, zone: str, language: str, *, has_phone: bool) -> list[str]:
    """The sentences that promise the call."""
    said = _BOOKED[language].format(when=when(local, language), zone=zone)
    return [said] if has_phone else [said, _NUMBER[language]]
