"""`mockint rubric calibrate`: how far the judge agrees with people, and how steady it is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import EngineError, ExitCode, MockintError, NotFoundError, UsageError
from . import options
from .complaint import complain

if TYPE_CHECKING:
    from ..domain.rubric import Rubric
    from ..domain.scorecard import Scorecard
    from ..domain.transcript import Transcript
    from ..grading.calibration import Calibration, Label
    from ..grading.trials import Sensitivity, Stability
    from ..wiring import Services

RUNS = 3


@dataclass(frozen=True)
class _Found:
    """All that was worked out; `failed` names what could not be read or graded, and why."""

    calibration: Calibration | None
    stability: Stability | None
    sensitivity: tuple[Sensitivity, ...]
    cards: dict[str, Scorecard]
    failed: dict[str, str]


@click.command("calibrate")
@click.argument("name", metavar="ROUND")
@click.option("--labels", metavar="FILE", help="CSV: transcript,signal,level,rater.")
@click.option("--transcripts", metavar="DIR", help="Where the transcripts lie; else beside FILE.")
@click.option("--report", is_flag=True, help="Stability and sensitivity of the judge as well.")
@click.option("--runs", type=click.IntRange(2, 50), default=RUNS, help="For --report: how often.")
@click.option("--out", metavar="FILE", help="Write the HTML page there as well.")
@click.option("--save", is_flag=True, help="Keep the figures: scorecards then tell them.")
@click.option("--seed", type=int, default=0, help="Of the bootstrap.")
@options.formats("text", "json", "html")
@options.engine
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    /,
    name: str,
    labels: str | None,
    transcripts: str | None,
    report: bool,
    out: str | None,
    form: str | None,
    **given: Any,
) -> int:
    """Compare the judge's levels with those that people gave.

    Transcripts are named by file (below --transcripts or beside the labels) or by session.
    With --save, scorecards of the same judge (rubric, engine, model, prompts) say from
    then on how far it agrees with people, in place of "uncalibrated"; no level changes.
    With --report and no labels, the judge is tried on the transcripts of --transcripts or,
    without it, on the shipped examples of the round.
    """
    runs, seed, keep = int(given.pop("runs")), int(given.pop("seed")), bool(given.pop("save"))
    services = options.services(ctx, given)
    rubric = services.library.rubric(name)
    if labels is None and not report:
        raise UsageError(
            "nothing to compare with", where="--labels",
            remedy="name the CSV of levels with --labels FILE, or try the judge with --report",
        )  # fmt: skip
    if keep and labels is None:
        raise UsageError("needs --labels", where="--save", remedy="there is nothing to keep")
    marks = _labels(labels, rubric)
    folder = Path(transcripts).expanduser() if transcripts else None
    if folder is not None and not folder.is_dir():
        raise NotFoundError("no such folder", where=f"--transcripts {folder}")
    folders = tuple(one for one in (folder, Path(labels).parent if labels else None) if one)
    talks, failed = _talks(services, rubric, marks, folders, folder)
    if not talks:
        raise NotFoundError(
            "no transcript could be read"
            + "".join(f"; {which}: {why}" for which, why in list(failed.items())[:3]),
            where=labels or transcripts or rubric.id,
            remedy="say where they lie with --transcripts DIR",
        )  # fmt: skip
    found = asyncio.run(_work(services, rubric, marks, talks, failed, seed, runs if report else 0))
    _print(found, rubric, form, out)
    if keep and labels is not None and found.calibration is not None:
        from .rubric_calibration_record import save

        place = Path(labels).expanduser()
        save(services, rubric, found.calibration, found.cards, place, _as_json(found, rubric))
    for which, why in found.failed.items():
        complain(f"left out: {which}: {why}")
    return int(ExitCode.PARTIAL if found.failed else ExitCode.DONE)


def _labels(path: str | None, rubric: Rubric) -> tuple[Label, ...]:
    if path is None:
        return ()
    from ..authoring.labels import read_labels

    return read_labels(Path(path).expanduser(), rubric)


def _talks(
    services: Services,
    rubric: Rubric,
    marks: tuple[Label, ...],
    folders: tuple[Path, ...],
    folder: Path | None,
) -> tuple[dict[str, Transcript], dict[str, str]]:
    """(transcripts by the name that the labels give them, what cannot be read)."""
    from .rubric_transcripts import example_transcripts, folder_transcripts, named_transcript

    if not marks:
        talks = (
            folder_transcripts(services, folder)
            if folder is not None
            else example_transcripts(services, rubric)
        )
        return {talk.source: talk for talk in talks}, {}
    found: dict[str, Transcript] = {}
    failed: dict[str, str] = {}
    for which in dict.fromkeys(label.transcript for label in marks):
        try:
            talk = named_transcript(services, which, folders)
        except EngineError:
            raise
        except MockintError as problem:
            failed[which] = str(problem)
        else:
            found[which] = replace(talk, source=which)
    return found, failed


async def _work(
    services: Services,
    rubric: Rubric,
    marks: tuple[Label, ...],
    talks: dict[str, Transcript],
    failed: dict[str, str],
    seed: int,
    runs: int,
) -> _Found:
    from ..authoring.library import digest
    from ..domain.scorecard import Status
    from ..grading import trials
    from ..grading.calibration import calibrate
    from ..grading.grader import grade as grade_with

    made = digest(rubric)
    failed = dict(failed)
    async with services.engines.open_judge() as judge:

        async def grade(talk: Transcript) -> Scorecard:
            return await grade_with(talk, rubric, judge, rubric_digest=made)

        cards = {which: await grade(talk) for which, talk in talks.items()}
        for which, card in cards.items():
            if all(verdict.status is Status.ERROR for verdict in card.signals):
                failed[which] = card.signals[0].rationale or "could not be graded"
        changed: tuple[Sensitivity, ...] = ()
        if runs:
            changed = await trials.sensitivity(list(talks.values()), rubric, grade)
    steady = await _stability(services, rubric, talks, runs) if runs else None
    compared = calibrate(rubric, marks, cards, seed=seed) if marks else None
    return _Found(compared, steady, changed, cards, failed)


async def _stability(
    services: Services, rubric: Rubric, talks: dict[str, Transcript], runs: int
) -> Stability:
    """Every run has a seed of its own, so that no reply comes out of the cache."""
    from ..grading.model_judge import JudgeOptions
    from ..grading.trials import stability

    count: dict[str, int] = {}

    async def grade(talk: Transcript) -> Scorecard:
        count[talk.source] = count.get(talk.source, 0) + 1
        return await services.grade(talk, rubric, JudgeOptions(seed=count[talk.source]))

    return await stability(list(talks.values()), grade, runs)


def _print(found: _Found, rubric: Rubric, form: str | None, out: str | None) -> None:
    judge = _judge(found)
    told = ", ".join(str(value) for key, value in judge.items() if value and key != "samples")
    if form == "html" or out is not None:
        from ..reports.calibration_html import calibration_html

        page = calibration_html(found.calibration, found.stability, found.sensitivity, rubric, told)
        if out is not None:
            from ..authoring.writing import write_file

            write_file(Path(out).expanduser(), page)
            click.echo(f"wrote {out}", err=True)
        if form == "html":
            click.echo(page, nl=False)
            return
    if form == "json":
        options.print_json(_as_json(found, rubric))
        return
    from ..reports.calibration_text import calibration_text, trials_text

    parts = []
    if found.calibration is not None:
        parts.append(calibration_text(found.calibration, rubric.title, told))
    if found.sensitivity:
        parts.append(trials_text(found.stability, found.sensitivity))
    click.echo("\n\n".join(parts))


def _judge(found: _Found) -> dict[str, Any]:
    made = next(iter(found.cards.values())).provenance
    return {"engine": made.engine, "model": made.model, "method": made.method,
            "samples": made.samples, "mockint": made.mockint}  # fmt: skip


def _as_json(found: _Found, rubric: Rubric) -> dict[str, Any]:
    from ..authoring.library import digest
    from ..reports.calibration_json import calibration_json, trials_json

    value: dict[str, Any] = {"rubric": rubric.id, "judge": _judge(found)}
    if found.calibration is not None:
        value = calibration_json(found.calibration, rubric, digest(rubric), _judge(found))
    if found.sensitivity:
        value["report"] = trials_json(found.stability, found.sensitivity)
    return value
