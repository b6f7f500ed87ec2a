"""Hands batches in at the provider, watches them, and collects what came of them.

Every step is written down before the provider is asked for it, so that a run that was
cut off anywhere goes on from there, and no batch is made twice.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from ...errors import EngineError, RateLimitError, RequestRefusedError
from ...models import refusals as words
from ...models.batch_api import LABEL, BatchApi, BatchState
from ...models.batch_lines import holds_reply, learned_as_text, read_line
from ...models.learned import Learned
from ...store.disk import refusals
from .log import Batch, BatchLog
from .parts import Part
from .replies import Failures

#: Seconds to the first look at a batch, and how much longer each next one takes.
FIRST_LOOK, SLOWER = 1.0, 1.5
#: How often a batch that the provider has no room for is handed in again.
MOST_REFUSALS = 20
#: Looks in vain, one after the other, before the provider counts as gone.
MOST_SILENT = 60
_TOKEN_LIMIT = "token_limit_exceeded"  # noqa: S105 - the provider's word for a full queue

#: Told in words what is being waited for, or what is to be kept in mind.
Stage = Callable[[str], None]


@dataclass(slots=True)
class Desk:
    """`folder` holds files while they are sent and read; `poll_s` is the longest wait."""

    api: BatchApi
    log: BatchLog
    failures: Failures
    folder: Path
    stage: Stage
    tell: Stage
    poll_s: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    _sent: dict[str, list[str]] = field(default_factory=dict)
    _refused: int = 0
    _silent: int = 0

    def adopt(self, given: tuple[str, ...]) -> None:
        """Take up batches by the provider's id, wherever they were handed in.

        EngineError where there is no such batch.
        """
        for name in given:
            if any(batch.id == name for batch in self.log.batches):
                continue
            state = self.api.state(name)
            metadata = dict(state.metadata or {})
            token = metadata.pop(LABEL, name)
            self.log.put(Batch(token, state.id, state.lines, metadata=metadata))

    def find_again(self) -> None:
        """Settle what a run that was cut off was about to hand in: it was made, or was not."""
        for batch in self.log.open_batches:
            if batch.id:
                continue
            made = self.api.find(batch.token)
            if made is None:
                self.log.forget(batch)
            else:
                self.log.put(replace(batch, id=made.id))

    def hand_in(self, part: Part, token: str, learned: Learned) -> Batch:
        """Send a file and have it worked off."""
        part.finish()
        self.stage(f"sending {len(part.names)} lines")
        metadata = learned_as_text(learned)
        batch = Batch(token, lines=len(part.names), metadata=metadata)
        file = self.api.upload(part.path)
        self.log.put(batch)
        state = self.api.create(file, token, metadata)
        batch = replace(batch, id=state.id)
        self.log.put(batch)
        self._sent[token] = part.names
        self.tell(f"handed in {batch.id} with {batch.lines:,} lines")
        return batch

    def collect(self) -> None:
        """Wait until every open batch has ended, and keep all replies.

        EngineError where a batch failed as a whole or was cancelled; what it brought
        is kept all the same.
        """
        pause = min(FIRST_LOOK, self.poll_s)
        while waiting := self.log.open_batches:
            shown = []
            for batch in waiting:
                state = self._state(batch)
                if state is None:
                    shown.append(f"{batch.id}: {self.api.endpoint.where} is silent")
                elif state.ended:
                    self._join(batch, state)
                else:
                    shown.append(_line(state))
            if shown:
                self.stage("; ".join(shown))
                self.sleep(pause)
                pause = min(self.poll_s, pause * SLOWER)

    def _state(self, batch: Batch) -> BatchState | None:
        """How far a batch is; None where the provider is out of reach for a while."""
        try:
            state = self.api.state(batch.id)
        except EngineError as error:
            self._silent += 1
            if not error.retryable or self._silent > MOST_SILENT:
                raise
            return None
        self._silent = 0
        return state

    def _join(self, batch: Batch, state: BatchState) -> None:
        """Keep the replies of a batch that has ended."""
        self.stage(f"collecting {batch.id}")
        for file in (state.output, state.errors):
            if file is not None:
                for line in self._lines(file):
                    if holds_reply(line, self.api.endpoint):
                        self.log.keep(batch, line)
                    else:
                        self.failures.lines[str(line["custom_id"])] = (line, batch.metadata)
        left_out = state.status not in {"failed", "cancelled"}
        for name in self._sent.pop(batch.token, ()) if left_out else ():
            if name not in self.failures.lines and self.log.reply(name) is None:
                self.failures.lines[name] = ({}, batch.metadata)
        self.log.put(replace(batch, joined=True))
        self._check(state)

    def _check(self, state: BatchState) -> None:
        """EngineError where the batch as a whole came to nothing."""
        where = f"{self.api.endpoint.where}, batch {state.id}"
        if state.status == "cancelled":
            raise RequestRefusedError(
                "was cancelled at the provider",
                where=where,
                remedy="what it brought is kept; the same command sends the rest",
            )
        if state.status != "failed":
            self._refused = 0
            return
        if state.code == _TOKEN_LIMIT and self._refused < MOST_REFUSALS:
            self._refused += 1
            self.stage("the provider's queue is full; waiting")
            self.sleep(self.poll_s)
            return
        error: EngineError
        if state.code == _TOKEN_LIMIT:
            error = RateLimitError("the provider's queue stays full")
        else:
            body = {"error": {"code": state.code, "message": state.problem or "it failed"}}
            error = words.refusal(self.api.endpoint, 400, body)
        error.where = where
        raise error

    def _lines(self, file: str) -> Iterator[dict[str, object]]:
        """The lines of a file at the provider, through a file here: it may be large."""
        with refusals(self.folder), tempfile.TemporaryFile(dir=self.folder) as spool:
            self.api.fetch(file, _Spool(spool, self.folder))
            spool.seek(0)
            for raw in spool:
                line = read_line(raw)
                if line is not None:
                    yield dict(line)


@dataclass(frozen=True, slots=True)
class _Spool:
    """A temporary file that a download is written to."""

    file: BinaryIO
    folder: Path

    def restart(self) -> None:
        """Forget what was written."""
        with refusals(self.folder):
            self.file.seek(0)
            self.file.truncate()

    def write(self, data: bytes) -> None:
        """Take a piece. DiskError if the disk refuses."""
        with refusals(self.folder):
            self.file.write(data)


def _line(state: BatchState) -> str:
    ended = state.done + state.failed
    counts = f" {ended:,} of {state.lines:,}" if state.lines else ""
    return f"{state.id} {state.status.replace('_', ' ')}{counts}"
