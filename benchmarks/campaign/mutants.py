"""Every guard has a test that fails without it: each is taken out of a copy, and its tests run.

The guards stand in guards.toml. Nothing is ever changed in the checkout. A guard whose
text is no longer there counts as a fault, so that the table stays true.
"""

from __future__ import annotations

import os
import queue
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import stage
from outcome import WRONG, Budget, Outcome

TABLE = Path(__file__).with_name("guards.toml")
COPIED = ("src", "tests", "prompts", "rubrics", "sessions", "docs", "benchmarks", "pyproject.toml")
LONGEST_S = 120
WORKERS = 2


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
    """All guards in the long mode; in the short one as many, in random order, as time allows."""
    table = list(guards())
    random.Random().shuffle(table)
    survivors = 0
    with tempfile.TemporaryDirectory() as name:
        copies: queue.Queue[Path] = queue.Queue()
        for number in range(WORKERS):
            copies.put(_copy(Path(name) / str(number)))
        with ThreadPoolExecutor(WORKERS) as pool:
            for guard, result in pool.map(lambda g: (g, _without(g, copies, budget)), table):
                if result is None:
                    continue
                outcome.tried += 1
                sys.stderr.write(f"  {guard.name}: {result or 'its tests fail without it'}\n")
                if result:
                    survivors += 1
                    outcome.fail(WRONG, f"{guard.name}: {result}")
    outcome.note(f"{outcome.tried} of {len(table)} guards taken out, {survivors} not missed")


def _copy(target: Path) -> Path:
    target.mkdir()
    skipped = shutil.ignore_patterns("__pycache__", "*.journal", "*.lock")
    for name in COPIED:
        source = stage.ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=skipped)
        else:
            shutil.copy(source, target / name)
    return target


def _without(guard: Guard, copies: queue.Queue[Path], budget: Budget) -> str | None:
    """What is wrong with the guard's tests, "" if they miss it; None where time was over."""
    if budget.over and not budget.long:
        return None
    root = copies.get()
    try:
        if (count := guard.count(root)) != 1:
            return f"its text stands {count} times in {guard.file}"
        with _taken_out(guard, root):
            code, said = _pytest(root, guard.tests)
        if code == 1:
            return ""
        return "nothing fails without it" if code == 0 else f"pytest ended with {code}: {said}"
    finally:
        copies.put(root)


@contextmanager
def _taken_out(guard: Guard, root: Path) -> Iterator[None]:
    path = root / guard.file
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace(guard.find, guard.put), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(before, encoding="utf-8")


def _pytest(root: Path, tests: str) -> tuple[int, str]:
    words = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-q",
        "-x",
        "-n",
        "0",
        "--no-header",
        "-p",
        "no:randomly",
    ]
    env = {**os.environ, "PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [*words, *shlex.split(tests)], cwd=root, env=env, capture_output=True, text=True,
            check=False, timeout=LONGEST_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return 1, "it never ends without the guard"
    return done.returncode, done.stdout[-200:] + done.stderr[-200:]
