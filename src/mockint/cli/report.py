"""`mockint report`: a session's scorecard, a run's results, or two runs side by side."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..domain.clean import clean_line
from ..errors import ExitCode, NotFoundError, TranscriptError, UsageError
from . import options
from .grade import exit_code, show

if TYPE_CHECKING:
    from ..bulk.folder import ResultsFolder
    from ..coaching import After
    from ..domain.result import Result
    from ..domain.tailoring import CvClaimResult
    from ..practice.beside import Beside
    from ..reports.after import Part
    from ..store.sessions import StoredSession
    from ..wiring import Services


@dataclass(frozen=True, slots=True)
class Extra:
    """What stands below one scorecard: claims of a CV, parts, and `told`, the same as JSON."""

    claims: tuple[CvClaimResult, ...] = ()
    parts: tuple[Part, ...] = ()
    told: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, claims: tuple[CvClaimResult, ...], beside: Beside) -> Extra:
        """Claims, the candidate's own rating, the first round of a retry."""
        from ..reports.after import beside_json, beside_parts
        from ..reports.tailoring import claims_json

        told = {"claims": claims_json(claims)} if claims else {}
        return cls(claims, beside_parts(beside), told | beside_json(beside))

    def with_debrief(self, after: After) -> Extra:
        """The same, and what to mend first."""
        from ..reports.after import debrief_json, debrief_parts

        parts = debrief_parts(after.debrief, after.outlines)
        told = {"debrief": debrief_json(after.debrief, after.outlines)}
        return replace(self, parts=(*self.parts, *parts), told=self.told | told)


@click.command("report", short_help="Show a scorecard, a run, or two runs side by side.")
@click.argument("names", metavar="SESSION|LOOP|RESULTS [RESULTS]", nargs=-1, required=True)
@click.option(
    "--override", metavar="FILE", help="A coach's levels (transcript,signal,level,who,why)."
)
@click.option("--candidate", metavar="NAME", help="Only this transcript of a run.")
@click.option("--debrief", is_flag=True, help="Also what to mend first, and how (a session).")
@click.option("--out", metavar="DIR", help="Write table, summary and pages of a run to a folder.")
@options.formats("text", "md", "html", "json", "csv")
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    /,
    names: tuple[str, ...],
    override: str | None,
    candidate: str | None,
    debrief: bool,
    out: str | None,
    form: str | None,
    **given: Any,
) -> int:
    """Show a session's scorecard, a loop's packet, a run, or what moved between two runs."""
    services = options.services(ctx, given)
    if len(names) > 2:
        raise UsageError("are too many", where=", ".join(names[2:]), remedy="name one, or two")
    runs = [_is_run(name) for name in names]
    if len(names) == 2:
        if not all(runs):
            raise UsageError(
                "is not a run's folder or results.jsonl",
                where=names[runs.index(False)],
                remedy="only runs can be compared",
            )
        return _compare(names[0], names[1], form)
    overrides = Path(override) if override else None
    if debrief and runs[0]:
        raise UsageError(
            "is a run, and a debrief is of one interview", where=names[0], remedy="name a session"
        )
    if not runs[0] and (loop := _loop_named(services, names[0])):
        return _packet(services, loop, form)
    if not runs[0]:
        return _session(services, names[0], overrides, form, debrief=debrief)
    from ..bulk.folder import ResultsFolder
    from ..engines import known_now

    told = known_now(services.locations.calibrations)
    with ResultsFolder(Path(names[0]), known_now=told) as folder:
        if candidate:
            return _candidate(folder, candidate, overrides, form)
        return _run(folder, Path(out) if out else None, overrides, form)


def _is_run(name: str) -> bool:
    path = Path(name)
    return path.is_dir() or (path.is_file() and path.suffix == ".jsonl")


def _loop_named(services: Services, name: str) -> str:
    """The id of the loop that `name` means, "" where it means none."""
    from ..panel import Panel

    try:
        return Panel(services).store.find(name)
    except NotFoundError:
        return ""


def _packet(services: Services, loop: str, form: str | None) -> int:
    """A loop's committee packet."""
    from ..panel import Panel
    from .packet import show_packet

    if form == "csv":
        raise UsageError("a loop has no csv", where="--format", remedy="use text, md, html or json")
    show_packet(Panel(services).packet(loop), form)
    return int(ExitCode.DONE)


def _session(
    services: Services, name: str, overrides: Path | None, form: str | None, *, debrief: bool
) -> int:
    """A saved session's scorecard, graded now if it was not yet, and what stands beside it."""
    from ..coaching import Coaching
    from ..domain.result import Result
    from ..grading.rollup import of_one_question
    from ..wiring import is_drill, rubric_in

    session = _read(services, name)
    transcript = services.transcript_of(session)
    card = services.scorecard_of(session)
    if card is None:
        if not transcript.candidate_turns:
            raise TranscriptError(
                "has no answers to grade",
                where=session.id,
                remedy="go on with `mockint interview --continue`",
            )
        card = asyncio.run(services.grade(transcript, rubric_in(session.header)))
        card = of_one_question(card) if is_drill(session.header) else card
    result = Result(row=card)
    if overrides is not None:
        from ..bulk.override_file import read_overrides

        read = read_overrides(overrides)
        read.check([result])
        rubric = rubric_in(session.header)
        result = next(read.applied([result], lambda _: rubric))
    turns = [(turn.role.value, turn.name, turn.text) for turn in transcript.turns]
    coaching = Coaching(services)
    extra = Extra.of(services.claims_of(session.header, transcript), coaching.beside(session, card))
    if debrief:
        extra = extra.with_debrief(coaching.after(session, card))
    return _one(result, turns, form, extra)


def _read(services: Services, name: str) -> StoredSession:
    """The session of that name; another file is told for what it is, and not for a broken one."""
    from ..errors import JournalDamagedError

    try:
        return services.store.read(name)
    except JournalDamagedError:
        path = Path(name)
        if not path.is_file() or _begins_like_a_journal(path):
            raise
        raise TranscriptError(
            "is neither a session nor the results of a run",
            where=name,
            remedy="a transcript is graded with `mockint grade FILE --rubric ROUND`; for sessions "
            "see `mockint sessions list`",
        ) from None


def _begins_like_a_journal(path: Path) -> bool:
    """True for a line of a journal, broken or not: eight hexadecimal digits, then an object."""
    with path.open("rb") as file:
        return re.match(rb"[0-9a-f]{8} \{", file.read(10)) is not None


def _candidate(folder: ResultsFolder, name: str, overrides: Path | None, form: str | None) -> int:
    """One transcript of a run."""
    from ..bulk.outputs import overrides_in, reviewed

    results = reviewed(folder, overrides_in(folder.folder, overrides))
    found = [r for r in results() if name in (r.source, Path(r.source).name, Path(r.source).stem)]
    exact = [one for one in found if one.source == name] or found
    if len(exact) != 1:
        several = f"several: {', '.join(one.source for one in exact[:5])}" if exact else "none"
        raise NotFoundError(f"fits {several}", where=name, remedy="name it as results.csv does")
    return _one(exact[0], folder.turns(exact[0].source), form)


def _one(result: Result, turns: Any, form: str | None, extra: Extra | None = None) -> int:
    """Print one result; a review stands beside the scorecard in every form, the rest below it."""
    from ..reports.after import parts_markdown, parts_text
    from ..reports.tailoring import claims_markdown, claims_text

    card, extra = result.card, extra or Extra()
    if form == "html":
        from ..reports.html import Candidate, candidate_html

        page = candidate_html(Candidate(1, result, "#c1"), lambda _: turns, after=extra.parts)
        for piece in page:
            click.echo(piece, nl=False)
    elif form == "json":
        options.print_json(result.as_json() | extra.told)
    elif form == "csv":
        _print_csv([result])
    elif card is None:
        click.echo(clean_line(f"{result.source}: not graded: {result.ungraded}"))
    else:
        show(card, form)
        if result.review is not None:
            from ..reports.phrases import review_lines

            click.echo("\n" + "\n".join(review_lines(result.review)))
        if extra.claims:
            claims = claims_markdown if form == "md" else claims_text
            click.echo("\n" + claims(extra.claims))
        if extra.parts:
            click.echo("\n" + (parts_markdown if form == "md" else parts_text)(extra.parts))
    return int(exit_code(card) if card else ExitCode.PARTIAL)


def _print_csv(results: list[Result]) -> None:
    from ..reports.csv_table import columns_of, csv_lines

    reviewed = any(result.review is not None for result in results)
    lines = csv_lines(results, columns_of(results), reviewed=reviewed)
    click.echo("".join(lines), nl=False)


def _run(folder: ResultsFolder, out: Path | None, overrides: Path | None, form: str | None) -> int:
    """All results of a run; exit code 1 where some are ungraded."""
    from ..bulk import outputs
    from ..reports.cohort import Cohort

    read = outputs.overrides_in(folder.folder, overrides)
    results = outputs.reviewed(folder, read)
    if out is not None:
        cohort = outputs.write_copy(folder, out, read)
        click.echo(f"{out}: results.jsonl, results.csv, summary.md, report.html", err=True)
    else:
        cohort = Cohort.of(results())
        _print_run(folder, results, cohort, form, reviewed=bool(read.lines))
    return int(ExitCode.PARTIAL if cohort.failed or cohort.partial else ExitCode.DONE)


def _print_run(
    folder: ResultsFolder, results: Any, cohort: Any, form: str | None, *, reviewed: bool
) -> None:
    title = f"Results: {folder.folder.resolve().name}"
    if form == "json":
        lead = "["
        for result in results():
            click.echo(lead)
            options.print_json_line(result.as_json())
            lead = ","
        click.echo("[]" if lead == "[" else "]")
    elif form == "csv":
        from ..reports.csv_table import columns_of, csv_lines

        for line in csv_lines(results(), columns_of(results()), reviewed=reviewed):
            click.echo(line, nl=False)
    elif form == "html":
        from ..bulk.outputs import gathered_inline
        from ..reports.html import report_html

        shown = gathered_inline(results)
        for piece in report_html(cohort, shown, folder.turns, title=title):
            click.echo(piece, nl=False)
    elif form == "md":
        from ..reports.summary import summary_markdown

        click.echo(summary_markdown(cohort, title=title), nl=False)
    else:
        from ..reports.summary import counts_line
        from .rows import results_text

        click.echo(results_text(list(results())))
        click.echo(f"\n{counts_line(cohort)}")


def _compare(a: str, b: str, form: str | None) -> int:
    """What moved between two runs; a warning on stderr where they are not comparable."""
    from ..bulk.folder import ResultsFolder
    from ..reports.compare import compare, comparison_json, comparison_markdown

    if form not in {None, "text", "md", "json"}:
        raise UsageError(
            f"two runs have no {form}", where="--format", remedy="use text, md or json"
        )
    with ResultsFolder(Path(a)) as one, ResultsFolder(Path(b)) as other:
        found = compare(one, other)
    if not found.comparable:
        click.echo(
            f"mockint: the provenance differs ({', '.join(found.differences)}): what moved may "
            "be due to that",
            err=True,
        )
    if form == "json":
        options.print_json(comparison_json(found))
    else:
        click.echo(comparison_markdown(found, a, b), nl=False)
    return int(ExitCode.DONE)
