"""postgres_changes: the write-ahead log, read live, and who may see which change of it.

    async with ChangeFeed(conninfo, on_change, on_message, on_state) as feed:
        ids = await feed.subscribe(uuid, [Binding.parse(wanted)], claims)

One temporary replication slot streams the publications `supabase_realtime` (tables that
clients listen to) and `supabase_realtime_messages_publication` (broadcasts from SQL). All
callbacks are plain functions called on the event loop: they must not block, and must not raise.
"""

from autocrm.stack.realtime.changes.binding import BadBinding, Binding
from autocrm.stack.realtime.changes.callbacks import FeedState
from autocrm.stack.realtime.changes.feed import ChangeFeed

__all__ = ["BadBinding", "Binding", "ChangeFeed", "FeedState"]
