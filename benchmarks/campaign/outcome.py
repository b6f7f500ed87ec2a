"""What one part of the campaign tried, and what went wrong. The table's only source."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field

#: What may go wrong, in the order of the table's columns.
LOST = "lost"
UNCAUGHT = "uncaught"
ESCAPES = "escapes"
LEAKS = "leaked keys"
WRONG = "otherwise wrong"
KINDS = (LOST, UNCAUGHT, ESCAPES, LEAKS, WRONG)
MOST_TOLD = 12
#: Seconds between two lines that say how far a part is, where nobody watches.
TOLD_EVERY_S = 20.0

#: How a part ended.
WHOLE = "0 faults"
FAULTS = "faults"
INCOMPLETE = "INCOMPLETE"
NOT_RUN = "NOT RUN"


@dataclass
class Outcome:
    """One part's counts. `notes` say what was tried; `faults` what was found, one a line.

    `planned` is what the mode asked for, `finished` is true once the part came to its end:
    fewer tries than planned, or no end, are told as incomplete and are no pass. `seen` counts
    what is worth a word in a note; `absent` names what the part needs and has not.
    A `quiet` one does not say how far it is.
    """

    part: str
    tried: int = 0
    planned: int = 0
    finished: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    absent: str = ""
    quiet: bool = False
    _told: float = field(default_factory=time.monotonic)

    def plan(self, count: int) -> None:
        """So many more are to be tried."""
        self.planned += count

    def did(self, count: int = 1) -> None:
        """So many more were tried; says how far the part is, now and then."""
        self.tried += count
        now = time.monotonic()
        if not self.quiet and now - self._told >= (0.2 if sys.stderr.isatty() else TOLD_EVERY_S):
            self._told = now
            end = "\r" if sys.stderr.isatty() else "\n"
            found = sum(self.counts.values())
            far = f"{self.tried:,} of {self.planned:,}, {found} faults"
            sys.stderr.write(f"  {self.part}: {far}{end}")
            sys.stderr.flush()

    def fail(self, kind: str, what: str, count: int = 1) -> None:
        """Count a fault of `kind`; the first ones are told with the table."""
        self.counts[kind] += count
        if len(self.faults) < MOST_TOLD:
            self.faults.append(f"{kind}: {' '.join(what.split())[:300]}")

    def add(self, other: Outcome) -> None:
        """Take over what a process of its own has tried and found."""
        self.counts += other.counts
        self.seen += other.seen
        self.planned += other.planned
        self.faults += other.faults[: max(0, MOST_TOLD - len(self.faults))]
        for fault in other.faults:
            sys.stderr.write(f"  {self.part}: {fault}\n")
        self.did(other.tried)

    def note(self, what: str) -> None:
        """Say what was tried."""
        self.notes.append(what)

    @property
    def verdict(self) -> str:
        """How the part ended; faults count more than being cut off."""
        if any(self.counts.values()):
            return FAULTS
        if self.absent:
            return NOT_RUN
        whole = self.finished and 0 < self.planned <= self.tried
        return WHOLE if whole else INCOMPLETE

    def row(self) -> str:
        """The part's line of the table."""
        cells = [
            self.part,
            f"{self.tried:,}",
            f"{self.planned:,}",
            *(str(self.counts[kind]) for kind in KINDS),
            f"{self.seconds:.0f}",
            self.verdict,
        ]
        return f"| {' | '.join(cells)} |"


class Budget:
    """Seconds that a part may take, from now; `long` asks for all instead of a sample.

    `seed` is what a sample is drawn with.
    """

    def __init__(self, seconds: float, *, long: bool = False, seed: int = 1) -> None:
        self.seconds = seconds
        self.long = long
        self.seed = seed
        self._until = time.monotonic() + seconds

    @property
    def over(self) -> bool:
        """True once the time has passed."""
        return time.monotonic() >= self._until

    def share(self, part: float) -> Budget:
        """A budget of its own of `part` (0 to 1) of the seconds, from now."""
        return Budget(self.seconds * part, long=self.long, seed=self.seed)


def table(outcomes: list[Outcome]) -> str:
    """All parts as one Markdown table."""
    head = ["part", "tried", "planned", *KINDS, "s", "came to"]
    ruler = "|".join(" --- " for _ in head)
    return "\n".join([f"| {' | '.join(head)} |", f"|{ruler}|", *(o.row() for o in outcomes)])
