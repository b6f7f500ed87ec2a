"""Anchors and points: whether they say what can be seen, and whether levels differ."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ...domain.rubric import LEVELS
from ..yaml_file import Path_
from .draft import Draft
from .finding import Hit, Rule, advice, error
from .wording import UNSEEN, content, grades_in, likeness, shortened, stems

OVERLAP = 0.5
ALIKE = 0.6
#: Every two are compared, so a file of a stranger must not make that take minutes.
MOST_COMPARED = 300
_MORE = stems(
    """more many much very always consistently regularly often several multiple numerous better best
    further additional additionally deeper deeply highly fully completely even also besides above
    beyond all every again level three that does says""",
)


def _anchors(draft: Draft) -> Iterator[tuple[Path_, int, str]]:
    for signal in draft.signals:
        for level in LEVELS:
            yield (*signal.path, "anchors", str(level)), level, signal.value.anchors.at(level)


@advice(
    "anchor-grades",
    "Similarity to abstract words of quality tells nothing of how people rate an answer (r 0.03); "
    "concrete behaviour does (r 0.56).",
)
def anchor_grades(draft: Draft) -> Iterator[Hit]:
    """Adjectives that only grade."""
    for path, level, text in _anchors(draft):
        if words := grades_in(text):
            yield Hit(
                path, f"anchor {level} grades instead of telling what is seen: {_list(words)}"
            )


@advice(
    "anchor-not-observable", "Raters agree on what is said or done, not on what somebody knows."
)
def anchor_not_observable(draft: Draft) -> Iterator[Hit]:
    """States of mind in place of what can be heard."""
    for path, level, text in _anchors(draft):
        if found := UNSEEN.search(text):
            words = shortened(found.group().lstrip(" .;:,"))
            yield Hit(path, f'anchor {level} names what cannot be heard in an answer: "{words}"')


@error("anchors-equal", "Two levels with the same words cannot be told apart by anybody.")
def anchors_equal(draft: Draft) -> Iterator[Hit]:
    """Levels that say the same."""
    for (_, low, first), (path, high, second) in _pairs(draft):
        if content(first) == content(second):
            yield Hit(path, f"anchors {low} and {high} say the same")


@advice("anchors-overlap", "Where two levels share most of their words, the choice is a coin toss.")
def anchors_overlap(draft: Draft) -> Iterator[Hit]:
    """Levels that share most of their words."""
    for (_, low, first), (path, high, second) in _pairs(draft):
        share = likeness(first, second)
        if OVERLAP <= share < 1 and content(first) != content(second):
            yield Hit(path, f"anchors {low} and {high} share {share:.0%} of their words")


@advice("anchor-only-more", "Outstanding is of another kind; more of the same rewards length.")
def anchor_only_more(draft: Draft) -> Iterator[Hit]:
    """A fourth level that only adds "more" to the third."""
    for signal in draft.signals:
        anchors = signal.value.anchors
        new = content(anchors.four) - content(anchors.three) - _MORE
        if len(new) < 3 and content(anchors.four) != content(anchors.three):
            yield Hit(
                (*signal.path, "anchors", "4"), "anchor 4 adds nothing of another kind to anchor 3"
            )


@advice(
    "point-not-observable", "A point is either in an answer or not; abstract wording is neither."
)
def point_not_observable(draft: Draft) -> Iterator[Hit]:
    """Points that grade, or that name states of mind."""
    for signal in draft.signals:
        for index, point in enumerate(signal.value.points):
            path = (*signal.path, "points", index, "text")
            if words := grades_in(point.text):
                yield Hit(path, f'point "{point.id}" grades: {_list(words)}')
            elif found := UNSEEN.match(point.text):
                words_ = shortened(found.group())
                yield Hit(path, f'point "{point.id}" cannot be heard in an answer: "{words_}"')


@advice("points-alike", "Points that mean the same count one thing twice.")
def points_alike(draft: Draft) -> Iterator[Hit]:
    """Two points of the round with nearly the same words."""
    points = [
        ((*signal.path, "points", index, "text"), signal.value.id, point)
        for signal in draft.signals
        for index, point in enumerate(signal.value.points)
    ]
    for (_, owner, one), (path, _, other) in itertools.combinations(points[:MOST_COMPARED], 2):
        if likeness(one.text, other.text) >= ALIKE:
            yield Hit(path, f'says nearly the same as the point "{one.id}" of "{owner}"')


@advice("signals-alike", "Two signals that mean the same are graded twice.")
def signals_alike(draft: Draft) -> Iterator[Hit]:
    """Two signals with nearly the same words."""
    for one, other in itertools.combinations(draft.signals[:MOST_COMPARED], 2):
        if likeness(one.value.text, other.value.text) >= ALIKE:
            yield Hit((*other.path, "text"), f'says nearly the same as the signal "{one.value.id}"')


def _pairs(
    draft: Draft,
) -> Iterator[tuple[tuple[Path_, int, str], tuple[Path_, int, str]]]:
    for signal in draft.signals:
        mine = [
            ((*signal.path, "anchors", str(level)), int(level), signal.value.anchors.at(level))
            for level in LEVELS
        ]
        yield from itertools.combinations(mine, 2)


def _list(words: list[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)


RULES: tuple[Rule[Draft], ...] = (
    anchor_grades, anchor_not_observable, anchors_equal, anchors_overlap, anchor_only_more,
    point_not_observable, points_alike, signals_alike,
)  # fmt: skip
