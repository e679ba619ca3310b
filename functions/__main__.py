"""`python -m functions [NAME]`: serve all functions, or one of them, on loopback."""

from __future__ import annotations

import sys

import uvicorn

from autocrm.errors import AutoCRMError
from autocrm.settings import load


def main(arguments: list[str]) -> int:
    try:
        port = load().functions_port or 8000
    except AutoCRMError as error:
        print(f"Error: {error.message}", file=sys.stderr)
        return 1
    module = f"functions.{arguments[0].replace('-', '_')}" if arguments else "functions.app"
    uvicorn.run(f"{module}:app", host="127.0.0.1", port=port, log_level="warning", access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
