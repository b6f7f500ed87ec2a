"""A study plan as an iCalendar file (RFC 5545): one all-day event a task.

Lines are folded at 75 octets and end with CRLF, text is escaped, ids stay the same when
the plan is made again, so that a calendar updates events instead of doubling them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta

from .. import __version__
from ..domain.clean import clean
from ..practice.study import Kind, StudyPlan, Task

_OCTETS = 75


def plan_calendar(plan: StudyPlan) -> str:
    """The whole file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//mockint//mockint {__version__}//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(f'Interview: {plan.title}')}",
    ]
    for task in plan.tasks:
        lines += _event(plan, task)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) for line in lines)


def escaped(text: str) -> str:
    """`text` as a TEXT value: backslash, semicolon, comma and line ends are escaped."""
    shown = clean(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return shown.replace("\r\n", "\\n").replace("\r", "\\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """A content line with its CRLF, in pieces of at most 75 octets, no character cut."""
    return "\r\n ".join(_pieces(line)) + "\r\n"


def _pieces(line: str) -> Iterator[str]:
    piece, size, room = "", 0, _OCTETS
    for character in line:
        octets = len(character.encode("utf-8", "replace"))
        if size + octets > room:
            yield piece
            # The blank that begins a folded line counts.
            piece, size, room = "", 0, _OCTETS - 1
        piece += character
        size += octets
    yield piece


def _event(plan: StudyPlan, task: Task) -> list[str]:
    parts = [task.detail, task.command and f"Run: {task.command}", task.why and f"Why: {task.why}"]
    told = "\n\n".join(part for part in parts if part)
    minutes = f" ({task.minutes} min)" if task.minutes else ""
    busy = "OPAQUE" if task.kind is Kind.INTERVIEW else "TRANSPARENT"
    return [
        "BEGIN:VEVENT",
        f"UID:{plan.uid(task)}",
        f"DTSTAMP:{plan.made.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{task.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{task.day + timedelta(1):%Y%m%d}",
        f"SUMMARY:{escaped(task.title + minutes)}",
        f"DESCRIPTION:{escaped(told)}",
        f"CATEGORIES:{escaped(task.kind.value)}",
        f"TRANSP:{busy}",
        "END:VEVENT",
    ]
