"""Bulk grading with the built-in judge: transcripts a second on one process and on two.

Transcripts of about 1,500 tokens, a round of five signals, the whole command: reading,
judging, verification, durable rows, table, summary and report. One process per core is
what the command does by itself.

    python benchmarks/grade_builtin.py [COUNT] [--compiled]

`--compiled` builds a wheel whose grading modules are compiled (docs/grade.md; needs a C
compiler and pip's package index) and measures it after the plain one, in the same run, and
compares their rows. Exits with 1 if two processes do fewer than 100 a second.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
RUBRIC = "coursera/software-engineering-manager/people-management"
ANSWERS = ROOT / "tests" / "data" / "answers" / "people-management"
#: Characters of a transcript of about 1,500 tokens.
SIZE = 6_000
GATE = 100.0


def write_transcripts(folder: Path, count: int) -> None:
    """Made of real answers; no two are the same."""
    from mockint.authoring.library import Library

    rubric = Library([ROOT / "rubrics"]).rubric(RUBRIC)
    assert len(rubric.signals) == 5
    answers = [" ".join(path.read_text().split()) for path in sorted(ANSWERS.glob("*.txt"))]
    questions = [question.spoken(()) for question in rubric.questions]
    for number in range(count):
        lines: list[str] = []
        size = at = 0
        while size < SIZE:
            question = questions[at % len(questions)]
            answer = answers[(number * 7 + at) % len(answers)]
            start = answer.find(". ", (number * 13) % 200) + 2
            lines += [f"Interviewer: {question}", f"Candidate: Case {number}. {answer[start:900]}"]
            size += len(lines[-1]) + len(question)
            at += 1
        (folder / f"{number:05}.txt").write_text("\n".join(lines))


def run(package: Path, folder: Path, out: Path, jobs: int) -> tuple[float, float]:
    """(seconds, CPU seconds) of the command, its processes included; `package` is imported."""
    words = ["grade", str(folder), "--rubric", RUBRIC, "--out", str(out), "--jobs", str(jobs)]
    env = {**os.environ, "PYTHONPATH": str(package), "MOCKINT_HOME": str(out) + ".home"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # who installs mockint has it compiled to bytecode
    before = os.times()
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "mockint", *words, "--engine", "built-in"],
        check=True, capture_output=True, env=env,
    )  # fmt: skip
    wall = time.perf_counter() - start
    after = os.times()
    used = after.children_user + after.children_system
    return wall, used - before.children_user - before.children_system


def built(work: Path) -> Path:
    """A folder with mockint in it as a wheel would install it, grading modules compiled."""
    env = {**os.environ, "MOCKINT_COMPILE": "1"}
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(work), str(ROOT)],
        check=True, env=env,
    )  # fmt: skip
    (wheel,) = work.glob("mockint-*.whl")
    package = work / "compiled"
    zipfile.ZipFile(wheel).extractall(package)
    if not list(package.glob("mockint/builtin/judge.*.so")):
        raise SystemExit(f"{wheel.name} holds nothing that is compiled")
    return package


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("count", nargs="?", type=int, default=1_000)
    parser.add_argument("--compiled", action="store_true", help="measure a compiled build, too")
    given = parser.parse_args()
    print(f"Python {sys.version}, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="mockint-bench-") as name:
        work = Path(name)
        folder = work / "transcripts"
        folder.mkdir()
        write_transcripts(folder, given.count)
        packages = {"plain": ROOT / "src"}
        if given.compiled:
            packages["compiled"] = built(work)
        rates, rows = {}, {}
        for kind, package in packages.items():
            warm = work / f"{kind}-warm"
            run(package, next(iter(folder.iterdir())), warm, 1)  # writes bytecode
            for jobs in (1, 2):
                out = work / f"{kind}{jobs}"
                wall, cpu = run(package, folder, out, jobs)
                rows[kind, jobs] = (out / "results.jsonl").read_text().splitlines()
                assert len(rows[kind, jobs]) == given.count
                assert not any("error" in json.loads(row) for row in rows[kind, jobs])
                rates[kind, jobs] = given.count / wall
                print(
                    f"{kind}, {jobs} process(es): {rates[kind, jobs]:6.1f}/s,"
                    f" {1000 * cpu / given.count:.1f} ms CPU each"
                )
            print(f"  gain of the second process: {rates[kind, 2] / rates[kind, 1]:.2f}")
        best = "compiled" if given.compiled else "plain"
        if given.compiled:
            assert all(one == rows["plain", 1] for one in rows.values()), "rows differ"
            print(f"  compiled over plain, two processes: "
                  f"{rates['compiled', 2] / rates['plain', 2]:.2f}; the same rows")  # fmt: skip
        held = rates[best, 2] >= GATE
        print(f"gate: {GATE:g}/s on two, {best}: {'held' if held else 'FAILED'}")
        return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main())
