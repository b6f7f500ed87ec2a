"""A study plan for people and for machines: text, Markdown, JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from ..domain.clean import clean, clean_line
from ..practice.study import StudyPlan, Task
from .markdown import escape


def plan_text(plan: StudyPlan, width: int = 88) -> str:
    """The plan day by day; what a day has in common with the day before is not repeated."""
    lines = [
        f"{clean_line(plan.title)}: {plan.days} days until {plan.interview:%A, %d %B %Y}",
        *(line for note in plan.notes for line in textwrap.wrap(clean(note), width)),
    ]
    for stage in plan.stages:
        lines += ["", f"{stage.first:%d %b} to {stage.last:%d %b}: {clean_line(stage.title)}"]
        lines += _wrapped(stage.detail, width)
    for day, tasks in groupby(plan.tasks, key=lambda task: task.day):
        lines += ["", f"{day:%a %d %b}"]
        for task in tasks:
            lines += _task_lines(task, width)
    return "\n".join(lines)


def _task_lines(task: Task, width: int) -> Iterator[str]:
    minutes = f" ({task.minutes} min)" if task.minutes else ""
    yield from _wrapped(f"{task.title}{minutes}", width, "  - ", "    ")
    if task.command:
        yield f"    {clean_line(task.command)}"
    if task.why:
        yield from _wrapped(f"why: {task.why}", width, "    ", "    ")


def plan_markdown(plan: StudyPlan) -> str:
    """The plan with boxes to tick off."""
    lines = [
        f"# {escape(plan.title)}",
        "",
        f"{plan.days} days until **{plan.interview:%A, %d %B %Y}**; made on {plan.made:%Y-%m-%d}.",
    ]
    lines += [f"\n{escape(note)}" for note in plan.notes]
    if plan.stages:
        lines += ["", "## Steps of the guide"]
    for stage in plan.stages:
        days = f"{stage.first:%d %b} to {stage.last:%d %b}"
        lines += ["", f"### {escape(stage.title)}", ""]
        lines.append(f"{days}. {escape(clean_line(stage.detail))}")
        if stage.signals:
            lines += ["", "Speaks to: " + "; ".join(escape(one) for one in stage.signals)]
    lines += ["", "## Days"]
    for day, tasks in groupby(plan.tasks, key=lambda task: task.day):
        lines += ["", f"### {day:%A, %d %B}", ""]
        for task in tasks:
            minutes = f" ({task.minutes} min)" if task.minutes else ""
            command = f" `{clean_line(task.command)}`" if task.command else ""
            why = f" *{escape(task.why)}*" if task.why else ""
            lines.append(f"- [ ] {escape(clean_line(task.title))}{minutes}{command}{why}")
    return "\n".join(lines) + "\n"


def plan_json(plan: StudyPlan) -> dict[str, Any]:
    """The plan as JSON; `uid` is that of the calendar's event."""
    return {
        "schema": "mockint/study-plan@1",
        "name": plan.name,
        "title": plan.title,
        "interview": str(plan.interview),
        "days": plan.days,
        "notes": list(plan.notes),
        "steps": [
            {"title": s.title, "first": str(s.first), "last": str(s.last),
             "gap": round(s.gap, 4), "signals": list(s.signals)}
            for s in plan.stages
        ],
        "tasks": [
            {"uid": plan.uid(t), "day": str(t.day), "kind": t.kind.value, "title": t.title,
             "detail": t.detail, "minutes": t.minutes, "command": t.command, "why": t.why}
            for t in plan.tasks
        ],
    }  # fmt: skip


def _wrapped(text: str, width: int, first: str = "  ", rest: str = "  ") -> list[str]:
    return textwrap.wrap(
        clean_line(text), width, initial_indent=first, subsequent_indent=rest,
        break_on_hyphens=False,
    )  # fmt: skip
