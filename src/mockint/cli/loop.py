"""`mockint loop`: the rounds of a guide one after another, then the committee packet."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from ..errors import ExitCode, UsageError
from . import options

if TYPE_CHECKING:
    from ..interview.conductor import Conductor
    from ..panel import Loop, Panel
    from ..wiring import Services
    from .plain import Room


@click.command("loop", short_help="All rounds of a guide, then the committee packet.")
@click.argument("guide", metavar="[GUIDE]", required=False)
@click.option("--rounds", metavar="A,B", help="Only these rounds, in this order.")
@click.option("--plain", is_flag=True, help="Line by line on stdin and stdout.")
@click.option("--minutes", type=click.IntRange(1, 240), help="Length of each round.")
@click.option("--questions", type=click.IntRange(1, 50), help="How many questions in each round.")
@click.option("--seed", type=click.IntRange(0), help="The same seed asks the same questions.")
@click.option("--persona", metavar="NAME", help="One manner for all; else as titles suggest.")
@click.option("--location", metavar="NAME", help="Fills [Location], and asks its questions too.")
@click.option(
    "--continue", "going_on", metavar="[LOOP]", is_flag=False, flag_value="",
    help="Go on with an unfinished loop, the latest by default.",
)  # fmt: skip
@click.option("--list", "listed", is_flag=True, help="List saved loops instead.")
@options.formats("text", "md", "html", "json")
@options.voice
@options.tailored
@options.engine
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    /,
    guide: str | None,
    going_on: str | None,
    listed: bool,
    form: str | None,
    **given: Any,
) -> int:
    """Hold the rounds of GUIDE (company/role) in order, each with its own interviewer.

    Levels are not shown between rounds: interviewers hand on what was covered and what to go
    deeper into, and nothing else. At the end comes the committee packet; `mockint report
    LOOP` prints it again. A loop can be left anywhere and gone on with.
    """
    from ..panel import Panel
    from .interview import stdin_text
    from .plain import Room

    plain, voice = given.pop("plain"), given.pop("voice")
    services = options.services(ctx, given)
    panel = Panel(services)
    if listed:
        return _list(panel, form)
    options.prepare(services)
    if not plain and options.on_terminal():
        return _in_tui(_loop(services, panel, guide, going_on, given), services, voice=voice)
    if not plain:
        click.echo("mockint: no terminal here, so line by line (as with --plain)", err=True)
    if voice:
        click.echo("mockint: lines are typed; --voice is for the screens", err=True)
    loop = _loop(services, panel, guide, going_on, given)
    try:
        _hold(loop, Room(stdin_text(), sys.stdout, options.on_terminal(), services.alternatives))
        _show(loop, form)
    finally:
        state = "finished" if loop.state.finished else "unfinished; go on with --continue"
        click.echo(f"loop {loop.id} ({state})", err=True)
        loop.close()
    return int(ExitCode.DONE)


def _loop(
    services: Services, panel: Panel, guide: str | None, going_on: str | None, given: dict[str, Any]
) -> Loop:
    from ..panel import LoopOptions
    from .tailoring import announce, announce_kept

    if going_on is not None:
        loop = panel.go_on(going_on or None)
        kept = loop.header.options.get("tailoring")
        announce_kept(services, kept if isinstance(kept, list) else [])
        return loop
    if guide is None:
        raise UsageError("which guide?", remedy="name one; see `mockint rubric list`")
    rounds = tuple(one.strip() for one in (given.pop("rounds") or "").split(",") if one.strip())
    job, cv = given.pop("job"), given.pop("cv")
    chosen = panel.tailored(guide, LoopOptions(rounds=rounds, **given), job, cv)
    if chosen.tailorings:
        announce(services, chosen.tailorings)
    return panel.start(guide, chosen)


def _in_tui(loop: Loop, services: Services, *, voice: bool) -> int:
    from ..tui.app import run_app
    from ..tui.start import Start

    loop.close()
    return run_app(services, replace(Start.looped(loop.id), voice=voice))


def _hold(loop: Loop, room: Room) -> None:
    """Round after round, until one is left unfinished or all are over."""
    from .plain import hold

    while (due := loop.due) is not None:
        place = (loop.state.place or 0) + 1
        whole = len(loop.state.rounds)
        who = f", {due.seat.interviewer}" if due.seat.interviewer else ""
        click.echo(f"mockint: round {place} of {whole}: {due.seat.title}{who}", err=True)
        conductor = loop.sit_down()
        try:
            over = conductor.finished or hold(conductor, room)
            if not over:
                return
            asyncio.run(loop.rise(conductor))
        finally:
            _close(conductor)


def _show(loop: Loop, form: str | None) -> None:
    """The packet, as far as there is one."""
    from .packet import show_packet

    packet = loop.packet()
    if not packet.held:
        click.echo("mockint: no round is over yet, so there is no packet", err=True)
        return
    if not loop.state.finished:
        click.echo("mockint: the loop is not finished; this is what there is so far", err=True)
    click.echo()
    show_packet(packet, form)


def _list(panel: Panel, form: str | None) -> int:
    loops = panel.loops()
    if form == "json":
        options.print_json(
            [
                {"id": one.id, "created": one.header.created, "guide": one.header.guide_id,
                 "finished": one.state.finished,
                 "rounds": [{"rubric": r.seat.rubric, "state": r.words, "session": r.session}
                            for r in one.state.rounds]}
                for one in loops
            ]
        )  # fmt: skip
        return int(ExitCode.DONE)
    if not loops:
        click.echo("No loops yet; `mockint loop GUIDE` starts one.", err=True)
        return int(ExitCode.DONE)
    from .table import table

    rows = [
        (one.id, one.header.guide_id,
         ", ".join(f"{r.seat.title}: {r.words}" for r in one.state.rounds))
        for one in loops
    ]  # fmt: skip
    click.echo(table(("loop", "guide", "rounds"), rows))
    return int(ExitCode.DONE)


def _close(conductor: Conductor) -> None:
    close = getattr(conductor.log, "close", None)
    if close is not None:
        close()
