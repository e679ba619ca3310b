"""Supabase Realtime's protocol on the embedded Postgres: broadcast, presence, changes.

A process of its own (`python -m autocrm.stack.realtime <home>/stack.json`), behind the gateway.
A client's socket (socket.py) has a session (session.py) with a channel for every topic it
joined (channel.py); the channels of one topic, of all clients, are a room (rooms.py).
"""

from autocrm.stack.realtime.server import open_realtime
from autocrm.stack.realtime.settings import RealtimeSettings

__all__ = ["RealtimeSettings", "open_realtime"]
