"""The plain face: one interview line by line, for pipes, screen readers and tests.

Only the interviewer's lines begin with `Interviewer: `. An answer is one line of
input; a backslash at its end continues it. Commands: /skip /hint /repeat /time /pad /quit.
The same conductor as the TUI drives it.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

import click

from ..domain.clean import clean
from ..errors import EngineError, MockintError
from ..interview.outage import go_on_with, stop_clock
from .complaint import complain

if TYPE_CHECKING:
    from ..domain.session import Move
    from ..interview.conductor import Conductor
    from ..interview.outage import Alternative
    from ..ports import Wording

COMMANDS = ("/skip", "/hint", "/repeat", "/time", "/pad", "/quit", "/end", "/help")
HELP = (
    "One line is one answer; end a line with \\ to go on in the next. "
    "/skip leaves the question, /hint gives a hint (noted on the scorecard), /repeat says the "
    "question again, /time says what is left, /pad takes the lines that follow, up to one with "
    "a single dot, as your scratch pad, /end closes the interview, /quit leaves it "
    "unfinished."
)
MAX_LINE = 1_000_000


@dataclass(frozen=True, slots=True)
class Room:
    """Where lines come from and go to; `prompt` where a person sits at a terminal."""

    source: TextIO
    out: TextIO
    prompt: bool
    alternatives: Callable[[Conductor], tuple[Alternative, ...]]


def hold(conductor: Conductor, room: Room) -> bool:
    """Run the interview until it closes, or the input ends or quits.

    Returns True if it closed, False where it was left (end of input, /quit).
    """
    return asyncio.run(_hold(conductor, room))


async def _hold(conductor: Conductor, room: Room) -> bool:
    try:
        return await _talk(conductor, room)
    finally:
        await _close(conductor.wording)


async def _talk(conductor: Conductor, room: Room) -> bool:
    lines = Lines(room.source, prompt=room.prompt)
    if conductor.state.awaiting and conductor.state.prompt:
        # A session that goes on: say again what was asked last.
        _say(room.out, conductor.state.prompt)
    while True:
        while (move := conductor.next_move()) is not None:
            _say(room.out, await _words(conductor, move, room))
        if conductor.finished:
            return True
        line = lines.answer()
        if line is None or not _take(conductor, line, lines):
            return False


async def _words(conductor: Conductor, move: Move, room: Room) -> str:
    """The words of a move. Where the endpoint fails, who goes on is chosen, or told."""
    while True:
        asked_ms = conductor.now_ms()
        try:
            return (await conductor.speak(move)).text
        except EngineError as error:
            others = room.alternatives(conductor)
            if not others:
                raise
            stop_clock(conductor, asked_ms)
            complain(error)
            await _go_on(conductor, error, others, room)


async def _go_on(
    conductor: Conductor, error: EngineError, others: tuple[Alternative, ...], room: Room
) -> None:
    """Try again or go on with somebody else; without a terminal the built-in interviewer."""
    chosen: Alternative | None = others[-1]
    if room.prompt:
        chosen = _choose(others, room.source)
    if chosen is None:
        conductor.resume()
        return
    complain(f"going on with {chosen.label}; nothing is lost")
    before = conductor.wording
    try:
        go_on_with(conductor, chosen, error)
    except MockintError as failed:
        complain(failed)
        complain(f"going on with {others[-1].label}")
        go_on_with(conductor, others[-1], error)
    await _close(before)


def _choose(others: tuple[Alternative, ...], source: TextIO) -> Alternative | None:
    """Ask at the terminal; None to try again. The end of input means the last one."""
    click.echo("The clock stands still, and everything said is saved. Who goes on?", err=True)
    click.echo("  Enter  try again", err=True)
    for number, one in enumerate(others, 1):
        click.echo(f"  {number}      {one.label}", err=True)
    while True:
        click.echo("> ", err=True, nl=False)
        line = source.readline(MAX_LINE)
        word = line.strip()
        if not line:
            return others[-1]
        if not word:
            return None
        if word.isdecimal() and 1 <= int(word) <= len(others):
            return others[int(word) - 1]
        click.echo(f"Enter, or a number from 1 to {len(others)}", err=True)


async def _close(wording: Wording) -> None:
    """Close a model's connection: it belongs to this event loop."""
    close = getattr(getattr(wording, "model", None), "close", None)
    if close is not None:
        await close()


def _take(conductor: Conductor, line: str, lines: Lines) -> bool:
    """Do what a line says; False for /quit."""
    match line.strip().lower():
        case "/quit":
            return False
        case "/skip":
            conductor.skip()
        case "/hint":
            conductor.hint()
        case "/repeat":
            conductor.repeat()
        case "/time":
            conductor.ask_time()
        case "/pad":
            conductor.write_pad(lines.page())
            click.echo("mockint: on your scratch pad; the answer is still yours", err=True)
        case "/end":
            conductor.end()
        case "/help":
            click.echo(HELP, err=True)
        case word if word.startswith("/") and " " not in word and len(word) < 20:
            click.echo(f"no command {word}; there are {' '.join(COMMANDS)}", err=True)
        case _:
            conductor.answer(line)
    return True


class Lines:
    """Answers and pages out of lines."""

    def __init__(self, source: TextIO, *, prompt: bool) -> None:
        self._source = source
        self._prompt = prompt

    def answer(self) -> str | None:
        """The next answer, None at the end; a backslash at its end joins a line to the next."""
        parts: list[str] = []
        while (line := self._next("… " if parts else "> ")) is not None:
            if not line.endswith("\\"):
                return "\n".join([*parts, line])
            parts.append(line[:-1])
        return "\n".join(parts) if parts else None

    def page(self) -> str:
        """All lines up to one with a single dot, or to the end of the input."""
        rows: list[str] = []
        while (line := self._next("| ")) is not None and line.strip() != ".":
            rows.append(line)
        return "\n".join(rows)

    def _next(self, mark: str) -> str | None:
        if self._prompt:
            sys.stderr.write(mark)
            sys.stderr.flush()
        line = self._source.readline(MAX_LINE)
        return line.rstrip("\r\n") if line else None


def _say(out: TextIO, text: str) -> None:
    """One line, at once: whoever reads the pipe waits for it."""
    out.write(f"Interviewer: {' '.join(clean(text).split())}\n")
    out.flush()
