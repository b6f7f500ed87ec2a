"""Which claims of a CV the interview bears out, by code: words and figures found again.

A claim is backed if one answer of the candidate has enough of its words and, where it
holds figures, one of them. Words that read back the interviewer's quote of the CV do not
count. That something was said is all that code can tell; whether it is true, it cannot.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..builtin.text import sentences
from ..builtin.topics import topics
from ..domain.guards import Readback
from ..domain.tailoring import Backing, CvClaim, CvClaimResult
from ..domain.transcript import Role, Transcript, Turn
from .claims import figures_in

#: Share of a claim's words that an answer must have: with its figure, and without one.
WITH_FIGURE = 0.35
WITHOUT_FIGURE = 0.6
PARTLY = 0.45
_UNITS = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "billion": 1e9}
_NUMBER = re.compile(r"(\d[\d,.]*)\s*([a-z%]*)")


def backed(claims: Sequence[CvClaim], transcript: Transcript) -> tuple[CvClaimResult, ...]:
    """Every claim with what became of it, in the order of the claims."""
    answers = [(turn, _own_words(turn, transcript)) for turn in transcript.candidate_turns]
    return tuple(_one(claim, answers) for claim in claims)


def _one(claim: CvClaim, answers: Sequence[tuple[Turn, str]]) -> CvClaimResult:
    wanted = topics(claim.text)
    figures = {one: _value(one) for one in claim.figures}
    best = CvClaimResult(claim, Backing.NOT_YET, missing=claim.figures)
    best_share = 0.0
    for turn, words in answers:
        share = len(wanted & topics(words)) / len(wanted) if wanted else 0.0
        said = {_value(one) for one in figures_in(words)}
        found = [one for one, value in figures.items() if value in said]
        missing = tuple(one for one in claim.figures if one not in found)
        backing = _backing(share, has_figures=bool(figures), found=bool(found))
        if (_RANK[backing], share) > (_RANK[best.backing], best_share):
            quote = "" if backing is Backing.NOT_YET else _nearest(words, wanted)
            turn_index = None if backing is Backing.NOT_YET else turn.index
            best, best_share = CvClaimResult(claim, backing, turn_index, quote, missing), share
    return best


_RANK = {Backing.NOT_YET: 0, Backing.PARTLY: 1, Backing.BACKED: 2}


def _backing(share: float, *, has_figures: bool, found: bool) -> Backing:
    if (found and share >= WITH_FIGURE) or (not has_figures and share >= WITHOUT_FIGURE):
        return Backing.BACKED
    return Backing.PARTLY if share >= PARTLY else Backing.NOT_YET


def _own_words(turn: Turn, transcript: Transcript) -> str:
    """An answer without the sentences that only say again what the interviewer said."""
    heard = Readback(
        other.text for other in transcript.turns[: turn.index] if other.role is Role.INTERVIEWER
    )
    pieces = [turn.text[one.start : one.end] for one in sentences(turn.text)]
    return " ".join(piece for piece in pieces if not heard.covers(piece))


def _nearest(words: str, wanted: frozenset[str]) -> str:
    """The sentence with most of the wanted words."""
    pieces = [words[one.start : one.end] for one in sentences(words)]
    return max(pieces, key=lambda piece: len(wanted & topics(piece)), default="")


def _value(figure: str) -> float | str:
    """`40%` and `40 percent` are equal, `2M` and `2 million` too; text where it is no number."""
    match = _NUMBER.search(figure.casefold())
    if match is None:
        return figure
    digits, unit = match[1].replace(",", "").rstrip("."), match[2]
    try:
        return float(digits) * _UNITS.get(unit, 1.0)
    except ValueError:
        return figure
