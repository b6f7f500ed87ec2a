"""Fuzzing of all readers and report writers: only errors of mockint's tree, within limits.

Each target runs in a process of its own, under a limit on memory and on the CPU time of
one input. Here hypothesis mutates seeds; guided.py goes by coverage.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import stage
from outcome import UNCAUGHT, WRONG, Budget, Outcome
from workers import try_each

MEMORY = 3 * 1024**3
#: CPU seconds of one input, beyond which a reader counts as hanging.
LONGEST_S = 20.0
SHORT_S, LONG_S = 10.0, 120.0
#: Fewer inputs than these, and the target has not been tried.
LEAST = 100
TOKENS = (
    b"\x00", b"\xff\xfe", b"\n", b'"', b"{", b"[", b"]", b"-->", b"<", b">>", b"<<", b"(", b": ",
    b"\\u0000", b"\\ud800", "\u2028".encode(), b"9" * 40, b"-1", b"NaN", b"null", b"0 R", b"&lt;",
)  # fmt: skip


def fuzz_readers(outcome: Outcome, budget: Budget) -> None:
    """Every target for some seconds, longer where it has had too few inputs by then."""
    from targets import TARGETS

    seconds = LONG_S if budget.long else SHORT_S
    try:
        try_each(outcome, budget, partial(_in_a_process, seconds), TARGETS)
    finally:
        told = ", ".join(f"{name} {outcome.seen[name]:,}" for name in TARGETS)
        outcome.note(f"inputs by hypothesis, {seconds:.0f} s or more a target: {told}")
        outcome.plan(LEAST * sum(not outcome.seen[name] for name in TARGETS))


def _in_a_process(seconds: float, outcome: Outcome, name: str) -> None:
    """Fuzz one target; what it tells is added to the outcome."""
    done = child([__file__, name, str(seconds)], 5 * seconds + 300)
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"tried"')]
    told = json.loads(lines[-1]) if lines else {"tried": 0, "faults": [], "slow": []}
    if done.returncode or not lines:
        outcome.fail(UNCAUGHT, f"{name}: ended with {done.returncode}: {done.stderr[-300:]}")
    for fault in told["faults"]:
        outcome.fail(UNCAUGHT, f"{name}: {fault}")
    for slow in told["slow"]:
        outcome.fail(WRONG, f"{name}: {slow}")
    outcome.seen[name] = told["tried"]
    outcome.plan(max(LEAST, told["tried"]))
    outcome.did(told["tried"])


def child(words: list[str], seconds: float) -> subprocess.CompletedProcess[str]:
    """Run Python on `words` with a home of its own, for so many seconds at most."""
    env = stage.environment(Path(tempfile.gettempdir()))
    try:
        return subprocess.run(
            [sys.executable, *words], capture_output=True, text=True, check=False, env=env,
            timeout=seconds, errors="replace", stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(words, 124, "", "it did not end in time")


class Watched:
    """A target that goes on after a fault: each kind of fault is told once, with its input."""

    def __init__(self, name: str) -> None:
        from targets import TARGETS

        self.tried = 0
        self.faults: list[str] = []
        self.slow: list[str] = []
        self._target = TARGETS[name]
        self._kinds: set[str] = set()

    def __call__(self, data: bytes) -> str:
        """Try it; what is new to tell of it, "" if nothing is."""
        self.tried += 1
        started = time.process_time()
        new = ""
        try:
            self._target(data)
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
            if place not in self._kinds and len(self._kinds) < 5:
                self._kinds.add(place)
                new = f"{place}: {str(error)[:100]} on {_shown(data)}"
                self.faults.append(new)
        if (took := time.process_time() - started) > LONGEST_S and len(self.slow) < 5:
            new = f"{took:.0f} s for {len(data)} bytes: {_shown(data)}"
            self.slow.append(new)
        return new


def _shown(data: bytes) -> str:
    """Enough of an input to make a test of it."""
    return repr(data) if len(data) <= 120 else f"{data[:60]!r} … {data[-60:]!r}"


def one_target(name: str, seconds: float) -> dict[str, Any]:
    """Fuzz one target here for some seconds; what was found."""
    from hypothesis import HealthCheck, given
    from hypothesis import settings as chosen
    from hypothesis import strategies as st
    from targets import TARGETS, seeds

    files = seeds(name)
    watched = Watched(name)
    for data in files:
        TARGETS[name](data)  # what is loaded on first use is nobody's delay
    started = time.monotonic()
    edit = st.tuples(
        st.floats(0, 1), st.integers(0, 60), st.binary(max_size=12) | st.sampled_from(TOKENS)
    )
    inputs = st.tuples(st.sampled_from(files), st.lists(edit, max_size=8)).map(_mutated)

    @chosen(
        max_examples=10**7, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(inputs | st.binary(max_size=2_000))
    def run(data: bytes) -> None:
        lasted = time.monotonic() - started
        if lasted > 5 * seconds or (lasted > seconds and watched.tried >= LEAST):
            raise _OverError
        watched(data)

    with suppress(_OverError):
        run()
    return {"tried": watched.tried, "faults": watched.faults, "slow": watched.slow}


def _mutated(given: tuple[bytes, list[tuple[float, int, bytes]]]) -> bytes:
    data, edits = given
    for share, length, new in edits:
        at = int(share * len(data))
        data = data[:at] + new + data[at + length :]
    return data


class _OverError(BaseException):
    """The time is over; no fault, so hypothesis must not shrink it."""


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    print(json.dumps(one_target(sys.argv[1], float(sys.argv[2]))), flush=True)
