"""A reading as plain JSON values: every field with its origin, its lines and its words."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from ..domain.origin import Derived, Origin, Stated
from .reading import (
    Competency,
    ExtractionRead,
    Fact,
    Group,
    Listed,
    Money,
    NoteRead,
    Proposals,
    QuestionRead,
    Reading,
    Region,
    RoundRead,
    Step,
    Text,
    TimelineRead,
)

SCHEMA = "mockint/reading@1"


def as_json(made: Reading) -> dict[str, Any]:
    """All of a reading. `lines` are lists of line numbers; `quotes` stand with derived fields."""
    return {
        "schema": SCHEMA,
        "source": {name: getattr(made.source, name) for name in made.source.__slots__},
        "header": {
            field.name: _fact(getattr(made.header, field.name)) for field in fields(made.header)
        },
        "states": {name: str(state) for name, state in made.states().items()},
        "overall": [_group(group) for group in made.overall],
        "tips": _texts(made.tips.items),
        "study_plan": [_step(step) for step in made.study_plan],
        "common_questions": _questions(made.common_questions),
        "locations": [_region(region) for region in made.locations],
        "timeline": [_timeline(step) for step in made.timeline],
        "rounds_intro": _text(made.rounds_intro) if made.rounds_intro else None,
        "rounds": [_round(one) for one in made.rounds],
        "dsa_intro": _text(made.dsa_intro) if made.dsa_intro else None,
        "dsa_questions": _questions(made.dsa_questions),
        "notes": [_note(note) for note in made.notes],
        "interview_questions": _questions(made.loose_questions),
        "proposed": _proposals(made.proposed),
        "headings": [{"text": h.text, "line": h.line, "part": h.part} for h in made.headings],
        "contradictions": [
            {"about": clash.about, "sides": _texts(clash.sides)} for clash in made.contradictions
        ],
        "warnings": list(made.warnings),
        "extraction": _extraction(made.extraction),
        "placed": [{"line": one.line, "as": list(one.as_)} for one in made.placed],
        "dropped": [
            {"line": one.line, "text": one.text, "reason": one.reason} for one in made.dropped
        ],
        "unplaced": [
            {"line": one.line, "text": one.text, "rest": one.rest} for one in made.unplaced
        ],
    }


def _origin(origin: Origin) -> dict[str, Any]:
    if isinstance(origin, Stated):
        return {"origin": "stated", "lines": _lines(origin.stated)}
    if isinstance(origin, Derived):
        lines = [number for span in origin.derived for number in _lines(span.line)]
        return {
            "origin": "derived",
            "lines": list(dict.fromkeys(lines)),
            "quotes": [{"lines": _lines(s.line), "quote": s.quote} for s in origin.derived],
        }
    return {"origin": "authored", "lines": []}


def _lines(written: str) -> list[int]:
    first, _, last = written.partition("-")
    return list(range(int(first), int(last or first) + 1))


def _fact(fact: Fact[Any] | None) -> dict[str, Any] | None:
    if fact is None:
        return None
    value = fact.value
    if isinstance(value, Money):
        value = {"currency": value.currency, "min": value.low, "max": value.high}
    elif isinstance(value, tuple):
        value = list(value)
    return {"value": value, "raw": fact.raw, **_origin(fact.origin)}


def _text(text: Text) -> dict[str, Any]:
    made: dict[str, Any] = {"text": text.text, **_origin(text.origin)}
    if text.details:
        made["details"] = _texts(text.details)
    if text.label:
        made["label"] = text.label
    return made


def _texts(texts: tuple[Text, ...]) -> list[dict[str, Any]]:
    return [_text(text) for text in texts]


def _listed(part: Listed) -> dict[str, Any]:
    return {"state": str(part.state), "heading": part.heading, "items": _texts(part.items)}


def _group(group: Group) -> dict[str, Any]:
    return {"group": group.group, **_origin(group.origin), "items": _texts(group.items)}


def _step(step: Step) -> dict[str, Any]:
    return {
        "title": step.title,
        "summary": step.summary,
        "detail": step.detail,
        "weeks": list(step.weeks) if step.weeks else None,
        **_origin(step.origin),
    }


def _questions(questions: tuple[QuestionRead, ...]) -> list[dict[str, Any]]:
    return [
        {
            "text": question.text,
            **_origin(question.origin),
            "tags": list(question.tags),
            "tags_raw": question.tags_raw,
            "tags_line": question.tags_line,
            "follow_ups": _texts(question.follow_ups),
            "answers": _texts(question.answers),
            "slots": [
                {
                    "name": slot.name,
                    "placeholder": slot.placeholder,
                    "kind": slot.kind,
                    "options": list(slot.options),
                    **_origin(slot.origin),
                }
                for slot in question.slots
            ],
        }
        for question in questions
    ]


def _region(region: Region) -> dict[str, Any]:
    return {
        "region": region.region,
        **_origin(region.origin),
        "focus": _listed(region.focus),
        "focus_raw": region.focus_raw,
        "questions": _questions(region.questions),
        "tips": _listed(region.tips),
    }


def _timeline(step: TimelineRead) -> dict[str, Any]:
    days = list(step.days) if step.days else None
    return {
        "title": step.title,
        "minutes": step.minutes,
        "days": days,
        "raw": step.raw,
        **_origin(step.origin),
    }


def _round(one: RoundRead) -> dict[str, Any]:
    facts = ("title", "summary", "description", "type", "difficulty", "minutes", "interviewer")
    return {
        "round": _fact(one.number),
        **{name: _fact(getattr(one, name)) for name in facts},
        "states": {name: str(state) for name, state in one.states().items()},
        "signals": _texts(one.signals.items),
        "competencies": [_competency(row) for row in one.competencies],
        "criteria": _texts(one.criteria.items),
        "questions": _questions(one.questions),
        "tips": _texts(one.tips.items),
        "red_flags": _texts(one.red_flags.items),
        "proposed": _proposals(one.proposed),
    }


def _competency(row: Competency) -> dict[str, Any]:
    levels = [
        {"level": level.level, "text": level.text, **_origin(level.origin)} for level in row.levels
    ]
    return {"text": row.text, **_origin(row.origin), "levels": levels}


def _note(note: NoteRead) -> dict[str, Any]:
    return {"kind": note.kind, "text": note.text, "other": note.other, **_origin(note.origin)}


def _proposals(proposed: Proposals) -> dict[str, Any]:
    return {
        "accepted": False,
        "criteria": _texts(proposed.criteria),
        "signals": _texts(proposed.signals),
        "red_flags": _texts(proposed.red_flags),
        "tips": _texts(proposed.tips),
        "questions": _questions(proposed.questions),
    }


def _extraction(made: ExtractionRead | None) -> dict[str, Any] | None:
    if made is None:
        return None
    return {
        "model": made.model,
        "prompts": dict(made.prompts),
        "passages": made.passages,
        "not_read": made.not_read,
        "kept": made.kept,
        "refused": [
            {"part": one.part, "line": one.line, "quote": one.quote, "reason": one.reason}
            for one in made.refused
        ],
        "failures": list(made.failures),
    }
