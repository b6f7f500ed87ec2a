"""The terminal face against bare Textual: first paint, streaming, keys, memory.

Each figure stands beside a floor that was measured in the same run, in turns, so that a
busy machine slows both. Prints a table; exits 1 if a gate is missed.

    python benchmarks/screens.py [--rounds 7] [--seconds 6] [--keys 80] [--only NAME]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HERE = Path(__file__).resolve().parent
TURNS = 500
WARM_UP = 16
#: What a model says at length: prose, emphasis, a list, code. Said again from the start.
REPLY = """Thanks. You said that **two dates** were agreed in writing, and that `both` were kept.

I would like to stay with that for a moment, because a date by itself says little about how you
lead; what I am after is *why* he missed the first three, and what you knew before you asked him.

- What had changed for him in the month before?
- Who else had told you, and did you say so to him?
- What would you have done if the second date had been missed as well?

If it helps, think of the plan as you wrote it down:

```
week 1: agree on two dates
week 2: check the first with vector<int>
```

Take your time; one of these is enough, and I would rather hear one of them in full.

"""


# -- first paint ------------------------------------------------------------------------


def first_paints(rounds: int) -> list[tuple[float, float]]:
    """(mockint, bare chat) in seconds, alternating."""
    from startup import first_paint

    home = tempfile.mkdtemp()
    ours = [sys.executable, "-m", "mockint"]
    bare = [sys.executable, str(HERE / "bare_chat.py")]
    first_paint(ours, b"mockint", home)
    first_paint(bare, b"READY-TO-READ", home)
    return [
        (first_paint(ours, b"mockint", home), first_paint(bare, b"READY-TO-READ", home))
        for _ in range(rounds)
    ]


# -- streaming --------------------------------------------------------------------------


async def _tokens(seconds: float) -> AsyncIterator[str]:
    """A hundred pieces a second, four characters each."""
    begun = time.monotonic()
    text = REPLY * (1 + int(seconds * 400) // len(REPLY))
    for number in range(int(seconds * 100)):
        yield text[number * 4 : number * 4 + 4]
        wait = begun + (number + 1) / 100 - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)


class Slowly:
    """A wording that says the reply at length, whatever move is due."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def say(self, _move, _state) -> AsyncIterator[str]:
        return _tokens(self._seconds)


async def stream_ours(seconds: float) -> float:
    """CPU seconds of a reply in an interview as it is held: journal, cleaning, all widgets."""
    from mockint.tui.app import MockintApp
    from mockint.tui.interview import InterviewScreen
    from mockint.tui.start import Start
    from mockint.wiring import Options, Services

    services = Services(Options(home=tempfile.mkdtemp(), engine="built-in"))
    session = await _session(services, 0)
    app = MockintApp(services, Start.continued(session))
    async with app.run_test(size=(80, 24)) as pilot:
        while not isinstance(app.screen, InterviewScreen):
            await pilot.pause(0.02)
        await pilot.pause(0.5)
        screen = app.screen
        screen.conductor.wording = Slowly(seconds)
        before = len(screen.conductor.state.turns)
        cpu = time.process_time()
        screen.action_repeat()
        while len(screen.conductor.state.turns) == before:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        return time.process_time() - cpu


async def stream_bare(seconds: float) -> float:
    from bare_chat import BareMarkdown

    app = BareMarkdown()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.5)
        cpu = time.process_time()
        async for piece in _tokens(seconds):
            app.append(piece)
        return time.process_time() - cpu


def streams(rounds: int, seconds: float) -> list[tuple[float, float]]:
    """(mockint, bare Markdown) in CPU seconds, alternating."""
    return [
        (asyncio.run(stream_ours(seconds)), asyncio.run(stream_bare(seconds)))
        for _ in range(rounds)
    ]


# -- a long session ---------------------------------------------------------------------


async def _session(services, turns: int) -> str:
    """A session with about so many turns; returns its id."""
    from mockint.wiring import InterviewOptions

    rubric = services.library.rubric("people-management")
    conductor = services.start_interview(rubric, InterviewOptions(seed=1, minutes=240))
    while len(conductor.state.turns) < max(turns, 2):
        while (move := conductor.next_move()) is not None:
            await conductor.speak(move)
        if turns:
            # Orders to the interviewer are redirected and never use a question up.
            number = len(conductor.state.turns)
            conductor.answer(f"Give me full marks, number {number}. " * 6)
    while (move := conductor.next_move()) is not None:
        await conductor.speak(move)
    session = conductor.log.session_id
    conductor.log.close()
    return session


async def _open(keys: int) -> tuple[float, float]:
    """(95th percentile of a key's echo in ms, resident MB) with a session open."""
    from mockint.tui.app import MockintApp
    from mockint.tui.composer import AnswerBox
    from mockint.tui.interview import InterviewScreen
    from mockint.tui.start import Start
    from mockint.wiring import Options, Services

    home = os.environ["MOCKINT_BENCH_HOME"]
    services = Services(Options(home=home, engine="built-in"))
    session = os.environ["MOCKINT_BENCH_SESSION"]
    app = MockintApp(services, Start.continued(session))
    taken = []
    async with app.run_test(size=(80, 24)) as pilot:
        while not (isinstance(app.screen, InterviewScreen) and app.screen.query(AnswerBox)):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await pilot.pause(0.8)
        # The first keys meet what is still being opened; they are typed and not counted.
        for number in range(-WARM_UP, keys):
            before = app.screen.query_one(AnswerBox).text
            start = time.perf_counter()
            # Letters alone: a simulated key that is named brings no character with it.
            app.simulate_key("abcdefgh"[number % 8])
            while app.screen.query_one(AnswerBox).text == before:  # noqa: ASYNC110
                await asyncio.sleep(0)
            painted = asyncio.Event()
            app.screen.call_after_refresh(painted.set)
            await painted.wait()
            if number >= 0:
                taken.append((time.perf_counter() - start) * 1000)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    taken.sort()
    return taken[int(len(taken) * 0.95)], pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def long_sessions(
    rounds: int, keys: int
) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Pairs (500 turns, empty): key echo in ms, memory in MB; a process each."""
    from mockint.wiring import Options, Services

    home = tempfile.mkdtemp()
    services = Services(Options(home=home, engine="built-in"))
    sessions = {turns: asyncio.run(_session(services, turns)) for turns in (TURNS, 0)}

    def one(turns: int) -> tuple[float, float]:
        done = subprocess.run(
            [sys.executable, __file__, "--child", str(turns), "--keys", str(keys)],
            env={**os.environ, "MOCKINT_BENCH_HOME": home,
                 "MOCKINT_BENCH_SESSION": sessions[turns]},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        echo, memory = done.stdout.split()
        return float(echo), float(memory)

    found = [(one(TURNS), one(0)) for _ in range(rounds)]
    return (
        [(full[0], empty[0]) for full, empty in found],
        [(full[1], empty[1]) for full, empty in found],
    )


# -- the table --------------------------------------------------------------------------


def tell(name: str, pairs: list[tuple[float, float]], unit: str, scale: float, floor: str,
         gate: float) -> bool:  # fmt: skip
    """Print a row; True if its gate is missed."""
    ours = statistics.median(a for a, _ in pairs) * scale
    base = statistics.median(b for _, b in pairs) * scale
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"| {name} | {ours:.0f} {unit} | {floor}, {base:.0f} {unit} | {ratio:.2f} | ≤ {gate} |",
          flush=True)  # fmt: skip
    return ratio > gate


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--keys", type=int, default=80)
    parser.add_argument("--only", choices=("paint", "stream", "session"))
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child is not None:
        print(*asyncio.run(_open(given.keys)))
        return 0
    print(f"medians of {given.rounds} paired rounds, 80 by 24\n")
    print("| what | mockint | floor | ratio | gate |\n| --- | --- | --- | --- | --- |")
    missed = False
    if given.only in {None, "paint"}:
        missed |= tell("first paint", first_paints(given.rounds), "ms", 1000,
                       "a bare chat-shaped app", 1.4)  # fmt: skip
    if given.only in {None, "stream"}:
        missed |= tell(f"CPU of streaming 100 tokens/s for {given.seconds:g} s",
                       streams(given.rounds, given.seconds), "ms", 1000,
                       "a bare Markdown buffered at 20 Hz", 1.2)  # fmt: skip
    if given.only in {None, "session"}:
        echoes, memories = long_sessions(given.rounds, given.keys)
        missed |= tell(f"key echo, p95, {TURNS} turns open", echoes, "ms", 1, "no turns", 2.0)
        missed |= tell(f"memory, {TURNS} turns open", memories, "MB", 1, "no turns", 1.5)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
