"""Tables of a handbook: what their columns hold, told by the names in the first row.

Known are tables of questions, of competencies × levels, of criteria, of signals against
red flags, and of rounds. A table whose columns say nothing known is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .source import Block


class Column(StrEnum):
    """What a column holds."""

    QUESTION = "question"
    FOLLOW_UP = "follow-up"
    ANSWER = "answer"
    TOPIC = "topic"
    ROUND = "round"
    MINUTES = "minutes"
    INTERVIEWER = "interviewer"
    FOCUS = "focus"
    CRITERION = "criterion"
    SIGNAL = "signal"
    RED_FLAG = "red flag"
    OTHER = "other"


_NAMES: dict[Column, str] = {
    Column.QUESTION: "question; questions; prompt; interview question; sample question; ask; "
    "question text; sample questions; interview questions",
    Column.FOLLOW_UP: "follow-up; follow-ups; follow up; follow ups; follow_up; follow_ups; "
    "probes; probe; follow-up question; follow-up questions; followup",
    Column.ANSWER: "answer; what to look for; look for; good answer; expected answer; "
    "strong answer; ideal answer; what good looks like; notes; weak answer; guidance; what we "
    "look for; "
    "sample answer; poor answer; bad answer",
    Column.TOPIC: "competency; competencies; category; topic; tag; tags; skill; skills; area; "
    "theme; dimension; type; attribute; value; pillar; capability; question type",
    Column.ROUND: "round; stage; interview; step; session; interview round; interview stage; phase",
    Column.MINUTES: "duration; time; length; minutes; mins; duration (min); time (min)",
    Column.INTERVIEWER: "interviewer; interviewers; who; with; conducted by; panel; owner; led by",
    Column.FOCUS: "focus; purpose; goal; objective; description; what; format; content; covers; "
    "what we assess; details",
    Column.CRITERION: "criterion; criteria; evaluation criteria; what we evaluate; "
    "evaluation criterion",
    Column.SIGNAL: "signal; signals; green flag; green flags; positive signal; positive signals; "
    "positive indicators; strong signal; strong signals; what interviewers look for",
    Column.RED_FLAG: "red flag; red flags; negative signal; negative signals; negative indicators; "
    "warning signs; weak signal; weak signals; concern; concerns",
}  # fmt: skip
_KNOWN = {name.strip(): column for column, names in _NAMES.items() for name in names.split(";")}

_RATING = (
    "unacceptable poor weak below needs 1-poor lacking insufficient no",
    "fair developing partial some adequate basic approaching mixed",
    "good meets solid proficient strong satisfactory meeting yes",
    "excellent exceeds outstanding exceptional great advanced expert mastery",
)
_FIRST_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its header's block, the columns, and the rows below."""

    header: Block
    columns: tuple[Column, ...]
    names: tuple[str, ...]
    rows: tuple[Block, ...]

    def cell(self, row: Block, column: Column) -> str:
        """The first cell of that column, or ""."""
        for place, one in enumerate(self.columns):
            if one is column and place < len(row.head.cells):
                return row.head.cells[place]
        return ""

    def cells(self, row: Block, column: Column) -> list[str]:
        """All filled cells of columns of that kind."""
        return [cell for _, cell in self.named_cells(row, column)]

    def named_cells(self, row: Block, column: Column) -> list[tuple[str, str]]:
        """(what the header calls the column, cell) for all filled cells of that kind."""
        return [
            (name, cell)
            for one, name, cell in zip(self.columns, self.names, row.head.cells, strict=False)
            if one is column and cell
        ]

    def has(self, *wanted: Column) -> bool:
        """True if there is a column of each kind."""
        return all(column in self.columns for column in wanted)

    @property
    def is_levels(self) -> bool:
        """True for competencies × levels: a first column of topics, and levels beside it."""
        first = self.columns[0] if self.columns else Column.OTHER
        others = self.columns[1:]
        return (
            first in {Column.TOPIC, Column.CRITERION, Column.SIGNAL}
            and len(others) >= 2
            and all(column in {Column.OTHER, Column.ANSWER} for column in others)
        )


def table_of(rows: Sequence[Block]) -> Table | None:
    """The table of consecutive rows; None where its first row names no known column."""
    if len(rows) < 2:
        return None
    names = rows[0].head.cells
    columns = tuple(_KNOWN.get(_key(name), Column.OTHER) for name in names)
    if all(column is Column.OTHER for column in columns):
        return None
    return Table(rows[0], columns, names, tuple(rows[1:]))


def _key(name: str) -> str:
    return re.sub(r"\s+", " ", name.strip(" :*#").lower())


def four_levels(names: Sequence[str]) -> tuple[int, ...] | None:
    """For four columns of a rating, the place of level 1, 2, 3 and 4; None for other levels.

    A rating is numbered 1 to 4 (either way round), or named from poor to excellent.
    """
    if len(names) != 4:
        return None
    digits = [re.match(r"(?:level |score )?([1-4])\b", name.lower()) for name in names]
    if all(digits):
        order = [int(found[1]) for found in digits if found]
        return tuple(order.index(level) for level in (1, 2, 3, 4)) if len({*order}) == 4 else None
    words = [_FIRST_WORD.search(name.lower()) for name in names]
    ranks = [
        next(
            (rank for rank, known in enumerate(_RATING) if found and found[0] in known.split()), -1
        )
        for found in words
    ]
    if sorted(ranks) != [0, 1, 2, 3]:
        return None
    return tuple(ranks.index(rank) for rank in range(4))
