"""What one part of the campaign tried, and what went wrong. The table's only source."""

from __future__ import annotations

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


@dataclass
class Outcome:
    """One part's counts. `notes` say what was tried; `faults` what was found, one a line."""

    part: str
    tried: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def fail(self, kind: str, what: str, count: int = 1) -> None:
        """Count a fault of `kind`; the first ones are told with the table."""
        self.counts[kind] += count
        if len(self.faults) < MOST_TOLD:
            self.faults.append(f"{kind}: {' '.join(what.split())[:300]}")

    def note(self, what: str) -> None:
        """Say what was tried."""
        self.notes.append(what)

    @property
    def clean(self) -> bool:
        """True where something was tried and nothing went wrong."""
        return self.tried > 0 and not any(self.counts.values())

    def row(self) -> str:
        """The part's line of the table."""
        cells = [self.part, f"{self.tried:,}", *(str(self.counts[kind]) for kind in KINDS)]
        return f"| {' | '.join(cells)} | {self.seconds:.0f} |"


class Budget:
    """Seconds that a part may take, from now; `long` asks for all instead of a sample."""

    def __init__(self, seconds: float, *, long: bool = False) -> None:
        self.seconds = seconds
        self.long = long
        self._until = time.monotonic() + seconds

    @property
    def over(self) -> bool:
        """True once the time has passed."""
        return time.monotonic() >= self._until

    def share(self, part: float) -> Budget:
        """A budget of its own of `part` (0 to 1) of the seconds, from now."""
        return Budget(self.seconds * part, long=self.long)


def table(outcomes: list[Outcome]) -> str:
    """All parts as one Markdown table."""
    head = ["part", "tried", *KINDS, "s"]
    ruler = "|".join(" --- " for _ in head)
    return "\n".join([f"| {' | '.join(head)} |", f"|{ruler}|", *(o.row() for o in outcomes)])
