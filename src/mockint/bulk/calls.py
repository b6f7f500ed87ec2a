"""Runs tasks whose judge waits for an endpoint: many at once, in one event loop.

Inputs are pulled a few at a time when there is room, so that hardly more are in memory
than there are calls. Inputs are read, replies graded and prompts made in turns, several of
each: the same code for many in a row takes markedly less of this machine's time than one
transcript's whole way after the other's.

An endpoint that can answer nobody (key, quota, address, nothing but failures) stops the run;
what failed only for that is not kept as failed.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ..domain.transcript import Transcript
from ..errors import (
    ContextExceededError,
    EndpointNotFoundError,
    EngineError,
    KeyRefusedError,
    MockintError,
    ModelNotFoundError,
    PermissionRefusedError,
    QuotaError,
    ReplyTooLargeError,
    RequestRefusedError,
    TranscriptError,
)
from .budget import Budget
from .engine import Engine
from .grading import failed, outcome_of
from .reading import interviews
from .tasks import Outcome, Reading, Task

#: Errors that every other call would meet as well.
HOPELESS = (
    KeyRefusedError,
    PermissionRefusedError,
    ModelNotFoundError,
    EndpointNotFoundError,
    QuotaError,
)
#: Errors that a transcript can cause by itself.
_TRANSCRIPTS_OWN = (ContextExceededError, RequestRefusedError, ReplyTooLargeError)
#: Inputs that are read in one go, and bytes from which on no more are taken along.
AHEAD, AHEAD_BYTES = 16, 400_000
#: So many failures in a row, and no success between them, stop the run.
MOST_IN_A_ROW = 20

Deliver = Callable[[Task, Outcome], None]


@dataclass(frozen=True, slots=True)
class _Unit:
    """One interview of a task."""

    task: Task
    part: int
    parts: int
    transcript: Transcript | TranscriptError


@dataclass(slots=True)
class Calls:
    """`jobs` interviews at once, judged by `engine`."""

    engine: Engine
    reading: Reading
    jobs: int
    budget: Budget = field(default_factory=Budget)
    _stop: MockintError | None = None
    _streak: list[tuple[Task, Outcome]] = field(default_factory=list)
    _answered: bool = False
    _last_error: EngineError = field(default_factory=lambda: EngineError("nothing was asked"))

    async def run(self, tasks: Iterator[Task], deliver: Deliver) -> None:
        """Grade all of `tasks`; `deliver` gets each outcome as it comes.

        EngineError where the endpoint can answer nobody; what was delivered stays.
        """
        units = self._units(tasks)
        try:
            async with asyncio.TaskGroup() as group:
                # As many workers as calls: what is under way when all ends is known.
                for _ in range(self.jobs):
                    group.create_task(self._worker(units, deliver))
        except ExceptionGroup as errors:  # a full disk, say: one is enough to tell
            raise errors.exceptions[0] from None
        own = isinstance(self._last_error, _TRANSCRIPTS_OWN)
        if self._stop is None and self._streak and not self._answered and not own:
            # Nobody was answered: the fault is the endpoint's, not the transcripts'.
            raise self._last_error
        if self._stop is not None:
            raise self._stop
        self._settle_streak(deliver)

    async def _worker(self, units: Iterator[_Unit], deliver: Deliver) -> None:
        while self._stop is None and not self.budget.exhausted:
            unit = next(units, None)
            if unit is None:
                return
            if isinstance(unit.transcript, TranscriptError):
                error = unit.transcript
                deliver(unit.task, failed(unit.task, error, part=unit.part, parts=unit.parts))
                await asyncio.sleep(0)  # a folder of unreadable files must not starve the rest
                continue
            await self._grade(unit, unit.transcript, deliver)
            await asyncio.sleep(0)  # what has come is graded before more is asked

    async def _grade(self, unit: _Unit, transcript: Transcript, deliver: Deliver) -> None:
        aside = None
        if self.budget.most is not None:
            estimate = self.engine.estimate
            aside = estimate(transcript, unit.task.rubric).most_cost if estimate else None
        try:
            if not await self.budget.reserve(aside):
                return
        except MockintError as error:
            self._stop = self._stop or error
            return
        try:
            judgement = await self.engine.judge.judge(transcript, unit.task.rubric)
        except EngineError as error:
            self.budget.settle(aside, 0.0)
            self._failed(unit, error)
        except BaseException:
            self.budget.settle(aside, 0.0)
            raise
        else:
            try:
                await asyncio.sleep(0)  # what has come is read before any of it is graded
            finally:  # it is paid for: it is kept, whatever ends the run here
                outcome = outcome_of(
                    unit.task, transcript, judgement, part=unit.part, parts=unit.parts
                )
                self.budget.settle(aside, outcome.cost)
                self._answered = True
                self._settle_streak(deliver)
                deliver(unit.task, outcome)

    def _failed(self, unit: _Unit, error: EngineError) -> None:
        if isinstance(error, HOPELESS):
            self._stop = self._stop or error
            return
        outcome = failed(unit.task, error, part=unit.part, parts=unit.parts)
        self._streak.append((unit.task, outcome))
        self._last_error = error
        if len(self._streak) >= MOST_IN_A_ROW:
            self._stop = self._stop or error

    def _settle_streak(self, deliver: Deliver) -> None:
        """The endpoint answers: what failed before failed for itself."""
        streak, self._streak = self._streak, []
        for task, outcome in streak:
            deliver(task, outcome)

    def _units(self, tasks: Iterator[Task]) -> Iterator[_Unit]:
        ahead: list[Task] = []
        size = 0
        for task in tasks:
            ahead.append(task)
            size += len(task.data)
            if len(ahead) >= AHEAD or size >= AHEAD_BYTES:
                yield from self._read(ahead)
                ahead, size = [], 0
        yield from self._read(ahead)

    def _read(self, tasks: Sequence[Task]) -> Iterator[_Unit]:
        """The interviews of `tasks`, all read before the first is handed out."""
        units: deque[_Unit] = deque()
        for task in tasks:
            found = interviews(task, self.reading)
            units += [
                _Unit(task, part, len(found), one)
                for part, one in enumerate(found)
                if part not in task.skip
            ]
        while units:
            yield units.popleft()  # kept no longer than it takes to grade it
