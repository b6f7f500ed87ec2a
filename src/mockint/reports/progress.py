"""Progress over sessions for people and for machines: text, Markdown, JSON.

A level is a digit, `-` is asked without evidence, `.` is not elicited, `!` is not graded.
Groups of different provenance are set apart by a heading each, never joined in a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ..domain.clean import clean_line
from ..domain.scorecard import Status
from ..practice.choice import Candidate
from ..practice.memory import days_until
from ..practice.trends import STREAK, Course, Group, Mark, RoundTrend, Trends
from .markdown import escape
from .phrases import provenance_phrase

SHOWN = 10
TO_NAME = 5
_BLOCKS = {1: "▂", 2: "▄", 3: "▆", 4: "█"}
_SIGNS = {Status.NOT_ELICITED: ".", Status.NO_EVIDENCE: "-", Status.ERROR: "!"}
LEGEND = "1 to 4 are levels, - asked without evidence, . not elicited, ! not graded"


def sign(mark: Mark) -> str:
    """One session's result for a signal, in one character."""
    return str(mark.level) if mark.level is not None else _SIGNS[mark.status]


def chart(course: Course, shown: int = SHOWN) -> str:
    """The latest results as bars, as high as the level."""
    marks = course.marks[-shown:]
    return "".join(_BLOCKS[m.level] if m.level is not None else _SIGNS[m.status] for m in marks)


def digits(course: Course, shown: int = SHOWN) -> str:
    """The latest results as digits and signs, the oldest first."""
    return " ".join(sign(mark) for mark in course.marks[-shown:])


def spread_phrase(course: Course) -> str:
    """`2–3`, `3`, or nothing without a level: the lowest and the highest there was."""
    found = course.range
    if found is None:
        return ""
    return str(found[0]) if found[0] == found[1] else f"{found[0]}–{found[1]}"


def change_phrase(course: Course) -> str:
    """`+1` from the first to the latest level, a remark on a streak, or nothing."""
    if course.streak >= STREAK:
        return f"not elicited {course.streak} times in a row"
    if course.change is None:
        return ""
    return "unchanged" if course.change == 0 else f"{course.change:+d} since the first"


def group_title(group: Group, number: int, whole: int) -> str:
    """How many sessions, when, and by which judge; numbered where there are several groups."""
    count = len(group.sittings)
    first, last = group.sittings[0].at, group.sittings[-1].at
    days = (
        f"{first:%d %b}"
        if f"{first:%d %b}" == f"{last:%d %b}"
        else f"{first:%d %b} to {last:%d %b}"
    )
    lead = f"Group {number} of {whole}: " if whole > 1 else ""
    sessions = f"{count} session{'s' * (count != 1)}"
    return f"{lead}{sessions}, {days} · {provenance_phrase(group.provenance)}"


def mixed_note(trend: RoundTrend) -> str:
    """Why there are several groups, "" where there is one."""
    if len(trend.groups) < 2:
        return ""
    return (
        f"{len(trend.groups)} provenances (rubric, judge or version differ): levels of "
        "different groups are not comparable."
    )


def progress_text(trends: Trends, ranked: Sequence[Candidate], now: datetime) -> str:
    """All rounds, then what to practise next."""
    lines: list[str] = []
    for trend in trends.rounds:
        lines += [clean_line(f"{trend.title} ({trend.rubric})")]
        lines += [f"  {note}"] if (note := mixed_note(trend)) else []
        for number, group in enumerate(trend.groups, 1):
            lines += ["", "  " + clean_line(group_title(group, number, len(trend.groups)))]
            lines += _text_rows(group.courses)
        lines.append("")
    if trends.rounds:
        lines += [f"Levels, the oldest first: {LEGEND}.", ""]
    lines += _next_text(ranked, now)
    return "\n".join(lines).rstrip()


def _text_rows(courses: Sequence[Course]) -> list[str]:
    wide = min(46, max((len(clean_line(one.text)) for one in courses), default=0))
    wide = max(wide, len("Signal"))
    levels = max((len(digits(one)) for one in courses), default=0)
    levels = max(levels, len("Levels"))
    rows = [f"    {'Signal':<{wide}}  {'Levels':<{levels}}  {'Span':<4} Change"]
    for one in courses:
        name = clean_line(one.text)
        name = name if len(name) <= wide else name[: wide - 1] + "…"
        row = f"    {name:<{wide}}  {digits(one):<{levels}}  {spread_phrase(one):<4} "
        rows.append((row + change_phrase(one)).rstrip())
    return rows


def _next_text(ranked: Sequence[Candidate], now: datetime) -> list[str]:
    if not ranked:
        return []
    best = ranked[0]
    lines = ["Practise next"]
    for number, one in enumerate(ranked[:TO_NAME], 1):
        lines.append(f"  {number}. {clean_line(one.text)} [{clean_line(one.round_title)}]")
        lines.append(f"     {one.why(now)}; priority {one.priority:.2f} = gap {one.gap:.2f} × "
                     f"weight {one.weight:.2f} × staleness {one.staleness:.2f}")  # fmt: skip
    return [*lines, "", f"  mockint drill {best.rubric} {best.question}"]


def progress_markdown(trends: Trends, ranked: Sequence[Candidate], now: datetime) -> str:
    """The same as a page; a table a group."""
    lines = ["# Progress", ""]
    for trend in trends.rounds:
        lines += [f"## {escape(trend.title)}", "", f"`{trend.rubric}`", ""]
        lines += [mixed_note(trend), ""] if len(trend.groups) > 1 else []
        for number, group in enumerate(trend.groups, 1):
            lines += [escape(group_title(group, number, len(trend.groups))), ""]
            lines += ["| signal | levels | spread | |", "| --- | --- | --- | --- |"]
            for one in group.courses:
                lines.append(f"| {escape(clean_line(one.text))} | {digits(one)} | "
                             f"{spread_phrase(one)} | {change_phrase(one)} |")  # fmt: skip
            lines.append("")
    lines += [f"Levels, the oldest first: {escape(LEGEND)}.", ""] if trends.rounds else []
    lines += ["## Practise next", ""] if ranked else []
    lines += [
        f"{number}. {escape(clean_line(one.text))} ({escape(one.round_title)}): "
        f"{escape(one.why(now))}. `mockint drill {one.rubric} {one.question}`"
        for number, one in enumerate(ranked[:TO_NAME], 1)
    ]
    return "\n".join(lines) + "\n"


def progress_json(trends: Trends, ranked: Sequence[Candidate], now: datetime) -> dict[str, Any]:
    """All of it as JSON; times are ISO in UTC."""
    return {
        "schema": "mockint/progress@1",
        "at": now.isoformat(),
        "sessions": trends.sessions,
        "skipped": list(trends.skipped),
        "rounds": [
            {"rubric": t.rubric, "title": t.title, "groups": [_group_json(g) for g in t.groups]}
            for t in trends.rounds
        ],
        "next": [_candidate_json(one, now) for one in ranked],
    }


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "provenance": group.provenance.model_dump(mode="json", exclude={"usage", "limits"}),
        "sessions": [
            {"id": s.session, "at": s.at.isoformat(), "drill": s.drill,
             "recommendation": s.recommendation.value, "score": s.score}
            for s in group.sittings
        ],
        "signals": [_course_json(one) for one in group.courses],
    }  # fmt: skip


def _course_json(course: Course) -> dict[str, Any]:
    return {
        "id": course.id,
        "text": course.text,
        "weight": course.weight,
        "levels": [
            {"session": m.session, "status": m.status.value, "level": m.level, "spread": m.spread}
            for m in course.marks
        ],
        "latest": course.latest,
        "mean": _rounded(course.mean),
        "deviation": _rounded(course.deviation),
        "spread": course.range,
        "change": course.change,
        "not_elicited_in_a_row": course.streak,
    }


def _candidate_json(one: Candidate, now: datetime) -> dict[str, Any]:
    due = one.memory.due
    return {
        "rubric": one.rubric,
        "signal": one.signal,
        "text": one.text,
        "question": one.question,
        "priority": round(one.priority, 4),
        "gap": round(one.gap, 4),
        "weight": round(one.weight, 4),
        "staleness": round(one.staleness, 4),
        "due": due.isoformat() if due else None,
        "due_in_days": days_until(due, now) if due else 0,
        "why": one.why(now),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
