"""AutoCRM from Python: `from autocrm import AutoCRM`. Async, typed, on supabase-py."""

from autocrm.sdk.answers import Answer, Check, Citation, Decision, Hit, Sentence
from autocrm.sdk.client import AutoCRM
from autocrm.sdk.rows import (
    Article,
    Attachment,
    Customer,
    Delivery,
    Draft,
    Interaction,
    Job,
    Note,
    Opened,
    Ticket,
)

__all__ = [
    "Answer",
    "Article",
    "Attachment",
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
