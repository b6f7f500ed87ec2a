"""`mockint grade`: a transcript or a saved session against a rubric."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import ExitCode, TranscriptError, UsageError
from . import options

if TYPE_CHECKING:
    from ..domain.rubric import Rubric
    from ..domain.scorecard import Scorecard
    from ..domain.transcript import Transcript
    from ..wiring import Services


@click.command("grade", short_help="Grade a transcript.")
@click.argument("path", metavar="FILE|SESSION|-")
@click.option(
    "--rubric", "rubric_name", metavar="ROUND", help="Which round; a session knows its own."
)
@click.option("--interviewer", metavar="NAME", help="The interviewer's label in the file.")
@click.option("--candidate", metavar="NAME", help="The candidate's label in the file.")
@options.formats("text", "json", "md")
@options.engine
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    path: str,
    rubric_name: str | None,
    interviewer: str | None,
    candidate: str | None,
    form: str | None,
    **given: Any,
) -> int:
    """Grade a transcript: a file, `-` for standard input, or a saved session."""
    services = options.services(ctx, given)
    roles = {"interviewer": interviewer, "candidate": candidate}
    chosen = {key: value for key, value in roles.items() if value}
    transcript, rubric = _load(services, path, rubric_name, chosen)
    if not transcript.candidate_turns:
        raise TranscriptError(
            "holds no words of a candidate", where=transcript.source,
            remedy="say who is the candidate with --candidate NAME",
        )  # fmt: skip
    card = asyncio.run(services.grade(transcript, rubric))
    how = f"roles by {transcript.how_roles}"
    people = {key: ", ".join(names) for key, names in transcript.speakers.items() if names}
    who = "; ".join(f"{key} {names}" for key, names in people.items())
    click.echo(f"{transcript.source}: {transcript.format}, {how}: {who}", err=True)
    show(card, form)
    return int(exit_code(card))


def show(card: Scorecard, form: str | None) -> None:
    """Print a scorecard as text, JSON or Markdown."""
    if form == "json":
        options.print_json(card.model_dump(mode="json", by_alias=True))
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


def _load(
    services: Services, path: str, rubric_name: str | None, roles: dict[str, str]
) -> tuple[Transcript, Rubric]:
    given = services.library.rubric(rubric_name) if rubric_name else None
    if path == "-":
        return _imported(sys.stdin.buffer.read(), "standard input", given, roles)
    if _is_session(path) or not Path(path).exists():
        from ..wiring import rubric_in

        session = services.store.read(path)
        return services.transcript_of(session), given or rubric_in(session.header)
    file = Path(path)
    if file.is_dir():
        raise UsageError("is a folder", where=path, remedy="name one file")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise TranscriptError(f"cannot be read: {error.strerror}", where=path) from None
    return _imported(data, path, given, roles)


def _imported(
    data: bytes, source: str, rubric: Rubric | None, roles: dict[str, str]
) -> tuple[Transcript, Rubric]:
    from ..importers.registry import read_transcripts

    if rubric is None:
        raise UsageError(
            "which round was this?", where=source,
            remedy="name it with --rubric ROUND; see `mockint rubric list`",
        )  # fmt: skip
    return read_transcripts(data, source, roles)[0], rubric


def _is_session(path: str) -> bool:
    from ..store.stored import SUFFIX

    return path.endswith(SUFFIX)
