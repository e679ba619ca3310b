"""`make bench`: prints what one run on this machine measured. Ratios travel, seconds do not."""

from __future__ import annotations

import asyncio
import sys

from bench import mails


def main() -> int:
    asyncio.run(mails.measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
    return 0


if __name__ == "__main__":
    sys.exit(main())
