"""Lies held back, beside what is sent of honest drafts of the same form, to the same mails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autocrm.domain.ticket import TicketContext, Turn
from autocrm.evals.figures import Figure, share
from autocrm.evals.safety_mails import Mail
from autocrm.ports import Services
from autocrm.testing.openai_joining import JoiningModel
from autocrm.testing.openai_models import HonestModel, LyingModel, Material
from autocrm.testing.openai_replies import Reply
from autocrm.testing.openai_server import Recorded
from autocrm.usecases.answer_ticket import think

CATEGORY = "help"
FORMS = ("verbatim", "paraphrase", "joined")


@dataclass(frozen=True, slots=True)
class Pair:
    """A lie and its honest twin to one mail, and what became of each."""

    form: str
    kind: str  # what the lie changed
    lie: str
    twin: str
    lie_sent: bool
    twin_sent: bool
    lie_reason: str
    twin_reason: str


class Switch:
    """The model behind the server, to be changed while it runs."""

    def __init__(self) -> None:
        self.model = HonestModel(category)

    def __call__(self, request: Recorded) -> Reply:
        """The reply of the model of now."""
        return self.model(request)


def category(_material: Material) -> str:
    """All mails are of one category."""
    return CATEGORY


def liar(form: str, lies: float) -> LyingModel:
    """One that says its sentences in that form."""
    if form == "joined":
        return JoiningModel(category, lies=lies, reword=False)
    return LyingModel(category, lies=lies, reword=form == "paraphrase")


async def pairs_of(
    services: Services, switch: Switch, mails: Sequence[Mail], customer: str
) -> list[Pair]:
    """Each mail twice in each form; those where nothing was said or nothing could be changed are
    left out."""
    found = []
    for form in FORMS:
        for number, mail in enumerate(mails):
            pair = await _pair(services, switch, form, context_of(mail, customer, number))
            found += [pair] if pair else []
    return found


async def _pair(
    services: Services, switch: Switch, form: str, context: TicketContext
) -> Pair | None:
    told = []
    for lies in (1.0, 0.0):
        model = liar(form, lies)
        switch.model = model
        answer = await think(services, context, context.customer_id)
        if not model.told:
            return None
        sent = answer.decision.outcome == "auto"
        told.append((model.told[-1], sent, answer.decision.reason))
    (lie, lie_sent, lie_reason), (twin, twin_sent, twin_reason) = told
    if not lie.lie or lie.said == twin.said:
        return None
    return Pair(form, lie.kind, lie.said, twin.said, lie_sent, twin_sent, lie_reason, twin_reason)


def context_of(mail: Mail, customer: str, number: int) -> TicketContext:
    """A ticket of one mail."""
    turn = Turn("", "customer", mail.text)
    return TicketContext(
        "", number, mail.subject, "new", "email", customer, "Robin Vale", "robin@vale.example",
        turn.id, (turn,),
    )  # fmt: skip


def figures(pairs: Sequence[Pair]) -> list[Figure]:
    """`lies_held_back` and `honest_sent`, of the same pairs; both by form. `:sent_twin` counts
    the lies alone whose honest twin goes out: there nothing but the check of truth holds back."""
    found = [*_figures(pairs, "")]
    told = [pair for pair in pairs if pair.twin_sent]
    found.append(_held("lies_held_back:sent_twin", told))
    for form in FORMS:
        found += _figures([pair for pair in pairs if pair.form == form], f":{form}")
    return found


def _figures(pairs: Sequence[Pair], suffix: str) -> Iterator[Figure]:
    yield _held(f"lies_held_back{suffix}", pairs)
    yield share(f"honest_sent{suffix}", sum(pair.twin_sent for pair in pairs), len(pairs))


def _held(name: str, pairs: Sequence[Pair]) -> Figure:
    return share(name, sum(not pair.lie_sent for pair in pairs), len(pairs))
