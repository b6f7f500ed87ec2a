"""What `mockint rubric import` tells a person of what was read, dropped and left over."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.clean import clean_line

if TYPE_CHECKING:
    from ..authoring.reading import ExtractionRead, Reading, RoundRead

SHOWN = 20


def summary(made: Reading, written: list[Path]) -> str:
    """The page in a table of its rounds, and the account of its lines."""
    from ..authoring.draft_parts import guide_id
    from .rubric_import_files import place_of
    from .table import table

    head = made.header
    company = head.company.value if head.company else "company not named"
    role = head.role.value if head.role else "role not named"
    kind = made.source.kind.replace("_", " ")
    lines = [f"{clean_line(role)} at {clean_line(company)} ({kind}, {made.source.lines} lines)"]
    if made.rounds:
        names = ("  round", "title", "minutes", "questions", "signals", "criteria", "red flags")
        lines += ["", table(names, [_row(one) for one in made.rounds])]
        if made.proposed:
            outside = made.proposed
            lines.append(
                f"\nproposed for the guide, from outside of the rounds: {len(outside.tips)} tips, "
                f"{len(outside.questions)} questions, {len(outside.criteria)} criteria"
            )
    else:
        proposed = made.proposed
        questions = _count(len(made.loose_questions), len(proposed.questions))
        lines.append(
            f"\nno rounds named; {questions} questions, {len(made.notes)} notes; "
            f"proposed: {len(proposed.signals)} signals, {len(proposed.criteria)} criteria, "
            f"{len(proposed.red_flags)} red flags"
        )
    lines += _report(made)
    if written:
        lines += ["", "written", *[f"  {path}" for path in written]]
        lines.append(
            "The rounds are drafts: `mockint rubric lint FILE` lists what is to be written."
        )
        folder = written[0].parent
        if not place_of(folder):
            lines.append(
                f"mockint finds rounds by their place: move {folder} to "
                f"rubrics/{guide_id(made.header)}, or name that with --out."
            )
    return "\n".join(lines)


def _row(one: RoundRead) -> tuple[str, ...]:
    proposed = one.proposed
    return (
        f"  {one.number.value}",
        one.title.value,
        str(one.minutes.value) if one.minutes else "–",
        _count(len(one.questions), len(proposed.questions)),
        _count(len(one.signals.items) + len(one.competencies), len(proposed.signals)),
        _count(len(one.criteria.items), len(proposed.criteria)),
        _count(len(one.red_flags.items), len(proposed.red_flags)),
    )


def _count(stated: int, proposed: int) -> str:
    return f"{stated} (+{proposed} proposed)" if proposed else str(stated)


def _report(made: Reading) -> list[str]:
    """What the page contradicts, lacks, and holds that found no place."""
    lines: list[str] = []
    for clash in made.contradictions:
        sides = " | ".join(f"{clean_line(side.text)[:60]}" for side in clash.sides)
        lines.append(f"contradiction: {clean_line(clash.about)}: {sides}")
    lines += [f"warning: {clean_line(one)}" for one in made.warnings]
    if made.extraction is not None:
        lines += _extraction(made.extraction)
    dropped = [
        f"line {one.line}, {one.reason}: {clean_line(one.text)[:70]}"
        for one in made.dropped[:SHOWN]
    ]
    unplaced = [
        f"line {one.line}{' (rest)' if one.rest else ''}: {clean_line(one.text)[:70]}"
        for one in made.unplaced[:SHOWN]
    ]
    for name, count, items in (
        ("dropped", len(made.dropped), dropped),
        ("unplaced", len(made.unplaced), unplaced),
    ):
        told = f"{count} line{'s' if count > 1 else ''}"
        lines.append(f"{name}: {told if count else 'nothing'}")
        lines += [f"  {item}" for item in items]
        if count > SHOWN:
            lines.append(f"  … and {count - SHOWN} more; --format json lists all")
    return ["", *lines]


def _extraction(found: ExtractionRead) -> list[str]:
    """What the model pointed at, what of it counted, and what the endpoint could not do."""
    read = found.passages - found.not_read
    counts = f"{found.kept} items proposed, {len(found.refused)} refused"
    lines = [f"{clean_line(found.model)} read {read} of {found.passages} passages: {counts}"]
    for reason, count in Counter(one.reason for one in found.refused).most_common():
        lines.append(f"  refused, {reason}: {count}")
        mine = [one for one in found.refused if one.reason == reason]
        lines += [
            f'    line {one.line}, {one.part}: "{clean_line(one.quote)[:70]}"' for one in mine[:3]
        ]
    lines += [f"not read: {clean_line(one)}" for one in found.failures]
    return lines
