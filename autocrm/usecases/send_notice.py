"""A notice leaves the house, at most once: a mail made from a template."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from autocrm.domain.message import Address, OutboundMail
from autocrm.domain.notice import Template, greeting_name, read_template
from autocrm.domain.reply import reply_subject, thread_references
from autocrm.errors import AutoCRMError, DeliveryUnknown, NotConfigured, Unavailable
from autocrm.ports import Job, Services

FALLBACK = "en"
_KIND, _LOCALE = re.compile("[a-z][a-z_]{0,39}"), re.compile("[a-z]{2}")
_TIMES = {"en": "%-d %B %Y, %H:%M UTC", "de": "%d.%m.%Y, %H:%M UTC"}


async def send_notice(services: Services, notice_id: str, job: Job) -> str:
    """Record *sending*, fill the template, speak to the server, record the end.

    Returns the notice's state. As with answers: trouble before the message is handed over is
    retried with the job, trouble after that is *unknown* and is not repeated.
    """
    message_id = notice_message_id(notice_id, services.mail_from.email.rpartition("@")[2])
    order = await services.notices.begin(notice_id, message_id, job)
    if order["action"] != "send":
        return str(order["state"])
    try:
        detail = await services.mailer.send(_mail(order, message_id, services.mail_from))
    except DeliveryUnknown as error:
        await services.notices.mark(notice_id, "unknown", error.message)
        return "unknown"
    except AutoCRMError as error:
        await services.notices.mark(notice_id, "failed", error.message)
        raise
    await _mark_sent(services, notice_id, detail)
    return "sent"


def notice_message_id(notice_id: str, domain: str) -> str:
    """The Message-ID of a notice: the same on every attempt."""
    return f"<notice.{notice_id}@{domain}>"


@cache
def load_template(kind: str, locale: str) -> Template:
    """`autocrm/notices/<kind>.<locale>.md`, in English where there is no such language.

    Raises NotConfigured when there is no such kind.
    """
    if not _KIND.fullmatch(kind) or not _LOCALE.fullmatch(locale):
        raise NotConfigured(f"{kind!r} in {locale!r} is no kind of notice.")
    name = f"{kind}.{locale}.md"
    try:
        source = (files("autocrm") / "notices" / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        if locale != FALLBACK:
            return load_template(kind, FALLBACK)
        raise NotConfigured(f"There is no notice autocrm/notices/{name}: write it.") from error
    return read_template(name, source)


async def _mark_sent(services: Services, notice_id: str, detail: str) -> None:
    # The mail has left: a hiccup of the database here must not make it "unknown".
    for attempt in range(3):
        try:
            return await services.notices.mark(notice_id, "sent", detail)
        except Unavailable:
            if attempt == 2:
                raise
            await services.clock.sleep(0.5 * 2**attempt)


def _mail(order: dict[str, Any], message_id: str, sender: Address) -> OutboundMail:
    notice = load_template(order["kind"], order["locale"]).fill(_values(order, sender))
    thread = order["references"] or []
    return OutboundMail(
        message_id=message_id,
        sender=sender,
        to=Address(order["to"], greeting_name(order["data"].get("name") or "")),
        subject=notice.subject,
        text=notice.text,
        in_reply_to=order["in_reply_to"],
        references=thread_references(order["in_reply_to"], thread),
    )


def _values(order: dict[str, Any], sender: Address) -> dict[str, Any]:
    """What a template may fill in: the notice's data, and

    `company` (the sender's name), `re` (the ticket's subject as that of an answer), times
    (`…_at`) as people write them, `count` and `several` of the items of a digest.
    """
    data: dict[str, Any] = dict(order["data"])
    items = [
        {**item, "again": item["times"] if item["times"] > 1 else None}
        for item in data.get("items") or []
    ]
    written = {
        key: _written(str(value), order["locale"])
        for key, value in data.items()
        if key.endswith("_at") and value
    }
    return {
        **data,
        **written,
        "items": items,
        "count": len(items),
        "several": len(items) > 1,
        "name": greeting_name(data.get("name") or ""),
        "company": sender.name or sender.email,
        "re": reply_subject(data.get("subject") or ""),
    }


def _written(text: str, locale: str) -> str:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return text
    return time.astimezone(UTC).strftime(_TIMES.get(locale, _TIMES[FALLBACK]))
