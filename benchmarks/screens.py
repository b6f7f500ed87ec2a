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

HERE = Path(__file__).resolve().parent
TURNS = 500
WORDS = ("We agreed on **two dates** in writing, ", "and `both` were kept by the team. ",
         "Then I asked what had changed, ", "because two people had told me.\n\n")  # fmt: skip


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


async def _feed(append, seconds: float) -> float:
    """CPU seconds of this process while 100 tokens a second come in."""
    begun, cpu = time.monotonic(), time.process_time()
    for number in range(int(seconds * 100)):
        append(WORDS[number // 8 % 4][number % 8 * 4 : number % 8 * 4 + 4] or " ")
        wait = begun + (number + 1) / 100 - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
    return time.process_time() - cpu


async def stream_ours(seconds: float) -> float:
    from textual.app import App

    from mockint.domain.session import Move, MoveKind
    from mockint.store.preferences import Preferences
    from mockint.tui.conversation import TranscriptLog

    class Ours(App[None]):
        preferences = Preferences()

        def compose(self):
            yield TranscriptLog(id="log")

    app = Ours()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.3)
        log = app.query_one(TranscriptLog)
        log.begin(Move(MoveKind.ASK, question="x"), 0)
        return await _feed(log.append, seconds)


async def stream_bare(seconds: float) -> float:
    from bare_chat import BareMarkdown

    app = BareMarkdown()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.3)
        return await _feed(app.append, seconds)


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
        for number in range(keys):
            before = app.screen.query_one(AnswerBox).text
            start = time.perf_counter()
            app.simulate_key("abcdefgh "[number % 9] if number % 9 < 8 else "space")
            while app.screen.query_one(AnswerBox).text == before:  # noqa: ASYNC110
                await asyncio.sleep(0)
            painted = asyncio.Event()
            app.screen.call_after_refresh(painted.set)
            await painted.wait()
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
