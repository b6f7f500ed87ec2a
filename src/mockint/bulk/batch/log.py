"""What is kept of batches in a run's folder: which there are, and every reply, once.

Written before anything is asked of the provider, so that a run which was cut off at any
moment finds its batches again. A reply that is known is never taken a second time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ...errors import JournalDamagedError
from ...models.batch_lines import slim
from ...store.results import Entry, ResultLog, State

_BATCH = "batch:"


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch. `token` is ours; `id` the provider's, "" until it said one.

    `lines` is how many requests are in it, 0 where unknown; `joined` is true once all of
    its replies are kept. `metadata` is what stands beside the token at the provider.
    """

    token: str
    id: str = ""
    lines: int = 0
    joined: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict)


class BatchLog:
    """The log, open for writing. Use it as a context manager."""

    def __init__(self, log: ResultLog) -> None:
        self._log = log
        self._batches: dict[str, Batch] = {}
        for key, place in log.keyed_places():
            if key.startswith(_BATCH):
                value = json.loads(log.row(place))
                try:
                    batch = Batch(**value)
                except TypeError:
                    raise JournalDamagedError(
                        "holds a batch that this version cannot read", where=str(log.path)
                    ) from None
                self._batches[batch.token] = batch

    @classmethod
    def open(cls, folder: Path, name: str) -> Self:
        """Make or open the log. SessionBusyError, StoreError, DiskError as `ResultLog.open`."""
        return cls(ResultLog.open(folder, name))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._log.close()

    @property
    def batches(self) -> tuple[Batch, ...]:
        """All batches, in the order in which they were begun."""
        return tuple(self._batches.values())

    @property
    def open_batches(self) -> tuple[Batch, ...]:
        """Batches whose replies are not all kept."""
        return tuple(batch for batch in self._batches.values() if not batch.joined)

    def put(self, batch: Batch) -> None:
        """Keep what is known of a batch, on the medium before this returns."""
        row = json.dumps(asdict(batch), separators=(",", ":"))
        self._add(_BATCH + batch.token, batch.id, row, State.GRADED)
        self._log.sync()
        self._batches[batch.token] = batch

    def forget(self, batch: Batch) -> None:
        """A batch that was never made: nothing is owed."""
        self.put(Batch(batch.token, joined=True))

    def reply(self, name: str) -> Mapping[str, Any] | None:
        """The reply to the call `name`, as it was kept; None where there is none."""
        known = self._log.known(name)
        if known is None or 0 not in known.places:
            return None
        place = known.places[0]
        if place.state is not State.GRADED:
            return None
        value: dict[str, Any] = json.loads(self._log.row(place))
        return value

    def keep(self, batch: Batch, line: Mapping[str, Any]) -> bool:
        """Keep a line with a reply; False where a reply to the same call is there already."""
        name = str(line["custom_id"])
        known = self._log.known(name)
        if known is not None and known.places[0].state is State.GRADED:
            return False
        value = {"metadata": dict(batch.metadata), "line": slim(line)}
        self._add(name, batch.id, json.dumps(value, separators=(",", ":")), State.GRADED)
        return True

    def drop(self, names: Iterable[str]) -> None:
        """Forget replies that led to nothing, so that they are asked for again."""
        for name in names:
            if self.reply(name) is not None:
                self._add(name, "", "{}", State.FAILED)

    def sync(self) -> None:
        """Return when all is on the medium."""
        self._log.sync()

    def _add(self, key: str, source: str, row: str, state: State) -> None:
        self._log.add(Entry(key, 0, 1, state, source, row))


def ids(batches: Iterable[Batch]) -> Iterator[str]:
    """The provider's ids of `batches`."""
    return (batch.id for batch in batches if batch.id)
