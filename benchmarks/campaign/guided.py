"""Fuzzing guided by coverage: the targets of fuzz.py under atheris (libFuzzer).

atheris is a tool of the campaign and no dependency of the project: where it cannot be
had, this part says that it was not run.
"""

from __future__ import annotations

import importlib.util
import re
import sys
import tempfile
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fuzz import LEAST, Watched, child
from outcome import UNCAUGHT, Budget, Outcome
from workers import try_each

SHORT_S, LONG_S = 15, 180
_RUNS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_COVERAGE = re.compile(r"cov: (\d+) ft: (\d+)")
FAULT = "FAULT "


def fuzz_guided(outcome: Outcome, budget: Budget) -> None:
    """Every target for some seconds, instrumented."""
    from targets import TARGETS

    if importlib.util.find_spec("atheris") is None:
        outcome.absent = "atheris is not installed: hypothesis fuzzes alone"
        return
    seconds = LONG_S if budget.long else SHORT_S
    try:
        try_each(outcome, budget, partial(_in_a_process, seconds), TARGETS)
    finally:
        told = ", ".join(
            f"{name} {outcome.seen[name]:,} ({outcome.seen[f'{name} edges']:,})" for name in TARGETS
        )
        outcome.note(f"inputs by atheris (edges that they reached), {seconds} s a target: {told}")
        outcome.plan(LEAST * sum(not outcome.seen[name] for name in TARGETS))


def _in_a_process(seconds: int, outcome: Outcome, name: str) -> None:
    from targets import seeds

    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number, data in enumerate(seeds(name)):
            (corpus / str(number)).write_bytes(data)
        words = [
            __file__, name, str(corpus), f"-max_total_time={seconds}", "-timeout=120",
            "-rss_limit_mb=3072", "-max_len=40000", "-print_final_stats=1",
            f"-artifact_prefix={folder}/",
        ]  # fmt: skip
        done = child(words, 5 * seconds + 600)
    runs, coverage = _RUNS.search(done.stderr), _COVERAGE.findall(done.stderr)
    lines = [line for line in done.stderr.splitlines() if line.startswith(FAULT)]
    for line in lines:
        outcome.fail(UNCAUGHT, f"{name}: {line.removeprefix(FAULT)}")
    if done.returncode or runs is None:
        outcome.fail(UNCAUGHT, f"{name}: ended with {done.returncode}: {done.stderr[-400:]}")
    count = int(runs.group(1)) if runs else 0
    outcome.seen[name] = count
    outcome.seen[f"{name} edges"] = int(coverage[-1][0]) if coverage else 0
    outcome.plan(max(LEAST, count))
    outcome.did(count)


def main() -> None:
    """One target in this process; libFuzzer reads the other arguments, and ends it."""
    import atheris  # type: ignore[import-not-found]
    from targets import TARGETS, seeds

    name = sys.argv.pop(1)
    # Readers import on first use: what a first run loads is what is instrumented.
    with atheris.instrument_imports(include=["mockint", "pypdf"]):
        for data in seeds(name):
            TARGETS[name](data)
    watched = Watched(name)

    def tried(data: bytes) -> None:
        if told := watched(data):
            sys.stderr.write(f"{FAULT}{told}\n")

    atheris.Setup(sys.argv, tried)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
