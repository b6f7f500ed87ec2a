"""Bulk grading against a loopback endpoint, paired with a plain AsyncOpenAI gather loop.

Both do the same calls (one a transcript of about 1,700 tokens, 64 at once) in processes
of their own, by turns; the endpoint runs in a third one. What is printed are ratios of
one run, for times differ from machine to machine; on a busy one, CPU time says more than
the clock. Both clocks start when the modules of both are loaded.

mockint's time and CPU are told twice: when every row is durable (reading, prompts, calls,
verification, roll-up, journal), which is what the gates are about, since the plain loop
keeps nothing and reports nothing, and at the end of the command, with the table, the
summary and 500 candidates' pages. Memory is of the whole command.

    python benchmarks/grade_endpoint.py [throughput] [faults] [ceiling] [memory] [kills]
        [--pairs N] [--quick]

`--quick` takes 200 transcripts, one pair, 1,000 transcripts for memory and three kills.
Exits with 1 if a gate fails.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
SERVER = ROOT / "tests" / "bulk" / "judge_server.py"
RUBRIC = "coursera/software-engineering-manager/people-management"
ANSWERS = ROOT / "tests" / "data" / "answers" / "people-management"
AT_ONCE, LATENCY_S = 64, 0.2
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
    import mockint.models.direct  # noqa: F401 - it is loaded when the clock starts
    from mockint.bulk import launch
    from mockint.cli.main import run
    from mockint.importers.registry import importers

    importers()
    rows: dict[str, float] = {}
    write_outputs = launch.write_outputs

    def told(*args, **named):
        rows.update(rows_cpu=cpu_s() - start[1], rows_wall=time.perf_counter() - start[0])
        return write_outputs(*args, **named)

    launch.write_outputs = told
    words = ["grade", folder, "--rubric", RUBRIC, "--out", out, "--jobs", jobs]
    start = clocks()
    code = run([*words, "--engine", "openai", "--model", "loopback", "--base-url", url])
    tell(start, code=code, **rows)


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
    _ = AsyncOpenAI(api_key="sk-x").chat.completions  # loads what is loaded late
    start = clocks()
    paths = sorted(Path(folder).iterdir())
    asyncio.run(all_of_them())
    tell(start, code=0)


def cpu_s() -> float:
    """Of this process and of those that it has made, once they have ended."""
    own, made = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + made.ru_utime + made.ru_stime


def clocks() -> tuple[float, float]:
    return time.perf_counter(), cpu_s()


def tell(start: tuple[float, float], code: int, **more: float) -> None:
    """The figures of this process, as the last line of stdout."""
    wall, cpu = time.perf_counter() - start[0], cpu_s() - start[1]
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "code": code, "rss_mb": most, **more}))


def environment(out: str) -> dict[str, str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OPENAI_API_KEY": "sk-loopback"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # who installs mockint has it compiled
    return env | {"MOCKINT_HOME": out + ".home"}


def run_child(kind: str, *words: str) -> dict:
    env = environment(words[2])
    done = subprocess.run(
        [sys.executable, __file__, "child", kind, *words],
        capture_output=True, text=True, env=env, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    told = json.loads(done.stdout.splitlines()[-1])
    told["said"] = done.stderr
    return told


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


@dataclass
class Size:
    """How much is done: transcripts, pairs of runs, transcripts for memory, kills."""

    count: int = 500
    pairs: int = 3
    large: int = 10_000
    kills: int = 10


class Bench:
    """One working folder, and what the gates said."""

    def __init__(self, work: Path, size: Size) -> None:
        self.work = work
        self.size = size
        self.held = True
        self.folder = work / "transcripts"
        self.folder.mkdir()
        write_transcripts(self.folder, size.count)
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
        told["rows"] = rows_in(out)
        return told

    def plain(self, url: str, jobs: int = AT_ONCE) -> dict:
        """One run of the plain loop."""
        return run_child("plain", url, str(self.folder), str(self.bodies), str(jobs))

    def throughput(self) -> None:
        """Pairs of runs; which of the two comes first changes from pair to pair."""
        count = self.size.count
        print(f"\nthroughput: {count} transcripts, {AT_ONCE} at once, {LATENCY_S * 1000:g} ms")
        rates, commands, cpus, wholes, peak = [], [], [], [], 0.0
        for number in range(self.size.pairs):
            with endpoint(latency=LATENCY_S) as url:
                first = self.ours(url) if number % 2 else self.plain(url)
                second = self.plain(url) if number % 2 else self.ours(url)
            ours, plain = (first, second) if number % 2 else (second, first)
            assert wrong(ours["rows"]) == 0
            rates.append(plain["wall"] / ours["rows_wall"])
            commands.append(plain["wall"] / ours["wall"])
            cpus.append(ours["rows_cpu"] / plain["cpu"])
            wholes.append(ours["cpu"] / plain["cpu"])
            peak = max(peak, ours["rss_mb"])
            each = 1000 * ours["rows_cpu"] / count
            print(f"  mockint  {count / ours['rows_wall']:6.0f}/s {each:6.2f}"
                  f" ms CPU each; {count / ours['wall']:.0f}/s and"
                  f" {1000 * ours['cpu'] / count:.2f} ms with the report,"
                  f" {ours['rss_mb']:.0f} MB")  # fmt: skip
            print(f"  plain    {count / plain['wall']:6.0f}/s {1000 * plain['cpu'] / count:6.2f}"
                  f" ms CPU each, {plain['rss_mb']:.0f} MB")  # fmt: skip
        self.gate("throughput over plain, rows durable, median", median(rates), least=1.0)
        print(f"  throughput over plain, the whole command: {median(commands):.3g}")
        self.gate("CPU over plain, rows durable, median", median(cpus), most=1.0)
        print(f"  CPU over plain, with the report and a page a candidate: {median(wholes):.3g}")
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
        self.gate("share graded", graded(told["rows"]) / self.size.count, least=1.0)
        self.gate("wrong", wrong(told["rows"]), most=0)
        self.gate("calls a transcript", calls / self.size.count, most=1.1)
        self.gate("wall over a clean run", told["wall"] / clean["wall"], most=1.5)

    def ceiling(self) -> None:
        """An endpoint with a limit of its own."""
        most = 16
        print(f"\nan endpoint that rejects above {most} at once")
        with endpoint(latency=LATENCY_S, most=most) as url:
            told = self.ours(url)
            seen = stats(url)
        # What the endpoint itself saw: the run's start and its report are not its rate.
        rate = seen["busy_share"]
        self.gate("share graded", graded(told["rows"]) / self.size.count, least=1.0)
        self.gate("rejected calls", seen["refused"], most=50)
        self.gate("share of its rate, first to last call", rate, least=0.85)
        print(f"  share of its rate, the whole command: "
              f"{self.size.count / told['wall'] / (most / LATENCY_S):.3g}")  # fmt: skip

    def memory(self) -> None:
        """Flat as the number of transcripts grows."""
        count = self.size.large
        print(f"\nmemory: {self.size.count} against {count:,} transcripts, no latency")
        large = self.work / "large"
        large.mkdir()
        write_transcripts(large, count)
        with endpoint() as url:
            small = self.ours(url)
            told = self.ours(url, large)
        print(f"  {small['rss_mb']:.0f} MB, {told['rss_mb']:.0f} MB")
        self.gate(f"peak memory at {self.size.count}, MB", small["rss_mb"], most=120)
        self.gate(f"MB more at {count:,}", told["rss_mb"] - small["rss_mb"], most=50)
        self.gate("share graded", graded(told["rows"]) / count, least=1.0)

    def kills(self) -> None:
        """SIGKILL at random moments, and go on each time: each transcript once."""
        print(f"\n{self.size.kills} times SIGKILL in the middle, then resumed")
        out = self.work / "out"
        shutil.rmtree(out, ignore_errors=True)
        dice = random.Random(1)
        lost = 0
        with endpoint(latency=LATENCY_S) as url:
            words = ("ours", url, str(self.folder), str(out), str(AT_ONCE))
            for _ in range(self.size.kills):
                before = journalled(out)
                child = subprocess.Popen(
                    [sys.executable, __file__, "child", *words], env=environment(str(out)),
                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )  # fmt: skip
                share = dice.uniform(0.5, 1.5) * self.size.count / (self.size.kills + 2)
                while child.poll() is None and journalled(out) < before + share:
                    time.sleep(0.005)
                child.kill()
                child.wait()
                lost += journalled(out) < before
            run_child(*words)
            seen = stats(url)["seen"]
        rows = rows_in(out)
        sources = Counter(row["transcript"]["source"] for row in rows)
        again = sum(count - 1 for count in seen.values())
        self.gate("rows a transcript", len(rows) / self.size.count, least=1.0, most=1.0)
        self.gate("transcripts with a row", len(sources) / self.size.count, least=1.0)
        self.gate("wrong", wrong(rows), most=0)
        self.gate("times that rows were lost", lost, most=0)
        self.gate("calls made again, a kill", again / self.size.kills, most=AT_ONCE)


def rows_in(out: Path) -> list[dict]:
    return [json.loads(line) for line in (out / "results.jsonl").open()]


def journalled(out: Path) -> int:
    """Rows in the journal, whole ones."""
    path = out / "results.journal"
    return path.read_bytes().count(b'"kind":"result"') if path.is_file() else 0


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
    size = Size(count=200, pairs=1, large=1_000, kills=3) if "--quick" in words else Size()
    if "--pairs" in words:
        size.pairs = int(words.pop(words.index("--pairs") + 1))
    wanted = [word for word in words if not word.startswith("--")]
    with tempfile.TemporaryDirectory(prefix="mockint-bench-") as folder:
        bench = Bench(Path(folder), size)
        for name in wanted or ["throughput", "faults", "ceiling", "memory", "kills"]:
            getattr(bench, name)()
    return 0 if bench.held else 1


if __name__ == "__main__":
    raise SystemExit(main())
