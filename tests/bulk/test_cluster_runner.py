"""Grading on a cluster: real workers of which one is killed, and the rules without workers."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import pickle
import signal
import subprocess
import sys
import time

import pytest

from mockint.bulk.engine import signature_of
from mockint.bulk.tasks import Reading, Task
from mockint.errors import RateLimitError, UsageError
from mockint.grading.model_judge import JudgeOptions
from mockint.models.pacing import PacedLimiter
from mockint.models.retry import RetryPolicy
from mockint.wiring import Options, Services

pytest.importorskip("distributed")
psutil = pytest.importorskip("psutil")

from mockint.bulk.cluster import dask_cluster, worker  # noqa: E402 - an extra
from mockint.bulk.cluster.dask_cluster import WorkersLostError  # noqa: E402
from mockint.bulk.cluster.runner import ClusterJudge, Pieces  # noqa: E402

CANARY = "sk-canary-4f1d0c9b7a"


def wait_for(condition, seconds=90.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def workers_of(process):
    """The worker processes below a run: the nannies' children, deepest first."""
    found = psutil.Process(process.pid).children(recursive=True)
    return [one for one in found if "spawn_main" in " ".join(one.cmdline()) and not one.children()]


@pytest.mark.parametrize("engine", ["endpoint", "built-in"])
def test_every_transcript_stands_once_though_a_worker_was_killed_in_the_middle(
    transcripts, judge, rows, tmp_path, monkeypatch, engine
):
    from .conftest import command, environment

    folder, out = transcripts(60 if engine == "built-in" else 20), tmp_path / "out"
    count = len(list(folder.iterdir()))
    with judge(latency=0.4) as endpoint:
        url = endpoint.url if engine == "endpoint" else ""
        process = subprocess.Popen(
            command(folder, "--out", out, "--runner", "dask", "--jobs", 2, url=url),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path,
            env={**environment(tmp_path), "OPENAI_API_KEY": CANARY,
                 "MOCKINT_ENGINE": "" if url else "built-in"},
        )  # fmt: skip
        journal = out / "results.journal"
        wait_for(
            lambda: (
                process.poll() is not None
                or (journal.exists() and journal.read_bytes().count(b'"kind":"result"') >= 2)
            )
        )
        victims = workers_of(process)
        if process.poll() is None:
            victims[0].send_signal(signal.SIGKILL)
        said = b"".join(process.communicate(timeout=150))
        assert process.returncode == 0, said.decode()
        if url:
            # What was under way on the worker that was killed was asked again, no more.
            assert count <= endpoint.stats["calls"] <= count + 2
    names = [row["transcript"]["source"] for row in rows(out)]
    assert len(names) == len(set(names)) == count
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert CANARY.encode() not in said + kept


class Workers:
    """Stands in for a cluster: each call runs in a thread here, and what it got is kept."""

    threads = 2

    def __init__(self):
        self.sent = []
        self.active = self.peak = 0
        self.lose = {}

    async def call(self, function, *arguments):
        self.sent.append(pickle.dumps((function, arguments)))
        for words, times in self.lose.items():
            if times and words in self.sent[-1]:
                self.lose[words] -= 1
                raise WorkersLostError("the workers ended")
        self.active += 1
        self.peak = max(self.peak, self.active)
        try:
            return await asyncio.to_thread(function, *arguments)
        finally:
            self.active -= 1


@pytest.fixture
def workers(monkeypatch):
    monkeypatch.setattr(worker, "secede", lambda: None)
    monkeypatch.setattr(worker, "_seats", {})
    yield Workers()
    for seat in worker._seats.values():
        asyncio.run_coroutine_threadsafe(seat.chat.close(), worker._loop()).result()


@pytest.fixture
def cluster_judge(workers, monkeypatch):
    """A judge on stand-in workers for the endpoint at `url`."""

    def make(url, *, most=8, samples=1, **spec):
        monkeypatch.setenv("OPENAI_API_KEY", CANARY)
        options = JudgeOptions(samples=samples)
        engines = Services(Options(engine="openai", model="loopback", base_url=url)).engines
        given = worker.Spec("openai", "loopback", engines.endpoint.origin, options)
        limiter = PacedLimiter(most=most, start=most)
        return ClusterJudge(
            workers, dataclasses.replace(given, **spec), limiter,
            lambda rubric: signature_of(engines, options, rubric),
            RetryPolicy(first_delay=0.02, longest_delay=0.05),
        ), limiter  # fmt: skip

    return make


@pytest.fixture
def talk(people, conversation):
    said = "I sat down with her on Tuesday, told her what I had seen, and we agreed on two goals. "
    return conversation((people.questions[0].text, said * 6))


async def test_one_limiter_holds_for_all_workers_and_gives_way_to_refusals(
    cluster_judge, workers, judge, people, talk
):
    with judge(latency=0.3, most=3) as endpoint:
        judging, limiter = cluster_judge(endpoint.url, most=8)
        done = await asyncio.gather(*(judging.judge(talk, people) for _ in range(24)))
        stats = endpoint.stats
    assert len(done) == 24
    assert workers.peak <= 8
    assert limiter.limit < 8
    assert stats["refused"] > 0


async def test_replies_that_were_paid_for_before_a_rate_limit_are_not_asked_for_again(
    cluster_judge, judge, people, talk
):
    with judge(rates={"429": 0.4}, seed=5) as endpoint:
        judging, _ = cluster_judge(endpoint.url, samples=3)
        for _ in range(4):
            await judging.judge(talk, people)
        stats = endpoint.stats
    # Three votes each, for one and the same transcript four times over: twelve answers.
    assert stats["answered"] == 12
    assert stats["calls"] > 12


async def test_no_key_travels_with_the_work_and_none_comes_back(
    cluster_judge, workers, judge, people, talk
):
    with judge() as endpoint:
        secret = endpoint.url.replace("http://", f"http://me:{CANARY}@")
        judging, _ = cluster_judge(secret)
        await judging.judge(talk, people)
    assert workers.sent
    assert not any(CANARY.encode() in sent for sent in workers.sent)


async def test_an_endpoint_that_stays_busy_is_the_transcripts_error(
    cluster_judge, judge, people, talk
):
    with judge(rates={"429": 1.0}) as endpoint:
        judging, _ = cluster_judge(endpoint.url)
        with pytest.raises(RateLimitError):
            await judging.judge(talk, people)


@pytest.mark.parametrize("what", ["version", "prompts"])
async def test_a_worker_that_would_judge_otherwise_is_refused(
    cluster_judge, judge, people, talk, tmp_path, what
):
    with judge() as endpoint:
        more = {"version": "0.0.0"}
        if what == "prompts":
            own = tmp_path / "judge"
            own.mkdir()
            (own / "transcript.j2").write_text("{# version: 9 #}{{ canary }}")
            more = {"prompts": str(tmp_path)}
        judging, _ = cluster_judge(endpoint.url, **more)
        with pytest.raises(UsageError, match="install the same"):
            await judging.judge(talk, people)
        assert endpoint.stats["calls"] == 0


class Kept:
    """Stands in for a run: keeps what is delivered."""

    reading = Reading()

    def __init__(self):
        self.rows = []

    def deliver(self, task, outcome):
        self.rows.append((task.name, json.loads(outcome.row)))


async def test_a_transcript_that_ends_every_worker_is_a_row_and_the_others_are_graded(
    workers, people
):
    from .conftest import talk as text

    tasks = [Task(str(n), f"t{n}", text(n).encode(), people, "d") for n in range(10)]
    workers.lose = {b"number 3.": 2}
    kept = Kept()
    await Pieces(workers, kept).go(iter(tasks))
    assert sorted(name for name, _ in kept.rows) == sorted(task.name for task in tasks)
    assert [name for name, row in kept.rows if row.get("error")] == ["t3"]


def test_a_scheduler_that_nobody_answers_at_is_said(grade, transcripts, monkeypatch, capsys):
    from mockint.cli.main import run

    monkeypatch.setattr(dask_cluster, "PATIENCE_S", 0.3)
    code = run(["grade", str(transcripts(2)), "--runner", "dask", "--engine", "built-in",
                "--scheduler", "tcp://127.0.0.1:9", "--rubric", "people-management"])  # fmt: skip
    said = capsys.readouterr().err
    assert code == 2
    assert "tcp://127.0.0.1:9" in said
    assert "dask worker" in said


def test_without_dask_the_extra_is_named(transcripts, monkeypatch, capsys):
    from mockint.cli.main import run

    for name in [name for name in sys.modules if name.startswith("mockint.bulk.cluster")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "distributed", None)
    code = run(["grade", str(transcripts(2)), "--runner", "dask", "--engine", "built-in",
                "--rubric", "people-management"])  # fmt: skip
    assert code == 2
    assert "mockint[dask]" in capsys.readouterr().err
