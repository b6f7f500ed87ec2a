"""The outline of a handbook page: headings nested by level, with the blocks below each.

Headings are marked ones, lines that are bold as a whole, lines whose words announce a
part, and short lines that end in a colon above a list. A part that stands at the level
of the round above it belongs to that round.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .sections import Part, is_question, is_title_case, part_of
from .source import BULLET, HEADING, ROW, TEXT, Block
from .splitting import minutes_at_end

ROUND_PARTS = frozenset({Part.SIGNALS, Part.CRITERIA, Part.QUESTIONS, Part.RED_FLAGS})
#: Parts that belong to the round above them, however high their heading is.
_OF_ROUNDS = ROUND_PARTS | {Part.TIPS, Part.FOLLOW_UPS, Part.ANSWERS}
_NUMBERED = re.compile(
    r"^(?:round|stage|step|interview|session|phase|part)\s*(?:#|no\.?)?\s*(?P<n>\d{1,2})\b"
    r"[\s:.)–—-]*(?P<title>.*)$",
    re.IGNORECASE,
)
_INTERVIEW = re.compile(
    r"\b(?:interviews?|screen|screening|round|call|panel|on-?site|exercise|presentation|chat|"
    r"conversation|deep dive|assessment|take-home|case study|whiteboard)\b",
    re.IGNORECASE,
)
_LEADING_NUMBER = re.compile(r"^\d{1,2}[.)]\s+")
COLON_LEVEL = 8.0
PLAIN_LEVEL = 6.0


@dataclass(slots=True, eq=False)
class Node:
    """A heading (None at the top), its level, and what stands below it.

    `title` are the words of the heading without a leading number, `start` where they
    begin in it; `numbered` is `Round 2: Panel` as its number (`n`) and its own `title`.
    """

    heading: Block | None
    level: float
    part: Part | None = None
    body: list[Block] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    title: str = field(init=False)
    start: int = field(init=False)
    numbered: re.Match[str] | None = field(init=False)
    _is_interview: bool | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        text = self.heading.text if self.heading else ""
        found = _LEADING_NUMBER.match(text) if text[:1].isdecimal() else None
        self.start = found.end() if found else 0
        self.title = text[self.start :].rstrip(":").rstrip()
        self.numbered = _NUMBERED.match(self.title)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            if node.children:
                waiting += node.children[::-1]

    def walk_outside(self, nodes: Sequence[Node]) -> Iterator[Node]:
        """As `walk`, without `nodes` and what is below them; this node itself is always in."""
        left_out = {id(node) for node in nodes}
        yield self
        waiting = [] if id(self) in left_out else self.children[::-1]
        while waiting:
            node = waiting.pop()
            if id(node) not in left_out:
                yield node
                waiting += node.children[::-1]

    @property
    def is_interview(self) -> bool:
        """True if the heading names an interview, a numbered round, or minutes."""
        if self._is_interview is None:
            self._is_interview = bool(
                self.numbered
                or _INTERVIEW.search(self.title)
                or (self.heading and self.part is None and minutes_at_end(self.title))
            )
        return self._is_interview


def outline(seen: Sequence[Block]) -> Node:
    """The tree of a page; the top node holds what stands before the first heading."""
    marked = any(block.shape is HEADING for block in seen)
    levels = [_level(block, seen, place, marked=marked) for place, block in enumerate(seen)]
    parts = [
        None if level is None else part_of(block.text)
        for block, level in zip(seen, levels, strict=True)
    ]
    repeated = Counter(zip(levels, parts, strict=True))
    top = Node(None, 0)
    open_: list[Node] = [top]
    for block, level, part in zip(seen, levels, parts, strict=True):
        if level is None:
            open_[-1].body.append(block)
            continue
        node = Node(block, level, part)
        while open_[-1].level > level or (
            open_[-1].level == level and not _belongs(node, open_[-1], repeated)
        ):
            open_.pop()
        if open_[-1].level == level:
            node.level += 0.5
        open_[-1].children.append(node)
        open_.append(node)
    return top


def _belongs(node: Node, above: Node, repeated: Counter[tuple[float | None, Part | None]]) -> bool:
    """True for a part whose heading is no deeper than that of its round."""
    if node.part not in _OF_ROUNDS:
        return False
    if above.part is not None or above.heading is None:
        return False
    if node.level >= 7:
        return True
    return above.is_interview and repeated[(node.level, node.part)] > 1


def _level(block: Block, seen: Sequence[Block], place: int, *, marked: bool) -> float | None:
    """The level of a heading; None for what is no heading."""
    shape, text = block.shape, block.text
    if shape is HEADING:
        return float(block.head.depth)
    if shape is not TEXT or block.head.indent > 3 or len(text.split()) > 12:
        return None
    following = seen[place + 1] if place + 1 < len(seen) else None
    if text.endswith(":"):
        listed = following is not None and following.shape is BULLET
        known = part_of(text) is not None
        return COLON_LEVEL if (listed and not is_question(text)) or known else None
    if text[-1] in ".!?,;" or ":" in text:
        return 2.0 if _NUMBERED.match(text) and not marked and text[-1] not in ".!?,;" else None
    if _NUMBERED.match(text) and not marked:
        return 2.0
    if part_of(text) is not None and (block.after_blank or following is None or not marked):
        return PLAIN_LEVEL
    if marked or not block.after_blank or following is None:
        return None
    if place == 0:
        return 1.0
    alone = following.after_blank or following.shape in {BULLET, ROW}
    return 3.0 if alone and is_title_case(text) and not is_question(text) else None


def find_rounds(top: Node) -> list[Node]:
    """The nodes that are rounds; the top itself where the page is one round."""
    found = _below(top)
    if found:
        return found
    return [top] if has_content(top) else []


def _below(node: Node) -> list[Node]:
    found: list[Node] = []
    for child in node.children:
        if child.part is Part.ROUNDS and child.children:
            named = [one for one in child.children if one.part is None]
            found += named or _below(child)
        elif child.part is not None or is_question(child.title):
            continue
        elif child.numbered and (has_content(child) or child.body):
            found.append(child)
        elif deeper := _below(child):
            found += deeper
        elif _qualifies(child):
            found.append(child)
    if found and not any(one.is_interview for one in found) and node.is_interview:
        return [node]
    return found


def _qualifies(node: Node) -> bool:
    if any(child.part in ROUND_PARTS for child in node.children):
        return True
    return node.is_interview and has_content(node)


def has_content(node: Node) -> bool:
    """True if a part of a round, or a question, stands at or below the node."""
    for one in node.walk():
        if one.part in ROUND_PARTS or (one.heading is not None and is_question(one.title)):
            return True
        for block in one.body:
            if block.shape is ROW or is_question(block.text):
                return True
    return False
