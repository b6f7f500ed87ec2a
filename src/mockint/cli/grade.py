"""`mockint grade`: transcripts and saved sessions against a rubric, one or ten thousand."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..domain.clean import clean_line
from ..errors import ExitCode, UsageError
from . import options
from .complaint import complain

if TYPE_CHECKING:
    from ..bulk.launch import Ended, Launch
    from ..bulk.request import Request, Runner
    from ..domain.scorecard import Scorecard
    from ..wiring import Services


@click.command("grade", short_help="Grade transcripts.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "--rubric", "rubric_name", metavar="ROUND", help="Which round; a session knows its own."
)
@click.option("--out", metavar="DIR", help="Where results go; named again, the run resumes.")
@click.option("--interviewer", metavar="NAME", help="The interviewer's label in the files.")
@click.option("--candidate", metavar="NAME", help="The candidate's label in the files.")
@click.option("--all", "every", is_flag=True, help="Grade each interview of a file with several.")
@click.option("--samples", type=click.IntRange(1, 15), default=1, help="Votes a model gives.")
@click.option("--per-signal", is_flag=True, help="One call a signal, not one a transcript.")
@click.option("--jobs", type=click.IntRange(1, 4096), help="At once, at the most.")
@click.option("--estimate", is_flag=True, help="Say what it would take; nothing is sent.")
@click.option("--max-cost", type=click.FloatRange(min=0), metavar="USD", help="Stop before it.")
@click.option("--retry-failed", is_flag=True, help="Grade again what failed before.")
@click.option(
    "--runner",
    type=click.Choice(["local", "batch", "dask"]),
    default="local",
    help="Where it is done.",
)
@click.option("--scheduler", metavar="ADDRESS", help="A Dask cluster; else one is started here.")
@click.option(
    "--batch-id", "batches", metavar="ID", multiple=True, help="A batch handed in elsewhere."
)
@click.option(
    "--poll", type=click.FloatRange(min=0.01), default=60.0, help="Most seconds between looks."
)
@click.option("--text-column", metavar="NAME", default="text", help="Of a Parquet file's texts.")
@click.option("--id-column", metavar="NAME", default="id", help="Of a Parquet file's names.")
@click.option("--shard", metavar="I/K", help="Only part I of K; for several machines.")
@options.formats("text", "json", "jsonl", "md", "csv")
@options.engine
@options.common
@click.pass_context
def command(ctx: click.Context, /, form: str | None, **given: Any) -> int:
    """Grade transcripts: files, folders, saved sessions, or `-` for standard input."""
    services = options.services(ctx, given)
    request = _request(services, given)
    if given["estimate"]:
        return _estimate(services, request, form)
    alone = request.listing.is_single and not request.reading.every and request.shard.count == 1
    if alone and request.out is None and form != "jsonl" and request.runner.kind == "local":
        return _single(services, request, form)
    return _many(services, request, form)


def show(card: Scorecard, form: str | None) -> None:
    """Print a scorecard as text, JSON or Markdown."""
    if form in {"json", "jsonl"}:
        value = card.model_dump(mode="json", by_alias=True)
        options.print_json(value)
    elif form == "md":
        from ..reports.markdown import scorecard_markdown

        click.echo(scorecard_markdown(card), nl=False)
    else:
        from ..reports.text import scorecard_text

        click.echo(scorecard_text(card, colour=options.wants_colour()))


def exit_code(card: Scorecard) -> ExitCode:
    """1 where a signal could not be graded, else 0."""
    from ..domain.scorecard import Status

    failed = any(verdict.status is Status.ERROR for verdict in card.signals)
    return ExitCode.PARTIAL if failed else ExitCode.DONE


def _request(services: Services, given: dict[str, Any]) -> Request:
    from ..bulk.request import Request
    from ..bulk.sources import Columns, Listing, Shard
    from ..bulk.tasks import Reading
    from ..grading.model_judge import JudgeOptions

    paths: tuple[str, ...] = given["paths"]
    if paths.count("-") > 1:
        raise UsageError("standard input is named twice", where="-", remedy="name it once")
    roles = {name: given[name] for name in ("interviewer", "candidate") if given[name]}
    out = Path(given["out"]).expanduser() if given["out"] else None
    if out is not None and out.exists() and not out.is_dir():
        raise UsageError("is a file", where=str(out), remedy="name a folder with --out")
    stdin: list[bytes] = []

    def read_stdin() -> bytes:
        if not stdin:
            stdin.append(sys.stdin.buffer.read())
        return stdin[0]

    listing = Listing(
        paths,
        stdin=read_stdin,
        session=services.store.find,
        out=out,
        shard=Shard.parse(given["shard"]) if given["shard"] else Shard(),
        columns=Columns(given["text_column"], given["id_column"]),
    )
    return Request(
        listing=listing,
        rubric=services.library.rubric(given["rubric_name"]) if given["rubric_name"] else None,
        reading=Reading(roles, every=given["every"]),
        judging=JudgeOptions(samples=given["samples"], per_signal=given["per_signal"]),
        out=out,
        jobs=given["jobs"],
        max_cost=given["max_cost"],
        retry=given["retry_failed"],
        runner=_runner(given),
    )


def _runner(given: dict[str, Any]) -> Runner:
    from ..bulk.request import Runner

    if given["batches"] and given["runner"] != "batch":
        raise UsageError("needs --runner batch", where="--batch-id", remedy="add --runner batch")
    if given["scheduler"] and given["runner"] != "dask":
        raise UsageError("needs --runner dask", where="--scheduler", remedy="add --runner dask")
    return Runner(
        given["runner"],
        batches=given["batches"],
        poll_s=given["poll"],
        scheduler=given["scheduler"],
    )


def _single(services: Services, request: Request, form: str | None) -> int:
    """Grade one input and print its scorecard; what cannot be graded is the command's error."""
    from ..bulk.single import one_transcript

    transcript, rubric = one_transcript(services, request)
    card = asyncio.run(services.grade(transcript, rubric, request.judging))
    people = {key: ", ".join(names) for key, names in transcript.speakers.items() if names}
    who = "; ".join(f"{key} {names}" for key, names in people.items())
    how = f"roles by {transcript.how_roles}"
    told = f"{transcript.source}: {transcript.format}, {how}: {who}"
    click.echo(clean_line(told), err=True)
    if form == "csv":
        from ..domain.result import Result
        from ..reports.csv_table import columns_of, csv_lines

        results = [Result(row=card)]
        click.echo("".join(csv_lines(results, columns_of(results))), nl=False)
    else:
        show(card, form)
    return int(exit_code(card))


def _many(services: Services, request: Request, form: str | None) -> int:
    """Grade many inputs: rows to a folder, to standard output, or both."""
    from ..bulk.launch import Launch
    from .progress import Progress
    from .rows import RowPrinter

    with Progress() as view:
        printer = RowPrinter(form, kept=request.out is not None)
        launch = Launch(request, services, view, emit=printer.take)
        ended = launch.go()
    printer.finish()
    return _said(launch, ended)


def _said(launch: Launch, ended: Ended) -> int:
    """Say on stderr how a run ended; its exit code."""
    from ..reports.summary import counts_line, roles_line

    tally, out = ended.tally, launch.request.out
    for note in ended.notes:
        complain(note)
    nothing = "nothing left to grade" if ended.stopped is None else "none done now"
    new = f"{tally.rows} done now" if tally.rows else nothing
    known = f", {tally.before} done before" if tally.before else ""
    cost = f"; {tally.calls} calls, {tally.tokens:,} tokens" if tally.calls else ""
    click.echo(f"{tally.total} inputs: {new}{known}{cost}", err=True)
    if ended.cohort is not None and out is not None:
        click.echo(counts_line(ended.cohort), err=True)
        if ended.cohort.roles:
            click.echo(f"roles told {roles_line(ended.cohort)}; summary.md names guesses", err=True)
        click.echo(f"{out}: results.jsonl, results.csv, summary.md, report.html", err=True)
    if ended.stopped is not None:
        raise ended.stopped
    if ended.over_budget:
        click.echo(
            "mockint: --max-cost: the next call could pass it; what is done is kept "
            "(name a higher one to go on)",
            err=True,
        )
        return int(ExitCode.PARTIAL)
    if tally.ungraded:
        click.echo(
            f"mockint: {tally.ungraded} ungraded or graded in part; the rows say why "
            "(--retry-failed tries them again)",
            err=True,
        )
        return int(ExitCode.PARTIAL)
    return int(ExitCode.DONE)


def _estimate(services: Services, request: Request, form: str | None) -> int:
    """Say what a run would take; nothing is sent."""
    from ..bulk.launch import Launch
    from .progress import Progress

    count, bad, found = Launch(request, services, Progress()).estimate()
    engines = services.engines
    model = engines.model_name if engines.is_model else None
    counted = engines.counter.how if engines.is_model else "no tokens: the built-in judge"
    if form in {"json", "jsonl"}:
        options.print_json(
            {
                "transcripts": count, "unreadable": bad, "calls": found.calls,
                "prompt_tokens": found.prompt, "completion_tokens": found.completion,
                "cost_usd": found.cost, "most_cost_usd": found.most_cost,
                "model": model, "counted": counted,
            }
        )  # fmt: skip
        return int(ExitCode.DONE)
    unreadable = f", and {bad} that cannot be read" if bad else ""
    click.echo(f"{count} transcripts to grade{unreadable}")
    if model is None:
        click.echo("no calls, no cost: the built-in judge runs on this machine")
        return int(ExitCode.DONE)
    click.echo(f"{found.calls} calls to {model}")
    click.echo(f"{found.prompt:,} tokens sent, about {found.completion:,} back ({counted})")
    if found.cost is None or found.most_cost is None:
        click.echo("cost unknown: no price for this model (add it to prices.toml)")
    else:
        click.echo(f"about ${found.cost:.2f}, at the most ${found.most_cost:.2f}")
    return int(ExitCode.DONE)
