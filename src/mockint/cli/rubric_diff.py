"""`mockint rubric diff`: what changed between two rubrics, and which gradings move."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import ExitCode
from . import options

if TYPE_CHECKING:
    from ..authoring.differences import Difference, Movement
    from ..domain.rubric import Rubric
    from ..domain.scorecard import Scorecard
    from ..domain.transcript import Transcript
    from ..wiring import Services


@click.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--transcripts", metavar="DIR", help="Grade these as well, beside the examples.")
@click.option("--no-grading", is_flag=True, help="Compare the rubrics alone.")
@options.formats("text", "json")
@options.engine
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    /,
    before: str,
    after: str,
    transcripts: str | None,
    no_grading: bool,
    form: str | None,
    **given: Any,
) -> int:
    """What changed from A to B (rounds or files), and which example gradings move."""
    from ..authoring.differences import differences, movements
    from ..authoring.library import digest

    services = options.services(ctx, given)
    first, second = services.library.rubric(before), services.library.rubric(after)
    changes = differences(first, second)
    talks = [] if no_grading else _talks(services, (first, second), transcripts)
    pairs = asyncio.run(_graded(services, first, second, talks))
    moved = movements(pairs)
    if form == "json":
        options.print_json(
            {
                "schema": "mockint/rubric-diff@1",
                "before": {"id": first.id, "digest": digest(first)},
                "after": {"id": second.id, "digest": digest(second)},
                "changes": [asdict(one) for one in changes],
                "graded": [name for name, _, _ in pairs],
                "moved": [asdict(one) for one in moved],
            }
        )
    else:
        click.echo(_as_text(changes, moved, len(pairs)))
    return int(ExitCode.DONE)


def _talks(
    services: Services, rubrics: tuple[Rubric, Rubric], folder: str | None
) -> list[Transcript]:
    from .rubric_transcripts import example_transcripts, folder_transcripts

    found: dict[str, Transcript] = {}
    for rubric in rubrics:
        for talk in example_transcripts(services, rubric):
            found.setdefault(talk.source, talk)
    if folder is not None:
        for talk in folder_transcripts(services, Path(folder).expanduser()):
            found.setdefault(talk.source, talk)
    return list(found.values())


async def _graded(
    services: Services, before: Rubric, after: Rubric, talks: list[Transcript]
) -> list[tuple[str, Scorecard, Scorecard]]:
    from ..authoring.library import digest
    from ..grading.grader import grade

    if not talks:
        return []
    made = digest(before), digest(after)
    async with services.engines.open_judge() as judge:
        return [
            (
                talk.source,
                await grade(talk, before, judge, rubric_digest=made[0]),
                await grade(talk, after, judge, rubric_digest=made[1]),
            )
            for talk in talks
        ]


def _as_text(changes: tuple[Difference, ...], moved: tuple[Movement, ...], graded: int) -> str:
    from ..domain.clean import clean_line

    signs = {"added": "+", "removed": "-", "changed": "~", "moved": "↕"}
    lines: list[str] = []
    where: str | None = None
    for one in changes:
        if one.where != where:
            where = one.where
            lines.append(clean_line(where or "round"))
        field = f"{one.field}: " if one.field else ""
        if one.change in {"changed", "moved"}:
            told = f"{field}{clean_line(one.before)}\n      → {clean_line(one.after)}"
        else:
            told = f"{field}{clean_line(one.after or one.before)}"
        lines.append(f"  {signs[one.change]} {told}")
    if not changes:
        lines.append("The two say the same.")
    lines.append("")
    if not graded:
        lines.append("No transcript was graded.")
    elif not moved:
        lines.append(f"{graded} transcript(s) graded with both: nothing moves.")
    else:
        lines.append(f"{graded} transcript(s) graded with both; these move:")
        lines += [
            f"  {clean_line(one.transcript)}  {one.signal or 'round'}: {one.before} → {one.after}"
            for one in moved
        ]
    return "\n".join(lines)
