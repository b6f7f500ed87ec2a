"""The entry point: `mockint` and `python -m mockint`."""

from __future__ import annotations

import gc
import sys

#: Objects made between two looks for cyclic garbage. At the usual 700 that is a tenth of the time
#: that it takes to load the modules, of which nothing is garbage.
_LOOK_EVERY = 20_000


def main() -> int:
    """Run the command line; the return value is the process's exit code."""
    gc.set_threshold(_LOOK_EVERY, 10, 10)
    from .cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
