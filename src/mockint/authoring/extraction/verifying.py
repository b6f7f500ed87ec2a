"""A model's pointers, and what is left of them once code has looked the words up.

Owns the reply's shape and the rules by which an item counts: its words stand in a passage
that was sent, as whole words; they are short enough to be one item; they are no
advertisement and were not read before. What an item says is the page's spelling of the
span that was found, never the model's. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from pydantic import Field

from ...domain.origin import Derived
from ...grading.evidence import fold, span_of
from ...grading.replies import Strict, closed_object, read_strictly
from ..furniture import is_promotion
from ..reading import RefusedItem
from .passages import Passage

PartName = Literal["signal", "criterion", "red_flag", "question", "tip", "company", "role"]
PARTS: tuple[PartName, ...] = get_args(PartName)
_NAMES = frozenset({"company", "role"})
#: Parts that a guide has no place for: they belong to a round.
_OF_ROUNDS = frozenset({"signal", "red_flag"})
#: The most characters of one item: a name, a question, anything else.
_LONGEST = {"company": 80, "role": 120, "question": 600}
LONGEST = 300
LEAST_CHARACTERS = 4
LEAST_NAME = 3  # a span of the source has three characters or more
_ENDS = " \"'.,;:!?…()"
_TRAILING = re.compile(r"[\s.;:,]+$")


class ReplyItem(Strict):
    """Words that the model points at, and what it takes them for."""

    part: PartName
    line: int
    quote: str = Field(max_length=4000)


class ItemsReply(Strict):
    """The whole reply."""

    items: list[ReplyItem] = Field(max_length=400)


def reply_schema() -> dict[str, Any]:
    """The JSON Schema of the reply, closed and with all keys required (strict mode)."""
    item = closed_object(
        {
            "part": {"type": "string", "enum": list(PARTS)},
            "line": {"type": "integer"},
            "quote": {"type": "string"},
        }
    )
    return closed_object({"items": {"type": "array", "items": item}})


def read_items(text: str) -> tuple[ReplyItem, ...]:
    """The items in a reply; ReplyError where it is not exactly what was asked for."""
    return tuple(read_strictly(text, ItemsReply).items)


@dataclass(frozen=True, slots=True)
class Found:
    """Verified words: `passage.block.text[start:end]`, taken for a `part`."""

    part: PartName
    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The page's words."""
        return self.passage.block.text[self.start : self.end]

    @property
    def origin(self) -> Derived:
        """Where they stand."""
        return Derived(derived=(self.passage.block.span(self.start, self.end),))


@dataclass(slots=True)
class Verifier:
    """Looks up what a model points at. `known` are texts that were read before, by part."""

    known: Mapping[tuple[str, int | None], Sequence[str]] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    refused: list[RefusedItem] = field(default_factory=list)
    _seen: dict[tuple[str, int | None], list[str]] = field(default_factory=dict)

    def take(self, items: Iterable[ReplyItem], sent: Sequence[Passage]) -> None:
        """Keep what stands in `sent`; note what does not, with the reason."""
        for item in items:
            made = self._verified(item, sent)
            if isinstance(made, str):
                self.refused.append(RefusedItem(item.part, item.line, item.quote[:200], made))
            else:
                self.found.append(made)

    def _verified(self, item: ReplyItem, sent: Sequence[Passage]) -> Found | str:
        wanted = fold(item.quote)[0].strip(_ENDS)
        if len(wanted) < (LEAST_NAME if item.part in _NAMES else LEAST_CHARACTERS):
            return "cites no words"
        found = _located(item, wanted, sent)
        if found is None:
            return "its words do not stand in the lines that were sent"
        if len(found.text) > _LONGEST.get(item.part, LONGEST):
            return "is too long for one item"
        if is_promotion(found.text):
            return "is an advertisement"
        if found.passage.is_outside and item.part in _OF_ROUNDS:
            return "stands outside of all rounds, and only a round has a place for it"
        place = (item.part, None if item.part in _NAMES else found.passage.round)
        key = fold(found.text)[0].strip(_ENDS)
        before = [*self.known.get(place, ()), *self._seen.get(place, ())]
        if any(f" {key} " in f" {one} " or f" {one} " in f" {key} " for one in before):
            return "was read before"
        self._seen.setdefault(place, []).append(key)
        return found


def _located(item: ReplyItem, wanted: str, sent: Sequence[Passage]) -> Found | None:
    """The words on the line that is named, else on the only other one that has them.

    Models miscount lines; the words are what counts.
    """
    named = [one for one in sent if item.line in {line.number for line in one.block.lines}]
    for passage in named:
        if span := _span(passage, wanted, item.part):
            return Found(item.part, passage, *span)
    others = [
        (passage, span)
        for passage in sent
        if passage not in named and (span := _span(passage, wanted, item.part))
    ]
    if len(others) != 1:
        return None
    passage, span = others[0]
    return Found(item.part, passage, *span)


def _span(passage: Passage, wanted: str, part: PartName) -> tuple[int, int] | None:
    """Offsets into the block's text of the words, with the mark that ends a question."""
    text = passage.text
    span = span_of(text, wanted)
    if span is None:
        return None
    start, end = span
    if part == "question":
        while end < len(text) and text[end] in "?!.":
            end += 1
    else:
        end = start + len(_TRAILING.sub("", text[start:end]))
    return passage.start + start, passage.start + end
