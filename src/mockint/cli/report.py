"""`mockint report`: the scorecard of a saved session, graded now if it was not yet."""

from __future__ import annotations

import asyncio
from typing import Any

import click

from ..errors import TranscriptError
from . import options
from .grade import exit_code, show


@click.command("report", short_help="Show the scorecard of a session.")
@click.argument("session_name", metavar="SESSION")
@options.formats("text", "json", "md")
@options.common
@click.pass_context
def command(ctx: click.Context, session_name: str, form: str | None, **given: Any) -> int:
    """Show the scorecard of a saved session (an id, the start of one, or a file)."""
    services = options.services(ctx, given)
    session = services.store.read(session_name)
    card = services.scorecard_of(session)
    if card is None:
        from ..wiring import rubric_in

        transcript = services.transcript_of(session)
        if not transcript.candidate_turns:
            raise TranscriptError(
                "has no answers to grade", where=session.id,
                remedy="go on with `mockint interview --continue`",
            )  # fmt: skip
        card = asyncio.run(services.grade(transcript, rubric_in(session.header)))
    show(card, form)
    return int(exit_code(card))
