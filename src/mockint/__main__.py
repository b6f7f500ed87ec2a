"""The entry point: `mockint` and `python -m mockint`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; the return value is the process's exit code."""
    from .cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
