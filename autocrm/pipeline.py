"""The whole product on one screen: which job is done by which use case."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from autocrm.ports import Job, Services
from autocrm.usecases.answer_ticket import answer_ticket
from autocrm.usecases.delete_files import delete_files
from autocrm.usecases.embed_article import embed_article
from autocrm.usecases.find_gaps import find_gaps
from autocrm.usecases.move_raw import move_raw
from autocrm.usecases.send_notice import send_notice
from autocrm.usecases.send_reply import send_reply
from autocrm.usecases.train_triage import train_on_labels

Handler = Callable[[Services, Job], Awaitable[Any]]


async def _answer(services: Services, job: Job) -> Any:
    ticket_id, interaction_id = job.payload["ticket_id"], job.payload["interaction_id"]
    return await answer_ticket(services, ticket_id, interaction_id, job)


async def _send(services: Services, job: Job) -> Any:
    return await send_reply(services, job.payload["draft_id"], job)


async def _move_raw(services: Services, job: Job) -> Any:
    return await move_raw(services, job.payload["event_id"])


async def _embed(services: Services, job: Job) -> Any:
    return await embed_article(services, job.payload["article_id"])


async def _notice(services: Services, job: Job) -> Any:
    return await send_notice(services, job.payload["notice_id"], job)


async def _delete_files(services: Services, job: Job) -> Any:
    return await delete_files(services, job.payload["bucket"], job.payload["paths"])


async def _digests(services: Services, job: Job) -> Any:
    return await services.notices.make_digests()


async def _train(services: Services, job: Job) -> Any:
    return await train_on_labels(services)


async def _gaps(services: Services, job: Job) -> Any:
    return await find_gaps(services)


HANDLERS: dict[str, Handler] = {
    "ticket.answer": _answer,
    "reply.send": _send,
    "article.embed": _embed,
    "raw.move": _move_raw,
    "files.delete": _delete_files,
    "notice.send": _notice,
    "digest.send": _digests,
    "triage.train": _train,
    "gaps.find": _gaps,
}
