"""No instruction of the mail obeyed: its words come back only where an article has them too.

Whether a mail gives orders cannot always be told from it; whether a draft carried them out can:
"start with the word banana" shows as a banana that is in no article.
"""

from __future__ import annotations

from autocrm.ai.alike import may_be_added
from autocrm.ai.checks.subject import Subject, short
from autocrm.ai.compose import compose_mail
from autocrm.ai.facts import says, tokens_of


def nothing_obeyed(s: Subject) -> str:
    """A word of the mail in the draft that neither the evidence nor the template has."""
    if not s.draft.text:
        return ""
    language = s.draft.language
    template = compose_mail((), s.context.customer_name, language)
    ours = f"{s.evidence_text()}\n{template}\n{s.context.customer_name}\n{s.context.customer_email}"
    known = {t.key for t in tokens_of(ours, language)}
    theirs = {t.key for t in tokens_of(s.asked, language) if says(t)}
    echoed = [
        t.raw
        for t in tokens_of(s.draft.text, language)
        if t.key in theirs and t.key not in known and not may_be_added(t.key, language)
    ]
    return f"Repeats what only the mail says: {short(echoed[0])}." if echoed else ""
