"""Cuts a process page into sections, and the rounds and regions within them.

Headings are known by their words and read in context. What belongs to which round is
told by the order of its parts: a part that comes a second time belongs to the next
round, and the lines that lead up to it (ordinal, title, summary, type, duration,
description) are that round's head, never items of the list above them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from . import facts, splitting
from .sections import Part, is_title_case, part_of
from .source import BULLET, HEADING, ROW, Block


class Context(Enum):
    """Where on the page a heading stands."""

    GUIDE = "guide"
    LOCATIONS = "locations"
    ROUNDS = "rounds"


@dataclass(slots=True, eq=False)
class Section:
    """A heading (None for what stands before the first) and the lines below it."""

    part: Part | None
    context: Context
    heading: Block | None
    body: list[Block] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Cycle:
    """One round or region: its head, and its sections by part."""

    head: list[Block]
    parts: dict[Part, Section] = field(default_factory=dict)


_IN_ROUND = frozenset({Part.SIGNALS, Part.CRITERIA, Part.QUESTIONS, Part.TIPS, Part.RED_FLAGS})
_IN_REGION = frozenset({Part.FOCUS, Part.QUESTIONS, Part.TIPS})
_OPENS_ROUND = frozenset({Part.SIGNALS, Part.RED_FLAGS})
_ONE_WORD = frozenset({"tips", "questions", "criteria", "rounds", "timeline", "preparation"})
#: "Core Competencies" is a group of overall criteria here; on a handbook page it is a heading.
_GROUP_NAMES = re.compile(r"\b(?:competenc|matrix|framework)", re.IGNORECASE)
_LABELS = frozenset({Part.ROUNDS, Part.TIMELINE})
LONG = 90
MAX_HEADING_WORDS = 8


def sections(blocks: Sequence[Block]) -> list[Section]:
    """All sections of the page, in order; the first has no heading."""
    found = [Section(None, Context.GUIDE, None)]
    context = Context.GUIDE
    for place, block in enumerate(blocks):
        part = _part(block)
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        if part is None or (part in _LABELS and _is_label(found[-1], following)):
            found[-1].body.append(block)
            continue
        part, context = _in_context(part, context)
        found.append(Section(part, context, block))
    return found


def _part(block: Block) -> Part | None:
    shape = block.shape
    if shape is ROW or shape is BULLET:
        return None
    words = block.text.split(None, MAX_HEADING_WORDS)
    if len(words) > MAX_HEADING_WORDS:
        return None
    if len(words) == 1 and words[0].strip(":").lower() not in _ONE_WORD:
        return None
    part = part_of(block.text)
    return None if part is not None and _GROUP_NAMES.search(block.text) else part


def _is_label(section: Section, following: Block | None) -> bool:
    """`Rounds` above `4` is a label of the header, not the heading of the rounds."""
    if section.heading is not None or following is None:
        return False
    text = following.text
    return facts.count(text) is not None or (len(text) < 24 and facts.days(text) is not None)


def _in_context(part: Part, context: Context) -> tuple[Part, Context]:
    if context is Context.ROUNDS and part in _IN_ROUND:
        return part, context
    if context is Context.LOCATIONS and part in _IN_REGION:
        return part, context
    if part is Part.ROUNDS or part in _OPENS_ROUND:
        return part, Context.ROUNDS
    if part is Part.LOCATIONS:
        return part, Context.LOCATIONS
    general = {Part.CRITERIA: Part.OVERALL, Part.QUESTIONS: Part.COMMON_QUESTIONS}
    return general.get(part, part), Context.GUIDE


def rounds(found: Sequence[Section], titles: Sequence[str]) -> tuple[list[Block], list[Cycle]]:
    """(lines before the first round, the rounds); `titles` are those of the timeline."""
    made: list[Cycle] = []
    intro: list[Block] = []
    above: Section | None = None
    for section in found:
        if section.part is Part.ROUNDS:
            above = section
            continue
        if section.context is not Context.ROUNDS:
            above = section if not made else above
            continue
        assert section.part is not None
        if not made or section.part in made[-1].parts:
            tail = above.body if above is not None else []
            cut = _head_start(tail, len(made) + 1, titles)
            made.append(Cycle(tail[cut:]))
            if len(made) == 1 and above is not None and above.part is Part.ROUNDS:
                intro = tail[:cut]
            del tail[cut:]
        made[-1].parts[section.part] = section
        above = section
    if made and above is not None:
        _cut_off(made, above, titles)
    elif above is not None and above.part is Part.ROUNDS:
        intro, made = _without_parts(above, titles)
    return intro, made


def _cut_off(made: list[Cycle], last: Section, titles: Sequence[str]) -> None:
    """Heads of rounds at the end of a page that was cut before their first part."""
    while True:
        cut = _announced(last.body, len(made) + 1, titles)
        if cut is None:
            return
        rest = last.body[cut:]
        del last.body[cut:]
        made.append(Cycle(rest))
        last = Section(last.part, last.context, None, rest[1:])


def _without_parts(section: Section, titles: Sequence[str]) -> tuple[list[Block], list[Cycle]]:
    """Rounds of which only heads are left: found by their ordinals or titles."""
    starts: list[int] = []
    for place in range(len(section.body)):
        if _begins(section.body, place, len(starts) + 1, titles):
            starts.append(place)
    bounds = [*starts, len(section.body)]
    cycles = [Cycle(section.body[a:b]) for a, b in pairwise(bounds)]
    return section.body[: bounds[0]], cycles


def regions(found: Sequence[Section]) -> list[Cycle]:
    """The regions of the location section: each head is its last line before a repeated part."""
    made: list[Cycle] = []
    above: Section | None = None
    for section in found:
        if section.part is Part.LOCATIONS:
            above = section
            continue
        if section.context is not Context.LOCATIONS:
            continue
        assert section.part is not None
        if not made or section.part in made[-1].parts:
            tail = above.body if above is not None else []
            made.append(Cycle(tail[-1:]))
            del tail[-1:]
        made[-1].parts[section.part] = section
        above = section
    if not made and above is not None and above.part is Part.LOCATIONS:
        made = [Cycle([block]) for block in above.body if is_title_case(block.text)]
        above.body = [block for block in above.body if not is_title_case(block.text)]
    return made


def _head_start(tail: Sequence[Block], number: int, titles: Sequence[str]) -> int:
    announced = _announced(tail, number, titles)
    if announced is not None:
        return announced
    for place in range(len(tail) - 1, -1, -1):
        if tail[place].shape is HEADING:
            return place
    return _by_shape(tail)


def _announced(tail: Sequence[Block], number: int, titles: Sequence[str]) -> int | None:
    for place in range(len(tail)):
        if _begins(tail, place, number, titles):
            return place
    return None


def _begins(tail: Sequence[Block], place: int, number: int, titles: Sequence[str]) -> bool:
    """A bare ordinal before a title, or the title that the timeline gives that round."""
    text = tail[place].text
    if text == str(number) and place + 1 < len(tail):
        return _is_title(tail[place + 1].text)
    return number <= len(titles) and text.casefold() == titles[number - 1].casefold()


def _by_shape(tail: Sequence[Block]) -> int:
    """Where the head begins, going up from the heading below: description … title."""
    stop = len(tail)
    if stop and is_prose(tail[stop - 1].text):
        stop -= 1
    if stop and splitting.minutes_at_start(tail[stop - 1].text):
        stop -= 1
    if stop and is_type_line(tail[stop - 1].text):
        stop -= 1
    if stop > 1 and tail[stop - 1].text.endswith(".") and _is_title(tail[stop - 2].text):
        stop -= 1
    if stop and _is_title(tail[stop - 1].text):
        stop -= 1
    return stop


def is_prose(text: str) -> bool:
    """True for a paragraph: several sentences, or one long one."""
    return len(text) >= 2 * LONG or (len(text) >= LONG and len(splitting.sentences(text)) > 1)


def is_type_line(text: str) -> bool:
    """True for a kind of interview with its difficulty, such as `HR ScreeningMedium`."""
    return len(text) <= LONG and not text.endswith(".") and splitting.grade_at_end(text) is not None


def _is_title(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= 12
        and not re.search(r"[.!?:;]$", text)
        and not words[0][0].islower()
        and facts.count(text) is None
    )
