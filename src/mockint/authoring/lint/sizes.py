"""Sizes: how much is asked, graded and weighed in the minutes of a round."""

from __future__ import annotations

from collections.abc import Iterator

from ...interview.plan import OPENING_MINUTES, closing_minutes, usual_minutes
from .draft import Draft
from .finding import Hit, Rule, advice

MOST_SIGNALS = 8
FEWEST_CUES = 6


@advice("too-many-signals", "Nobody keeps more than eight things apart in one conversation.")
def too_many_signals(draft: Draft) -> Iterator[Hit]:
    """More than eight signals."""
    count = len(list(draft.items("signals")))
    if count > MOST_SIGNALS:
        yield Hit(
            ("signals",), f"has {count} signals; {MOST_SIGNALS} is the most that are graded well"
        )


@advice(
    "too-many-questions", "Questions that do not fit are left out, and their signals with them."
)
def too_many_questions(draft: Draft) -> Iterator[Hit]:
    """Questions that take more minutes than the round has."""
    total = _number(draft.raw("minutes"))
    if total is None or not draft.questions:
        return
    room = max(total - OPENING_MINUTES - closing_minutes(total), 1)
    needed = sum(usual_minutes(question.value) for question in draft.questions)
    if needed > room:
        yield Hit(
            ("questions",),
            f"its {len(draft.questions)} questions take {needed} minutes, and a round of {total} "
            f"has {room} for them",
        )


@advice("no-minutes", "Without minutes nothing can say which questions fit.")
def no_minutes(draft: Draft) -> Iterator[Hit]:
    """A question without minutes, or a round that was not read from a page that has none."""
    read = any(isinstance(one, dict) for one in _origins(draft))
    if draft.raw("minutes") is None and not read:
        yield Hit(("minutes",), "the round has no minutes; 45 are taken")
    for question in draft.questions:
        if question.value.minutes is None:
            usual = usual_minutes(question.value)
            yield Hit(
                question.path, f'question "{question.value.id}" has no minutes; {usual} are taken'
            )


@advice(
    "unexplained-weight", "A weight moves the score of everybody, so its reason stands beside it."
)
def unexplained_weight(draft: Draft) -> Iterator[Hit]:
    """A weight that is not 1 and has no reason."""
    for signal in draft.signals:
        if signal.value.weight != 1 and not signal.value.weight_reason:
            yield Hit(
                (*signal.path, "weight"),
                f'signal "{signal.value.id}" weighs {signal.value.weight:g}, and no weight_reason '
                "says why",
            )


@advice("one-question-signal", "What hangs on one question is lost when that question is skipped.")
def one_question_signal(draft: Draft) -> Iterator[Hit]:
    """Signals that one of several questions can elicit."""
    if len(draft.questions) < 4:
        return
    for signal in draft.signals:
        asking = [q for q in draft.questions if signal.value.id in q.value.signals]
        if len(asking) == 1:
            yield Hit(
                (*signal.path, "id"),
                f'only "{asking[0].value.id}" can elicit the signal "{signal.value.id}"',
            )


@advice("few-cues", "People say one thing in many ways; a handful of cues hears few of them.")
def few_cues(draft: Draft) -> Iterator[Hit]:
    """Points with fewer cues than find what they are meant to find."""
    for signal in draft.signals:
        for index, point in enumerate(signal.value.points):
            if len(point.cues) < FEWEST_CUES:
                yield Hit(
                    (*signal.path, "points", index, "cues"),
                    f'point "{point.id}" has {len(point.cues)} cue(s); fewer than {FEWEST_CUES} '
                    "miss most ways of saying it",
                )


def _origins(draft: Draft) -> list[object]:
    found = draft.raw("origins")
    return list(found.values()) if isinstance(found, dict) else []


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, str) and value.isdigit() else None


RULES: tuple[Rule[Draft], ...] = (
    too_many_signals, too_many_questions, no_minutes, unexplained_weight, one_question_signal,
    few_cues,
)  # fmt: skip
