"""Bulk grading against a loopback endpoint, paired with a plain AsyncOpenAI gather loop.

Both do the same calls (one a transcript of about 1,700 tokens, 64 at once) in processes
of their own, by turns; the endpoint runs in a third one. What is printed are ratios of
one run, for times differ from machine to machine. mockint's figures hold everything it
does: reading, prompts, verification, durable rows, the table, the summary, the report.

    python benchmarks/grade_endpoint.py [throughput] [faults] [ceiling] [memory] [--pairs N]

Exits with 1 if a gate fails.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
SERVER = ROOT / "tests" / "bulk" / "judge_server.py"
RUBRIC = "coursera/software-engineering-manager/people-management"
ANSWERS = ROOT / "tests" / "data" / "answers" / "people-management"
COUNT, AT_ONCE, LATENCY_S = 500, 64, 0.2
#: Characters of a transcript of about 1,700 tokens.
SIZE = 6_800


@contextmanager
def endpoint(**options: object) -> Iterator[str]:
    """The loopback endpoint; its base URL."""
    process = subprocess.Popen(
        [sys.executable, str(SERVER), json.dumps(options)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
    finally:
        process.stdin.close()
        process.wait()


def stats(url: str) -> dict:
    with urllib.request.urlopen(url.removesuffix("/v1") + "/stats") as response:
        return json.load(response)


def write_transcripts(folder: Path, count: int) -> None:
    """Made of real answers; no two are the same."""
    from mockint.authoring.library import Library

    rubric = Library([ROOT / "rubrics"]).rubric(RUBRIC)
    answers = [" ".join(path.read_text().split()) for path in sorted(ANSWERS.glob("*.txt"))]
    questions = [question.spoken(()) for question in rubric.questions]
    for number in range(count):
        lines: list[str] = []
        size = at = 0
        while size < SIZE:
            question = questions[at % len(questions)]
            answer = f"In case {number} of mine, {answers[(number + at) % len(answers)][:900]}"
            lines += [f"Interviewer: {question}", f"Candidate: {answer}"]
            size += len(question) + len(answer)
            at += 1
        (folder / f"{number:05}.txt").write_text("\n".join(lines))


def child_ours(url: str, folder: str, out: str, jobs: str) -> None:
    import openai  # noqa: F401 - both sides have it loaded when the clock starts

    from mockint.cli.main import run

    words = ["grade", folder, "--rubric", RUBRIC, "--out", out, "--jobs", jobs]
    start = time.perf_counter()
    code = run([*words, "--engine", "openai", "--model", "loopback", "--base-url", url])
    tell(start, code=code)


def child_plain(url: str, folder: str, bodies: str, jobs: str) -> None:
    from openai import AsyncOpenAI

    async def all_of_them() -> None:
        gate = asyncio.Semaphore(int(jobs))
        async with AsyncOpenAI(api_key="sk-x", base_url=url, max_retries=0) as client:

            async def one(path: Path) -> dict:
                async with gate:
                    text = path.read_text()
                    reply = await client.chat.completions.create(
                        model="loopback", temperature=0.0, seed=0, max_tokens=6000,
                        messages=[
                            *prompts["messages"][:-1],
                            {"role": "user", "content": prompts["texts"][path.name]},
                        ],
                        response_format=prompts["format"],
                    )  # fmt: skip
                    assert text
                    return json.loads(reply.choices[0].message.content)

            rows = await asyncio.gather(*map(one, paths))
        assert all(row["signals"] for row in rows)

    prompts = json.loads(Path(bodies).read_text())
    start = time.perf_counter()
    paths = sorted(Path(folder).iterdir())
    asyncio.run(all_of_them())
    tell(start, code=0)


def tell(start: float, code: int) -> None:
    """The figures of this process, as the last line of stdout."""
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"wall": wall, "cpu": used.ru_utime + used.ru_stime, "code": code,
                      "rss_mb": used.ru_maxrss / 1024}))  # fmt: skip


def run_child(kind: str, *words: str) -> dict:
    idle = _idle_cpu(kind)
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OPENAI_API_KEY": "sk-loopback"}
    env["MOCKINT_HOME"] = words[2] + ".home"
    done = subprocess.run(
        [sys.executable, __file__, "child", kind, *words],
        capture_output=True, text=True, env=env, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    told = json.loads(done.stdout.splitlines()[-1])
    told["cpu"] -= idle
    told["said"] = done.stderr
    return told


_IDLE: dict[str, float] = {}


def _idle_cpu(kind: str) -> float:
    """CPU of a process that only loads what this one needs: starting is not grading."""
    if kind not in _IDLE:
        modules = "openai" if kind == "plain" else "openai, mockint.bulk.launch, mockint.cli.grade"
        code = (
            f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); import {modules}; "
            "from openai import AsyncOpenAI; AsyncOpenAI(api_key='x').chat.completions; "
            "import resource; u = resource.getrusage(resource.RUSAGE_SELF); "
            "print(u.ru_utime + u.ru_stime)"
        )
        runs = [
            subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
            for _ in range(3)
        ]
        _IDLE[kind] = min(float(done.stdout) for done in runs)
    return _IDLE[kind]


def prerendered(folder: Path) -> dict:
    """The very prompts that mockint sends, for the plain loop, which need not make them."""
    from mockint.authoring.library import Library
    from mockint.domain.prompts import JudgeTranscript, JudgeTurn, judge_system
    from mockint.grading.model_judge import turn_ids
    from mockint.grading.replies import reply_schema
    from mockint.importers.registry import read_transcripts
    from mockint.prompting.templates import Templates

    rubric = Library([ROOT / "rubrics"]).rubric(RUBRIC)
    prompts = Templates([ROOT / "prompts"])
    wanted = tuple(signal.id for signal in rubric.signals)
    system = prompts.render(judge_system(rubric)).messages
    texts = {}
    for path in sorted(folder.iterdir()):
        transcript = read_transcripts(path.read_bytes(), path.name, {})[0]
        ids = turn_ids(transcript, rubric)
        turns = tuple(JudgeTurn(ids[t.index], t.role.value, t.text) for t in transcript.turns)
        user = prompts.render(JudgeTranscript("ref-" + "0" * 20, wanted, turns))
        texts[path.name] = user.messages[0].content
    schema = reply_schema(wanted, tuple(flag.id for flag in rubric.red_flags))
    return {
        "messages": [{"role": m.role, "content": m.content} for m in (*system, *user.messages)],
        "texts": texts,
        "format": {"type": "json_schema",
                   "json_schema": {"name": "grading", "schema": schema, "strict": True}},
    }  # fmt: skip


class Bench:
    """One working folder, and what the gates said."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.held = True
        self.folder = work / "transcripts"
        self.folder.mkdir()
        write_transcripts(self.folder, COUNT)
        self.bodies = work / "bodies.json"
        self.bodies.write_text(json.dumps(prerendered(self.folder)))

    def gate(self, what: str, value: float, *, most: float = 1e9, least: float = -1e9) -> None:
        """Print one figure and whether it holds."""
        good = least <= value <= most
        self.held &= good
        bound = f"at least {least:g}" if least > -1e9 else f"at most {most:g}"
        print(f"  {what}: {value:.3g} (gate: {bound}) {'held' if good else 'FAILED'}")

    def ours(self, url: str, folder: Path | None = None, jobs: int = AT_ONCE) -> dict:
        """One run of mockint, with its rows."""
        out = self.work / "out"
        shutil.rmtree(out, ignore_errors=True)
        told = run_child("ours", url, str(folder or self.folder), str(out), str(jobs))
        told["rows"] = [json.loads(line) for line in (out / "results.jsonl").open()]
        return told

    def plain(self, url: str, jobs: int = AT_ONCE) -> dict:
        """One run of the plain loop."""
        return run_child("plain", url, str(self.folder), str(self.bodies), str(jobs))

    def throughput(self, pairs: int) -> None:
        """Pairs of runs, by turns."""
        print(f"\nthroughput: {COUNT} transcripts, {AT_ONCE} at once, {LATENCY_S * 1000:g} ms")
        rates, cpus, peak = [], [], 0.0
        for number in range(pairs):
            with endpoint(latency=LATENCY_S) as url:
                first = self.ours(url) if number % 2 else self.plain(url)
                second = self.plain(url) if number % 2 else self.ours(url)
            ours, plain = (first, second) if number % 2 else (second, first)
            assert wrong(ours["rows"]) == 0
            rates.append(plain["wall"] / ours["wall"])
            cpus.append(ours["cpu"] / plain["cpu"])
            peak = max(peak, ours["rss_mb"])
            for name, told in (("mockint", ours), ("plain", plain)):
                print(f"  {name:8} {COUNT / told['wall']:6.0f}/s"
                      f" {1000 * told['cpu'] / COUNT:6.2f} ms CPU each"
                      f" {told['rss_mb']:6.0f} MB")  # fmt: skip
        self.gate("throughput over plain, median", sorted(rates)[len(rates) // 2], least=1.0)
        self.gate("CPU over plain, median", sorted(cpus)[len(cpus) // 2], most=1.0)
        self.gate("peak memory, MB", peak, most=120)

    def faults(self) -> None:
        """All graded, none wrong, few calls more."""
        print("\nfaults: 5% 429, 2% 500, 1% malformed")
        rates = {"429": 0.05, "500": 0.02, "malformed": 0.01}
        with endpoint(latency=LATENCY_S) as url:
            clean = self.ours(url)
        with endpoint(latency=LATENCY_S, rates=rates) as url:
            told = self.ours(url)
            calls = stats(url)["calls"]
        self.gate("graded", graded(told["rows"]), least=COUNT)
        self.gate("wrong", wrong(told["rows"]), most=0)
        self.gate("calls", calls, most=550)
        self.gate("wall over a clean run", told["wall"] / clean["wall"], most=1.5)

    def ceiling(self) -> None:
        """An endpoint with a limit of its own."""
        most = 16
        print(f"\nan endpoint that rejects above {most} at once")
        with endpoint(latency=LATENCY_S, most=most) as url:
            told = self.ours(url)
            seen = stats(url)
        rate = COUNT / told["wall"] / (most / LATENCY_S)
        self.gate("graded", graded(told["rows"]), least=COUNT)
        self.gate("rejected calls", seen["refused"], most=50)
        self.gate("share of its rate, the whole run", rate, least=0.85)

    def memory(self) -> None:
        """Flat as the number of transcripts grows."""
        print("\nmemory: 500 against 10,000 transcripts, no latency")
        large = self.work / "large"
        large.mkdir()
        write_transcripts(large, 10_000)
        with endpoint() as url:
            small = self.ours(url)
            told = self.ours(url, large)
        print(f"  {small['rss_mb']:.0f} MB, {told['rss_mb']:.0f} MB")
        self.gate("peak memory at 500, MB", small["rss_mb"], most=120)
        self.gate("MB more at 10,000", told["rss_mb"] - small["rss_mb"], most=50)
        self.gate("graded", graded(told["rows"]), least=10_000)


def graded(rows: list[dict]) -> int:
    return sum("error" not in row and all(s["status"] == "scored" for s in row["signals"])
               for row in rows)  # fmt: skip


def wrong(rows: list[dict]) -> int:
    """Rows with a level that does not follow from its quote as the endpoint makes them."""
    right = importlib.util.spec_from_file_location("judge_server", SERVER)
    server = importlib.util.module_from_spec(right)
    right.loader.exec_module(server)
    return sum(
        any(
            s["status"] == "scored"
            and s["level"] != server.level_of(s["id"], s["evidence"][0]["quote"])
            for s in row.get("signals", ())
        )
        for row in rows
    )


def main() -> int:
    if sys.argv[1:2] == ["child"]:
        {"ours": child_ours, "plain": child_plain}[sys.argv[2]](*sys.argv[3:])
        return 0
    words = sys.argv[1:]
    pairs = int(words.pop(words.index("--pairs") + 1)) if "--pairs" in words else 3
    wanted = [word for word in words if not word.startswith("--")]
    wanted = wanted or ["throughput", "faults", "ceiling", "memory"]
    with tempfile.TemporaryDirectory(prefix="mockint-bench-") as folder:
        bench = Bench(Path(folder))
        for name in wanted:
            bench.throughput(pairs) if name == "throughput" else getattr(bench, name)()
    return 0 if bench.held else 1


if __name__ == "__main__":
    raise SystemExit(main())
