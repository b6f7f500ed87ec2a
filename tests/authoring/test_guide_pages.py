"""Pages in many shapes: the counts stated beside each, and not one word that is not there."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mockint.authoring.guide_reader import read_guide
from mockint.authoring.reading import QuestionRead, Reading, RoundRead, Text
from mockint.authoring.reading_json import as_json
from mockint.authoring.source import Page, read_page

PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.name for path in PAGES.iterdir() if not path.name.endswith(".counts.json"))


def page_of(name: str) -> Page:
    return read_page((PAGES / name).read_bytes(), name)


def counts_of(name: str) -> dict[str, Any]:
    return json.loads((PAGES / name).with_suffix(".counts.json").read_text())


def value(fact: Any) -> Any:
    return fact.value if fact is not None else None


def counted(made: Reading, wanted: dict[str, Any]) -> dict[str, Any]:
    """What `wanted` counts, as it was read."""
    unplaced = [one.line for one in made.unplaced if not one.rest]
    known: dict[str, Any] = {
        "kind": made.source.kind,
        "company": value(made.header.company),
        "role": value(made.header.role),
        "overall": [len(group.items) for group in made.overall],
        "tips": len(made.tips.items),
        "timeline": len(made.timeline),
        "loose_questions": len(made.loose_questions),
        "notes": dict(Counter(note.kind for note in made.notes)),
        "contradictions": len(made.contradictions),
        "rounds": [
            counted_round(one, other)
            for one, other in zip(made.rounds, wanted["rounds"], strict=False)
        ],
        "dropped": len(made.dropped),
        "unplaced_lines": unplaced,
    }
    assert len(made.rounds) == len(wanted["rounds"]), [one.title.value for one in made.rounds]
    return {key: known[key] for key in wanted}


def counted_round(one: RoundRead, wanted: dict[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = {
        "title": one.title.value,
        "minutes": value(one.minutes),
        "questions": len(one.questions),
        "follow_ups": sum(len(question.follow_ups) for question in one.questions),
        "answers": sum(len(question.answers) for question in one.questions),
        "tags": [len(question.tags) for question in one.questions],
        "signals": len(one.signals.items) + len(one.competencies),
        "levels": sum(len(row.levels) for row in one.competencies),
        "criteria": len(one.criteria.items),
        "tips": len(one.tips.items),
        "red_flags": len(one.red_flags.items),
        "proposed_criteria": len(one.proposed.criteria),
        "proposed_signals": len(one.proposed.signals),
        "states": {name: str(one.states()[name]) for name in wanted.get("states", {})},
    }
    return {key: known[key] for key in wanted}


def test_there_are_ten_pages_and_more():
    assert len(NAMES) >= 10


@pytest.mark.parametrize("name", NAMES)
def test_a_page_yields_the_counts_stated_beside_it(name):
    wanted = counts_of(name)
    assert counted(read_guide(page_of(name)), wanted) == wanted


def texts_of(made: Reading) -> Iterator[str]:
    """Every text that was read as an item, wherever it stands."""

    def every(items: Any) -> Iterator[Text]:
        for item in items:
            yield item
            yield from every(item.details)

    def asked(questions: tuple[QuestionRead, ...]) -> Iterator[str]:
        for question in questions:
            yield question.text
            yield from question.tags
            yield from (one.text for one in (*question.follow_ups, *question.answers))

    yield from (fact.raw for fact in vars_of(made.header))
    yield from asked(tuple(made.questions()))
    for group in made.overall:
        yield group.group
        yield from (text.text for text in every(group.items))
    yield from (text.text for text in every(made.tips.items))
    yield from (step.title for step in made.timeline)
    for note in made.notes:
        yield note.text
        yield note.other or ""
    for one in made.rounds:
        yield one.title.raw
        for fact in (one.summary, one.description, one.type, one.difficulty, one.interviewer):
            yield fact.raw if fact else ""
        for part in (one.signals, one.criteria, one.tips, one.red_flags):
            yield from (text.text for text in every(part.items))
        for row in one.competencies:
            yield row.text
            yield from (level.text for level in row.levels)
        for part in (one.proposed.signals, one.proposed.criteria, one.proposed.red_flags):
            yield from (text.text for text in part)
    for clash in made.contradictions:
        yield from (side.text for side in clash.sides)


def vars_of(header: Any) -> list[Any]:
    facts = [getattr(header, name) for name in header.__slots__]
    return [fact for fact in facts if fact is not None]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.parametrize("name", NAMES)
def test_no_item_has_words_that_the_page_does_not_have(name):
    page = page_of(name)
    words = squeezed(" ".join(line.text for line in page.lines))
    for text in texts_of(read_guide(page)):
        assert squeezed(text) in words


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_placed_dropped_or_unplaced(name):
    page = page_of(name)
    made = read_guide(page)
    lines = {line.number for line in page.lines if line.text}
    placed = {one.line for one in made.placed}
    dropped = {one.line for one in made.dropped}
    unplaced = {one.line for one in made.unplaced if not one.rest}
    assert placed | dropped | unplaced == lines
    assert not placed & dropped
    assert not unplaced & (placed | dropped)
    assert all(one.reason for one in made.dropped)


def origins_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "origin" in value and "lines" in value:
            yield value
        for one in value.values():
            yield from origins_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from origins_in(one)


@pytest.mark.parametrize("name", NAMES)
def test_every_text_stands_on_the_lines_that_its_origin_names(name):
    page = page_of(name)
    lines = {line.number: line.text for line in page.lines}
    for field in origins_in(as_json(read_guide(page))):
        if field["origin"] == "authored":
            continue
        there = squeezed(" ".join(lines.get(number, "") for number in field["lines"]))
        for quote in field.get("quotes", []):
            assert squeezed(quote["quote"]) in there
        if field["origin"] == "stated" and "text" in field and "sides" not in field:
            assert squeezed(field["text"]) in there
