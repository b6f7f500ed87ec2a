"""`mockint sessions`: list, show, export, delete, path."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from . import options
from .complaint import complain
from .table import table

if TYPE_CHECKING:
    from ..domain.transcript import Transcript
    from ..store.sessions import StoredSession
    from ..store.summary import SessionSummary
    from ..wiring import Services


@click.group("sessions", short_help="Saved sessions.")
def command() -> None:
    """List, show, export and delete saved sessions."""


@command.command("list")
@options.formats("text", "json")
@options.common
@click.pass_context
def list_(ctx: click.Context, /, form: str | None, **given: Any) -> None:
    """All saved sessions, newest first."""
    services = options.services(ctx, given)
    rows = services.store.list()
    if form == "json":
        options.print_json([asdict(row) for row in rows])
        return
    if not rows:
        click.echo("No sessions yet; `mockint interview ROUND` starts one.", err=True)
        return
    click.echo(
        table(
            ("session", "round", "state", "answers", "minutes", "verdict"),
            [
                (row.id, row.rubric_id or row.reason, row.state.value, str(row.answers),
                 f"{row.minutes:.0f}", _verdict(row))
                for row in rows
            ],
        )
    )  # fmt: skip


@command.command("show")
@click.argument("session_name", metavar="SESSION")
@options.formats("text", "json", "md")
@options.common
@click.pass_context
def show(ctx: click.Context, /, session_name: str, form: str | None, **given: Any) -> None:
    """The conversation of a session: an id, the start of one, an example's name, a file."""
    services = options.services(ctx, given)
    session = services.store.read(session_name)
    _warn_of_damage(session)
    transcript = services.transcript_of(session)
    if form == "json":
        options.print_json(as_json(services, session, transcript))
    elif form == "md":
        click.echo(_markdown(session, transcript), nl=False)
    else:
        click.echo(_text(session, transcript))


@command.command("export")
@click.argument("session_name", metavar="SESSION")
@click.option("--out", metavar="FILE", help="Where to; standard output by default.")
@options.formats("md", "json", "text")
@options.common
@click.pass_context
def export(
    ctx: click.Context, /, session_name: str, out: str | None, form: str | None, **given: Any
) -> None:
    """Write a session's conversation and scorecard to a file, Markdown by default."""
    services = options.services(ctx, given)
    session = services.store.read(session_name)
    transcript = services.transcript_of(session)
    if form == "json":
        import json

        value = as_json(services, session, transcript)
        content = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    elif form == "text":
        content = _text(session, transcript) + "\n"
    else:
        content = _markdown(session, transcript)
        card = services.scorecard_of(session)
        if card is not None:
            from ..reports.markdown import scorecard_markdown

            content = f"{scorecard_markdown(card)}\n{content}"
    if out is None:
        click.echo(content, nl=False)
        return
    from ..store.atomic import write_text

    write_text(Path(out), content)
    click.echo(f"wrote {out}", err=True)


@command.command("delete")
@click.argument("session_names", metavar="SESSION...", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@options.common
@click.pass_context
def delete(ctx: click.Context, /, session_names: tuple[str, ...], yes: bool, **given: Any) -> None:
    """Delete sessions and what belongs to them (drafts, damaged parts); loops by their id.

    A loop is deleted without its sessions, which have ids of their own.
    """
    from ..panel import Panel

    services = options.services(ctx, given)
    loops = Panel(services).store
    known = {loop.id for loop in loops.list()[0]}
    ids = [name if name in known else services.store.find(name).stem for name in session_names]
    if not yes:
        if not options.on_terminal():
            raise UsageError(
                "will not delete without being asked twice", remedy="add --yes to be sure"
            )
        click.confirm(f"Delete {', '.join(ids)}?", abort=True, err=True)
    for one in ids:
        (loops if one in known else services.store).delete(one)
        click.echo(f"deleted {one}", err=True)


@command.command("path")
@click.argument("session_name", metavar="[SESSION]", required=False)
@options.common
@click.pass_context
def path(ctx: click.Context, /, session_name: str | None, **given: Any) -> None:
    """Where sessions are saved, or where one is."""
    services = options.services(ctx, given)
    found = services.store.find(session_name) if session_name else services.locations.sessions
    click.echo(found)


def as_json(services: Services, session: StoredSession, transcript: Transcript) -> dict[str, Any]:
    """`{"session": …, "turns": […], "scorecard": …}`, the contract of `sessions show`.

    Beside them `self_rating` (signal to level) and `retry_of` (a session's id, or null).
    """
    from ..practice.self_rating import ratings_in

    header = session.header
    card = services.scorecard_of(session)
    return {
        "session": {
            "id": session.id,
            "created": header.created,
            "rubric": header.rubric_id,
            "rubric_digest": header.rubric_digest,
            "title": header.title,
            "engine": header.engine,
            "model": header.model,
            "persona": header.persona,
            "seed": header.seed,
            "mockint": header.mockint,
            "minutes": header.plan.minutes,
            "questions": [asdict(question) for question in header.plan.questions],
            "state": session.summary.state.value,
            "damage": len(session.damage),
        },
        "turns": [
            {
                "index": turn.index,
                "role": turn.role.value,
                "text": turn.text,
                "at_ms": turn.start_ms,
                "question": turn.question,
                "move": turn.move,
                **({"pad": True} if turn.is_pad else {}),
            }
            for turn in transcript.turns
        ],
        "scorecard": card.model_dump(mode="json", by_alias=True) if card else None,
        "self_rating": ratings_in(session.events),
        "retry_of": header.options.get("retry_of"),
    }


def _text(session: StoredSession, transcript: Transcript) -> str:
    from ..domain.clean import clean
    from ..reports.phrases import who_phrase

    lines = [f"{session.header.title} · {session.header.created} · {session.id}", ""]
    for turn in transcript.turns:
        lines += [f"[{turn.index}] {who_phrase(turn)}: {clean(turn.text)}", ""]
    return "\n".join(lines[:-1])


def _markdown(session: StoredSession, transcript: Transcript) -> str:
    from ..reports.markdown import transcript_markdown

    return transcript_markdown(transcript, session.header.title)


def _warn_of_damage(session: StoredSession) -> None:
    for damage in session.damage:
        complain(f"{session.path}: {damage.reason}")


def _verdict(row: SessionSummary) -> str:
    """What it came to, or came to so far; "" where nobody has looked."""
    so_far = " so far" if row.so_far else ""
    recommendation, score = row.so_far or (row.recommendation, row.score)
    if recommendation is None:
        return ""
    shown = recommendation.replace("-", " ").title()
    return f"{shown} ({score:.2f}){so_far}" if score is not None else f"{shown}{so_far}"
