"""The plain face: one interview line by line, for pipes, screen readers and tests.

Only the interviewer's lines begin with `Interviewer: `. An answer is one line of
input; a backslash at its end continues it. Commands: /skip /hint /repeat /time /quit.
The same conductor as the TUI drives it.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

import click

from ..domain.clean import clean
from ..errors import EngineError

if TYPE_CHECKING:
    from ..domain.session import Move
    from ..interview.conductor import Conductor

COMMANDS = ("/skip", "/hint", "/repeat", "/time", "/quit", "/end", "/help")
HELP = (
    "One line is one answer; end a line with \\ to go on in the next. "
    "/skip leaves the question, /hint gives a hint (noted on the scorecard), /repeat says the "
    "question again, /time says what is left, /end closes the interview, /quit leaves it "
    "unfinished."
)
MAX_LINE = 1_000_000


def hold(conductor: Conductor, source: TextIO, out: TextIO, *, prompt: bool) -> bool:
    """Run the interview until it closes, or the input ends or quits.

    Returns True if it closed, False where it was left (end of input, /quit).
    """
    return asyncio.run(_hold(conductor, source, out, prompt=prompt))


async def _hold(conductor: Conductor, source: TextIO, out: TextIO, *, prompt: bool) -> bool:
    try:
        return await _talk(conductor, source, out, prompt=prompt)
    finally:
        # A model's connection belongs to this event loop.
        close = getattr(getattr(conductor.wording, "model", None), "close", None)
        if close is not None:
            await close()


async def _talk(conductor: Conductor, source: TextIO, out: TextIO, *, prompt: bool) -> bool:
    answers = _answers(source, prompt=prompt)
    if conductor.state.awaiting and conductor.state.prompt:
        # A session that goes on: say again what was asked last.
        _say(out, conductor.state.prompt)
    while True:
        while (move := conductor.next_move()) is not None:
            _say(out, await _words(conductor, move))
        if conductor.finished:
            return True
        line = next(answers, None)
        if line is None or not _take(conductor, line):
            return False


async def _words(conductor: Conductor, move: Move) -> str:
    """The words of a move; where the endpoint fails, the built-in ones, in the same session."""
    try:
        return (await conductor.speak(move)).text
    except EngineError as error:
        builtin = getattr(conductor.wording, "builtin", None)
        if builtin is None:
            raise
        click.echo(f"mockint: {error}", err=True)
        click.echo("mockint: going on with the built-in interviewer; nothing is lost", err=True)
        conductor.use(builtin, f"the endpoint failed ({type(error).__name__}); built-in words")
        return (await conductor.speak(move)).text


def _take(conductor: Conductor, line: str) -> bool:
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
        case "/end":
            conductor.end()
        case "/help":
            click.echo(HELP, err=True)
        case word if word.startswith("/") and " " not in word and len(word) < 20:
            click.echo(f"no command {word}; there are {' '.join(COMMANDS)}", err=True)
        case _:
            conductor.answer(line)
    return True


def _answers(source: TextIO, *, prompt: bool) -> Iterator[str]:
    """Answers from lines; a backslash at the end joins a line to the next."""
    parts: list[str] = []
    while True:
        if prompt:
            sys.stderr.write("… " if parts else "> ")
            sys.stderr.flush()
        line = source.readline(MAX_LINE)
        if not line:
            if parts:
                yield "\n".join(parts)
            return
        text = line.rstrip("\r\n")
        if text.endswith("\\"):
            parts.append(text[:-1])
            continue
        yield "\n".join([*parts, text])
        parts = []


def _say(out: TextIO, text: str) -> None:
    """One line, at once: whoever reads the pipe waits for it."""
    out.write(f"Interviewer: {' '.join(clean(text).split())}\n")
    out.flush()
