"""Puts mockint under fire and prints one table; exits 1 on anything but zeros.

    python benchmarks/campaign [PART ...] [--long] [--seconds N]

Without a name all parts run. `--seconds` is the budget of each part; `--long` tries
everything instead of a sample and gives each part as long as that takes. Nothing is
sent beyond loopback, and nothing is written outside temporary folders.
"""

from __future__ import annotations

import argparse
import importlib
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from outcome import UNCAUGHT, Budget, Outcome, table

#: Part: module and function, and seconds in the short and in the long mode.
PARTS: dict[str, tuple[str, str, float, float]] = {
    "kills": ("kills", "kill_interviews", 60, 5400),
    "images": ("images", "spoil_journals", 40, 7200),
    "disk": ("disks", "fill_disks", 40, 3600),
    "endpoints": ("endpoints", "break_endpoints", 60, 1800),
    "fuzz": ("fuzz", "fuzz_readers", 60, 3600),
    "terminal": ("terminal", "show_hostile", 40, 600),
    "canary": ("canary", "look_for_key", 40, 600),
    "modes": ("modes", "check_modes", 30, 120),
    "signals": ("signals", "send_signals", 30, 600),
    "mutants": ("mutants", "run_mutants", 60, 3600),
}


def run_part(name: str, *, long: bool, seconds: float | None) -> Outcome:
    """One part within its budget; what it raises counts as a fault."""
    module, function, short_s, long_s = PARTS[name]
    outcome = Outcome(name)
    budget = Budget(seconds or (long_s if long else short_s), long=long)
    started = time.monotonic()
    try:
        getattr(importlib.import_module(module), function)(outcome, budget)
    except Exception as error:
        outcome.fail(UNCAUGHT, f"the part itself ended with {type(error).__name__}: {error}")
    outcome.seconds = time.monotonic() - started
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--seconds", type=float, help="for each part")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    outcomes = []
    for name in given.parts or PARTS:
        sys.stderr.write(f"{name} …\n")
        outcomes.append(run_part(name, long=given.long, seconds=given.seconds))
    mode = "long" if given.long else "short"
    print(f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()} {platform.machine()}, "
          f"Python {platform.python_version()}, {mode} mode\n")  # fmt: skip
    print(table(outcomes), "\n")
    for outcome in outcomes:
        for note in outcome.notes:
            print(f"- {outcome.part}: {note}")
    for outcome in outcomes:
        for fault in outcome.faults:
            print(f"! {outcome.part}: {fault}")
    return int(not all(outcome.clean for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
