"""Writes one round as a draft of a rubric: all that was read, and what is to be written.

It must never write a point, an anchor, a probe, a kind or a cover that the page does not
state.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import yaml_text
from .draft_parts import PROPOSED, details, origins, section, slots, where
from .naming import unique_slugs
from .reading import Competency, Fact, QuestionRead, Reading, RoundRead, State, Text
from .tables import four_levels
from .yaml_text import comment, listed, quoted

_SIGNAL_LACKS = comment("to write: criteria, 3 to 6 points, 2 to 4 probes", 4)
_SIGNAL_LACKS_ANCHORS = comment("to write: criteria, 3 to 6 points, anchors, 2 to 4 probes", 4)
_QUESTION_LACKS = comment("to write: kind, signals", 4)
_HINT = comment(
    "`mockint rubric lint` lists what is still to be written. Delete `draft: true` then."
)


def round_lines(made: Reading, name: str, one: RoundRead, schemas: str) -> Iterator[str]:
    """The lines of one draft, singly or several at once, for the round with the id `name`."""
    yield f"# yaml-language-server: $schema={schemas}/rubric.schema.json"
    yield comment(f"A draft, read from {made.source.name}; origins give its lines.")
    yield _HINT
    yield "schema: mockint/rubric@1"
    yield f"id: {name}"
    yield "draft: true"
    yield f"round: {min(max(one.number.value, 1), 50)}"
    yield f"title: {quoted(one.title.value)}"
    facts: dict[str, Fact[str] | Fact[int] | None] = {
        "summary": one.summary, "description": one.description, "type": one.type,
        "difficulty": one.difficulty, "minutes": one.minutes, "interviewer": one.interviewer,
    }  # fmt: skip
    for key, fact in facts.items():
        if fact is not None:
            shown = quoted(fact.value) if isinstance(fact.value, str) else str(fact.value)
            yield f"{key}: {shown}"
    known = {"round": one.number, "title": one.title, **facts}
    yield from origins(
        {k: f.origin for k, f in known.items() if f is not None and f.origin != "authored"}
    )
    empty = [part for part, state in one.states().items() if state is State.EMPTY]
    if empty:
        yield f"empty: {listed(empty)}"
    yield from _criteria(one)
    yield from _signals(one)
    yield from _questions(one.questions, one.proposed.questions)
    yield from section("tips", one.tips.items, one.proposed.tips)
    yield from _red_flags(one)


def _named(name: str, items: Sequence[Text], accepted: int) -> Iterator[tuple[Text, str]]:
    """Each item with its lines: id, text, origin, and a mark where it is only proposed."""
    ids = unique_slugs((item.text for item in items), name)
    for place, (key, item) in enumerate(zip(ids, items, strict=True)):
        lines = (
            f"  - id: {yaml_text.plain(key)}\n"
            f"    text: {quoted(item.text)}\n"
            f"    origin: {yaml_text.origin(item.origin)}"
        )
        if item.details:
            lines = "\n".join([lines, *details(item.details, 4)])
        yield item, lines if place < accepted else f"{lines}\n    {PROPOSED}"


def _criteria(one: RoundRead) -> Iterator[str]:
    items = (*one.criteria.items, *one.proposed.criteria)
    yield "criteria:" if items else "criteria: []"
    for _, lines in _named("criterion", items, len(one.criteria.items)):
        yield lines


def _signals(one: RoundRead) -> Iterator[str]:
    stated = (*one.signals.items, *(Text(c.text, c.origin) for c in one.competencies))
    rows: dict[str, Competency] = {c.text: c for c in one.competencies}
    items = (*stated, *one.proposed.signals)
    yield "signals:" if items else "signals: []"
    for item, lines in _named("signal", items, len(stated)):
        yield lines
        row = rows.get(item.text)
        anchors = list(_anchors(row)) if row is not None else []
        yield from anchors
        yield _SIGNAL_LACKS if anchors else _SIGNAL_LACKS_ANCHORS


def _anchors(row: Competency) -> Iterator[str]:
    """Anchors where the page gives exactly four levels of a rating; else its words as comments."""
    order = four_levels([level.level for level in row.levels])
    if order is None:
        for level in row.levels:
            words = f"the page says of {level.level} ({where(level.origin)}): {level.text}"
            yield comment(words, 4)
        return
    yield "    anchors:"
    for number, place in enumerate(order, 1):
        yield f'      "{number}": {quoted(row.levels[place].text)}'
    yield f"      origin: {yaml_text.origin(row.origin)}"


def _questions(stated: Sequence[QuestionRead], proposed: Sequence[QuestionRead]) -> Iterator[str]:
    questions = (*stated, *proposed)
    yield "questions:" if questions else "questions: []"
    ids = unique_slugs((question.text for question in questions), "question", 48)
    for place, (key, question) in enumerate(zip(ids, questions, strict=True)):
        yield (
            f"  - id: {yaml_text.plain(key)}\n"
            f"    text: {quoted(question.text)}\n"
            f"    origin: {yaml_text.origin(question.origin)}"
        )
        if place >= len(stated):
            yield f"    {PROPOSED}"
        if question.tags:
            yield f"    tags: [{', '.join(quoted(tag) for tag in question.tags)}]"
        if question.follow_ups:
            yield "    follow_ups:"
            for number, follow in enumerate(question.follow_ups, 1):
                yield (
                    f"      - id: follow-up-{number}\n"
                    f"        text: {quoted(follow.text)}\n"
                    f"        origin: {yaml_text.origin(follow.origin)}"
                )
        yield from slots(question.slots, 4)
        yield from details(question.answers, 4, "the page says of answers")
        yield _QUESTION_LACKS


def _red_flags(one: RoundRead) -> Iterator[str]:
    items = (*one.red_flags.items, *one.proposed.red_flags)
    if items:
        yield "red_flags:"
    for _, lines in _named("red-flag", items, len(one.red_flags.items)):
        yield lines
