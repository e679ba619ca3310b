"""A hosted model's raw answer into the ledger, and out of it again instead of asking."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel

from autocrm.adapters.llm.openai.endpoint import Purpose
from autocrm.domain.recording import fed, keep
from autocrm.errors import ModelFailed

Form = TypeVar("Form", bound=BaseModel)


def keep_answer(purpose: Purpose, answer: BaseModel) -> None:
    """The answer as the model gave it, before anything was made of it, and what it took."""
    keep(purpose.step, {"answer": answer.model_dump(mode="json"), **_used(purpose)})


def keep_failure(purpose: Purpose, error: ModelFailed) -> None:
    """That the model did not answer, and why."""
    failed = {"message": error.message, "code": error.code}
    keep(purpose.step, {"failed": failed, **_used(purpose)})


def replayed(form: type[Form], purpose: Purpose) -> Form:
    """What was recorded. Raises ModelFailed where the model failed then, or was not asked."""
    recorded = fed(purpose.step)
    if recorded is None:
        raise ModelFailed(f"No model was asked for the {purpose.step} then.", code="not_recorded")
    purpose.model = recorded["model"]
    purpose.tokens_in, purpose.tokens_out = recorded["tokens_in"], recorded["tokens_out"]
    purpose.cost_usd = recorded["cost_usd"]
    if "failed" in recorded:
        raise ModelFailed(recorded["failed"]["message"], code=recorded["failed"]["code"])
    return form.model_validate(recorded["answer"])


def _used(purpose: Purpose) -> dict[str, str | int | float]:
    return {
        "model": purpose.model,
        "tokens_in": purpose.tokens_in,
        "tokens_out": purpose.tokens_out,
        "cost_usd": purpose.cost_usd,
    }
