"""What became of every line of a page: placed, dropped with a reason, or neither.

Readers say what they take; whatever nobody took is unplaced, down to the words of a
line of which only a part was taken. So a page can be misread, but not lost.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .source import Block, Line, Page

#: Words that say what follows; once the rest of a line is taken, they say nothing more.
_LABELS = re.compile(
    r"\b(?:judgment|insight layer|insight|timeline insight|specific scene|not x, but y|note|q|a|"
    r"question|answer)\s*(?:\([^)]*\))?\s*:|\b(?:and|or|but|the|a|an|in|of)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w")
#: Between the pieces that are left over of one line.
REST_JOINT = " … "


class Dropped(NamedTuple):
    """A line that is no part of the guide, and why."""

    line: int
    text: str
    reason: str


class Unplaced(NamedTuple):
    """Words that found no place. `rest`: other words of the same line did."""

    line: int
    text: str
    rest: bool = False


class Placed(NamedTuple):
    """A line that was placed, and as what."""

    line: int
    as_: tuple[str, ...]


class Ledger:
    """The account of one page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._spans: dict[int, list[tuple[int, int]]] = {}
        self._as: dict[int, tuple[str, ...]] = {}
        self._dropped: dict[int, str] = {}

    def place(self, block: Block, as_: str, start: int = 0, end: int | None = None) -> None:
        """`block.text[start:end]` was read as `as_`, a path such as `rounds.1.criteria`."""
        for line, low, high in block.pieces(start, end):
            number = line.number
            names = self._as.get(number)
            if names is None:
                self._spans[number], self._as[number] = [(low, high)], (as_,)
                continue
            self._spans[number].append((low, high))
            if as_ not in names:
                self._as[number] = (*names, as_)

    def drop(self, block: Block, reason: str) -> None:
        """All lines of `block` are no part of the guide."""
        for line in block.lines:
            self._dropped.setdefault(line.number, reason)

    def is_open(self, block: Block) -> bool:
        """True if no word of the block was placed or dropped so far."""
        return not any(
            line.number in self._spans or line.number in self._dropped for line in block.lines
        )

    def placed(self) -> tuple[Placed, ...]:
        """Lines of which something was placed, in order."""
        return tuple([Placed(number, self._as[number]) for number in sorted(self._as)])

    def dropped(self) -> tuple[Dropped, ...]:
        """Dropped lines, in order; a line that was placed as well counts as placed."""
        return tuple(
            Dropped(line.number, line.text, self._dropped[line.number])
            for line in self._page.lines
            if line.number in self._dropped and line.number not in self._spans
        )

    def unplaced(self) -> tuple[Unplaced, ...]:
        """What is neither: whole lines, and what is left over of placed ones."""
        found = []
        for line in self._page.lines:
            if not line.text:
                continue
            number = line.number
            taken = self._spans.get(number)
            if taken is None:
                if number not in self._dropped:
                    found.append(Unplaced(number, line.text))
            elif left := left_over(line, taken):
                found.append(Unplaced(number, left, rest=True))
        return tuple(found)


def left_over(line: Line, taken: list[tuple[int, int]]) -> str:
    """The words of `line` outside of the spans `taken`, "" where only labels are left."""
    if taken[0] == (0, len(line.text)):  # nearly every line: taken whole
        return ""
    pieces = []
    place = 0
    for start, end in sorted(taken):
        if start > place:
            pieces.append(line.text[place:start].strip())
        place = max(place, end)
    pieces.append(line.text[place:].strip())
    left = [piece for piece in pieces if _WORD.search(_LABELS.sub("", piece))]
    return REST_JOINT.join(left)
