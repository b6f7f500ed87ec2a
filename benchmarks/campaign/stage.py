"""What the parts stand on: the checkout, the tests' own fakes, and the command itself."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
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
    timeout: float = 120,
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
