"""One run: what of the input is still to be graded, and what is kept of it, in order.

Owns the way from sources to tasks and from outcomes to the log. It never grades itself
and never prints.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..authoring.library import as_json, digest
from ..domain.rubric import Rubric
from ..domain.transcript import Transcript
from ..errors import MockintError, StoreError, UsageError
from ..store.results import Entry, Known, ResultLog, State
from .grading import failure_text
from .sources import Source
from .tally import Tally
from .tasks import Outcome, Reading, Task, key_of, settings_of

#: Seconds between two syncs: what a power cut can cost, to be graded again.
_SYNC_EVERY = 0.2
_SESSION = re.compile(rb'[0-9a-f]{8} \{"n":0,"schema":"mockint/session')

#: The conversation of a saved session, and the rubric that it was held with.
ReadSession = Callable[[Path], tuple[Transcript, Rubric]]
Signature = Callable[[Rubric], Mapping[str, object]]


def is_session(data: bytes) -> bool:
    """True for the bytes of a saved session's journal."""
    return bool(_SESSION.match(data))


@dataclass(slots=True)
class Run:
    """Grades what of `sources` has no row in `log` yet.

    `rubric` None takes each session's own. `retry` grades again what failed before.
    `on_row` is told of every outcome after it was kept. `order` grows to one
    (key, name) per source.
    """

    sources: Iterable[Source]
    rubric: Rubric | None
    reading: Reading
    signature: Signature
    log: ResultLog
    tally: Tally
    read_session: ReadSession
    retry: bool = False
    on_row: Callable[[], None] = lambda: None
    order: list[tuple[str, str]] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _digests: dict[int, tuple[Rubric, str, bytes]] = field(default_factory=dict)
    _synced: float = 0.0

    def tasks(self, *, record: bool = True) -> Iterator[Task]:
        """What is to be graded, read when it is asked for.

        Inputs that cannot be read get their row, unless nothing is to be recorded.
        """
        for source in self.sources:
            try:
                task = self._task(source)
            except UsageError:
                raise
            except MockintError as error:
                if record:
                    self._unreadable(source, error)
                continue
            self.order.append((task.key, source.name))
            if task.key in self._seen:
                self.tally.inputs += 1  # the same words under another name: one row serves both
                continue
            self._seen.add(task.key)
            skip = self._skip(self.log.known(task.key))
            if skip is not None:
                yield Task(
                    task.key, task.name, task.data, task.rubric, task.digest, task.transcript, skip
                )

    def again(self, pending: Mapping[str, Collection[int]]) -> Iterator[Task]:
        """Those tasks once more of which interviews are `pending` (numbers by key)."""
        scratch = replace(self, order=[], _seen=set(), tally=Tally(0), retry=True)
        for task in scratch.tasks(record=False):
            if task.key in pending:
                known = self.log.known(task.key)
                done = frozenset(known.places if known else ()) - frozenset(pending[task.key])
                yield replace(task, skip=done)

    def deliver(self, task: Task, outcome: Outcome) -> None:
        """Keep an outcome. DiskError if the disk refuses."""
        entry = Entry(
            key=task.key,
            part=outcome.part,
            parts=outcome.parts,
            state=outcome.state,
            source=outcome.source,
            row=outcome.row,
            turns=outcome.turns,
            cost=outcome.cost,
        )
        try:
            self.log.add(entry)
        except StoreError as error:
            if entry.state is State.FAILED or type(error) is not StoreError:
                raise
            row = failure_text(outcome.source, task.rubric.id, error)
            outcome = Outcome(outcome.part, outcome.parts, State.FAILED, outcome.source, row)
            self.log.add(
                Entry(task.key, outcome.part, outcome.parts, State.FAILED, outcome.source, row)
            )
        self._kept(outcome)

    def _kept(self, outcome: Outcome) -> None:
        self.tally.take(outcome)
        now = time.monotonic()
        if now - self._synced >= _SYNC_EVERY:
            self.log.sync()
            self._synced = now
        self.on_row()

    def _task(self, source: Source) -> Task:
        data = source.read()
        transcript: Transcript | None = None
        rubric = self.rubric
        if source.path is not None and (source.session or is_session(data)):
            found, own = self.read_session(source.path)
            transcript = replace(found, source=source.name)
            rubric = rubric or own
        if rubric is None:
            raise no_rubric(source.name)
        rubric, rubric_digest, settings = self._known_rubric(rubric)
        key = key_of(data, settings)
        if transcript is not None:
            data = b""
        return Task(key, source.name, data, rubric, rubric_digest, transcript)

    def _known_rubric(self, rubric: Rubric) -> tuple[Rubric, str, bytes]:
        """The one instance of a rubric that this run uses, its digest and what keys are made of."""
        known = self._digests.get(id(rubric))
        if known is not None:
            return known
        rubric_digest = digest(rubric)
        for one in list(self._digests.values()):
            if one[1] == rubric_digest:
                return one
        settings = settings_of(self.reading, rubric_digest, self.signature(rubric))
        known = (rubric, rubric_digest, settings)
        self._digests[id(rubric)] = known
        self.log.add_rubric(rubric_digest, as_json(rubric))
        return known

    def _skip(self, known: Known | None) -> frozenset[int] | None:
        """Interviews of an input that need no grading; None where none of them does."""
        if known is None:
            return frozenset()
        bad = [part for part, p in known.places.items() if p.state is not State.GRADED]
        if self.retry:
            done = frozenset(known.places) - frozenset(bad)
            if known.whole and not bad:
                done = frozenset(range(known.parts))
        else:
            done = frozenset(known.places)
            self.tally.failed_before += len(bad)
        if len(done) >= known.parts:
            self.tally.before += 1
            return None
        return done

    def _unreadable(self, source: Source, error: MockintError) -> None:
        """A row for an input that gave no task: its name stands for its bytes."""
        name = source.name.encode("utf-8", "surrogateescape")
        key = key_of(name, settings_of(self.reading, "", {}))
        self.order.append((key, source.name))
        if not self.retry and (known := self.log.known(key)) is not None:
            self._skip(known)
            return
        if key in self._seen:
            return
        self._seen.add(key)
        rubric = self.rubric.id if self.rubric else None
        row = failure_text(source.name, rubric, error)
        outcome = Outcome(0, 1, State.FAILED, source.name, row)
        self.log.add(Entry(key, 0, 1, State.FAILED, source.name, row))
        self._kept(outcome)


def no_rubric(name: str) -> UsageError:
    """The error of a transcript that does not say which round it is of."""
    return UsageError(
        "which round was this?",
        where=name,
        remedy="name it with --rubric ROUND; see `mockint rubric list`",
    )
