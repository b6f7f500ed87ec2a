"""All importers there are: built-in ones and those that plugins register.

Plugins use the entry-point group `mockint.importers`; each entry point names a class
without arguments that is a `ports.Importer`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.metadata import entry_points

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..ports import Importer

GROUP = "mockint.importers"
LEAST_SURE = 0.2


@lru_cache(maxsize=1)
def importers() -> tuple[Importer, ...]:
    """One instance of each registered importer, by name."""
    made: list[Importer] = [
        point.load()() for point in sorted(entry_points(group=GROUP), key=lambda p: p.name)
    ]
    if not made:
        # A source tree on the path without an installed distribution has no entry points.
        from .labelled import LabelledText  # noqa: PLC0415

        made = [LabelledText()]
    return tuple(made)


def read_transcripts(data: bytes, source: str, options: Mapping[str, str]) -> Sequence[Transcript]:
    """Read `data` with the importer that is surest of it; TranscriptError if none is."""
    ranked = sorted(importers(), key=lambda one: one.sniff(data), reverse=True)
    best = ranked[0]
    if best.sniff(data) < LEAST_SURE and not options:
        known = ", ".join(one.name for one in importers())
        raise TranscriptError(
            "is in no format that mockint knows",
            where=source,
            remedy=f"known: {known}, mockint sessions; for text, begin turns with "
            "`Interviewer:` and `Candidate:`",
        )
    return best.read(data, source, options)
