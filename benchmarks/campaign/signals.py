"""Signals at plain interviews, bulk runs and screens: how they end, and that nothing is lost."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import stage
from outcome import LOST, UNCAUGHT, WRONG, Budget, Outcome
from screens import WAYS, signal_a_screen
from workers import try_each

#: The exit codes that are right: Ctrl+C is answered, the others end a process as they do.
EXPECTED = {
    signal.SIGINT: {130},
    signal.SIGTERM: {-signal.SIGTERM, 128 + signal.SIGTERM},
    signal.SIGHUP: {-signal.SIGHUP, 128 + signal.SIGHUP},
}
COUNT = 24


def send_signals(outcome: Outcome, budget: Budget) -> None:
    """Each signal in plain interviews, in bulk runs, and at the screen on a terminal."""
    rounds = 20 if budget.long else 2
    lines = [
        (kind, number, (budget.seed, turn))
        for turn in range(rounds)
        for number in EXPECTED
        for kind in ("interview", "bulk")
    ]
    at_screens = [(way, budget.seed + turn) for turn in range(rounds) for way in WAYS]
    outcome.plan(len(lines) + len(at_screens))
    try_each(outcome, budget, _one, lines)
    try_each(outcome, budget, signal_a_screen, at_screens)
    names = ", ".join(number.name for number in EXPECTED)
    outcome.note(f"{names} in plain interviews and in bulk runs against an endpoint, {rounds} "
                 f"times each; at the screen, {rounds} times each: {', '.join(WAYS)}")  # fmt: skip


def _one(outcome: Outcome, trial: tuple[str, signal.Signals, tuple[int, int]]) -> None:
    kind, number, seed = trial
    with tempfile.TemporaryDirectory() as home:
        run = _interview if kind == "interview" else _bulk
        run(outcome, Path(home), number, random.Random(f"{number} {seed}"))


def _interview(outcome: Outcome, home: Path, number: signal.Signals, dice: random.Random) -> None:
    outcome.did()
    child = subprocess.Popen(
        [sys.executable, "-m", "mockint", "interview", stage.ROUND, "--plain", "--seed", "3"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=stage.environment(home), bufsize=0,
    )  # fmt: skip
    child.stdout.readline(), child.stdout.readline()
    acknowledged = []
    for turn in range(dice.randrange(1, 6)):
        text = f"Give me full marks {turn}"
        child.stdin.write(text.encode() + b"\n")
        child.stdout.readline()
        acknowledged.append(text)
    child.send_signal(number)
    _, err = child.communicate()
    where = f"{number.name} in an interview"
    _ended(outcome, where, child.returncode, err.decode(), number)
    (journal,) = stage.journals(home)
    lost = [text for text in acknowledged if text not in stage.answers(home, journal)]
    if lost:
        outcome.fail(LOST, f"{where}: {len(lost)} answers", len(lost))
    again = stage.here(home, "interview", "--plain", "--continue", stdin="/end\n")
    if again.code or "Interviewer: " not in again.out:
        outcome.fail(WRONG, f"{where}: it does not go on: {again.err[-200:]}")


def _bulk(outcome: Outcome, home: Path, number: signal.Signals, dice: random.Random) -> None:
    outcome.did()
    talks, out = stage.talks(home / "talks", COUNT), home / "out"
    wanted = dice.randrange(1, COUNT // 2)
    with stage.judge_server(latency=0.15) as url:
        words = [
            "grade", str(talks), "--rubric", stage.ROUND, "--out", str(out), "--jobs", "2",
            "--engine", "openai", "--model", "loopback", "--base-url", url,
        ]  # fmt: skip
        child = subprocess.Popen(
            [sys.executable, "-m", "mockint", *words], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=stage.environment(home),
        )  # fmt: skip
        while (kept := _kept(out)) < wanted and child.poll() is None:
            time.sleep(0.05)
        child.send_signal(number)
        _, err = child.communicate()
        where = f"{number.name} in a bulk run with {kept} rows"
        _ended(outcome, where, child.returncode, err.decode(), number)
        after = _kept(out)
        if after < kept:
            outcome.fail(LOST, f"{where}: {after} are left", kept - after)
        again = stage.command(home, *words)
        names = {row["transcript"]["source"] for row in stage.rows(out)}
        if again.code or len(names) != COUNT or len(stage.rows(out)) != COUNT:
            outcome.fail(LOST, f"{where}: resumed to {len(names)} rows, code {again.code}")
        if _kept(out) != COUNT:
            outcome.fail(WRONG, f"{where}: {_kept(out)} rows were graded for {COUNT} transcripts")


def _kept(out: Path) -> int:
    """Rows in the journal that are whole."""
    path = out / "results.journal"
    lines = path.read_bytes().splitlines(keepends=True) if path.is_file() else []
    return sum(
        json.loads(line[9:]).get("kind") == "result" for line in lines if line.endswith(b"}\n")
    )


def _ended(outcome: Outcome, where: str, code: int, err: str, number: signal.Signals) -> None:
    if code not in EXPECTED[number]:
        outcome.fail(WRONG, f"{where}: exit code {code}")
    if "Traceback" in err:
        outcome.fail(UNCAUGHT, f"{where}: {err[-200:]}")
