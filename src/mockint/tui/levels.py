"""How levels, scores and coverage are said: in figures, or in words alone.

Pure functions. `Manner` comes from the preferences: low anxiety shows no figures, a
screen reader is told no boxes and bars.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..reports.phrases import LEVEL_WORDS

if TYPE_CHECKING:
    from ..practice.beside import Rescored
    from ..store.preferences import Preferences

_SHARES = ((0.95, "all of it"), (0.65, "most of it"), (0.4, "about half"), (0.01, "a part of it"))


@dataclass(frozen=True, slots=True)
class Manner:
    """Whether figures are shown, and whether boxes and bars are."""

    figures: bool = True
    drawn: bool = True

    @classmethod
    def of(cls, preferences: Preferences) -> Manner:
        """As the preferences have it."""
        return cls(not preferences.low_anxiety, not preferences.screen_reader)


def level_words(level: int, manner: Manner) -> str:
    """`3 of 4 · solid`, or `solid`."""
    return f"{level} of 4 · {LEVEL_WORDS[level]}" if manner.figures else LEVEL_WORDS[level]


def own_words(level: int | None, manner: Manner) -> str:
    """`3`, or `solid`: a level in the middle of a sentence."""
    if level is None:
        return "nothing shown"
    return str(level) if manner.figures else LEVEL_WORDS[level]


def moved_words(one: Rescored, manner: Manner) -> str:
    """`first: 2, now: 3`, the level of a signal in the first round and in its retry."""
    return f"first: {own_words(one.first, manner)}, now: {own_words(one.now, manner)}"


def boxes(level: int, manner: Manner) -> str:
    """`■■■□  `, or nothing."""
    return "■" * level + "□" * (4 - level) + "  " if manner.figures and manner.drawn else ""


def score_words(score: float | None, manner: Manner, whole: str = "") -> str:
    """`2.6`, or the word for the level that is nearest; a dash where there is none."""
    if score is None:
        return "–" if manner.drawn else "none"
    if not manner.figures:
        return LEVEL_WORDS[min(4, max(1, round(score)))]
    return f"{score:.1f}{whole}"


def coverage_words(coverage: float, manner: Manner) -> str:
    """`coverage 67%`, or `most of it was covered`."""
    if manner.figures:
        return f"coverage {coverage:.0%}"
    said = next((word for share, word in _SHARES if coverage >= share), "nothing")
    return f"{said} was covered"
