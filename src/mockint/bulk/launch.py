"""Starts a run, sees it through, and leaves its folder in order however it ends."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..domain.rubric import Rubric
from ..domain.transcript import Transcript
from ..engines import known_now, with_calibration
from ..errors import EngineError, MockintError, UsageError
from ..models.limiter import Wait
from ..ports import Judge
from ..reports.cohort import Cohort
from ..store.results import ResultLog
from ..wiring import Services, rubric_in
from .budget import Budget
from .calls import Calls
from .collecting import rare_collections
from .engine import Estimate, Estimator, builtin_engine, estimator_of, model_engine, signature_of
from .folder import (
    ResultsFolder,
    batches_name,
    join_shards,
    journal_name,
    lines_of,
    rest_of,
    rows_name,
    write_rows,
)
from .outputs import overrides_in, write_outputs
from .processes import WORTH_A_PROCESS, Processes, cores
from .reading import interviews
from .request import Request
from .run import Run, is_session, no_rubric
from .sources import missing_extra
from .tally import Tally

if TYPE_CHECKING:
    from .batch.runner import BatchRunner

_HEAD = 200


class View(Protocol):
    """Whoever shows how far a run is."""

    def update(self, tally: Tally) -> None:
        """The counts after a row, and now and then between rows."""
        ...

    def wait(self, wait: Wait) -> None:
        """The endpoint asks to wait."""
        ...

    def stage(self, words: str) -> None:
        """What is being waited for, besides rows."""
        ...

    def tell(self, words: str) -> None:
        """Something to keep in mind, such as a batch's id."""
        ...


@dataclass(slots=True)
class Ended:
    """How a run ended. `stopped` is the engine's error that ended it, None otherwise.

    `cohort` is there where a folder was written.
    """

    tally: Tally
    cohort: Cohort | None = None
    over_budget: bool = False
    stopped: MockintError | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Launch:
    """One run of `request`. `emit` gets each finished row as a line of JSON, in input order."""

    request: Request
    services: Services
    view: View
    emit: Callable[[bytes], None] | None = None
    tally: Tally = field(default_factory=lambda: Tally(0))
    _emitted: int = 0
    _over_budget: bool = False

    def go(self) -> Ended:
        """Grade what is left to grade. KeyboardInterrupt passes, with all that is done kept."""
        request = self.request
        self.tally = Tally(self._count(), start_s=time.monotonic())
        with ExitStack() as stack:
            folder = request.out
            if folder is None:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mockint-")))
            log = stack.enter_context(ResultLog.open(folder, journal_name(request.shard)))
            run = self._run(log)
            ended = Ended(self.tally)
            if log.torn:
                ended.notes = (f"{log.torn} bytes of a row that was cut off were set aside",)
            stack.enter_context(rare_collections())
            try:
                self._grade(run)
            except EngineError as error:
                ended.stopped = error
                ended.notes += self._under_way()
            except KeyboardInterrupt:
                for note in self._under_way():
                    self.view.tell(note)
                if request.out is not None:
                    self._outputs(run, log, request.out)
                raise
            ended.over_budget = self._over_budget
            self._emit_ready(run)
            if request.out is not None:
                ended.cohort = self._outputs(run, log, request.out)
            return ended

    def estimate(self) -> tuple[int, int, Estimate]:
        """(transcripts, unreadable inputs, what grading all that is left would take)."""
        with ExitStack() as stack:
            folder = self.request.out
            if folder is None or not folder.is_dir():
                temporary = tempfile.TemporaryDirectory(prefix="mockint-")
                folder = Path(stack.enter_context(temporary))
            log = stack.enter_context(ResultLog.open(folder, journal_name(self.request.shard)))
            self._count()
            run = self._run(log)
            engines = self.services.engines
            estimator = builtin_engine().estimate
            if engines.is_model:
                estimator = estimator_of(engines, self.request.judging)
                if self.request.runner.kind == "batch":
                    from .batch.runner import batch_estimator  # loads the openai package

                    estimator = batch_estimator(engines, estimator)
            assert estimator is not None
            return self._sum(run, estimator)

    def _sum(self, run: Run, estimator: Estimator) -> tuple[int, int, Estimate]:
        count = bad = calls = prompt = completion = 0
        cost: float | None = 0.0
        most: float | None = 0.0
        for task in run.tasks(record=False):
            for part, one in enumerate(interviews(task, run.reading)):
                if part in task.skip:
                    continue
                if not isinstance(one, Transcript):
                    bad += 1
                    continue
                found = estimator(one, task.rubric)
                count += 1
                calls += found.calls
                prompt += found.prompt
                completion += found.completion
                cost = None if cost is None or found.cost is None else cost + found.cost
                most = None if most is None or found.most_cost is None else most + found.most_cost
        return count, bad, Estimate(calls, prompt, completion, cost, most)

    def _count(self) -> int:
        """How many inputs there are; UsageError for none, or for one that names no round."""
        count = 0
        for source in self.request.listing:
            count += 1
            if self.request.rubric is None and not source.session:
                head = source.data[:_HEAD] if source.data is not None else b""
                if source.path is not None:
                    with suppress(OSError), source.path.open("rb") as file:
                        head = file.read(_HEAD)
                if not is_session(head):
                    raise no_rubric(source.name)
        if not count and self.request.shard.count == 1:
            raise UsageError(
                "holds no transcripts",
                where=", ".join(self.request.listing.paths),
                remedy="name files, or folders with files in them",
            )
        return count

    def _run(self, log: ResultLog) -> Run:
        engines = self.services.engines
        judging = self.request.judging
        builtin = builtin_engine()

        def signature(rubric: Rubric) -> Mapping[str, object]:
            if engines.is_model:
                return signature_of(engines, judging, rubric)
            return builtin.signature(rubric)

        return Run(
            sources=self.request.listing,
            rubric=self.request.rubric,
            reading=self.request.reading,
            signature=signature,
            log=log,
            tally=self.tally,
            read_session=self._session,
            retry=self.request.retry,
        )

    def _session(self, path: Path) -> tuple[Transcript, Rubric]:
        session = self.services.store.read(path)
        return self.services.transcript_of(session), rubric_in(session.header)

    def _grade(self, run: Run) -> None:
        run.on_row = lambda: self._row(run)
        if self.request.runner.kind == "batch":
            self._batch(run)
            return
        if self.request.runner.kind == "dask":
            asyncio.run(self._cluster(run))
            return
        if self.services.engines.is_model:
            asyncio.run(self._call(run))
            return
        todo = self.tally.total
        jobs = self.request.jobs or (cores() if todo >= WORTH_A_PROCESS else 1)
        make = _BuiltinJudges(self.services.locations.calibrations)
        Processes(make, self.request.reading, min(jobs, max(1, todo))).run(run.tasks(), run.deliver)

    def _batch(self, run: Run) -> None:
        budget = Budget(self.request.max_cost)
        try:
            self._batches().run(run, budget)
        finally:
            self._over_budget = budget.exhausted

    def _batches(self) -> BatchRunner:
        """What runs through the provider's Batch API; UsageError where that cannot be."""
        from .batch.runner import BatchRunner  # loads the openai package

        request, engines = self.request, self.services.engines
        if not engines.is_model or request.out is None:
            missing = "a model" if not engines.is_model else "a folder"
            raise UsageError(
                f"a batch needs {missing}",
                where="--runner batch",
                remedy="name a model with --engine openai --model, and a folder with --out",
            )
        return BatchRunner(
            engines,
            request.judging,
            request.out,
            batches_name(request.shard),
            request.runner,
            stage=self.view.stage,
            tell=self.view.tell,
            on_wait=self.view.wait,
        )

    async def _cluster(self, run: Run) -> None:
        try:
            from .cluster.runner import ClusterRunner
        except ModuleNotFoundError as error:
            raise missing_extra(error, "--runner dask", "dask") from None
        chosen = self.services.options
        budget = Budget(self.request.max_cost)
        cluster = ClusterRunner(
            self.services.engines,
            self.request.judging,
            self.request.runner.scheduler,
            self.request.jobs,
            home=chosen.home,
            prompts=chosen.prompts,
            on_wait=self.view.wait,
        )
        ticker = asyncio.create_task(self._tick())
        try:
            await cluster.run(run, budget)
        finally:
            ticker.cancel()
            self._over_budget = budget.exhausted

    def _under_way(self) -> tuple[str, ...]:
        """How to go on with batches that the provider still works on; empty without any."""
        if self.request.runner.kind != "batch":
            return ()
        with suppress(MockintError):
            if waiting := self._batches().open_batches():
                flags = " ".join(f"--batch-id {name}" for name in waiting)
                names = ", ".join(waiting)
                how = f"the same command goes on, from another machine with {flags}"
                return (f"still at the provider: {names}; {how}",)
        return ()

    async def _call(self, run: Run) -> None:
        request = self.request
        budget = Budget(request.max_cost)
        opened = model_engine(
            self.services.engines, request.judging, jobs=request.jobs, on_wait=self.view.wait
        )
        async with opened as engine:
            calls = Calls(engine, request.reading, engine.jobs, budget)
            ticker = asyncio.create_task(self._tick())
            try:
                await calls.run(run.tasks(), run.deliver)
            finally:
                ticker.cancel()
                self._over_budget = budget.exhausted

    async def _tick(self) -> None:
        """Show the time that passes while no row comes."""
        while True:
            await asyncio.sleep(1.0)
            self.view.update(self.tally)

    def _row(self, run: Run) -> None:
        self.view.update(self.tally)
        self._emit_ready(run)

    def _emit_ready(self, run: Run) -> None:
        """Hand on the rows of inputs whose turn it is."""
        if self.emit is None:
            return
        while self._emitted < len(run.order):
            key, _ = run.order[self._emitted]
            known = run.log.known(key)
            if known is None or not known.whole:
                return
            for line in lines_of(run.log, run.order[self._emitted : self._emitted + 1]):
                self.emit(line)
            self._emitted += 1

    def _outputs(self, run: Run, log: ResultLog, out: Path) -> Cohort:
        """Write rows, table, summary and report; an interrupted run's rows as well."""
        log.sync()
        shard = self.request.shard
        write_rows(out / rows_name(shard), _chained(run, log))
        notes: tuple[str, ...] = ()
        if shard.count > 1:
            there = join_shards(out, shard.count)
            missing = [str(n) for n in range(1, shard.count + 1) if n not in there]
            if missing:
                notes = (f"shards not in this folder: {', '.join(missing)} of {shard.count}",)
        told = known_now(self.services.locations.calibrations)
        with ResultsFolder(out, log, told) as folder:
            return write_outputs(folder, out, overrides_in(out), notes)


def _chained(run: Run, log: ResultLog) -> Iterator[bytes]:
    yield from lines_of(log, run.order)
    if len(run.order) < run.tally.total:
        yield from rest_of(log, run.order)


@dataclass(frozen=True, slots=True)
class _BuiltinJudges:
    """Makes the built-in judge in whatever process it is called."""

    calibrations: Path

    def __call__(self) -> Judge:
        return with_calibration(builtin_engine().judge, self.calibrations)
