"""A run on a cluster: the built-in judge's work in pieces, an endpoint's call by call.

One limiter, here, decides how many calls the whole cluster makes; it cannot be lost
with a worker. Rows are written here and nowhere else, so that each stands once, however
often a piece of work had to be done again.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from ... import __version__
from ...domain.chat import ChatReply
from ...domain.rubric import Rubric
from ...domain.scorecard import Judgement
from ...domain.transcript import Transcript
from ...engines import Engines
from ...errors import EngineError, MockintError, RateLimitError
from ...grading.model_judge import JudgeOptions
from ...models.limiter import Wait
from ...models.pacing import PacedLimiter
from ...models.retry import RetryPolicy
from ..budget import Budget
from ..calls import Calls
from ..engine import FIRST_JOBS, LOCAL_JOBS, REMOTE_JOBS, Engine, estimator_of, signature_of
from ..grading import failed
from ..processes import cores
from ..run import Run
from ..tasks import Outcome, Task
from .dask_cluster import Cluster, WorkersLostError, opened
from .worker import Answer, Spec, grade_some, is_rate_limit, judge_one

#: Inputs in one piece of work, and pieces for each thread that are under way.
AT_ONCE, AHEAD = 8, 3


@dataclass(frozen=True, slots=True)
class ClusterRunner:
    """Runs on the cluster at `scheduler`, or on one started here, `jobs` at once."""

    engines: Engines
    options: JudgeOptions
    scheduler: str | None
    jobs: int | None
    home: str | None
    prompts: str | None
    on_wait: Callable[[Wait], None]

    async def run(self, run: Run, budget: Budget) -> None:
        """Grade what is left of `run`. UsageError for a cluster that cannot be used."""
        workers = cores() if self.engines.is_model else self.jobs or cores()
        async with opened(self.scheduler, workers) as cluster:
            if not self.engines.is_model:
                await Pieces(cluster, run).go(run.tasks())
                return
            engine = self._engine(cluster)
            await Calls(engine, run.reading, engine.jobs, budget).run(run.tasks(), run.deliver)

    def _engine(self, cluster: Cluster) -> Engine:
        """The endpoint's model, asked from the workers."""
        engines, endpoint = self.engines, self.engines.endpoint
        most = self.jobs or (LOCAL_JOBS if endpoint.is_local else REMOTE_JOBS)
        start = max(1, most // 2) if self.jobs else min(most, FIRST_JOBS)
        price = engines.prices.get(endpoint.model)
        spec = Spec(
            engine=engines.settings.engine,
            model=endpoint.model,
            origin=endpoint.origin,
            options=self.options,
            price=price,
            home=self.home,
            prompts=self.prompts,
        )
        limiter = PacedLimiter(most=most, start=start, on_wait=self.on_wait)

        def signature(rubric: Rubric) -> Mapping[str, object]:
            return signature_of(engines, self.options, rubric)

        return Engine(
            ClusterJudge(cluster, spec, limiter, signature),
            signature,
            cpu_bound=False,
            estimate=estimator_of(engines, self.options),
            jobs=most,
        )


class ClusterJudge:
    """Implements `ports.Judge`: judged on some worker, when the limiter allows it."""

    def __init__(
        self,
        cluster: Cluster,
        spec: Spec,
        limiter: PacedLimiter,
        signature: Callable[[Rubric], Mapping[str, object]],
        policy: RetryPolicy | None = None,
    ) -> None:
        self._cluster = cluster
        self._spec = spec
        self._limiter = limiter
        self._make_signature = signature
        self._signatures: dict[str, Mapping[str, object]] = {}
        self._policy = policy or RetryPolicy()

    async def judge(self, transcript: Transcript, rubric: Rubric) -> Judgement:
        """One claim per signal. EngineError where the endpoint cannot answer at all."""
        if rubric.id not in self._signatures:
            self._signatures[rubric.id] = self._make_signature(rubric)
        known: Mapping[str, ChatReply] = {}
        attempt = 0
        while True:
            attempt += 1
            answer = await self._ask(transcript, rubric, known)
            if answer.judgement is not None:
                return answer.judgement
            error = answer.error
            assert error is not None
            # A worker has tried all else for itself; only a rate limit is tried again here.
            if not isinstance(error, RateLimitError):
                raise error
            delay = self._policy.delay(error, attempt, random.random())  # noqa: S311 - jitter
            if delay is None:
                raise error
            known = answer.replies
            if error.retry_after is not None:
                self._limiter.close_for(delay, f"{error.where} asks to wait")
            else:
                await asyncio.sleep(delay)

    async def _ask(
        self, transcript: Transcript, rubric: Rubric, known: Mapping[str, ChatReply]
    ) -> Answer:
        async with self._limiter.slot() as slot:
            signature = self._signatures[rubric.id]
            answer: Answer = await self._cluster.call(
                judge_one, self._spec, transcript, rubric, signature, known
            )
            if answer.error is not None and is_rate_limit(answer.error):
                self._limiter.refused(slot)
            elif not isinstance(answer.error, EngineError):
                self._limiter.succeeded()
            return answer


@dataclass(slots=True)
class Pieces:
    """Gives inputs to workers, some at a time, and keeps the outcomes as they come."""

    cluster: Cluster
    run: Run

    async def go(self, tasks: Iterator[Task]) -> None:
        """Grade all of `tasks`. MockintError where a worker cannot do it at all."""
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(max(1, self.cluster.threads * AHEAD)):
                    group.create_task(self._work(tasks))
        except ExceptionGroup as errors:  # one is enough to tell
            raise errors.exceptions[0] from None

    async def _work(self, tasks: Iterator[Task]) -> None:
        while piece := _some(tasks):
            await self._grade(piece)

    async def _grade(self, piece: tuple[Task, ...]) -> None:
        try:
            found = await self.cluster.call(grade_some, __version__, piece, self.run.reading)
        except WorkersLostError as error:
            if len(piece) == 1:
                self.run.deliver(piece[0], failed(piece[0], error, part=0, parts=1))
                return
            for task in piece:  # which one it was shows when each is alone
                await self._grade((task,))
            return
        if isinstance(found, MockintError):
            raise found
        outcomes: list[list[Outcome]] = found
        for task, parts in zip(piece, outcomes, strict=True):
            for outcome in parts:
                self.run.deliver(task, outcome)


def _some(tasks: Iterator[Task]) -> tuple[Task, ...]:
    return tuple(islice(tasks, AT_ONCE))
