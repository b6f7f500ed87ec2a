"""A run through the Batch API, in rounds: see what is answered, send what is not, wait.

In each round every transcript that is not done is judged against the replies there are.
Judges that get to their end give rows; the others leave calls to be sent. A second
question of a judge, and a line that failed, are simply calls of the next round.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...domain.chat import ChatReply
from ...domain.rubric import Rubric
from ...domain.transcript import Transcript
from ...engines import Engines
from ...errors import EngineError, TranscriptError
from ...grading.model_judge import JudgeOptions, ModelJudge
from ...models.batch_api import BatchApi
from ...models.batch_lines import request_line
from ...models.limiter import Wait
from ...store.results import State
from ..budget import Budget
from ..calls import HOPELESS
from ..engine import Estimate, Estimator, estimator_of
from ..grading import failed, graded
from ..reading import interviews
from ..request import Runner
from ..run import Run
from ..tasks import Task
from .desk import Desk
from .log import BatchLog
from .parts import Part
from .replies import Failures, NotYetError, Replies


@dataclass(slots=True)
class Rounds:
    """Grades what is left of `run`. `estimate` gives batch prices."""

    run: Run
    desk: Desk
    replies: Replies
    judge: ModelJudge
    estimate: Estimator
    budget: Budget
    folder: Path
    _pending: dict[str, set[int]] = field(default_factory=dict)
    _aside: dict[tuple[str, int], float] = field(default_factory=dict)
    _held: bool = False
    _number: int = 0

    def go(self) -> None:
        """All rounds. EngineError where the provider can answer nobody; what is done stays."""
        self.desk.find_again()
        self.desk.collect()
        todo: Iterable[Task] = self.run.tasks()
        while True:
            self._number += 1
            sent = self._round(todo)
            if not sent:
                # Nothing is under way, so nothing more can be set free.
                self.budget.exhausted = self._held
                return
            self.desk.collect()
            todo = self.run.again(self._pending)

    def _round(self, todo: Iterable[Task]) -> int:
        """One pass over what is to be done; how many calls were sent."""
        self._held = False
        sent = 0
        named: set[str] = set()
        with ExitStack() as stack, asyncio.Runner() as runner:
            part: Part | None = None
            for task, number, count, one in self._units(todo):
                for name, line in self._calls(runner, task, number, count, one):
                    if name in named:
                        continue  # the same call for a transcript that came twice
                    named.add(name)
                    if part is not None and not part.has_room(line):
                        sent += self._hand_in(part)
                        part = None
                    if part is None:
                        part = stack.enter_context(Part.begin(self.folder))
                    part.add(name, line)
            if part is not None:
                sent += self._hand_in(part)
        return sent

    def _hand_in(self, part: Part) -> int:
        self.desk.hand_in(part, part.token(self._number), self.replies.learned)
        return len(part.names)

    def _units(
        self, todo: Iterable[Task]
    ) -> Iterator[tuple[Task, int, int, Transcript | TranscriptError]]:
        for task in todo:
            found = interviews(task, self.run.reading)
            for number, one in enumerate(found):
                if number not in task.skip:
                    yield task, number, len(found), one

    def _calls(
        self,
        runner: asyncio.Runner,
        task: Task,
        number: int,
        count: int,
        one: Transcript | TranscriptError,
    ) -> list[tuple[str, bytes]]:
        """Judge an interview: its row is delivered, or its calls are returned."""
        if isinstance(one, TranscriptError):
            self._done(task, number)
            self.run.deliver(task, failed(task, one, part=number, parts=count))
            return []
        self.replies.begin()
        try:
            outcome = runner.run(graded(task, one, self.judge, part=number, parts=count))
        except NotYetError:
            return self._wanted(task, number, one)
        except EngineError as error:
            if isinstance(error, HOPELESS):
                raise
            outcome = failed(task, error, part=number, parts=count)
        self._settle(task, number, outcome.cost)
        self._done(task, number)
        self.run.deliver(task, outcome)
        if outcome.state is not State.GRADED:
            # Asked for again, it must not end the same way without a call.
            self.replies.log.drop(self.replies.used)
        return []

    def _wanted(self, task: Task, number: int, one: Transcript) -> list[tuple[str, bytes]]:
        """The lines to send for an interview; none where the money does not reach."""
        place = (task.key, number)
        self._pending.setdefault(task.key, set()).add(number)
        if self.budget.most is not None and place not in self._aside:
            dollars = self.estimate(one, task.rubric).most_cost
            if not self.budget.reserve_now(dollars):
                self._held = True
                return []
            self._aside[place] = dollars or 0.0
        wanted = self.replies.wanted
        return [(name, request_line(name, self.replies.body(r))) for name, r in wanted.items()]

    def _settle(self, task: Task, number: int, cost: float | None) -> None:
        self.budget.settle(self._aside.pop((task.key, number), None), cost)

    def _done(self, task: Task, number: int) -> None:
        left = self._pending.get(task.key)
        if left is not None:
            left.discard(number)
            if not left:
                del self._pending[task.key]


@dataclass(frozen=True, slots=True)
class BatchRunner:
    """Runs through the Batch API of the chosen endpoint, kept in `folder` under `name`.

    `stage` is told what is being waited for, `tell` what to keep in mind, `on_wait` of
    each wait that the endpoint asks for.
    """

    engines: Engines
    options: JudgeOptions
    folder: Path
    name: str
    runner: Runner
    stage: Callable[[str], None]
    tell: Callable[[str], None]
    on_wait: Callable[[Wait], None]

    def run(self, run: Run, budget: Budget) -> None:
        """Grade what is left of `run`. EngineError, StoreError, KeyboardInterrupt.

        However it ends, `open_batches` says afterwards what is still under way.
        """
        endpoint = self.engines.endpoint
        with (
            BatchLog.open(self.folder, self.name) as log,
            BatchApi(endpoint, on_wait=self.on_wait) as api,
        ):
            failures = Failures()
            desk = Desk(api, log, failures, self.folder, self.stage, self.tell, self.runner.poll_s)
            desk.adopt(self.runner.batches)
            replies = self._replies(log, failures)
            estimate = batch_estimator(self.engines, estimator_of(self.engines, self.options))
            Rounds(run, desk, replies, self._judge(replies), estimate, budget, self.folder).go()
            if replies.learned != self.engines.learned.get(endpoint):
                self.engines.learned.put(endpoint, replies.learned)

    def open_batches(self) -> tuple[str, ...]:
        """The provider's ids of batches that were handed in and are not collected."""
        with BatchLog.open(self.folder, self.name) as log:
            return tuple(batch.id for batch in log.open_batches if batch.id)

    def _replies(self, log: BatchLog, failures: Failures) -> Replies:
        engines, endpoint = self.engines, self.engines.endpoint
        window = engines.prices.window(endpoint.model)
        return Replies(
            endpoint,
            log,
            failures,
            engines.learned.get(endpoint),
            counter=engines.counter if window else None,
            window=window,
        )

    def _judge(self, replies: Replies) -> ModelJudge:
        prices, model = self.engines.prices, self.engines.endpoint.model

        def cost(reply: ChatReply) -> float | None:
            found = prices.actual(model, reply.usage, batch=True)
            return None if found is None else float(found)

        name = self.engines.settings.engine
        return ModelJudge(replies, self.engines.prompts, self.options, engine=name, cost=cost)


def batch_estimator(engines: Engines, estimate: Estimator) -> Estimator:
    """`estimate` at the provider's batch prices, as far as the price file has them."""
    share = 1.0 - batch_discount(engines)

    def cheaper(transcript: Transcript, rubric: Rubric) -> Estimate:
        found = estimate(transcript, rubric)
        if found.cost is None or found.most_cost is None:
            return found
        return replace(found, cost=found.cost * share, most_cost=found.most_cost * share)

    return cheaper


def batch_discount(engines: Engines) -> float:
    """The share that the price file takes off for batches; 0 where it says nothing."""
    price = engines.prices.get(engines.endpoint.model)
    return float(price.batch_discount) if price is not None else 0.0
