"""What becomes of a draft: a pure function of policy, checks and two probabilities."""

from __future__ import annotations

from collections.abc import Sequence

from autocrm.domain.draft import Check, Decision, Draft, Outcome, Policy, Triage


def decide(
    triage: Triage, draft: Draft | None, checks: Sequence[Check], policy: Policy
) -> Decision:
    """Send (`auto`), show to a person (`review`), only record (`shadow`), or nothing (`none`).

    The reason is one sentence for a person; in review it is the first thing that spoke
    against sending.
    """
    outcome, reason = _outcome(triage, draft, checks, policy)
    thresholds = {
        "min_confidence": policy.min_confidence,
        "min_answerability": policy.min_answerability,
    }
    return Decision(outcome, reason, triage.confidence, thresholds)


def _outcome(
    triage: Triage, draft: Draft | None, checks: Sequence[Check], policy: Policy
) -> tuple[Outcome, str]:
    name = policy.category
    if policy.mode == "off":
        return "none", f"Answers are switched off for {name}."
    if policy.mode == "shadow":
        return "shadow", f"Answers for {name} are only recorded, to be measured."
    objection = objection_to(triage, draft, checks, policy)
    if policy.mode == "review":
        return "review", objection or f"Answers for {name} go through a person."
    if objection:
        return "review", objection
    return "auto", "All checks passed and both thresholds were met."


def objection_to(
    triage: Triage, draft: Draft | None, checks: Sequence[Check], policy: Policy
) -> str:
    """The first reason why a draft may not leave by itself, or ""."""
    failed = next((c for c in checks if not c.passed), None)
    if failed:
        return failed.detail or f"The check {failed.name} failed."
    if draft is None or not draft.sentences or not checks:
        return "There is no checked draft."
    if triage.category != policy.category:
        return f"The message is about {triage.category}, the policy is for {policy.category}."
    if triage.confidence < policy.min_confidence:
        return _too_low(
            "The category is not certain enough", triage.confidence, policy.min_confidence
        )
    if not draft.answerable or draft.answerability < policy.min_answerability:
        said = draft.reason or "The articles may not answer the question"
        return _too_low(said, draft.answerability, policy.min_answerability)
    return ""


def _too_low(what: str, value: float, needed: float) -> str:
    return f"{what.rstrip('.')} ({value:.2f}, {needed:.2f} needed)."
