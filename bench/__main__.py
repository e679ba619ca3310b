"""`make bench`: prints what one run on this machine measured. Ratios travel, seconds do not.

`python -m bench [COUNT]` measures mails, `python -m bench rest [SECONDS]` the gateway,
`python -m bench storage [MEBIBYTES]` large files, `python -m bench realtime [CLIENTS]` sockets,
`python -m bench soak [SECONDS [KILLS]]` a whole stack whose Postgres is killed on the way,
`python -m bench mails_openai [COUNT]` mails through a hosted model in bad weather,
`python -m bench desk [SMALL [LARGE]]` lists, counts and searches under Row Level Security,
`python -m bench retrieval [CHUNKS]` the search of the knowledge base,
`python -m bench ai` embedding, a cold start, memory and disk,
`python -m bench web [TICKETS]` the pages in a browser, and live updates from commit to pixels.
"""

from __future__ import annotations

import asyncio
import sys

from bench import ai, desk, mails, mails_openai, realtime, rest, retrieval, soak, storage, web


def main() -> int:
    name, *rest_of = sys.argv[1:] or ["mails"]
    if name == "ai":
        ai.measure()
    elif name == "rest":
        rest.measure(*map(float, rest_of))
    elif name == "mails_openai":
        asyncio.run(mails_openai.measure(*map(int, rest_of)))
    elif name == "desk":
        desk.measure(*map(int, rest_of))
    elif name == "soak":
        soak.measure(*map(float, rest_of))
    elif name == "realtime":
        realtime.measure(*map(int, rest_of))
    elif name == "retrieval":
        retrieval.measure(*map(int, rest_of))
    elif name == "storage":
        storage.measure(*map(int, rest_of))
    elif name == "web":
        web.measure(*map(int, rest_of))
    else:
        count = rest_of[0] if rest_of else name
        asyncio.run(mails.measure(int(count) if count.isdigit() else 100))
    return 0


if __name__ == "__main__":
    sys.exit(main())
