"""Signals at the screen on a terminal of its own: how it ends, and that nothing is lost.

The terminal is the suite's own (tests/tui/test_terminal.py). In every trial answers are
given until the screen says that they are saved, a draft is typed, and then the system
ends, hangs up, stops or resizes it; afterwards the session opens and goes on.
"""

from __future__ import annotations

import fcntl
import os
import random
import signal
import struct
import tempfile
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import stage
from outcome import LOST, UNCAUGHT, WRONG, Outcome

ANSWER = "I met him on Monday and we agreed on two dates in writing, case {n}."
DRAFT = "an unsent draft, number {n}"
#: 120 is Python's word for what it could not flush to a terminal that is gone.
GONE = {120, 130}
#: Leaves the second screen of the terminal: what was there before is back.
BACK = b"\x1b[?1049l"


def signal_a_screen(outcome: Outcome, trial: tuple[str, int]) -> None:
    """One trial: the way of `WAYS` that it ends, and its seed."""
    stage.use("tui")
    from test_terminal import Terminal

    from mockint.store.sessions import SessionStore

    way, seed = trial
    dice = random.Random(seed)
    outcome.did()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "mockint"
        home.mkdir(mode=0o700)
        store = SessionStore(home / "sessions")
        face = Terminal(home, "interview", stage.ROUND)
        where = f"screen, {way}"
        try:
            answers, draft = _held(face, store, dice)
            codes = WAYS[way](face, dice)
            code = face.process.wait(timeout=20)
        except AssertionError as error:
            outcome.fail(WRONG, f"{where}: {error}")
            return
        finally:
            face.close()
        if code not in codes:
            outcome.fail(WRONG, f"{where}: exit code {code}")
        if b"Traceback" in face.seen:
            outcome.fail(UNCAUGHT, f"{where}: {face.plain()[-300:]!r}")
        if code == 130 and BACK not in face.seen and way != "hang-up":
            outcome.fail(WRONG, f"{where}: the terminal was not given back")
        session = store.list()[0].id
        held = [e.text for e in store.read(session).events if e.kind.value == "answer"]
        lost = [text for text in answers if text not in held]
        if lost:
            outcome.fail(LOST, f"{where}: {len(lost)} of {len(answers)} answers", len(lost))
        if way != "SIGKILL" and (kept := store.load_draft(session)) != draft:
            outcome.fail(LOST, f"{where}: the draft {draft!r} became {kept!r}")
        _goes_on(outcome, where, Terminal, home, draft if way != "SIGKILL" else "")


def _held(face: Any, store: Any, dice: random.Random) -> tuple[list[str], str]:
    """Answer some questions and type a draft; the answers that were called saved, and it."""
    face.sees("What you are graded on", "Minutes")
    face.type("\r")
    face.sees("question 1 of", "Enter sends")
    answers = []
    for number in range(dice.randrange(1, 4)):
        face.forget()
        text = ANSWER.format(n=number)
        face.type(text)
        face.sees(f"case {number}")
        face.type("\r")
        face.until(lambda n=number: store.list()[0].answers > n and b"saved" in face.plain())
        answers.append(text)
    draft = DRAFT.format(n=dice.randrange(100))
    face.type(draft)
    face.until(lambda: draft[-12:].encode() in face.plain().replace(b"\x1b", b""))
    until = time.monotonic() + dice.uniform(0, 0.6)
    while time.monotonic() < until:
        face.read(0.05)
    return answers, draft


def _goes_on(outcome: Outcome, where: str, terminal: Any, home: Path, draft: str) -> None:
    again = terminal(home, "interview", "--continue")
    try:
        again.sees("You are back", *([draft] if draft else []))
        again.type("\x11")  # ctrl+q
        if again.ended() != 0:
            outcome.fail(WRONG, f"{where}: it goes on, and ends with {again.process.returncode}")
    except AssertionError as error:
        outcome.fail(WRONG, f"{where}: it does not go on: {error}")
    finally:
        again.close()


def _sent(number: signal.Signals, *codes: int) -> Callable[[Any, random.Random], set[int]]:
    def way(face: Any, _: random.Random) -> set[int]:
        os.kill(face.process.pid, number)
        face.ended(20)
        return set(codes)

    return way


def _hang_up(face: Any, _: random.Random) -> set[int]:
    os.close(face.master)
    face.master = -1
    return GONE


def _stop_and_continue(face: Any, _: random.Random) -> set[int]:
    """Stopped as Ctrl+Z in a shell does, continued, and then ended."""
    os.kill(face.process.pid, signal.SIGTSTP)
    stat = Path(f"/proc/{face.process.pid}/stat")
    face.until(lambda: stat.read_text().rpartition(")")[2].split()[0] == "T")
    face.until(lambda: BACK in face.seen)
    face.forget()
    os.kill(face.process.pid, signal.SIGCONT)
    face.sees("You are back")
    os.kill(face.process.pid, signal.SIGTERM)
    face.ended(20)
    return {130}


def _resize(face: Any, dice: random.Random) -> set[int]:
    """Resized many times, down to nothing and up to a wall, and then ended."""
    for _ in range(30):
        size = struct.pack("HHHH", dice.randrange(1, 120), dice.randrange(1, 300), 0, 0)
        fcntl.ioctl(face.master, termios.TIOCSWINSZ, size)
        face.read(0.02)
    os.kill(face.process.pid, signal.SIGTERM)
    face.ended(20)
    return {130}


#: What the system does to the screen; the exit codes that are right stand with it.
WAYS: dict[str, Callable[[Any, random.Random], set[int]]] = {
    "SIGTERM": _sent(signal.SIGTERM, 130),
    "SIGHUP": _sent(signal.SIGHUP, 130),
    "SIGINT": _sent(signal.SIGINT, 130),
    "SIGKILL": _sent(signal.SIGKILL, -signal.SIGKILL),
    "hang-up": _hang_up,
    "SIGTSTP, SIGCONT": _stop_and_continue,
    "SIGWINCH": _resize,
}
