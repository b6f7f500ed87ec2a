"""What the first lines of a text look like: counted once for all importers that ask.

Sniffing reads nothing but this and bounded heads; it never settles who speaks.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from ..domain.transcript import Role
from .labels import Label, label_of
from .name_heads import head_of
from .names import known_speakers
from .times import CLOCK
from .vocabulary import roles_of

LINES = 200
_TIME_ALONE = re.compile(rf"[ \t]*(?:#{{1,6}}[ \t]+)?[*_]*{CLOCK}[*_]*[ \t]*$")
_TIME_OPENS = re.compile(rf"[ \t]*\[{CLOCK}\][ \t]")


@dataclass(frozen=True, slots=True)
class Survey:
    """Counts over the first lines of a text; `sides` are the roles that labels name."""

    lines: int
    labels: tuple[Label, ...]
    speakers: frozenset[str]
    sides: frozenset[Role]
    timed_labels: int
    name_heads: int
    times_alone: int

    @property
    def spoken_by(self) -> int:
        """How many lines open with the name of a known speaker."""
        return sum(label.name in self.speakers for label in self.labels)


@lru_cache(maxsize=8)
def survey(head: str) -> Survey:
    """The survey of a file's `head`."""
    lines = [line for line in head.split("\n")[:LINES] if line.strip()]
    labels = tuple(label for line in lines if (label := label_of(line)) is not None)
    counts = Counter(label.name for label in labels if not label.tight)
    heads = Counter(found.name for line in lines if (found := head_of(line)) is not None)
    return Survey(
        lines=len(lines),
        labels=labels,
        speakers=known_speakers(counts),
        sides=frozenset(roles_of(counts).values()),
        timed_labels=sum(label.at_ms is not None for label in labels),
        name_heads=sum(heads[name] for name in known_speakers(heads)),
        times_alone=sum(_TIME_ALONE.match(line[:40]) is not None for line in lines),
    )
