"""`mockint interview`, and `mockint` alone: the TUI, or plain lines where there is none."""

from __future__ import annotations

import asyncio
import io
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO

import click

from ..errors import EngineError, ExitCode, UsageError
from . import options

if TYPE_CHECKING:
    from ..domain.rubric import Rubric
    from ..domain.scorecard import Scorecard
    from ..interview.conductor import Conductor
    from ..tui.start import Start
    from ..wiring import Services


@click.command("interview", short_help="Hold one round.")
@click.argument("round_name", metavar="[ROUND]", required=False)
@click.option("--plain", is_flag=True, help="Line by line on stdin and stdout.")
@click.option("--minutes", type=click.IntRange(1, 240), help="Length; else the round's own.")
@click.option("--questions", type=click.IntRange(1, 50), help="How many questions to ask.")
@click.option("--seed", type=click.IntRange(0), help="The same seed asks the same questions.")
@click.option("--persona", default="neutral", show_default=True, help="neutral, warm or brisk.")
@click.option("--location", metavar="NAME", help="Fills [Location] in questions.")
@click.option(
    "--only", metavar="QUESTION", multiple=True, help="Ask only this question; repeatable."
)
@click.option(
    "--continue", "session", metavar="[SESSION]", is_flag=False, flag_value="",
    help="Go on with an unfinished session, the latest by default.",
)  # fmt: skip
@options.voice
@options.tailored
@options.engine
@options.common
@click.pass_context
def command(
    ctx: click.Context, /, round_name: str | None, session: str | None, **given: Any
) -> int:
    """Hold one round: in the TUI, or line by line with --plain.

    ROUND is company/role/round, any unambiguous tail of it, or a path to a YAML file;
    `mockint rubric list` shows them.
    """
    plain = given.pop("plain")
    services = options.services(ctx, given)
    return hold(services, round_name, session, given, plain=plain)


def hold(
    services: Services,
    round_name: str | None,
    session: str | None,
    given: dict[str, Any],
    *,
    plain: bool,
    at_once: bool = False,
    name: str | None = None,
) -> int:
    """Hold a round where there is a terminal in the TUI (`at_once`: without its brief)."""
    options.prepare(services)
    voice = given.pop("voice", False)
    if not plain and options.on_terminal():
        start = _start(services, round_name, session, given, at_once=at_once)
        return _in_tui(services, start, voice=voice)
    if not plain:
        click.echo("mockint: no terminal here, so line by line (as with --plain)", err=True)
    if voice:
        click.echo("mockint: lines are typed; --voice is for the screens", err=True)
    return _in_lines(services, name or round_name, session, given)


def open_home(ctx: click.Context) -> int:
    """`mockint` alone: the home screen; without a terminal, what there is to do."""
    services = options.services(ctx, {})
    options.prepare(services)
    if options.on_terminal():
        from ..tui.app import run_app
        from ..tui.start import Start

        return run_app(services, Start.home())
    click.echo("mockint: no terminal here, so no screens; try one of these:", err=True)
    click.echo("  mockint rubric list", err=True)
    click.echo("  mockint interview ROUND --plain", err=True)
    click.echo("  mockint grade FILE --rubric ROUND", err=True)
    return int(ExitCode.DONE)


def _in_tui(services: Services, start: Start, *, voice: bool) -> int:
    from ..tui.app import run_app

    return run_app(services, replace(start, voice=voice))


def _start(
    services: Services,
    round_name: str | None,
    session: str | None,
    given: dict[str, Any],
    *,
    at_once: bool,
) -> Start:
    from ..tui.start import Start
    from ..wiring import InterviewOptions

    if session is not None:
        _tell_again(services, session)
        return Start.continued(session or None)
    if round_name is None:
        return Start.home()
    rubric = services.library.rubric(round_name)
    _tailor(services, rubric, given)
    make = Start.interview if at_once else Start.brief
    return make(rubric.id, InterviewOptions(**given), round_name)


def _in_lines(
    services: Services, round_name: str | None, session: str | None, given: dict[str, Any]
) -> int:
    from ..wiring import InterviewOptions
    from .plain import Room
    from .plain import hold as hold_lines

    if session is not None:
        _tell_again(services, session)
        conductor = services.continue_interview(session or None)
    elif round_name is None:
        raise UsageError("which round?", remedy="name one; see `mockint rubric list`")
    else:
        rubric = services.library.rubric(round_name)
        _tailor(services, rubric, given)
        conductor = services.start_interview(rubric, InterviewOptions(**given))
    try:
        room = Room(stdin_text(), sys.stdout, options.on_terminal(), services.alternatives)
        hold_lines(conductor, room)
        _report(services, conductor)
    except EngineError:
        click.echo(
            f"mockint: your answers are saved; `mockint grade {conductor.log.session_id}` grades "
            "them later, --engine built-in without any endpoint",
            err=True,
        )
        raise
    finally:
        _name_session(conductor)
    return int(ExitCode.DONE)


def _tailor(services: Services, rubric: Rubric, given: dict[str, Any]) -> None:
    """Put the tailoring in the place of the files that it is made from."""
    from .tailoring import announce

    tailoring = services.tailor(rubric, given.pop("job", None), given.pop("cv", None))
    if tailoring is not None:
        announce(services, [tailoring])
    given["tailoring"] = tailoring


def _tell_again(services: Services, session: str) -> None:
    """Before a tailored session goes on: what leaves this machine with the engine of now."""
    from .tailoring import announce_kept

    latest = services.store.latest_unfinished()
    name = session or (latest.id if latest else "")
    if name:
        kept = services.store.read(name).header.options.get("tailoring")
        announce_kept(services, [kept])


def _report(services: Services, conductor: Conductor) -> None:
    """Grade and print; without any answer there is nothing to grade."""
    from ..reports.text import scorecard_text
    from ..store.summary import looked_at

    if not conductor.transcript().candidate_turns:
        click.echo("Nothing was answered, so there is nothing to grade.", err=True)
        return
    if conductor.finished:
        card = asyncio.run(services.grade_interview(conductor))
    else:
        # What is not finished is graded for a look, and not kept as the verdict.
        card = asyncio.run(services.look_at(conductor))
        look = looked_at(card.recommendation.value, card.score, conductor.now_ms())
        conductor.log.append(look)
    click.echo()
    click.echo(scorecard_text(card, colour=options.wants_colour()))
    _report_claims(services, conductor)
    _report_after(services, conductor, card)


def _report_after(services: Services, conductor: Conductor, card: Scorecard) -> None:
    """The levels of a retry beside the first ones, and one line on what to mend first."""
    from ..coaching import Coaching
    from ..reports.after import beside_parts, fix_first, parts_text
    from ..store.sessions import SessionLog

    if not isinstance(conductor.log, SessionLog):
        return
    session = services.store.read(conductor.log.session_id)
    after = Coaching(services).after(session, card)
    if parts := beside_parts(after.beside):
        click.echo("\n" + parts_text(parts))
    if line := fix_first(after.debrief):
        click.echo(f"\n{line}.")
        # Not on stdout: what is printed there depends on what was said alone.
        click.echo(f"mockint: `mockint report {session.id} --debrief` says how", err=True)


def _report_claims(services: Services, conductor: Conductor) -> None:
    from ..reports.tailoring import claims_text
    from ..store.sessions import SessionLog

    if not isinstance(conductor.log, SessionLog):
        return
    results = services.claims_of(conductor.log.header, conductor.transcript())
    if results:
        click.echo("\n" + claims_text(results))


def _name_session(conductor: Conductor) -> None:
    from ..store.sessions import SessionLog

    state = "finished" if conductor.finished else "unfinished; go on with --continue"
    click.echo(f"session {conductor.log.session_id} ({state})", err=True)
    if isinstance(conductor.log, SessionLog):
        conductor.log.close()


def stdin_text() -> TextIO:
    """Standard input as UTF-8; bytes that are not become U+FFFD, never an error."""
    return io.TextIOWrapper(
        sys.stdin.buffer, encoding="utf-8-sig", errors="replace", newline="\n", line_buffering=True
    )
