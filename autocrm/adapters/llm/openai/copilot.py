"""`ports.Copilot` on a hosted model: through the same budget, ledger and breaker as its mails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from autocrm.adapters.llm.openai.adapter import OpenAILLM
from autocrm.adapters.llm.openai.copilot_forms import (
    BY,
    NO_REPORT,
    FilterAnswer,
    PointAnswer,
    ReportAnswer,
    SummaryAnswer,
    TextAnswer,
    ToldAnswer,
    report_form,
)
from autocrm.adapters.llm.openai.following import Follower
from autocrm.adapters.llm.openai.hiding import Hiding
from autocrm.adapters.llm.openai.material import numbered
from autocrm.adapters.llm.openai.prompts import data_block, load_prompt
from autocrm.ai.added import added
from autocrm.ai.summarise import MOST, waiting_for
from autocrm.domain.copilot import (
    Found,
    Point,
    ReportWish,
    Summary,
    Told,
    Tone,
    Vocabulary,
    Written,
)
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext, Turn
from autocrm.errors import ModelFailed, TooLarge
from autocrm.ports import Tell

Form = TypeVar("Form", bound=BaseModel)
_THREAD = 0.6  # share of the budget for what was said, latest first
_TEXT = 0.4  # for a text that comes back as long as it is


class OpenAICopilot:
    """Asks the model that `llm` asks. What its sources do not bear out is left out or named."""

    def __init__(self, llm: OpenAILLM) -> None:
        self._llm = llm

    async def summarise(
        self, context: TicketContext, language: str, tell: Tell | None = None
    ) -> Summary:
        """See ports.Copilot."""
        hiding, shown = await self._thread(context)
        user = data_block({"language": language, **shown})
        answer, model = await self._put(
            "summarise", user, SummaryAnswer, context.ticket_id, hiding, tell
        )
        lists = [self._points(points, context, hiding) for points in _kinds(answer)]
        headline = hiding.restore(answer.headline).strip()
        said = "\n".join([context.subject, *(turn.text for turn in context.turns)])
        return Summary(
            headline=context.subject if added(said, headline) else headline,
            wants=lists[0],
            promised=lists[1],
            open=lists[2],
            waiting_for=waiting_for(context),
            model=model,
            dropped=sum(len(points) for points in _kinds(answer)) - sum(map(len, lists)),
        )

    async def rewrite(
        self, text: str, tone: Tone, language: str, ticket_id: str, tell: Tell | None = None
    ) -> Written:
        """See ports.Copilot."""
        fields = {"tone": tone, "language": language}
        return await self._written("rewrite", text, fields, ticket_id, tell)

    async def translate(
        self, text: str, language: str, ticket_id: str, tell: Tell | None = None
    ) -> Written:
        """See ports.Copilot."""
        return await self._written("translate", text, {"language": language}, ticket_id, tell)

    async def ask(
        self,
        question: str,
        context: TicketContext,
        evidence: Sequence[Evidence],
        language: str,
        tell: Tell | None = None,
    ) -> Told:
        """See ports.Copilot."""
        hiding, shown = await self._thread(context, question)
        pieces, by_number = numbered(evidence, self._llm.counter, self._llm.budget)
        user = data_block({"language": language, **shown, "articles": pieces})
        answer, model = await self._put(
            "ask_ticket", user, ToldAnswer, context.ticket_id, hiding, tell
        )
        found: list[Found] = []
        for sentence in answer.sentences if answer.answerable else ():
            turns = _turns(context, sentence.turns)
            articles = [by_number[n] for n in dict.fromkeys(sentence.articles) if n in by_number]
            text = " ".join(hiding.restore(sentence.text).split())
            source = "\n".join([*(t.text for t in turns), *(e.text for e in articles)])
            if (turns or articles) and text and not added(f"{context.subject}\n{source}", text):
                slugs = tuple(dict.fromkeys(e.slug for e in articles))
                found.append(Found(text, tuple(t.id for t in turns), slugs))
        dropped = len(answer.sentences) - len(found) if answer.answerable else 0
        return Told(bool(found), tuple(found), model, dropped=dropped)

    async def choose_report(
        self, question: str, words: Vocabulary, now: datetime
    ) -> ReportWish | None:
        """See ports.Copilot. Members' names are not sent."""
        hiding = await self._llm.hiding()
        [hidden] = _hidden(hiding, [question])
        user = data_block(
            {
                "now": now.isoformat(timespec="minutes"),
                "reports": words.reports,
                "teams": words.teams,
                "categories": words.categories,
                "tags": words.tags,
                "question": hidden,
            }
        )
        form = report_form(tuple(words.reports))
        answer, _ = await self._put("ask_data", user, form, "", hiding, None)
        return _wish(answer, words, now)

    async def _written(
        self, step: str, text: str, fields: dict[str, str], ticket_id: str, tell: Tell | None
    ) -> Written:
        await self._llm.warm()
        if self._llm.counter.count(text) > int(self._llm.budget * _TEXT):
            raise TooLarge("The text is too long for the model: do it in parts.")
        hiding = await self._llm.hiding()
        [hidden] = _hidden(hiding, [text])
        user = data_block({**fields, "text": hidden})
        answer, model = await self._put(step, user, TextAnswer, ticket_id, hiding, tell)
        new = hiding.restore(answer.text).strip()
        if not new:
            raise ModelFailed("The model sent no text.", code="no_answer")
        warnings = [f"{what} does not stand in your text: check it." for what in added(text, new)]
        warnings += [f"{what} is missing: check it." for what in added(new, text)]
        return Written(new, tuple(map(hiding.restore, answer.changes)), tuple(warnings), model)

    async def _put(
        self,
        step: str,
        user: str,
        form: type[Form],
        ticket_id: str,
        hiding: Hiding,
        tell: Tell | None,
    ) -> tuple[Form, str]:
        """The answer, and which model gave it."""
        prompt = load_prompt(step)
        following = Follower(tell, hiding.restore) if tell else None
        answer, purpose = await self._llm.put(step, prompt, user, form, ticket_id, following)
        return answer, purpose.model

    async def _thread(
        self, context: TicketContext, question: str = ""
    ) -> tuple[Hiding, dict[str, Any]]:
        """Subject and numbered turns (and a question), the latest first to be kept."""
        await self._llm.warm()
        hiding = await self._llm.hiding()
        asked = (Turn("", "agent", question),) if question else ()
        hidden = hiding.hide(replace(context, turns=(*context.turns, *asked)))
        counter, left = self._llm.counter, int(self._llm.budget * _THREAD)
        turns: list[dict[str, Any]] = []
        said = hidden.turns[: len(context.turns)]
        for number in range(len(said), 0, -1):
            text = counter.cut(said[number - 1].text, left)
            left -= counter.count(text)
            if not text:
                break
            turns.insert(0, {"n": number, "author": said[number - 1].author, "text": text})
        shown: dict[str, Any] = {"subject": counter.cut(hidden.subject, 300), "turns": turns}
        return hiding, shown | ({"question": hidden.turns[-1].text} if question else {})

    def _points(
        self, points: Sequence[PointAnswer], context: TicketContext, hiding: Hiding
    ) -> tuple[Point, ...]:
        """Those that name turns which exist, and no number or link that is not in them."""
        kept = []
        for point in points[:MOST]:
            turns = _turns(context, point.turns)
            text = " ".join(hiding.restore(point.text).split())
            source = "\n".join([context.subject, *(turn.text for turn in turns)])
            if turns and text and not added(source, text):
                kept.append(Point(text, turns[-1].author, turns[-1].id))
        return tuple(kept)


def _kinds(answer: SummaryAnswer) -> tuple[list[PointAnswer], ...]:
    return answer.wants, answer.promised, answer.open


def _turns(context: TicketContext, numbers: Sequence[int]) -> list[Turn]:
    return [context.turns[n - 1] for n in sorted(set(numbers)) if 0 < n <= len(context.turns)]


def _hidden(hiding: Hiding, texts: Sequence[str]) -> list[str]:
    """Texts that are no ticket, hidden as one: the same thing has the same placeholder."""
    turns = tuple(Turn("", "agent", text) for text in texts)
    context = TicketContext("", 0, "", "open", "api", "", "", "", "", turns)
    return [turn.text for turn in hiding.hide(context).turns]


def _wish(answer: ReportAnswer, words: Vocabulary, now: datetime) -> ReportWish | None:
    """Raises ModelFailed for what does not exist."""
    if answer.report == NO_REPORT:
        return None
    if answer.report not in words.reports:
        raise ModelFailed("The model named a report that does not exist.", code="off_schema")
    by = tuple(key for key in dict.fromkeys(answer.by) if key in BY)
    where = {f.fact: f.value for f in answer.filters if _exists(f, words)}
    begins, ends = _day(answer.begins, now), _day(answer.ends, now)
    if begins and ends and begins >= ends:
        raise ModelFailed("The model named a period that ends before it begins.", code="off_schema")
    return ReportWish(answer.report, by or None, begins, ends, where)


def _exists(wished: FilterAnswer, words: Vocabulary) -> bool:
    known: dict[str, Callable[[str], bool]] = {
        "team": lambda v: v in words.teams.values(),
        "category": lambda v: v in words.categories.values(),
        "tag": lambda v: v in words.tags.values(),
        "priority": lambda v: v in ("1", "2", "3", "4"),
        "channel": lambda v: v in ("email", "portal", "chat", "api"),
        "language": lambda v: len(v) == 2,
        "status": lambda v: v in ("new", "open", "pending", "on_hold", "solved", "closed"),
    }
    return wished.fact in known and known[wished.fact](wished.value)


def _day(text: str, now: datetime) -> datetime | None:
    """Midnight in the zone of `now`. Raises ModelFailed."""
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()[:10]).replace(tzinfo=now.tzinfo)
    except ValueError as error:
        raise ModelFailed(
            "The model named a day that does not exist.", code="off_schema"
        ) from error
