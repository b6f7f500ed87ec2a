"""The figures that docs/scale.md rests on: rates of each runner, bytes and tokens a transcript.

The same transcripts of about 1,500 tokens, graded by the built-in judge in processes and
on a Dask cluster of as many workers, and through loopback endpoints with single calls,
from the cluster, and in a batch. Start-up is measured with a few
transcripts and taken off.

    python benchmarks/scale_figures.py [COUNT] [--sizes]
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from grade_builtin import ROOT, RUBRIC, write_transcripts

BULK = ROOT / "tests" / "bulk"
LATENCY = 0.2
JOBS = 64
MODEL = "gpt-5.4-mini"
#: Transcripts of the run that measures start-up.
FEW = 4


@contextmanager
def serving(server: str, **options):
    process = subprocess.Popen(
        [sys.executable, str(BULK / server), json.dumps(options)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
    finally:
        process.communicate()


def grade(folder: Path, out: Path, *words: object, url: str = "") -> tuple[float, str]:
    """(seconds, stdout) of one run of the command."""
    given = ["grade", folder, "--rubric", RUBRIC, *words]
    given += ["--out", out] if "--estimate" not in words else []
    given += ["--engine", "openai", "--base-url", url] if url else ["--engine", "built-in"]
    given += ["--model", MODEL] if url else []
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "MOCKINT_HOME": str(out) + ".home"}
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "mockint", *map(str, given)],
        check=True, capture_output=True, text=True, env=env,
    )  # fmt: skip
    return time.perf_counter() - start, done.stdout


def inside(folder: Path, most: int = 100) -> None:
    """Print CPU milliseconds of the parts of the work, without any start-up."""
    from mockint.authoring.library import Library, digest
    from mockint.builtin.judge import BuiltinJudge
    from mockint.builtin.matching import LexicalMatcher
    from mockint.bulk.grading import row_text, turns_text
    from mockint.bulk.reading import interviews
    from mockint.bulk.tasks import Reading, Task
    from mockint.grading.grader import assemble

    rubric = Library([ROOT / "rubrics"]).rubric(RUBRIC)
    judge, name = BuiltinJudge(LexicalMatcher), digest(rubric)
    spent = {"reading": 0.0, "judging": 0.0, "verifying": 0.0}

    async def all_of_them() -> int:
        count = 0
        for path in sorted(folder.iterdir())[: most + 1]:
            times = [time.process_time()]
            (talk,) = interviews(Task("", path.name, path.read_bytes(), rubric, name), Reading())
            times.append(time.process_time())
            judgement = await judge.judge(talk, rubric)
            times.append(time.process_time())
            card = assemble(talk, rubric, judgement, rubric_digest=name)
            row_text(card), turns_text(talk)
            times.append(time.process_time())
            if count:  # the first one pays for what is made once
                for part, (start, end) in zip(spent, pairwise(times), strict=True):
                    spent[part] += end - start
            count += 1
        return count - 1

    count = asyncio.run(all_of_them())
    parts = ", ".join(f"{part} {1000 * used / count:.1f}" for part, used in spent.items())
    total = 1000 * sum(spent.values()) / count
    print(f"CPU of one transcript without start-up: {total:.1f} ms ({parts})", flush=True)


def sizes(folder: Path, top: Path) -> None:
    """Print bytes on disk and in a batch, tokens and dollars, of one transcript."""
    count = len(list(folder.iterdir()))
    out, batch = top / "sizes", top / "sizes-of-a-batch"
    with serving("judge_server.py") as url:
        grade(folder, out, url=url)
    kept = {path.name: path.stat().st_size / count for path in out.iterdir() if path.is_file()}
    with serving("batch_server.py") as url:
        grade(folder, batch, "--runner", "batch", "--poll", 0.1, url=url)
        with urllib.request.urlopen(url.removesuffix("/v1") + "/stats") as answer:
            sent = json.load(answer)["bytes"] / count
    kept["batches.journal"] = (batch / "batches.journal").stat().st_size / count
    said = ", ".join(f"{name} {size:,.0f}" for name, size in sorted(kept.items()))
    print(f"bytes a transcript in --out: {said}")
    print(f"bytes a transcript in a batch's file: {sent:,.0f}")
    told = json.loads(
        grade(folder, top / "x", "--estimate", "--format", "json", url="http://127.0.0.1:9")[1]
    )
    there, back, cost = (
        told[name] / count for name in ("prompt_tokens", "completion_tokens", "cost_usd")
    )
    print(f"a transcript, {MODEL}: {there:,.0f} tokens in, {back:,.0f} out")
    print(f"a transcript, {MODEL}: ${cost:.5f}, in a batch ${cost / 2:.5f}", flush=True)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400  # --sizes: no rates
    with tempfile.TemporaryDirectory(prefix="mockint-scale-") as work:
        top = Path(work)
        folder = top / "transcripts"
        folder.mkdir()
        write_transcripts(folder, count)
        inside(folder)
        sizes(folder, top)
        if "--sizes" in sys.argv:
            return 0

        few = top / "few"
        few.mkdir()
        for path in sorted(folder.iterdir())[:FEW]:
            (few / path.name).write_bytes(path.read_bytes())

        def rate(name: str, *words: object, url: str = "", first: float | None = None) -> float:
            out = top / name.replace(" ", "-").replace(",", "")
            start = grade(few, Path(f"{out}-few"), *words, url=url)[0]
            wall = grade(folder, out, *words, url=url)[0]
            rows = (out / "results.jsonl").read_bytes().count(b"\n")
            assert rows == count
            net = (count - FEW) / max(wall - start, 0.001)
            beside = f", {net / first:.2f} of the one before" if first else ""
            print(f"{name:28} start {start:5.1f} s, then {net:6.1f}/s{beside}", flush=True)
            return net

        first = rate("built-in, 2 processes", "--jobs", 2)
        rate("built-in, Dask, 2 workers", "--runner", "dask", "--jobs", 2, first=first)
        with serving("judge_server.py", latency=LATENCY) as url:
            first = rate(f"endpoint, {JOBS} calls", "--jobs", JOBS, url=url)
            rate(f"endpoint, Dask, {JOBS} calls", "--runner", "dask", "--jobs", JOBS, url=url,
                 first=first)  # fmt: skip
        with serving("batch_server.py") as url:
            rate("batch, all of them in one", "--runner", "batch", "--poll", 0.1, url=url)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
