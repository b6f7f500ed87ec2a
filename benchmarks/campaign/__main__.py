"""Puts mockint under fire and prints one table; exits 0 on nothing but zeros.

    python benchmarks/campaign [PART ...] [--long] [--minutes N] [--seed N]

Without a name all parts run. The short mode tries a sample that is named in the table,
`--long` tries everything. A part that could not finish (Ctrl+C, `--minutes`) is told as
INCOMPLETE, never as a pass;
one that needs what is not there, as NOT RUN. Exit codes: 0 all whole and without faults, 1 faults,
3 incomplete, 130 stopped by a person; the table is printed in every case. Nothing is sent
beyond loopback, and nothing is written outside temporary folders.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import random
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from outcome import FAULTS, UNCAUGHT, WHOLE, Budget, Outcome, table

#: Part: module and function, and the minutes that it may take in the short and the long
#: mode. A part ends once it has tried what it planned; the minutes only end what hangs, so
#: they are many times what two quiet cores need.
PARTS: dict[str, tuple[str, str, float, float]] = {
    "modes": ("modes", "check_modes", 20, 40),
    "canary": ("canary", "look_for_key", 20, 60),
    "terminal": ("terminal", "show_hostile", 30, 60),
    "signals": ("signals", "send_signals", 40, 120),
    "endpoints": ("endpoints", "break_endpoints", 30, 60),
    "kills": ("kills", "kill_processes", 40, 240),
    "images": ("images", "spoil_journals", 20, 120),
    "disk": ("disks", "fill_disks", 60, 120),
    "fuzz": ("fuzz", "fuzz_readers", 60, 240),
    "guided": ("guided", "fuzz_guided", 60, 360),
    "mutants": ("mutants", "run_mutants", 120, 240),
}


def main() -> int:
    given = _given()
    outcomes: list[Outcome] = []
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(10**6)
    # A shell's background job ignores Ctrl+C, and what it starts would as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _stop)
    try:
        for name in given.parts or PARTS:
            outcomes.append(Outcome(name))
            sys.stderr.write(f"{name} …\n")
            _run(outcomes[-1], long=given.long, minutes=given.minutes, seed=seed)
            sys.stderr.write(f"{outcomes[-1].row()}\n")
    except KeyboardInterrupt:
        _report(outcomes, given.parts or list(PARTS), long=given.long, seed=seed)
        return 130
    return _report(outcomes, given.parts or list(PARTS), long=given.long, seed=seed)


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--long", action="store_true", help="everything instead of a sample")
    parser.add_argument("--minutes", type=float, help="at most, for each part")
    parser.add_argument("--seed", type=int, help="what samples are drawn with; printed")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return given


def _run(outcome: Outcome, *, long: bool, minutes: float | None, seed: int) -> None:
    """One part within its budget; what it raises counts as a fault."""
    module, function, short_min, long_min = PARTS[outcome.part]
    budget = Budget(60 * (minutes or (long_min if long else short_min)), long=long, seed=seed)
    started = time.monotonic()
    try:
        getattr(importlib.import_module(module), function)(outcome, budget)
        outcome.finished = True
    except Exception as error:
        outcome.fail(UNCAUGHT, f"the part itself ended with {type(error).__name__}: {error}")
    finally:
        outcome.seconds = time.monotonic() - started


def _report(outcomes: list[Outcome], wanted: list[str], *, long: bool, seed: int) -> int:
    """Print the table of the parts that ran and of those that never did; the exit code."""
    missing = [Outcome(name) for name in wanted[len(outcomes) :]]
    outcomes = [*outcomes, *missing]
    mode = "long" if long else "short"
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {platform.system()} {platform.machine()}, "
          f"{os.cpu_count()} cores, load {os.getloadavg()[1]:.1f}, "
          f"Python {platform.python_version()}, {mode} mode, seed {seed}\n")  # fmt: skip
    print(table(outcomes), "\n")
    for outcome in outcomes:
        for note in [*outcome.notes, *filter(None, [outcome.absent])]:
            print(f"- {outcome.part}: {note}")
    for outcome in outcomes:
        for fault in outcome.faults:
            print(f"! {outcome.part}: {fault}")
    verdicts = {outcome.verdict for outcome in outcomes}
    if FAULTS in verdicts:
        return 1
    return 0 if verdicts == {WHOLE} else 3


def _stop(number: int, _: object) -> None:
    """SIGTERM ends it as Ctrl+C does: with the table so far."""
    raise KeyboardInterrupt(number)


if __name__ == "__main__":
    sys.exit(main())
