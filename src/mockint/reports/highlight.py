"""A transcript with the words marked that carry a level or show a reason for rejection.

Splits each turn at the ends of its quotes, so that marks may overlap and no text is
lost or repeated. Text is cleaned for display here, across the splits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..domain.clean import Cleaner
from ..domain.scorecard import Evidence, Scorecard

#: (role, speaker, text) of a turn.
Spoken = tuple[str, str | None, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """What marked words stand for: `label` names it ("2" for the second signal, "R1")."""

    label: str
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that share their marks; `ends` are the marks that end with them."""

    text: str
    marks: tuple[Mark, ...] = ()
    ends: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedTurn:
    """One turn, in pieces."""

    index: int
    role: str
    speaker: str
    pieces: tuple[Piece, ...]


def marked_turns(card: Scorecard, turns: Sequence[Spoken]) -> tuple[MarkedTurn, ...]:
    """The turns with the card's evidence marked; empty where no turns were kept."""
    quotes: dict[int, list[tuple[Evidence, Mark]]] = {}
    for number, verdict in enumerate(card.signals, 1):
        mark = Mark(str(number), f"s{number}", verdict.text)
        for one in verdict.evidence:
            quotes.setdefault(one.turn, []).append((one, mark))
    for number, flag in enumerate(card.red_flags, 1):
        mark = Mark(f"R{number}", f"r{number}", flag.text)
        for one in flag.evidence:
            quotes.setdefault(one.turn, []).append((one, mark))
    return tuple(
        MarkedTurn(index, role, speaker or "", _pieces(text, quotes.get(index, [])))
        for index, (role, speaker, text) in enumerate(turns)
    )


def _pieces(text: str, quotes: Sequence[tuple[Evidence, Mark]]) -> tuple[Piece, ...]:
    sound = [(one, mark) for one, mark in quotes if text[one.start : one.end] == one.quote]
    cuts = sorted({0, len(text), *(o.start for o, _ in sound), *(o.end for o, _ in sound)})
    cleaner = Cleaner()
    pieces = []
    for start, end in pairwise(cuts):
        marks = tuple(mark for one, mark in sound if one.start <= start and end <= one.end)
        ends = tuple(mark for one, mark in sound if one.end == end)
        pieces.append(Piece(cleaner.feed(text[start:end]), marks, ends))
    return tuple(pieces)
