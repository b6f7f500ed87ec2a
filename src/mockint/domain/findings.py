"""What an analysis of one answer found: the facts that the interview flow acts on.

An analyser (see `ports.AnswerAnalyser`) makes findings from an answer; the flow
never looks at words itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Gap(StrEnum):
    """What an answer lacks, so that one follow-up can ask for it."""

    SIGNAL = "signal"
    NO_EXAMPLE = "no_example"
    NO_OWN_PART = "no_own_part"
    NO_OUTCOME = "no_outcome"
    NO_NUMBERS = "no_numbers"
    NO_TRADE_OFF = "no_trade_off"
    TOO_SHORT = "too_short"
    EVASIVE = "evasive"
    NO_ANSWER = "no_answer"


class Intent(StrEnum):
    """What an answer is, before what it says."""

    ANSWER = "answer"
    EMPTY = "empty"
    OFF_TOPIC = "off_topic"
    COMMAND = "command"
    DONT_KNOW = "dont_know"
    CLARIFY = "clarify"
    NOTHING_MORE = "nothing_more"


@dataclass(frozen=True, slots=True)
class PointFound:
    """An evidence point seen in an answer: offsets `start:end` are its sentence."""

    signal: str
    point: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Findings:
    """Facts about one answer. `gaps` are in the order in which they matter.

    `pickup` holds a short verbatim stretch of the answer that a follow-up may quote,
    or "" where none lends itself to that.
    """

    intent: Intent
    words: int
    points: tuple[PointFound, ...] = ()
    gaps: tuple[Gap, ...] = ()
    pickup: str = ""

    @property
    def signals(self) -> frozenset[str]:
        """Ids of the signals that the answer showed something of."""
        return frozenset(found.signal for found in self.points)
