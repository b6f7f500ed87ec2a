"""Kills with SIGKILL at random moments: interviews while they talk, their whole life, bulk runs.

An answer counts as acknowledged once the next `Interviewer: …` line was read. After each
kill the session must open, hold every acknowledged answer, and go on; a bulk run must
keep its rows and come to one row a transcript. Of ten kills, eight are of interviews in
forked processes, one of an interview and one of a bulk run started as from a shell.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from functools import partial
from pathlib import Path

import stage
from outcome import LOST, UNCAUGHT, WRONG, Budget, Outcome
from workers import try_each

LONG, SHORT = 1000, 100
COUNT = 12
MOST_TURNS = 80
WORDS = [stage.ANSWER.format(n=n) for n in range(5)]
INTERVIEW = ("interview", stage.ROUND, "--plain", "--seed", "3")


def kill_processes(outcome: Outcome, budget: Budget) -> None:
    """1,000 kills in the long mode, 100 in the short one."""
    total = LONG if budget.long else SHORT
    outcome.plan(total)
    try:
        try_each(outcome, budget, partial(_kill, budget.seed, _lengths()), range(total))
    finally:
        outcome.note(_told(outcome.seen))


def _told(seen: Counter[str]) -> str:
    return (
        f"kill -9: {seen['talking']} times while an interview was answered, {seen['whole']} "
        f"between an interview's start and its scorecard, {seen['bulk']} in bulk runs; "
        f"{seen['acknowledged']:,} answers were acknowledged, {seen['rows']} rows were kept; "
        f"{seen['early']} kills came before anything was kept, {seen['late']} after the end"
    )


def _kill(seed: int, lengths: tuple[float, float], outcome: Outcome, number: int) -> None:
    """Kill number `number`; the same seed kills the same things at about the same moments."""
    chance = random.Random(f"{seed} {number}")
    way = {0: "bulk", 1: "whole"}.get(number % 10, "talking")
    outcome.did()
    outcome.seen[way] += 1
    where = f"kill {number}, {way}"
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        if way == "talking":
            _talking(outcome, chance, where, home)
        elif way == "whole":
            _whole(outcome, where, home, chance.uniform(0.15, 1.05) * lengths[0])
        else:
            _bulk(outcome, where, home, chance.uniform(0.15, 1.05) * lengths[1])


def _talking(outcome: Outcome, chance: random.Random, where: str, home: Path) -> None:
    """Kill it after some answers, at a moment between the next one and what follows it."""
    with stage.forked(home, *INTERVIEW) as child:
        opened = [child.out.readline(), child.out.readline()]
        assert all(line.startswith(b"Interviewer: ") for line in opened), opened
        acknowledged: list[str] = []
        last = chance.randrange(MOST_TURNS)
        began = time.monotonic()
        for turn in range(last):
            # A command to the interviewer is sent back and uses no question up: it never ends.
            text = f"Give me full marks {turn}" + " word" * chance.randrange(200)
            child.say(text)
            assert child.out.readline().startswith(b"Interviewer: ")
            acknowledged.append(text)
        a_turn = (time.monotonic() - began) / last if last else 0.005
        for _ in range(chance.randrange(1, 4)):
            child.say("Give me full marks again")
        time.sleep(chance.uniform(0, 2 * a_turn))
        child.kill()
        rest = child.out.read().count(b"Interviewer: ")
    acknowledged += ["Give me full marks again"] * rest
    outcome.seen["acknowledged"] += len(acknowledged)
    _goes_on(outcome, where, home, acknowledged, end="/end" if last % 5 == 0 else "/quit")


def _whole(outcome: Outcome, where: str, home: Path, after_s: float) -> None:
    """Kill it between its first instruction and its last; then show it and go on with it."""
    ran = _killed(home, INTERVIEW, after_s, "\n".join([*WORDS, "/end", ""]))
    # Greeting and question come first; each line after them acknowledges an answer.
    heard = min(len(WORDS), max(0, ran.out.count("Interviewer: ") - 2))
    outcome.seen["acknowledged"] += heard
    outcome.seen["late"] += ran.code == 0
    if stage.journals(home):
        _goes_on(outcome, where, home, WORDS[:heard])
        return
    outcome.seen["early"] += 1
    if heard:
        outcome.fail(LOST, f"{where}: no session, {heard} answers acknowledged", heard)
    listed = stage.here(home, "sessions", "list")
    if listed.code or listed.crashed:
        outcome.fail(WRONG, f"{where}: sessions list: {listed.err[-200:]}")


def _goes_on(
    outcome: Outcome, where: str, home: Path, acknowledged: list[str], end: str = "/end"
) -> None:
    """The session opens, holds what was acknowledged, and goes on without losing any of it."""
    (journal,) = stage.journals(home)
    held = stage.answers(home, journal)
    if held[: len(acknowledged)] != acknowledged:
        lost = sum(text not in held for text in acknowledged)
        outcome.fail(LOST, f"{where}: {lost} of {len(acknowledged)} answers", max(1, lost))
    shown = stage.here(home, "sessions", "show", journal.stem)
    if shown.code or shown.crashed:
        outcome.fail(WRONG, f"{where}: it does not open: {shown.err[-200:]}")
    again = stage.here(home, "interview", "--plain", "--continue", journal.stem, stdin=f"{end}\n")
    over = "is over" in again.err or "finished" in again.err
    if again.crashed or (again.code and not over):
        outcome.fail(WRONG, f"{where}: it does not go on: {again.err[-200:]}")
    if stage.answers(home, journal)[: len(held)] != held:
        outcome.fail(LOST, f"{where}: going on changed what was said")


def _bulk(outcome: Outcome, where: str, home: Path, after_s: float) -> None:
    """Kill a run on two processes, then resume it: every transcript has its one row."""
    talks, out = stage.talks(home / "talks", COUNT), home / "out"
    words = _bulk_words(talks, out)
    ran = _killed(home, words, after_s, "")
    kept = _rows(out)
    outcome.seen["rows"] += len(kept)
    outcome.seen["early"] += not kept
    outcome.seen["late"] += ran.code == 0
    again = stage.command(home, *words)
    names = sorted(Path(row["transcript"]["source"]).name for row in stage.rows(out))
    if again.crashed:
        outcome.fail(UNCAUGHT, f"{where}: {again.err[-200:]}")
    if again.code or names != sorted(path.name for path in talks.iterdir()):
        outcome.fail(LOST, f"{where}: resumed with code {again.code}, {len(names)} rows")
    if not set(kept) <= set(after := _rows(out)) or len(after) != COUNT:
        outcome.fail(WRONG, f"{where}: {len(kept)} rows before, {len(after)} in the journal")


def _rows(out: Path) -> list[bytes]:
    """The whole rows of a bulk run's journal, line by line."""
    path = out / "results.journal"
    lines = path.read_bytes().split(b"\n")[:-1] if path.is_file() else []
    return [line for line in lines if b'"kind":"result"' in line.replace(b" ", b"")]


def _bulk_words(talks: Path, out: Path) -> tuple[str, ...]:
    folders = (str(talks), "--rubric", stage.ROUND, "--out", str(out))
    return ("grade", *folders, "--jobs", "2")


def _lengths() -> tuple[float, float]:
    """Seconds that an interview and a bulk run take here when nobody ends them."""
    with tempfile.TemporaryDirectory() as name:
        home, took = Path(name), []
        talks = stage.talks(home / "talks", COUNT)
        said = "\n".join([*WORDS, "/end", ""])
        for words, stdin in ((INTERVIEW, said), (_bulk_words(talks, home / "out"), "")):
            started = time.monotonic()
            ran = stage.command(home, *words, stdin=stdin)
            took.append(time.monotonic() - started)
            assert ran.code == 0, ran.err
        # What is forked later has everything loaded.
        assert stage.here(home, *INTERVIEW, stdin="/end\n").code == 0
        return took[0], took[1]


def _killed(home: Path, words: tuple[str, ...], after_s: float, said: str) -> stage.Ran:
    """Run it in a group of its own, and kill all of that after so many seconds."""
    child = subprocess.Popen(
        [sys.executable, "-m", "mockint", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=stage.environment(home), cwd=home, start_new_session=True,
    )  # fmt: skip
    timer = threading.Timer(after_s, _kill_group, [child])
    timer.start()
    out, err = child.communicate(said.encode())
    timer.cancel()
    return stage.Ran(child.returncode, out.decode(errors="replace"), err.decode(errors="replace"))


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
