"""Every command that writes a file, in processes whose files may not grow past a size.

The kernel itself refuses, wherever in Python the write is: in pieces, in buffers, through
a library. What is under the final name afterwards is whole, or it is not there.
"""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import stage
from outcome import LOST, UNCAUGHT, WRONG, Outcome

SIZES = (0, 1, 100, 1_000, 5_000, 20_000, 60_000)
RUBRICS = ("--rubrics", str(stage.TESTS / "data"))
ROUND = "acme/lead/delivery"


class Trial(NamedTuple):
    """A command of `WRITERS`, and the bytes that no file of its process grows past."""

    writer: str
    size: int


def trials() -> list[Trial]:
    """All commands × all sizes."""
    return [Trial(writer, size) for writer in WRITERS for size in SIZES]


def write_with_a_limit(outcome: Outcome, trial: Trial) -> None:
    """The command says in a sentence what went wrong, or does it; then it does without a limit."""
    outcome.did()
    where = f"{trial.writer}, files of at most {trial.size} bytes"
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        words = WRITERS[trial.writer](home)
        before = _files(home)
        ran = _limited(home, words, trial.size)
        if ran.crashed or ran.code < 0:
            outcome.fail(UNCAUGHT, f"{where}: code {ran.code}: {ran.err[-300:]}")
        elif ran.code and "mockint: " not in ran.err:
            outcome.fail(WRONG, f"{where}: code {ran.code} without a word")
        half = _files(home)
        again = ran if ran.code == 0 else stage.command(home, *words)
        if again.code and "--force" in again.err:
            again = stage.command(home, *words, "--force")
        if again.code or again.crashed:
            outcome.fail(LOST, f"{where}: afterwards code {again.code}: {again.err[-300:]}")
        whole = _files(home)
        for path, data in half.items():
            if path not in before and path in whole and not _journal(path) and ran.code:
                same = data == whole[path] or _same_but_times(data, whole[path])
                if not same:
                    outcome.fail(WRONG, f"{where}: {path} was left half written")
        for path in whole:
            if path.endswith(".tmp"):
                outcome.fail(WRONG, f"{where}: {path} was left behind")


def _limited(home: Path, words: tuple[str, ...], size: int) -> stage.Ran:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = subprocess.run(
        [sys.executable, "-B", "-m", "mockint", *words], capture_output=True, check=False,
        cwd=home, env=stage.environment(home), preexec_fn=limit, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    out, err = (told.decode(errors="replace") for told in (done.stdout, done.stderr))
    return stage.Ran(done.returncode, out, err)


def _files(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()
    }


def _journal(path: str) -> bool:
    """Journals grow line by line; their halves are what `images` tries."""
    return path.endswith((".journal", ".corrupt", ".lock"))


def _same_but_times(one: bytes, other: bytes) -> bool:
    """Same shape: a file written twice may name two moments."""
    return len(one) == len(other) or _parsed(one) is not None


def _parsed(data: bytes) -> object:
    try:
        return json.loads(data)
    except ValueError:
        return None


def _grade(home: Path) -> tuple[str, ...]:
    talks = stage.talks(home / "talks", 3)
    return (*RUBRICS, "grade", str(talks), "--rubric", "delivery", "--out", str(home / "out"))


def _report(home: Path) -> tuple[str, ...]:
    ran = stage.here(home, *_grade(home))
    assert ran.code == 0, ran.err
    return ("report", str(home / "out"), "--out", str(home / "copy"))


def _session(home: Path) -> tuple[str, ...]:
    said = "\n".join([stage.ANSWER.format(n=1), "/end", ""])
    ran = stage.here(home, *RUBRICS, "interview", "delivery", "--plain", "--seed", "3", stdin=said)
    assert ran.code == 0, ran.err
    (journal,) = stage.journals(home)
    return ("sessions", "export", journal.stem, "--out", str(home / "session.md"))


def _plan(home: Path) -> tuple[str, ...]:
    stage.here(home, "interview", stage.ROUND, "--plain", stdin=f"{stage.ANSWER}\n/end\n")
    guide = "coursera/software-engineering-manager"
    day = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()
    return ("progress", guide, "--date", day, "--out", str(home / "p.md"))


def _import(home: Path) -> tuple[str, ...]:
    page = stage.TESTS / "authoring" / "pages" / "bold-headings.md"
    return ("rubric", "import", str(page), "--out", str(home / "guide"))


def _new(home: Path) -> tuple[str, ...]:
    return (*RUBRICS, "rubric", "new", "me/own/round", "--from", ROUND, "--out", str(home / "own"))


def _export(home: Path) -> tuple[str, ...]:
    return (*RUBRICS, "rubric", "export", ROUND, "--to", "case", "--out", str(home / "case.json"))


def _schema(home: Path) -> tuple[str, ...]:
    return ("rubric", "schema", "--out", str(home / "schema"))


def _bench(home: Path) -> tuple[str, ...]:
    return ("bench", "people", "--out", str(home / "people.md"))


#: Prepares a home and gives the command.
WRITERS: dict[str, Callable[[Path], tuple[str, ...]]] = {
    "grade": _grade,
    "report": _report,
    "sessions export": _session,
    "progress": _plan,
    "rubric import": _import,
    "rubric new": _new,
    "rubric export": _export,
    "rubric schema": _schema,
    "bench people": _bench,
}
