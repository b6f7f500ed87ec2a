"""Peak memory of bulk grading at 100, 1,000 and 10,000 transcripts, for both engines.

Each run is the whole command in a process of its own, report and pages included; what is
told is the most that its largest process had resident. The model engine calls a loopback
endpoint that answers at once. The floor is `python -c "import mockint.bulk.launch"`.

    python benchmarks/grading_memory.py [COUNT ...]

Exits with 1 if 10,000 need 50 MB more than 500 would (gates of `grade_endpoint.py`), told
from the largest and the smallest count given.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from grade_endpoint import ROOT, RUBRIC, endpoint, environment, write_transcripts

MOST_MB, MOST_MORE_MB = 120.0, 50.0
#: Runs a command, then prints the peak of its largest process in KB.
PEAK = (
    "import resource, subprocess, sys;"
    "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss);"
    "sys.exit(code.returncode)"
)


def peak_mb(words: list[str], env: dict[str, str]) -> float:
    """MB that the largest process of a Python command had resident."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK, sys.executable, *words],
        env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(done.stdout) / 1024


def grade(folder: Path, out: Path, *engine: str) -> float:
    """Peak of one bulk run, all of whose transcripts must come out graded."""
    shutil.rmtree(out, ignore_errors=True)
    words = ["-m", "mockint", "grade", str(folder), "--rubric", RUBRIC, "--out", str(out), *engine]
    peak = peak_mb(words, environment(str(out)))
    with (out / "results.jsonl").open() as rows:
        assert not any("error" in json.loads(row) for row in rows)
    return peak


def main() -> int:
    counts = [int(word) for word in sys.argv[1:]] or [100, 1_000, 10_000]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    floor = peak_mb(["-c", "import mockint.bulk.launch"], env)
    print(f"floor, the program loaded and nothing done: {floor:.0f} MB")
    peaks: dict[str, list[float]] = {"built-in": [], "model": []}
    with tempfile.TemporaryDirectory(prefix="mockint-bench-") as work, endpoint() as url:
        model = ["--engine", "openai", "--model", "loopback", "--base-url", url, "--jobs", "64"]
        for count in counts:
            folder = Path(work) / str(count)
            folder.mkdir()
            write_transcripts(folder, count)
            for name, words in (("built-in", ["--engine", "built-in"]), ("model", model)):
                peaks[name].append(grade(folder, Path(work) / "out", *words))
                print(f"{count:>7,} transcripts, {name:<8} {peaks[name][-1]:6.0f} MB", flush=True)
            shutil.rmtree(folder)
    held = True
    for name, told in peaks.items():
        more = told[-1] - told[0]
        good = told[0] <= MOST_MB and more <= MOST_MORE_MB
        held &= good
        print(f"{name}: {more:+.0f} MB from {counts[0]:,} to {counts[-1]:,}")
        print(f"  gates: {MOST_MB:g} MB, {MOST_MORE_MB:g} MB more: {'held' if good else 'FAILED'}")
    return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main())
