"""A disk that refuses at every single call: of an interview and of a bulk run, one by one.

The real commands run here on real files; what fails is a call of the `store.disk.Disk`
port. limits.py has what a kernel refuses, wherever the write is.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import limits
import stage
from outcome import LOST, UNCAUGHT, WRONG, Budget, Outcome
from workers import try_each

SHORT_WRITE = 0
NEVER = 10**9
ERRORS = {"disk full": errno.ENOSPC, "I/O error": errno.EIO, "short write": SHORT_WRITE}
CHANGING = (
    "open", "write", "truncate", "sync_data", "sync", "set_mode", "make_directory", "replace",
)  # fmt: skip
WORDS = [stage.ANSWER.format(n=n) for n in range(3)]
RUBRICS = ("--rubrics", str(stage.TESTS / "data"))


def fill_disks(outcome: Outcome, budget: Budget) -> None:
    """Each call of an interview and of a bulk run × full, I/O error, short write."""
    trials, calls = [], {}
    for name in RUNS:
        for kind in ERRORS:
            count = calls[f"{name}, {kind}"] = _calls(name, kind)
            trials += [(name, kind, at) for at in range(count)]
    told = ", ".join(f"{what}: {count}" for what, count in calls.items())
    limited = limits.trials()
    outcome.plan(len(trials) + len(limited))
    try_each(outcome, budget, _fail_once, trials)
    try_each(outcome, budget, limits.write_with_a_limit, limited)
    outcome.note(f"every changing call of the disk was made to fail once, one by one: {told}; "
                 f"{outcome.seen['never reached']} were not made again")  # fmt: skip
    outcome.note(f"{', '.join(limits.WRITERS)}, with files that may not grow past "
                 f"{', '.join(map(str, limits.SIZES))} bytes")  # fmt: skip


def _calls(name: str, kind: str) -> int:
    """How many calls there are to fail: none fails in this run."""
    with tempfile.TemporaryDirectory() as home:
        outcome = Outcome(name)
        failing = RUNS[name](outcome, Path(home), name, NEVER, ERRORS[kind])
    assert not outcome.faults, outcome.faults
    return NEVER - failing.left


def _fail_once(outcome: Outcome, trial: tuple[str, str, int]) -> None:
    name, kind, at = trial
    with tempfile.TemporaryDirectory() as home:
        where = f"{name}, {kind} at call {at}"
        failing = RUNS[name](outcome, Path(home), where, at, ERRORS[kind])
    outcome.did()
    if not failing.hit:
        # Calls differ by one or two from run to run where a lock or a cache is there already.
        outcome.seen["never reached"] += 1


class _Failing:
    """Makes the changing call number `at` of the system's disk fail, once."""

    def __init__(self, at: int, error: int) -> None:
        self.left = at
        self.error = error
        self.hit = False

    def __call__(self, name: str, real: Any, disk: Any, *words: Any) -> Any:
        counted = name == "write" or self.error != SHORT_WRITE
        self.left -= counted
        if not counted or self.hit or self.left >= 0:
            return real(disk, *words)
        self.hit = True
        if name == "write":
            taken = real(disk, words[0], words[1][: max(1, len(words[1]) // 2)])
            if self.error == SHORT_WRITE:
                return taken
        raise OSError(self.error, os.strerror(self.error))


@contextmanager
def _failing(at: int, error: int) -> Iterator[_Failing]:
    from mockint.store.disk import SystemDisk

    failing = _Failing(at, error)
    with mock.patch.multiple(SystemDisk, **{n: _method(failing, n) for n in CHANGING}):
        yield failing


def _method(failing: _Failing, name: str) -> Any:
    from mockint.store.disk import SystemDisk

    call = partial(failing, name, getattr(SystemDisk, name))
    return lambda disk, *words: call(disk, *words)  # noqa: PLW0108 - binds as a method does


def _interview(outcome: Outcome, home: Path, where: str, at: int, error: int) -> _Failing:
    """Hold it on the failing disk, then go on with it: what was acknowledged is there."""
    said = "\n".join([*WORDS, "/end"]) + "\n"
    words = (*RUBRICS, "interview", "delivery", "--plain", "--seed", "3")
    with _failing(at, error) as failing:
        ran = stage.here(home, *words, stdin=said)
    _plain(outcome, where, ran, refused=failing.hit and error != SHORT_WRITE)
    # Greeting and question come first; each line after them acknowledges an answer.
    heard = max(0, ran.out.count("Interviewer: ") - 2)
    sessions = stage.journals(home)
    if not sessions:
        if heard:
            outcome.fail(LOST, f"{where}: no session, but {heard} answers were acknowledged")
        return failing
    again = stage.here(home, "sessions", "show", sessions[0].stem, "--format", "json")
    if again.code:
        outcome.fail(LOST, f"{where}: the session does not open: {again.err[:120]}")
        return failing
    held = stage.answers(home, sessions[0])
    lost = [word for word in WORDS[:heard] if word not in held]
    if lost:
        outcome.fail(LOST, f"{where}: {len(lost)} of {heard} acknowledged answers", len(lost))
    return failing


def _bulk(outcome: Outcome, home: Path, where: str, at: int, error: int) -> _Failing:
    """Grade on the failing disk, then resume: every transcript has its one row."""
    talks = stage.talks(home / "talks", 3)
    words = (
        *RUBRICS,
        "grade",
        str(talks),
        "--rubric",
        "delivery",
        "--out",
        str(home / "out"),
        "--jobs",
        "1",
    )
    with _failing(at, error) as failing:
        ran = stage.here(home, *words)
    _plain(outcome, where, ran, refused=failing.hit and error != SHORT_WRITE)
    _resumed(outcome, where, home, words)
    return failing


def _resumed(outcome: Outcome, where: str, home: Path, words: tuple[str, ...]) -> None:
    again = stage.here(home, *words)
    names = sorted(Path(row["transcript"]["source"]).name for row in stage.rows(home / "out"))
    if again.code or names != ["talk-000.txt", "talk-001.txt", "talk-002.txt"]:
        outcome.fail(
            LOST, f"{where}: resumed with code {again.code}, rows {names}: {again.err[:200]}"
        )


def _plain(outcome: Outcome, where: str, ran: stage.Ran, *, refused: bool) -> None:
    """A refusal is said in a sentence with a remedy; what is no refusal is not told as one."""
    if ran.crashed:
        outcome.fail(UNCAUGHT, f"{where}: {ran.err[-200:]}")
    elif ran.code and "mockint: " not in ran.err:
        outcome.fail(WRONG, f"{where}: code {ran.code} without a word")
    elif ran.code and not refused:
        outcome.fail(WRONG, f"{where}: code {ran.code}: {ran.err[:200]}")


RUNS: dict[str, Callable[[Outcome, Path, str, int, int], _Failing]] = {
    "interview": _interview,
    "bulk run": _bulk,
}
