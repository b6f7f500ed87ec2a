"""A guide as text: what the page says about the whole process."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from ..domain.clean import clean
from ..domain.guide import Guide


def guide_text(guide: Guide, width: int) -> str:
    """Facts, rounds, overall criteria, tips, study plan, questions, contradictions."""
    facts = [
        guide.level and f"level {guide.level}",
        guide.target_level and f"for {guide.target_level}",
        guide.difficulty and f"difficulty {guide.difficulty}",
        guide.experience and guide.experience.raw,
        guide.timeline_days and f"about {guide.timeline_days} days",
        guide.total_minutes and f"{guide.total_minutes} minutes in all",
    ]
    lines = [f"{guide.role} at {guide.company}", guide.id, " · ".join(f for f in facts if f)]
    if guide.description:
        lines += ["", *_wrap(guide.description, width, "")]
    lines += ["", "Rounds", *[f"  - {name}" for name in guide.rounds]]
    for group in guide.overall:
        items = [item.text for item in group.items] or ["(nothing under this heading)"]
        lines += _section(group.group, items, width)
    lines += _section("Preparation tips", [tip.text for tip in guide.tips], width)
    plan = [f"{step.title}: {step.detail}" for step in guide.study_plan]
    lines += _section("Study plan", plan, width)
    questions = [item.text for item in guide.common_questions]
    lines += _section("Commonly asked questions", questions, width)
    for block in guide.locations:
        lines += _section(block.region, [q.text for q in block.questions], width)
    for contradiction in guide.contradictions:
        sides = [side.text for side in contradiction.sides]
        lines += _section(f"The source contradicts itself: {contradiction.about}", sides, width)
    return "\n".join(lines)


def _section(title: str, items: Iterable[str], width: int) -> list[str]:
    body = [line for item in items for line in _wrap(item, width, "  - ")]
    return ["", clean(title), *body] if body else []


def _wrap(text: str, width: int, first: str) -> list[str]:
    rest = " " * len(first)
    return textwrap.wrap(clean(text), width, initial_indent=first, subsequent_indent=rest)
