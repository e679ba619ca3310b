"""AutoCRM from Python: `from autocrm import AutoCRM`. Async, typed, on supabase-py."""

from autocrm.sdk.client import AutoCRM
from autocrm.sdk.rows import (
    Answer,
    Article,
    Check,
    Citation,
    Customer,
    Decision,
    Delivery,
    Draft,
    Hit,
    Interaction,
    Job,
    Note,
    Opened,
    Sentence,
    Ticket,
)

__all__ = [
    "Answer",
    "Article",
    "AutoCRM",
    "Check",
    "Citation",
    "Customer",
    "Decision",
    "Delivery",
    "Draft",
    "Hit",
    "Interaction",
    "Job",
    "Note",
    "Opened",
    "Sentence",
    "Ticket",
]
