"""Puts verified items into a reading, as proposals, and their words out of `unplaced`.

All that a model found is proposed: it waits for a person to accept it. What stands outside
of all rounds is proposed for the guide. Names of company and role fill a gap and nothing
else. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...grading.evidence import fold
from ..ledger import Placed, Unplaced, left_over
from ..reading import Fact, Header, Proposals, QuestionRead, Reading, Text
from ..slots import slots_of
from ..source import Page
from .passages import open_spans
from .verifying import Found

_FIELDS = {"signal": "signals", "criterion": "criteria", "red_flag": "red_flags", "tip": "tips"}


def known_texts(made: Reading) -> dict[tuple[str, int | None], list[str]]:
    """What was read already, folded, by part and round."""
    found: dict[tuple[str, int | None], list[str]] = defaultdict(list)

    def note(part: str, place: int | None, texts: Iterable[str]) -> None:
        found[part, place] += [fold(text)[0].strip(" .?!") for text in texts]

    for place, one in enumerate(made.rounds):
        rows = [Text(row.text, row.origin) for row in one.competencies]
        signals = (*one.signals.items, *rows, *one.proposed.signals)
        note("signal", place, (item.text for item in signals))
        note("criterion", place, (i.text for i in (*one.criteria.items, *one.proposed.criteria)))
        note("red_flag", place, (i.text for i in (*one.red_flags.items, *one.proposed.red_flags)))
        note("tip", place, (item.text for item in one.tips.items))
        note("question", place, (question.text for question in one.questions))
    note("tip", None, (item.text for item in made.tips.items))
    note("question", None, (question.text for question in made.common_questions))
    note("criterion", None, (item.text for group in made.overall for item in group.items))
    note("signal", None, (item.text for item in made.proposed.signals))
    note("criterion", None, (item.text for item in made.proposed.criteria))
    note("red_flag", None, (item.text for item in made.proposed.red_flags))
    note("question", None, (question.text for question in made.loose_questions))
    return found


def placed_in(made: Reading, page: Page, found: Sequence[Found]) -> Reading:
    """`made` with the items of `found` proposed, and its account of lines brought up to date."""
    by_round: dict[int | None, list[Found]] = defaultdict(list)
    for one in found:
        by_round[one.passage.round].append(one)
    rounds = tuple(
        one._replace(proposed=_added(one.proposed, by_round[place]))
        for place, one in enumerate(made.rounds)
    )
    return replace(
        made,
        header=_named(made.header, found),
        rounds=rounds,
        proposed=_added(made.proposed, by_round[None]),
        placed=_placed(made.placed, found),
        unplaced=_unplaced(made.unplaced, page, found),
        warnings=_warnings(made, found),
    )


def _added(proposed: Proposals, found: Sequence[Found]) -> Proposals:
    lists: dict[str, list[Text]] = {name: [] for name in _FIELDS.values()}
    questions: list[QuestionRead] = []
    for one in found:
        if one.part == "question":
            questions.append(
                QuestionRead(one.text, one.origin, slots=slots_of(one.text, one.origin))
            )
        elif one.part in _FIELDS:
            lists[_FIELDS[one.part]].append(Text(one.text, one.origin))
    return Proposals(
        criteria=(*proposed.criteria, *lists["criteria"]),
        signals=(*proposed.signals, *lists["signals"]),
        red_flags=(*proposed.red_flags, *lists["red_flags"]),
        tips=(*proposed.tips, *lists["tips"]),
        questions=(*proposed.questions, *questions),
    )


def _named(header: Header, found: Sequence[Found]) -> Header:
    """`header` with the names that were found, where it has none."""
    names = {one.part: Fact(one.text, one.origin, one.text) for one in reversed(found)}
    return replace(
        header,
        company=header.company or names.get("company"),
        role=header.role or names.get("role"),
    )


def _warnings(made: Reading, found: Sequence[Found]) -> tuple[str, ...]:
    filled = {one.part for one in found}
    return tuple(
        one
        for one in made.warnings
        if not any(part in filled and f"--{part}" in one for part in ("company", "role"))
    )


def _path(one: Found) -> str:
    where = "" if one.passage.round is None else f"rounds.{one.passage.round + 1}."
    name = "questions" if one.part == "question" else _FIELDS.get(one.part, one.part)
    return f"header.{name}" if one.part in {"company", "role"} else f"{where}proposed.{name}"


def _placed(before: Sequence[Placed], found: Sequence[Found]) -> tuple[Placed, ...]:
    names: dict[int, list[str]] = {one.line: list(one.as_) for one in before}
    for one in found:
        for line, _, _ in one.passage.block.pieces(one.start, one.end):
            mine = names.setdefault(line.number, [])
            if _path(one) not in mine:
                mine.append(_path(one))
    return tuple(Placed(number, tuple(names[number])) for number in sorted(names))


def _unplaced(
    before: Sequence[Unplaced], page: Page, found: Sequence[Found]
) -> tuple[Unplaced, ...]:
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one in found:
        for line, low, high in one.passage.block.pieces(one.start, one.end):
            spans[line.number].append((low, high))
    if not spans:
        return tuple(before)
    lines = {line.number: line for line in page.lines}
    kept: list[Unplaced] = []
    for left in before:
        if left.line not in spans:
            kept.append(left)
            continue
        line = lines[left.line]
        taken = [*_gaps(open_spans(line, left.text if left.rest else None), len(line.text))]
        if rest := left_over(line, sorted([*taken, *spans[left.line]])):
            kept.append(Unplaced(left.line, rest, rest=True))
    return tuple(kept)


def _gaps(spans: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """What of 0 to `length` lies outside of `spans`, which are in order."""
    found: list[tuple[int, int]] = []
    at = 0
    for start, end in (*spans, (length, length)):
        if start > at:
            found.append((at, start))
        at = max(at, end)
    return found
