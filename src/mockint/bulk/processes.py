"""Runs tasks whose judging is work for this machine: one process per core.

Each worker has a pipe of its own, at most one task in it, and ends when its pipe does,
so that none outlives this process, however that ends. A worker that dies over a task is
replaced; the task is tried once more, alone, and then failed.

Where it is safe (Linux, and this process has one thread) a worker is a fork of this process,
which has all loaded that it needs; elsewhere it is a new one, which takes a second.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from ..domain.rubric import Rubric
from ..errors import MockintError, TranscriptError
from ..ports import Judge
from .collecting import rare_collections
from .grading import failed, graded
from .reading import interviews
from .tasks import Outcome, Reading, Task

#: No process here has files of a higher number than this open.
_MOST_FILES = 4096
#: Fewer inputs than this are graded sooner than a second process has started.
WORTH_A_PROCESS = 24

Deliver = Callable[[Task, Outcome], None]
#: Makes the judge; called once in each worker.
MakeJudge = Callable[[], Judge]


class WorkerDiedError(MockintError):
    """The process that graded a transcript ended in the middle of it, twice."""


def cores() -> int:
    """Cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        return os.cpu_count() or 1


def can_fork() -> bool:
    """True where a fork of this process is safe: on Linux, with no thread but this one."""
    return sys.platform == "linux" and threading.active_count() == 1


@dataclass(slots=True)
class _Worker:
    """A process, our end of its pipe, and what it is at."""

    process: Any
    pipe: Connection
    task: Task | None = None
    rubrics: set[str] = field(default_factory=set)

    def give(self, task: Task) -> None:
        """Send a task; a rubric goes along the first time only."""
        self.task = task
        sent: Task | _Slim = _Slim.of(task) if task.digest in self.rubrics else task
        self.rubrics.add(task.digest)
        self.pipe.send(sent)


@dataclass(frozen=True, slots=True)
class _Slim:
    """A task whose rubric the worker has."""

    task: Task

    @classmethod
    def of(cls, task: Task) -> _Slim:
        return cls(replace(task, rubric=None))  # type: ignore[arg-type]

    def whole(self, rubric: Rubric) -> Task:
        return replace(self.task, rubric=rubric)


@dataclass(slots=True)
class Processes:
    """`jobs` processes at once, each with a judge that `make_judge` made."""

    make_judge: MakeJudge
    reading: Reading
    jobs: int
    _workers: list[_Worker] = field(default_factory=list)
    _again: list[Task] = field(default_factory=list)
    _tried: set[str] = field(default_factory=set)

    def run(self, tasks: Iterator[Task], deliver: Deliver) -> None:
        """Grade all of `tasks`; `deliver` gets each outcome as it comes."""
        if self.jobs <= 1:
            run_here(tasks, deliver, self.make_judge(), self.reading)
            return
        try:
            self._workers = [self._start() for _ in range(self.jobs)]
            idle = [worker for worker in self._workers if self._feed(worker, tasks)]
            while idle:
                ready = wait([worker.pipe for worker in self._workers if worker.task])
                for worker in [w for w in self._workers if w.pipe in ready]:
                    self._collect(worker, deliver)
                idle = [w for w in self._workers if w.task or self._feed(w, tasks)]
        finally:
            self._end()

    def _feed(self, worker: _Worker, tasks: Iterator[Task]) -> bool:
        """Give an idle worker its next task; False where there is none."""
        task = self._again.pop() if self._again else next(tasks, None)
        if task is None:
            return False
        with suppress(OSError):  # it died while idle; reading from it will say so
            worker.give(task)
        return True

    def _collect(self, worker: _Worker, deliver: Deliver) -> None:
        task = worker.task
        assert task is not None
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            self._replace(worker, task, deliver)
            return
        worker.task = None
        if isinstance(answer, MockintError):
            raise answer
        for outcome in answer:
            deliver(task, outcome)

    def _replace(self, worker: _Worker, task: Task, deliver: Deliver) -> None:
        worker.pipe.close()
        worker.process.join()
        self._workers[self._workers.index(worker)] = self._start()
        if task.key in self._tried:
            error = WorkerDiedError(
                f"the process that graded it ended twice (code {worker.process.exitcode})",
                where=task.name,
                remedy="see whether memory is short; --jobs 1 shows more",
            )
            deliver(task, failed(task, error, part=0, parts=1))
            return
        self._tried.add(task.key)
        self._again.append(task)

    def _start(self) -> _Worker:
        forks = can_fork()
        ours, theirs = multiprocessing.Pipe()
        make: type[BaseProcess] = multiprocessing.get_context("spawn").Process
        if forks:
            make = multiprocessing.get_context("fork").Process
        work = _work_apart if forks else _work
        process = make(target=work, args=(theirs, self.make_judge, self.reading), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _end(self) -> None:
        for worker in self._workers:
            worker.pipe.close()
            if worker.task is not None:
                worker.process.terminate()
        for worker in self._workers:
            worker.process.join()


def run_here(tasks: Iterator[Task], deliver: Deliver, judge: Judge, reading: Reading) -> None:
    """Grade all of `tasks` in this process."""

    async def grade() -> None:
        for task in tasks:
            async for outcome in outcomes_of(task, judge, reading):
                deliver(task, outcome)
            await asyncio.sleep(0)  # here Ctrl+C is heard

    asyncio.run(grade())


async def outcomes_of(task: Task, judge: Judge, reading: Reading) -> AsyncIterator[Outcome]:
    """The outcomes of those interviews of `task` that are to be graded, one by one."""
    found = interviews(task, reading)
    for part, one in enumerate(found):
        if part in task.skip:
            continue
        if isinstance(one, TranscriptError):
            yield failed(task, one, part=part, parts=len(found))
        else:
            yield await graded(task, one, judge, part=part, parts=len(found))


def _work_apart(pipe: Connection, make_judge: MakeJudge, reading: Reading) -> None:
    """`_work` in a fork: without the files, locks and pipes of the process it came from.

    A lock that a fork held would outlive the run, and a pipe would hide its end from the
    other workers. What was there before is never collected: a file that is forgotten late
    would close another's number.
    """
    gc.freeze()
    kept = pipe.fileno()
    os.closerange(3, kept)
    os.closerange(kept + 1, _MOST_FILES)
    _work(pipe, make_judge, reading)


def _work(pipe: Connection, make_judge: MakeJudge, reading: Reading) -> None:
    """A worker's life: tasks in, outcomes out, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group
    with rare_collections():
        asyncio.run(_answer(pipe, make_judge(), reading))


async def _answer(pipe: Connection, judge: Judge, reading: Reading) -> None:
    """Answer each task that comes; nothing else runs in this process, so it may wait for them."""
    rubrics: dict[str, Rubric] = {}
    while True:
        try:
            given: Task | _Slim = pipe.recv()
        except (EOFError, OSError):
            return
        task = given.whole(rubrics[given.task.digest]) if isinstance(given, _Slim) else given
        rubrics[task.digest] = task.rubric
        try:
            answer: object = [outcome async for outcome in outcomes_of(task, judge, reading)]
        except MockintError as error:
            answer = error
        try:
            pipe.send(answer)
        except OSError:
            return
