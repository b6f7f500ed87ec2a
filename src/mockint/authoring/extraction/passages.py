"""Which words of a page a model is asked about: what rules left over, and prose of rounds.

Owns how lines become passages and calls. Words that rules placed are not asked about
again, but for the prose of a round whose lists the page lacks. It must never judge a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...domain.origin import Derived, Origin, Stated
from ..ledger import REST_JOINT
from ..reading import Fact, Reading, RoundRead, State, Text
from ..source import HEADING, Block, Line, Page, block_of, blocks

LEAST_WORDS = 3
_WORD = re.compile(r"\w+")
#: Characters of a call's passages: about 3,000 tokens, so that a reply has room for all items.
MOST_CHARACTERS = 12_000
MOST_CALLS = 60


@dataclass(frozen=True, slots=True)
class Passage:
    """`block.text[start:end]`, below the heading `under`, in the round with that index.

    `is_open`: no rule placed these words, so that an item found in them places them.
    `round` None: the page names no rounds or, with `is_outside`, the words stand outside of
    all of them.
    """

    block: Block
    start: int
    end: int
    under: str = ""
    round: int | None = None
    is_open: bool = True
    is_outside: bool = False

    @property
    def line(self) -> int:
        """The number that a model is told: of the first line."""
        return self.block.pieces(self.start, self.end)[0][0].number

    @property
    def text(self) -> str:
        """The words."""
        return self.block.text[self.start : self.end]


def passages(page: Page, made: Reading) -> tuple[Passage, ...]:
    """What to ask about, in the order of the page."""
    scopes = _Scopes(page, made)
    left = {one.line: one.text if one.rest else None for one in made.unplaced}
    titles = set(_title_lines(made))
    prose = titles.union(_prose_lines(made))
    found: list[Passage] = []
    under = ""
    for block in blocks(page.lines, joined=True):
        if block.shape is HEADING:
            under = block.text
            if block.head.number not in titles:
                continue
        scope = None if block.head.number in titles else scopes.of(block.head.number)
        is_outside = scope is None and bool(made.rounds)
        for one, start, end, is_open in _pieces(block, left, prose):
            if len(_WORD.findall(one.text, start, end)) >= LEAST_WORDS:
                found.append(Passage(one, start, end, under, scope, is_open, is_outside))
    return tuple(found)


def calls(found: Sequence[Passage]) -> tuple[tuple[Passage, ...], ...]:
    """The passages by call: as many as fit, in order."""
    made: list[list[Passage]] = []
    size = MOST_CHARACTERS
    for one in found:
        length = len(one.text) + len(one.under) + 40
        if size + length > MOST_CHARACTERS:
            made.append([])
            size = 0
        made[-1].append(one)
        size += length
    return tuple(tuple(one) for one in made)


def _pieces(
    block: Block, left: Mapping[int, str | None], prose: set[int]
) -> Iterator[tuple[Block, int, int, bool]]:
    """Parts of a block to ask about: (block, start, end, whether nobody placed them)."""
    numbers = [line.number for line in block.lines]
    if all(number in left and left[number] is None for number in numbers):
        yield block, 0, len(block.text), True
    elif all(number in prose for number in numbers):
        yield block, 0, len(block.text), False
    else:
        for line in block.lines:
            if line.number in left:
                for start, end in open_spans(line, left[line.number]):
                    yield block_of((line,)), start, end, True


def open_spans(line: Line, rest: str | None) -> list[tuple[int, int]]:
    """Where the words that are left over of a line stand in it; all of it for None."""
    if rest is None:
        return [(0, len(line.text))]
    found: list[tuple[int, int]] = []
    at = 0
    for piece in rest.split(REST_JOINT):
        start = line.text.find(piece, at)
        if piece and start >= 0:
            at = start + len(piece)
            found.append((start, at))
    return found


def _prose_lines(made: Reading) -> Iterator[int]:
    """Lines of prose about what the page does not list: of rounds, or of the whole process."""
    yield from _lines_of(made.header.description)
    for one in made.rounds:
        states = one.states()
        if states["signals"] is State.STATED and states["criteria"] is State.STATED:
            continue
        for fact in (one.description, one.summary):
            yield from _lines_of(fact)
        for question in one.questions:
            for told in question.answers:
                yield from _lines_of(told)


def _title_lines(made: Reading) -> Iterator[int]:
    """The line of the page's title, where rules did not find both names in it."""
    if made.header.company is None or made.header.role is None:
        yield from _lines_of(made.header.title)


def _lines_of(read: Fact[str] | Text | None) -> Iterator[int]:
    if read is not None and isinstance(read.origin, Stated):
        first, _, last = read.origin.stated.partition("-")
        yield from range(int(first), int(last or first) + 1)


class _Scopes:
    """Which round a line belongs to; None for none."""

    def __init__(self, page: Page, made: Reading) -> None:
        starts = [_start(one) for one in made.rounds]
        self._alone = len(made.rounds) == 1
        self._none = not made.rounds
        self._by_line = {} if self._none or self._alone else _by_line(page, starts)

    def of(self, line: int) -> int | None:
        if self._none:
            return None
        return 0 if self._alone else self._by_line.get(line)


def _by_line(page: Page, starts: Sequence[int | None]) -> dict[int, int | None]:
    """The round of each line: from its title to the next, or to a heading as high as its own."""
    begins = {line: place for place, line in enumerate(starts) if line is not None}
    found: dict[int, int | None] = {}
    here: int | None = None
    depth = 0
    for line in page.lines:
        if line.number in begins:
            here = begins[line.number]
            depth = line.depth if line.shape is HEADING else 0
        elif line.shape is HEADING and line.depth <= depth:
            here = None
        found[line.number] = here
    return found


def _start(one: RoundRead) -> int | None:
    return first_line(one.title.origin) or first_line(one.number.origin)


def first_line(origin: Origin) -> int | None:
    """The first line that an origin names."""
    if isinstance(origin, Stated):
        return int(origin.stated.partition("-")[0])
    if isinstance(origin, Derived):
        return int(origin.derived[0].line.partition("-")[0])
    return None
