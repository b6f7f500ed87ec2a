"""A reading in the form of the typed facts, so that the two can be compared whole."""

from __future__ import annotations

from typing import Any

from mockint.authoring.reading import Fact, Listed, QuestionRead, Reading, Region, RoundRead


def process_page(made: Reading) -> dict[str, Any]:
    """Everything that the facts of a process page name, but for `counts`."""
    stated = all(one.criteria.items for one in made.rounds)
    return {
        "kind": made.source.kind,
        "completeness": "complete" if stated else "sections_missing",
        "header": _header(made),
        "overall_evaluation_criteria": [
            {"group": group.group, "items": [item.text for item in group.items]}
            for group in made.overall
        ],
        "preparation_tips": _texts(made.tips),
        "study_plan": [
            {
                "ordinal": number,
                "title": step.title,
                "summary": step.summary,
                "weeks": list(step.weeks or ()),
                "detail": step.detail,
            }
            for number, step in enumerate(made.study_plan, 1)
        ],
        "commonly_asked_questions": [question.text for question in made.common_questions],
        "location_based_differences": [_region(region) for region in made.locations],
        "process_timeline": [
            {
                "ordinal": number,
                "title": step.title,
                "duration_min": step.minutes,
                "raw": step.raw,
            }
            for number, step in enumerate(made.timeline, 1)
        ],
        "rounds_intro": made.rounds_intro.text if made.rounds_intro else None,
        "rounds": [_round(one) for one in made.rounds],
        "dsa_section": {
            "heading": next(h.text for h in made.headings if h.part == "dsa_questions"),
            "intro": made.dsa_intro.text if made.dsa_intro else None,
            "questions": [question.text for question in made.dsa_questions],
            "footer_noise": [one.text for one in made.dropped],
        },
        "counts": _counts(made),
    }


def _value(fact: Fact[Any] | None) -> Any:
    return fact.value if fact is not None else None


def _header(made: Reading) -> dict[str, Any]:
    head = made.header
    assert head.experience is not None
    assert head.salary is not None
    assert head.timeline_days is not None
    assert head.total_minutes is not None
    pay = head.salary.value
    return {
        "company": _value(head.company),
        "target_level": _value(head.target_level),
        "role": _value(head.role),
        "level": _value(head.level),
        "difficulty": _value(head.difficulty),
        "raw_title_line": head.role.raw if head.role else None,
        "description": _value(head.description),
        "rounds_stated": _value(head.rounds_stated),
        "timeline_days_approx": head.timeline_days.value,
        "timeline_raw": head.timeline_days.raw,
        "experience_years": list(head.experience.value),
        "experience_raw": head.experience.raw,
        "salary": {
            "currency": pay.currency,
            "min": pay.low,
            "max": pay.high,
            "raw": head.salary.raw,
        },
        "total_duration_min": head.total_minutes.value,
        "total_duration_raw": head.total_minutes.raw,
    }


def _texts(part: Listed) -> list[str]:
    return [item.text for item in part.items]


def _region(region: Region) -> dict[str, Any]:
    return {
        "region": region.region,
        "interview_focus_raw": region.focus_raw,
        "interview_focus": _texts(region.focus),
        "common_questions": [question.text for question in region.questions],
        "tips": _texts(region.tips),
    }


def _question(question: QuestionRead) -> dict[str, Any]:
    return {"text": question.text, "tags": list(question.tags), "tags_raw": question.tags_raw}


def _round(one: RoundRead) -> dict[str, Any]:
    return {
        "ordinal": one.number.value,
        "title": one.title.value,
        "summary": _value(one.summary),
        "type": _value(one.type),
        "difficulty": _value(one.difficulty),
        "type_raw": one.type.raw if one.type else None,
        "duration_min": _value(one.minutes),
        "interviewer": _value(one.interviewer),
        "duration_raw": one.minutes.raw if one.minutes else None,
        "description": _value(one.description),
        "look_for_raw": "".join(_texts(one.signals)),
        "look_for": _texts(one.signals),
        "evaluation_criteria": _texts(one.criteria),
        "questions": [_question(question) for question in one.questions],
        "preparation_tips": _texts(one.tips),
        "rejection_reasons": _texts(one.red_flags),
    }


def _counts(made: Reading) -> dict[str, Any]:
    rounds = made.rounds
    minutes = [_value(one.minutes) for one in rounds]
    tags = [[len(question.tags) for question in one.questions] for one in rounds]
    items = [len(group.items) for group in made.overall]
    every = list(made.questions())
    return {
        "rounds": len(rounds),
        "round_titles": [one.title.value for one in rounds],
        "durations_min": minutes,
        "sum_durations_min": sum(minutes) if all(minutes) else None,
        "criteria_per_round": [len(one.criteria.items) for one in rounds],
        "look_for_per_round": [len(one.signals.items) for one in rounds],
        "questions_per_round": [len(one.questions) for one in rounds],
        "tags_per_question": tags,
        "tips_per_round": [len(one.tips.items) for one in rounds],
        "rejection_reasons_per_round": [len(one.red_flags.items) for one in rounds],
        "overall_groups": len(made.overall),
        "overall_items_per_group": items,
        "preparation_tips": len(made.tips.items),
        "study_plan_steps": len(made.study_plan),
        "commonly_asked_questions": len(made.common_questions),
        "location_regions": len(made.locations),
        "location_focus_questions_tips": [
            [len(r.focus.items), len(r.questions), len(r.tips.items)] for r in made.locations
        ],
        "process_timeline_steps": len(made.timeline),
        "dsa_questions": len(made.dsa_questions),
        "totals": {
            "criteria": sum(len(one.criteria.items) for one in rounds),
            "look_for": sum(len(one.signals.items) for one in rounds),
            "round_questions": sum(len(one.questions) for one in rounds),
            "tags": sum(map(sum, tags)),
            "tips_in_rounds": sum(len(one.tips.items) for one in rounds),
            "rejection_reasons": sum(len(one.red_flags.items) for one in rounds),
            "overall_items": sum(items),
            "all_questions": len(every),
        },
        "distinct_tags": sorted({tag for question in every for tag in question.tags}),
    }


def narrowed(read: Any, wanted: Any) -> Any:
    """`read` with only the keys that `wanted` names, at every depth; lists stay whole."""
    if isinstance(wanted, dict) and isinstance(read, dict):
        return {key: narrowed(read.get(key), value) for key, value in wanted.items()}
    if isinstance(wanted, list) and isinstance(read, list) and len(wanted) == len(read):
        return [narrowed(one, other) for one, other in zip(read, wanted, strict=True)]
    return read


def problems(read: Any, wanted: Any, path: str = "") -> list[str]:
    """Where the two differ, one path a line."""
    if isinstance(wanted, dict) and isinstance(read, dict):
        return [p for key in wanted for p in problems(read.get(key), wanted[key], f"{path}/{key}")]
    if isinstance(wanted, list) and isinstance(read, list) and len(wanted) == len(read):
        pairs = enumerate(zip(read, wanted, strict=True))
        return [p for n, (one, other) in pairs for p in problems(one, other, f"{path}/{n}")]
    return [] if read == wanted else [f"{path}: read {read!r}, expected {wanted!r}"]
