"""Transcripts to grade, a loopback endpoint that judges, and the command in its own process."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from mockint.cli.main import run

ROOT = Path(__file__).resolve().parents[2]
SERVER = Path(__file__).with_name("judge_server.py")
RUBRIC = "people-management"
ANSWER = (
    "I had an engineer who was rude in reviews, number {n}. I sat down with him, told him what I "
    "had seen, and we agreed on two changes by the end of March. The complaints stopped within a "
    "month and he stayed. Of eleven people that I hired, ten stayed for longer than two years."
)
TALK = """\
Interviewer: Tell me about a time you had to manage a difficult employee. What steps did you take?
Candidate: {answer}
Interviewer: Walk me through your process for hiring engineers.
Candidate: I write down what the person must achieve in six months, case {n}. Then I ask for work
samples, and two of us read them without the names before we speak to anybody.
"""


def talk(number: int) -> str:
    return TALK.format(n=number, answer=ANSWER.format(n=number))


@pytest.fixture(scope="session")
def right_level():
    """The level that the loopback endpoint gives for a signal and a quote."""
    spec = importlib.util.spec_from_file_location("judge_server", SERVER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.level_of


@pytest.fixture
def transcripts(tmp_path):
    """Makes a folder of so many transcripts."""

    def make(count: int, name: str = "talks") -> Path:
        folder = tmp_path / name
        folder.mkdir()
        for number in range(count):
            (folder / f"talk-{number:03}.txt").write_text(talk(number))
        return folder

    return make


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


def environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "src"),
        "MOCKINT_HOME": str(home / "home"),
        "HOME": str(home),
        "PYTHONWARNINGS": "error",
    }


@pytest.fixture
def grade(tmp_path):
    """Runs `mockint grade` to its end; `url` chooses the endpoint there."""

    def run(*words: object, url: str = "", stdin: str = "", rubric: str = RUBRIC) -> Ran:
        done = subprocess.run(
            command(*words, url=url, rubric=rubric),
            input=stdin.encode(), capture_output=True, timeout=120, check=False, cwd=tmp_path,
            env=environment(tmp_path),
        )  # fmt: skip
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def report(capsys):
    """Runs `mockint report` here; what it prints."""

    def call(*words: object) -> str:
        run(["report", *map(str, words)])
        return capsys.readouterr().out

    return call


def command(*words: object, url: str = "", rubric: str = RUBRIC) -> list[str]:
    given = [sys.executable, "-m", "mockint", "grade", *map(str, words)]
    if rubric:
        given += ["--rubric", rubric]
    if url:
        given += ["--engine", "openai", "--model", "loopback", "--base-url", url]
    return given


@pytest.fixture
def start(tmp_path):
    """Starts `mockint grade` and hands over the process; it is ended with the test."""
    running: list[subprocess.Popen] = []

    def run(*words: object, url: str = "") -> subprocess.Popen:
        process = subprocess.Popen(
            command(*words, url=url), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment(tmp_path), cwd=tmp_path,
        )  # fmt: skip
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()


@dataclass
class Judge:
    url: str

    @property
    def stats(self) -> dict:
        with urllib.request.urlopen(self.url.removesuffix("/v1") + "/stats") as response:
            return json.load(response)


@pytest.fixture
def judge():
    """Starts loopback endpoints; see judge_server.py for the options."""
    running: list[subprocess.Popen] = []

    @contextmanager
    def serving(**options):
        process = subprocess.Popen(
            [sys.executable, str(SERVER), json.dumps(options)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        running.append(process)
        try:
            yield Judge(f"http://127.0.0.1:{process.stdout.readline().strip()}/v1")
        finally:
            process.communicate()

    return serving


def rows_in(out: Path) -> list[dict]:
    return [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]


@pytest.fixture
def rows():
    """Reads the rows of a folder of results."""
    return rows_in
