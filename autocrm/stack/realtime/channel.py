"""One topic that one client has joined: its rights, and its messages one after the other."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections import deque
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from autocrm.stack.realtime.credentials import Claims, expired_sentence
from autocrm.stack.realtime.events import handle
from autocrm.stack.realtime.outgoing import Outgoing
from autocrm.stack.realtime.policies import BROADCAST, PRESENCE, Rights
from autocrm.stack.realtime.rates import Window
from autocrm.stack.realtime.rooms import PREFIX, Room
from autocrm.stack.realtime.wire import Message
from autocrm.stack.realtime.wishes import Wishes

if TYPE_CHECKING:
    from autocrm.stack.realtime.session import Session

_log = logging.getLogger(__name__)
_LONGEST_TIMER = 3600.0  # seconds; a token may be valid for decades
_MOST_WAITING = 16  # messages that wait for the database before no more are read
Work = Coroutine[Any, Any, None]


class Channel:
    """A channel from its join to its end. Messages that came while one waits for the database
    are handled in their order after it."""

    def __init__(self, session: Session, message: Message, wishes: Wishes, claims: Claims) -> None:
        self.session, self.service, self.wishes = session, session.service, wishes
        self.topic, self.join_ref = message.topic, message.join_ref or message.ref
        self.id = uuid.uuid4()
        self.rights: Rights | None = None  # of a private channel
        self.room: Room | None = None  # once joined
        self.closed = False
        self.presence_enabled = wishes.presence_enabled
        self.presence_payload: Any = None
        settings = session.service.settings
        self.presence_calls = Window(
            settings.client_presence_max_calls, settings.client_presence_window_ms / 1000
        )
        self.replayed: frozenset[str] = frozenset()
        self.change_ids: dict[int, int] = {}  # the feed's id of a binding -> the client's
        self.token: str | None = None
        self._inbox: deque[Message] = deque()
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.take_claims(claims)

    @property
    def name(self) -> str:
        """The topic as its user wrote it."""
        return self.topic[len(PREFIX) :]

    @property
    def private(self) -> bool:
        """Whether policies decide over it."""
        return self.wishes.private

    @property
    def presence_key(self) -> str:
        """What its presence is filed under."""
        return self.wishes.presence_key

    @property
    def hears_broadcasts(self) -> bool:
        """Whether broadcasts reach it."""
        return self.rights is None or BROADCAST in self.rights.reads

    @property
    def hears_presence(self) -> bool:
        """Whether it is told who comes and goes."""
        return self.presence_enabled and (self.rights is None or PRESENCE in self.rights.reads)

    def take_claims(self, claims: Claims) -> None:
        """Act as somebody from now on, until the token expires."""
        self.claims = claims
        if self._timer is not None:
            self._timer.cancel()
        wait = min(claims["exp"] - time.time(), _LONGEST_TIMER)
        self._timer = asyncio.get_running_loop().call_later(max(wait, 0), self._expire)

    def _expire(self) -> None:
        if self.claims["exp"] <= time.time():
            self.shut_down(expired_sentence(self.claims["exp"]))
        else:
            self.take_claims(self.claims)

    def receive(self, message: Message) -> None:
        """Handle a message now, or after those before it."""
        self._inbox.append(message)
        self._drain()
        if len(self._inbox) >= _MOST_WAITING:
            self.session.hold(self)

    def perform(self, work: Work) -> None:
        """Do something that waits; later messages wait for it."""
        self._task = asyncio.get_running_loop().create_task(work)
        self._task.add_done_callback(self._performed)

    def _performed(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("A channel failed", exc_info=error)
            self._finish("phx_error")
        self._drain()

    def _drain(self) -> None:
        while self._inbox and self._task is None and not self.closed:
            work = handle(self, self._inbox.popleft())
            if work is not None:
                self.perform(work)
        if not self._inbox or self.closed:
            self.session.release(self)

    def send(self, message: Outgoing) -> None:
        """What many are sent."""
        frame = message.frame(self.session.version)
        if frame is not None:
            self.session.write(frame)

    def reply(self, to: Message, status: str, response: dict[str, Any] | None = None) -> None:
        """The answer to one message, unless the channel has ended."""
        if not self.closed:
            self.session.reply(to._replace(join_ref=self.join_ref), status, response or {})

    def system(self, status: str, message: str, extension: str = "system") -> None:
        """A `system` message: status `ok` or `error`, and a sentence."""
        if not self.closed:
            self.session.send(self._system(status, message, extension))

    def failure(self, reason: str) -> Message:
        """The `system` message that says why the channel ends."""
        return self._system("error", reason, "system")

    def _system(self, status: str, message: str, extension: str) -> Message:
        payload = {"extension": extension, "status": status, "message": message}
        full = {**payload, "channel": self.name}
        return Message(self.join_ref, None, self.topic, "system", full)

    def shut_down(self, message: str) -> None:
        """End the channel, saying why."""
        self.system("error", message)
        self._finish("phx_close")

    def leave(self, message: Message) -> None:
        """End the channel because its client wants to."""
        self.reply(message, "ok")
        self._finish("phx_close")

    def _finish(self, event: str) -> None:
        if not self.closed:
            final = Message(self.join_ref, self.join_ref, self.topic, event, {})
            self.session.send(final)
            self.end()

    def end(self) -> None:
        """Forget everything of it, without a word to the client."""
        if self.closed:
            return
        self.closed = True
        self.session.forget(self)
        self._inbox.clear()
        self.session.release(self)
        if self._timer is not None:
            self._timer.cancel()
        if self.room is not None:
            self.service.rooms.leave(self, self.room)
        if self.service.listeners.pop(self.id, None) is not None:
            self.service.spawn(self.service.feed.unsubscribe(self.id))
