"""A mailer that keeps what it is given."""

from __future__ import annotations

from collections import deque

from autocrm.domain.message import OutboundMail
from autocrm.errors import AutoCRMError


class Outbox:
    """`ports.Mailer`. `fail_with(...)` makes the next sends raise, in order."""

    def __init__(self) -> None:
        self.sent: list[OutboundMail] = []
        self._failures: deque[AutoCRMError] = deque()

    def fail_with(self, *errors: AutoCRMError) -> None:
        """Raise these at the next sends; what is raised is not kept."""
        self._failures.extend(errors)

    async def send(self, mail: OutboundMail) -> str:
        """Keep the mail and answer as a server would."""
        if self._failures:
            raise self._failures.popleft()
        self.sent.append(mail)
        return f"250 OK kept as {len(self.sent)}"
