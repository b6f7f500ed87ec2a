"""Fuzzing of all readers and report writers: only errors of mockint's tree, within limits.

Each target runs in a process of its own, under a limit on memory and on the time of one
input: with hypothesis, and coverage-guided with atheris where that is installed (it is
a tool of the campaign, no dependency of the project).
"""

from __future__ import annotations

import importlib.util
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import stage
from outcome import UNCAUGHT, WRONG, Budget, Outcome

MEMORY = 3 * 1024**3
LONGEST_S = 10.0
#: Instrumenting takes seconds a process: the short mode guides these alone.
GUIDED_SHORT = ("importers", "rubric", "session_journal", "reply_body")
_RUNS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


def fuzz_readers(outcome: Outcome, budget: Budget) -> None:
    """Every target for its share of the budget, by both fuzzers."""
    from targets import TARGETS

    guided = importlib.util.find_spec("atheris") is not None
    share = budget.seconds / len(TARGETS) / (2 if guided else 1)
    counts = {"hypothesis": 0, "atheris": 0}
    counts["hypothesis"] = _hypothesis(outcome, list(TARGETS), share)
    names = (TARGETS if budget.long else GUIDED_SHORT) if guided else ()
    for name in names:
        counts["atheris"] += _atheris(outcome, name, share)
    outcome.tried = sum(counts.values())
    outcome.note(
        f"{len(TARGETS)} targets ({', '.join(TARGETS)}); "
        f"hypothesis: {counts['hypothesis']:,} inputs"
    )
    told = (
        f"atheris on {len(names)} of them: {counts['atheris']:,} inputs"
        if guided
        else "atheris is not installed: hypothesis alone"
    )
    outcome.note(told)


def _hypothesis(outcome: Outcome, names: list[str], seconds: float) -> int:
    done = _child([__file__, str(seconds), *names], seconds * len(names) + 300)
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith('{"tried"')]
    if done.returncode or len(told) < len(names):
        outcome.fail(
            UNCAUGHT,
            f"{names[len(told)]}: the process ended with {done.returncode}: {done.stderr[-300:]}",
        )
    for name, one in zip(names, told, strict=False):
        for fault in one["faults"]:
            outcome.fail(UNCAUGHT, f"{name}: {fault}")
        for slow in one["slow"]:
            outcome.fail(WRONG, f"{name}: {slow}")
    return sum(int(one["tried"]) for one in told)


def _atheris(outcome: Outcome, name: str, seconds: float) -> int:
    from targets import seeds

    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number, data in enumerate(seeds(name)):
            (corpus / str(number)).write_bytes(data)
        words = [
            str(Path(__file__).with_name("fuzz_atheris.py")), name, str(corpus),
            f"-max_total_time={max(2, round(seconds))}", f"-timeout={LONGEST_S:.0f}",
            "-rss_limit_mb=3072", "-max_len=40000", "-print_final_stats=1",
            f"-artifact_prefix={folder}/",
        ]  # fmt: skip
        done = _child(words, seconds + 120)
        found = _RUNS.search(done.stderr)
        if done.returncode or found is None:
            said = done.stdout[-400:] + done.stderr[-600:]
            outcome.fail(UNCAUGHT, f"{name}, atheris, code {done.returncode}: {said}")
        return int(found.group(1)) if found else 0


def _child(words: list[str], seconds: float) -> subprocess.CompletedProcess[str]:
    env = stage.environment(Path(tempfile.gettempdir()))
    try:
        return subprocess.run(
            [sys.executable, *words], capture_output=True, text=True, check=False, env=env,
            timeout=seconds, errors="replace", stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(words, 124, "", "it did not end in time")


def one_target(name: str, seconds: float) -> dict[str, Any]:
    """Fuzz one target here for some seconds; what was found."""
    from hypothesis import HealthCheck, given
    from hypothesis import settings as chosen
    from hypothesis import strategies as st
    from targets import TARGETS, seeds

    target, files = TARGETS[name], seeds(name)
    told: dict[str, Any] = {"tried": 0, "faults": [], "slow": []}
    target(files[-1])  # what is loaded on first use is nobody's delay
    until = time.monotonic() + seconds
    token = st.sampled_from(
        (
            b"\x00",
            b"\xff\xfe",
            b"\n",
            b'"',
            b"{",
            b"[",
            b"-->",
            b"<",
            b": ",
            b"\\u0000",
            "\u2028".encode(),
            b"9" * 40,
            b"NaN",
            b"null",
        )
    )
    edit = st.tuples(st.floats(0, 1), st.integers(0, 60), st.binary(max_size=12) | token)

    def mutated(given_: tuple[bytes, list[tuple[float, int, bytes]]]) -> bytes:
        data, edits = given_
        for share, length, new in edits:
            at = int(share * len(data))
            data = data[:at] + new + data[at + length :]
        return data

    inputs = st.tuples(st.sampled_from(files), st.lists(edit, max_size=8)).map(mutated) | st.binary(
        max_size=2_000
    )

    @chosen(
        max_examples=10**6, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(inputs)
    def run(data: bytes) -> None:
        if (started := time.monotonic()) >= until:
            raise _OverError
        told["tried"] += 1
        try:
            target(data)
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            what = f"{type(error).__name__}: {str(error)[:120]} at {Path(last.filename).name}:{last.lineno}"  # noqa: E501
            if what not in told["faults"] and len(told["faults"]) < 5:
                told["faults"].append(f"{what} on {data[:80]!r}")
        if (took := time.monotonic() - started) > LONGEST_S:
            told["slow"].append(f"{took:.0f} s for {len(data)} bytes: {data[:60]!r}")

    with suppress(_OverError):
        run()
    return told


class _OverError(BaseException):
    """The time is over; no fault, so hypothesis must not shrink it."""


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for each in sys.argv[2:]:
        print(json.dumps(one_target(each, float(sys.argv[1]))), flush=True)
