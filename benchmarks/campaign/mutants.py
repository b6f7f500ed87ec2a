"""Every guard has a test that fails without it: each is taken out of a copy, and its tests run.

The guards stand in guards.toml. Nothing is ever changed in the checkout. What counts as a
fault: nothing fails without the guard; its tests fail even with it; no test is named by
its `tests`; its text is no longer there; or the code without it only breaks (a name that
does not exist), which shows nothing about the guard.
"""

from __future__ import annotations

import json
import os
import queue
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import stage
from forked_pytest import NEVER_ENDED
from outcome import WRONG, Budget, Outcome

TABLE = Path(__file__).with_name("guards.toml")
COPIED = (
    "src", "tests", "prompts", "rubrics", "sessions", "docs", "benchmarks", "bench",
    "requirements", "pyproject.toml", "README.md", "CHANGELOG.md", "Makefile",
)  # fmt: skip
LONGEST_S = 300.0
WORKERS = 2
#: Plugins are loaded before pytest could rewrite their asserts: it would warn of that.
PYTEST = (
    "-q", "-x", "-n", "0", "--no-header", "--tb=line", "-rf",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip
NO_TESTS = 5
#: What a mutant that was put together badly raises, whatever it is that it lets through.
BROKEN = ("NameError", "ImportError", "ModuleNotFoundError", "SyntaxError", "UnboundLocalError")
_FAILED = re.compile(r"^FAILED (.+?)(?: - (.*))?$", re.MULTILINE)


@dataclass(frozen=True)
class Guard:
    """One guard: where it stands, what takes its place, and what must fail then."""

    name: str
    file: str
    find: str
    put: str
    tests: str

    def count(self, root: Path) -> int:
        """How often the guard's text stands in its file; 1 is right."""
        return (root / self.file).read_text(encoding="utf-8").count(self.find)


def guards() -> tuple[Guard, ...]:
    """The table."""
    return tuple(Guard(**one) for one in tomllib.loads(TABLE.read_text("utf-8"))["guard"])


def run_mutants(outcome: Outcome, budget: Budget) -> None:
    """All guards, in random order; MOCKINT_GUARD names some of them by a part of their names."""
    wanted = os.environ.get("MOCKINT_GUARD", "").lower()
    table = [guard for guard in guards() if wanted in guard.name.lower()]
    random.Random(budget.seed).shuffle(table)
    outcome.plan(len(table))
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(WORKERS) as pool:
        trial = _Trial(Path(name), budget)
        try:
            for guard, result in pool.map(lambda guard: (guard, trial.without(guard)), table):
                if result is not None:
                    outcome.did()
                    sys.stderr.write(f"  {guard.name}: {result}\n")
                    if not result.startswith("missed by "):
                        outcome.fail(WRONG, f"{guard.name}: {result}")
        finally:
            trial.close()
    missed = outcome.tried - sum(outcome.counts.values())
    outcome.note(f"{outcome.tried} of {len(table)} guards taken out one by one; {missed} of them "
                 "were missed by a test that passes with them")  # fmt: skip


class _Trial:
    """Copies of the tree, each with a process that runs its tests."""

    def __init__(self, folder: Path, budget: Budget) -> None:
        self.budget = budget
        self._copies: queue.Queue[_Copy] = queue.Queue()
        self._all = [_Copy(folder / str(number)) for number in range(WORKERS)]
        for copy in self._all:
            self._copies.put(copy)
        self._lock = threading.Lock()
        self._with_all: dict[str, tuple[threading.Lock, list[str]]] = {}

    def close(self) -> None:
        self.budget = Budget(0)
        for copy in self._all:
            copy.close()

    def without(self, guard: Guard) -> str | None:
        """Which test misses the guard, or what is wrong; None where time was over."""
        if self.budget.over:
            return None
        copy = self._copies.get()
        try:
            if (count := guard.count(copy.root)) != 1:
                return f"its text stands {count} times in {guard.file}"
            if wrong := self._as_it_is(guard.tests, copy):
                return wrong
            with copy.taken_out(guard):
                return _reading(*copy.pytest(guard.tests))
        finally:
            self._copies.put(copy)

    def _as_it_is(self, tests: str, copy: _Copy) -> str:
        """What is wrong with these tests while every guard is in its place; "" if nothing is."""
        with self._lock:
            lock, told = self._with_all.setdefault(tests, (threading.Lock(), []))
        with lock:
            if not told:
                code, said = copy.pytest(tests)
                failed = _FAILED.search(said)
                near = failed.group() if failed else said[-300:]
                wrong = "" if code == 0 else f"its tests end with {code} as it is: {near}"
                told.append("its `tests` name no test" if code == NO_TESTS else wrong)
        return told[0]


class _Copy:
    """A copy of the tree, and a process that runs tests in it."""

    def __init__(self, root: Path) -> None:
        root.mkdir()
        self.root = root
        skipped = shutil.ignore_patterns("__pycache__", "*.lock")
        for name in COPIED:
            source = stage.ROOT / name
            if source.is_dir():
                shutil.copytree(source, root / name, ignore=skipped)
            else:
                shutil.copy(source, root / name)
        self._runner = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("forked_pytest.py"))], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self._age = 0

    def close(self) -> None:
        self._runner.terminate()
        self._runner.communicate()

    def pytest(self, tests: str) -> tuple[int, str]:
        """How pytest ends on these tests, and what it says."""
        run: dict[str, Any] = {
            "root": str(self.root), "words": [*PYTEST, *shlex.split(tests)], "longest_s": LONGEST_S,
        }  # fmt: skip
        assert self._runner.stdin is not None
        assert self._runner.stdout is not None
        self._runner.stdin.write(json.dumps(run) + "\n")
        self._runner.stdin.flush()
        line = self._runner.stdout.readline()
        if not line:
            return 70, "the process that runs tests is gone"
        ended = json.loads(line)
        return ended["code"], ended["said"]

    @contextmanager
    def taken_out(self, guard: Guard) -> Iterator[None]:
        path = self.root / guard.file
        before = path.read_text(encoding="utf-8")
        self._write(path, before.replace(guard.find, guard.put))
        try:
            yield
        finally:
            self._write(path, before)

    def _write(self, path: Path, text: str) -> None:
        """Write it with an age that no file had before: what was compiled of it is out of date."""
        path.write_text(text, encoding="utf-8")
        self._age += 2
        os.utime(path, (self._age, self._age))


def _reading(code: int, said: str) -> str:
    """What the tests' end without a guard says about them."""
    if code == 0:
        return "nothing fails without it"
    if code == NEVER_ENDED:
        return "missed by its tests, which never end without it"
    failed = _FAILED.search(said)
    if failed is None:
        return f"pytest ended with {code}: {said[-300:]}"
    test, why = failed.group(1), failed.group(2) or ""
    if why.startswith(BROKEN):
        return f"the code only breaks without it: {test}: {why[:120]}"
    return f"missed by {test.removeprefix('tests/')} ({why[:60]})"
