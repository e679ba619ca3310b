"""One process of the AI, as `bench.ai` starts it: a cold start, then mails, then its memory.

`python -m bench.ai_process [--numpy]` prints a line of JSON after the first triage and one
after all mails of the desk whose `AUTOCRM_HOME` is in the environment.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

MAILS = 60


async def work() -> None:
    # Imported late: they are what a cold start spends most of its time on.
    from autocrm.adapters.supabase.client import run
    from autocrm.bootstrap import open_app
    from autocrm.settings import load
    from autocrm.usecases.answer_ticket import think

    async with open_app(load()) as app:
        warm = asyncio.create_task(app.warm_up())
        services = app.services
        policies = await services.policies.all()
        rows = await run(
            app.client.table("ai_decisions").select("ticket_id, interaction_id").limit(MAILS)
        )
        first = await services.tickets.context(rows[0]["ticket_id"], rows[0]["interaction_id"])
        await services.llm.triage(first, sorted(policies))
        say(cpu_s=time.process_time())
        await warm
        stages: dict[str, list[float]] = {}
        for row in rows:
            context = await services.tickets.context(row["ticket_id"], row["interaction_id"])
            for name, ms in (await think(services, context)).timings_ms.items():
                stages.setdefault(name, []).append(ms)
        say(
            mails=len(rows),
            stages_ms={name: statistics.median(ms) for name, ms in stages.items()},
            memory_mb=memory_mb("VmRSS"),
            most_mb=memory_mb("VmHWM"),
            onnxruntime="autocrm.adapters.embedding.session" in sys.modules,
        )


def say(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)


def memory_mb(line: str) -> float:
    """VmRSS: resident now, pages of files included; VmHWM: the most at any time."""
    status = dict(text.split(":", 1) for text in Path("/proc/self/status").read_text().splitlines())
    return int(status[line].split()[0]) / 1024


if __name__ == "__main__":
    if "--numpy" in sys.argv:
        sys.modules["onnxruntime"] = None  # type: ignore[assignment]  # an import of it fails
    asyncio.run(work())
