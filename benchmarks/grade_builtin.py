"""Bulk grading with the built-in judge: transcripts a second on one process and on two.

Transcripts of about 1,500 tokens, a round of five signals, the whole command: reading,
judging, verification, durable rows, table, summary and report. One process per core is
what the command does by itself.

    python benchmarks/grade_builtin.py [COUNT]

Exits with 1 if two processes do fewer than 100 a second.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
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


def run(folder: Path, out: Path, jobs: int) -> tuple[float, float]:
    """(seconds, CPU seconds) of the command, its processes included."""
    words = ["grade", str(folder), "--rubric", RUBRIC, "--out", str(out), "--jobs", str(jobs)]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "MOCKINT_HOME": str(out) + ".home"}
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


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory(prefix="mockint-bench-") as work:
        folder = Path(work) / "transcripts"
        folder.mkdir()
        write_transcripts(folder, count)
        rates = {}
        for jobs in (1, 2):
            out = Path(work) / f"out{jobs}"
            wall, cpu = run(folder, out, jobs)
            rows = [json.loads(line) for line in (out / "results.jsonl").open()]
            assert len(rows) == count
            assert not any("error" in row for row in rows)
            rates[jobs] = count / wall
            print(f"{jobs} process(es): {rates[jobs]:6.1f}/s, {1000 * cpu / count:.1f} ms CPU each")
    print(f"gain of the second process: {rates[2] / rates[1]:.2f}")
    held = rates[2] >= GATE
    print(f"gate: {GATE:g}/s on two: {'held' if held else 'FAILED'}")
    return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main())
