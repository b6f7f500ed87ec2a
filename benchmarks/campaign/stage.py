"""What the parts stand on: the checkout, the tests' own fakes, and the command itself."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
ROUND = "people-management"
ANSWER = (
    "I had an engineer who was rude in reviews, number {n}. I sat down with him, told him what I "
    "had seen, and we agreed on two changes by the end of March. The complaints stopped within a "
    "month and he stayed."
)
TALK = (
    "Interviewer: Tell me about a time you had to manage a difficult employee.\n"
    "Candidate: {answer}\n"
    "Interviewer: Walk me through your process for hiring engineers.\n"
    "Candidate: I write down what the person must achieve in six months, case {n}. Then I ask "
    "for work samples, and two of us read them without the names before we speak to anybody.\n"
)


def use(*folders: str) -> None:
    """Let modules beside the tests be imported: the fakes are the suite's own."""
    for folder in folders:
        place = str(TESTS / folder) if folder else str(TESTS)
        if place not in sys.path:
            sys.path.insert(0, place)


def talk(number: int) -> str:
    """A short transcript, another one for each number."""
    return TALK.format(n=number, answer=ANSWER.format(n=number))


def talks(folder: Path, count: int) -> Path:
    """A folder of so many transcripts."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"talk-{number:03}.txt").write_text(talk(number), encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Everything that was printed."""
        return self.out + self.err

    @property
    def crashed(self) -> bool:
        """True where an exception got as far as the face."""
        return "Traceback" in self.all or "a fault of mockint itself" in self.all


def environment(home: Path, **more: str) -> dict[str, str]:
    """A home of its own, no key and no endpoint but those in `more`."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MOCKINT_", "OPENAI_"))}
    paths = {"PYTHONPATH": str(ROOT / "src"), "HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    return {**kept, **paths, "MOCKINT_HOME": str(home / "mockint"), **more}


def command(
    home: Path,
    *words: str,
    stdin: str | bytes = "",
    timeout: float = 600,
    start: tuple[str, ...] = ("-m", "mockint"),
    **env: str,
) -> Ran:
    """Run `mockint` in a process of its own; `start` is how Python is told to."""
    given = stdin if isinstance(stdin, bytes) else stdin.encode("utf-8", "surrogatepass")
    done = subprocess.run(
        [sys.executable, *start, *words], input=given, capture_output=True,
        timeout=timeout, check=False, cwd=home, env=environment(home, **env),
    )  # fmt: skip
    out, err = (x.decode("utf-8", "surrogateescape") for x in (done.stdout, done.stderr))
    return Ran(done.returncode, out, err)


def here(home: Path, *words: str, stdin: str = "", **env: str) -> Ran:
    """Run the command line in this process: faster, and open to a disk that fails."""
    from mockint.cli.main import run

    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    source = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    with (
        mock.patch.dict(os.environ, environment(home, **env), clear=True),
        mock.patch.object(sys, "stdin", source),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = run(list(words))
    return Ran(code, _written(out), _written(err))


class Forked:
    """A command in a forked process, ready to be talked to: lines in, lines out."""

    def __init__(self, pid: int, said: IO[bytes], out: IO[bytes]) -> None:
        self._pid = pid
        self._said = said
        self.out = out

    def say(self, text: str) -> None:
        """Give it a line."""
        with contextlib.suppress(BrokenPipeError):
            self._said.write(text.encode() + b"\n")

    def kill(self) -> None:
        """End it with SIGKILL; what it wrote before can still be read."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0


@contextlib.contextmanager
def forked(home: Path, *words: str) -> Iterator[Forked]:
    """The command line in a fork of this process: all that it loads is loaded already."""
    (read_in, write_in), (read_out, write_out) = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        _become(home, words, read_in, write_out)
    os.close(read_in)
    os.close(write_out)
    with os.fdopen(write_in, "wb", buffering=0) as said, os.fdopen(read_out, "rb") as out:
        child = Forked(pid, said, out)
        try:
            yield child
        finally:
            child.kill()


def _become(home: Path, words: tuple[str, ...], read_in: int, write_out: int) -> NoReturn:
    """Be the command and nothing else; never returns."""
    code = 70
    try:
        from mockint.cli.main import run

        null = os.open(os.devnull, os.O_WRONLY)
        for fd, here_ in ((read_in, 0), (write_out, 1), (null, 2)):
            os.dup2(fd, here_)
        os.closerange(3, 4096)
        os.environ.clear()
        os.environ.update(environment(home))
        os.chdir(home)
        sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
        code = run(list(words))
        sys.stdout.flush()
    finally:
        os._exit(code)


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode()  # type: ignore[attr-defined]


def journals(home: Path) -> list[Path]:
    """The sessions that a home holds."""
    return sorted((home / "mockint" / "sessions").glob("*.journal"))


def answers(home: Path, journal: Path) -> list[str]:
    """What the candidate said in a session, as the store reads it."""
    from mockint.domain.session import EventKind
    from mockint.store.sessions import SessionStore

    store = SessionStore(home / "mockint" / "sessions")
    return [e.text for e in store.read(journal).events if e.kind is EventKind.ANSWER]


def rows(out: Path) -> list[dict]:
    """The rows of a folder of results."""
    path = out / "results.jsonl"
    return (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        if path.is_file()
        else []
    )


@contextlib.contextmanager
def judge_server(**options: object) -> Iterator[str]:
    """The suite's judging endpoint in a process of its own; its base URL."""
    process = subprocess.Popen(
        [sys.executable, str(TESTS / "bulk" / "judge_server.py"), json.dumps(options)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
    finally:
        process.communicate()
