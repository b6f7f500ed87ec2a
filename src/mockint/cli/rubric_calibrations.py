"""`mockint rubric calibrations`: what `calibrate --save` kept, and whether it still counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..domain.clean import clean
from ..errors import ExitCode, MockintError
from . import options
from .complaint import complain

if TYPE_CHECKING:
    from ..domain.calibrated import JudgeIdentity
    from ..wiring import Services


@click.command("calibrations")
@click.argument("name", metavar="[ROUND]", required=False)
@options.formats("text", "json")
@options.common
@click.pass_context
def command(ctx: click.Context, /, name: str | None, form: str | None, **given: Any) -> int:
    """List the calibrations that are kept; with ROUND, those of that rubric.

    A calibration counts for one judge under one rubric. It is told to be in use, or why
    scorecards no longer take it: the rubric was changed since, or the built-in judge was.
    The files can be deleted; scorecards then say "uncalibrated" again.
    """
    from ..store.calibrations import CalibrationStore

    services = options.services(ctx, given)
    wanted = services.library.rubric(name).id if name else None
    rows: list[dict[str, Any]] = []
    broken = 0
    for path, record in CalibrationStore(services.locations.calibrations).records():
        if record is None:
            complain(f"{path}: is no calibration that this version can read; it counts for nothing")
            broken += 1
        elif wanted in {None, record.rubric}:
            rows.append(
                {
                    "rubric": record.rubric,
                    "judge": record.judge.model_dump(mode="json"),
                    "state": _state(services, record.rubric, record.judge),
                    "figures": record.figures.model_dump(mode="json"),
                    "words": record.figures.words,
                    "path": str(path),
                }
            )
    rows.sort(key=lambda row: (row["rubric"], row["figures"]["date"]))
    if form == "json":
        options.print_json(rows)
    elif rows:
        click.echo("\n\n".join(_text(row) for row in rows))
    else:
        click.echo(
            "no calibration is kept; `mockint rubric calibrate ROUND --labels FILE --save` "
            "keeps one",
            err=True,
        )
    return int(ExitCode.PARTIAL if broken else ExitCode.DONE)


def _state(services: Services, rubric: str, judge: JudgeIdentity) -> str:
    """`in use`, or why no scorecard takes it any more."""
    from .. import __version__
    from ..authoring.library import digest
    from ..grading.calibrated_judge import BUILT_IN

    try:
        now = digest(services.library.rubric(rubric))
    except MockintError:
        return "not in use: no rubric of that id is known here"
    if now != judge.rubric_digest:
        return "not in use: the rubric was changed since"
    if judge.engine == BUILT_IN and judge.mockint != __version__:
        return f"not in use: made with mockint {judge.mockint}, this is {__version__}"
    return "in use"


def _text(row: dict[str, Any]) -> str:
    judge = row["judge"]
    parts = [f"{judge['engine']} judge", judge["model"], judge["method"]]
    if judge["samples"] > 1:
        parts.append(f"{judge['samples']} samples")
    told = " · ".join(str(part) for part in parts if part)
    return clean(
        f"{row['rubric']}  {row['state']}\n  {told} · rubric {judge['rubric_digest']}\n"
        f"  {row['words']}\n  {row['path']}"
    )
