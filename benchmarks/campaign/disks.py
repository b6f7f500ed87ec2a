"""A disk that refuses at every single call: of an interview and of a bulk run, one by one.

The real commands run in this process on real files; what fails is a call of the
`store.disk.Disk` port, or (in processes of their own) every file past a size.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from unittest import mock

import stage
from outcome import LOST, UNCAUGHT, WRONG, Budget, Outcome

SHORT_WRITE = 0
ERRORS = {"disk full": errno.ENOSPC, "I/O error": errno.EIO, "short write": SHORT_WRITE}
CHANGING = (
    "open",
    "write",
    "truncate",
    "sync_data",
    "sync",
    "set_mode",
    "make_directory",
    "replace",
)
SIZES = (0, 1, 100, 1_000, 5_000, 20_000, 60_000)
WORDS = [stage.ANSWER.format(n=n) for n in range(3)]
RUBRICS = ("--rubrics", str(stage.TESTS / "data"))


def fill_disks(outcome: Outcome, budget: Budget) -> None:
    """Each call of an interview and of a bulk run × full, I/O error, short write."""
    reached = {}
    for name, one in (("interview", _interview), ("bulk run", _bulk)):
        part = budget.share(0.4)
        for kind, number in ERRORS.items():
            for at in count():
                with tempfile.TemporaryDirectory() as home:
                    hit = one(outcome, Path(home), f"{name}, {kind} at call {at}", at, number)
                if not hit or (part.over and not budget.long):
                    reached[f"{name}, {kind}"] = f"{at}{'' if not hit else ' (time was over)'}"
                    break
                outcome.tried += 1
    for size in SIZES:
        with tempfile.TemporaryDirectory() as home:
            _past_a_size(outcome, Path(home), size)
    outcome.note(f"calls of the disk that were made to fail: {json.dumps(reached)}")
    outcome.note(f"and files that may not grow past {', '.join(map(str, SIZES))} bytes")


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


def _interview(outcome: Outcome, home: Path, where: str, at: int, error: int) -> bool:
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
        return failing.hit
    again = stage.here(home, "sessions", "show", sessions[0].stem, "--format", "json")
    if again.code:
        outcome.fail(LOST, f"{where}: the session does not open: {again.err[:120]}")
        return failing.hit
    held = stage.answers(home, sessions[0])
    lost = [word for word in WORDS[:heard] if word not in held]
    if lost:
        outcome.fail(LOST, f"{where}: {len(lost)} of {heard} acknowledged answers", len(lost))
    return failing.hit


def _bulk(outcome: Outcome, home: Path, where: str, at: int, error: int) -> bool:
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
    return failing.hit


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


def _past_a_size(outcome: Outcome, home: Path, size: int) -> None:
    """The kernel itself refuses: no file of the process grows past `size` bytes."""
    outcome.tried += 1
    talks = stage.talks(home / "talks", 3)
    words = [*RUBRICS, "grade", str(talks), "--rubric", "delivery", "--out", str(home / "out")]
    done = subprocess.run(
        [sys.executable, "-B", "-m", "mockint", *words], capture_output=True, check=False,
        cwd=home, env=stage.environment(home),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )  # fmt: skip
    ran = stage.Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    where = f"files of at most {size} bytes"
    _plain(outcome, where, ran, refused=True)
    if ran.code < 0:
        outcome.fail(UNCAUGHT, f"{where}: ended by signal {-ran.code}")
    _resumed(outcome, where, home, tuple(words))
