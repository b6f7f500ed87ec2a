"""A folder of results as readers see it: rows in order, transcripts, rubrics.

Rows come from `results.jsonl` or, where a run was cut off before it was written, from
the journals. Shards are read as one run, whether they wrote into one folder or into
folders of their own that lie side by side in another one.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..domain.result import Result, read_result
from ..domain.rubric import Rubric
from ..domain.scorecard import Provenance
from ..errors import InputError, MockintError, NotFoundError
from ..store.atomic import replacing
from ..store.disk import refusals
from ..store.results import Place, ResultLog
from .grading import part_name
from .sources import Shard

RESULTS = "results.jsonl"
_JOURNALS = "results*.journal"


def journal_name(shard: Shard) -> str:
    """The journal that a run of `shard` writes."""
    return f"results{_suffix(shard)}.journal"


def batches_name(shard: Shard) -> str:
    """The log of the batches that a run of `shard` hands in."""
    return f"batches{_suffix(shard)}.journal"


def rows_name(shard: Shard) -> str:
    """The file with the rows of `shard` alone."""
    return f"results{_suffix(shard)}.jsonl"


class ResultsFolder:
    """Reads a folder, a folder of shards' folders, or a `results.jsonl` by itself.

    Use it as a context manager.

    `log` is a journal of the folder that is open already; it is left open. `known_now` says
    what is known today of the judge of a row; the rows on disk keep what they say.
    """

    def __init__(
        self,
        path: Path,
        log: ResultLog | None = None,
        known_now: Callable[[Provenance], Provenance] | None = None,
    ) -> None:
        self._open = log
        self._known_now = known_now
        self.path = path
        self.folder = path if path.is_dir() else path.parent
        self._parts: tuple[Path, ...] = (path,)
        if path.is_dir() and not _has_results(path):
            self._parts = tuple(one for one in sorted(path.iterdir()) if _has_results(one))
        self._stack = ExitStack()
        self._logs: list[ResultLog] = []
        self._places: dict[str, tuple[ResultLog, Place]] = {}
        self._rubrics: dict[str, Rubric] = {}

    def __enter__(self) -> Self:
        if not any(map(_has_results, self._parts)):
            raise NotFoundError(
                "holds no results", where=str(self.path), remedy="`mockint grade --out` writes some"
            )
        try:
            for part in self._parts:
                for journal in _journals(part):
                    if self._open is not None and self._open.path == journal:
                        self._logs.append(self._open)
                        continue
                    self._logs.append(self._stack.enter_context(ResultLog.read(journal)))
        except MockintError:
            self._stack.close()
            raise
        for log in self._logs:
            for place in log.places():
                self._places[place.source] = (log, place)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def __iter__(self) -> Iterator[Result]:
        """All rows, in input order. InputError names the line that is none.

        What several shards' folders hold stands once, in the order of names.
        """
        if len(self._parts) == 1:
            yield from map(self._told, self._rows_of(self._parts[0]))
            return
        seen: set[int] = set()
        every = heapq.merge(*map(self._rows_of, self._parts), key=_name_of)
        for result in every:
            mark = hash(result.source)
            if mark not in seen:
                seen.add(mark)
                yield self._told(result)

    def _told(self, result: Result) -> Result:
        """`result`, with what is known of its judge now."""
        card = result.card
        if card is None or self._known_now is None:
            return result
        known = self._known_now(card.provenance)
        if known is card.provenance:
            return result
        return result.model_copy(update={"row": card.model_copy(update={"provenance": known})})

    def _rows_of(self, part: Path) -> Iterator[Result]:
        rows = part / RESULTS if part.is_dir() else part
        if rows.is_file():
            yield from read_rows(rows)
            return
        for log, place in self._places.values():
            if log.path.parent == part:
                yield read_result(json.loads(log.row(place)), str(log.path))

    def turns(self, source: str) -> Sequence[tuple[str, str | None, str]]:
        """(role, speaker, text) of a graded transcript; empty where it was not kept."""
        found = self._places.get(source)
        return found[0].turns(found[1]) if found else ()

    def rubric(self, digest: str) -> Rubric | None:
        """The rubric that rows name by `digest`, None where it was not kept."""
        if digest not in self._rubrics:
            for log in self._logs:
                if digest in log.rubrics:
                    self._rubrics[digest] = Rubric.model_validate(log.rubrics[digest])
        return self._rubrics.get(digest)


def read_rows(path: Path) -> Iterator[Result]:
    """The rows of a `results.jsonl`, one at a time. InputError, NotFoundError, DiskError."""
    with refusals(path), path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            where = f"{path}:{number}"
            try:
                value: Any = json.loads(line)
            except ValueError as error:
                raise InputError(
                    f"is no JSON: {error}", where=where, remedy="name a results.jsonl"
                ) from None
            if not isinstance(value, dict):
                raise InputError("is no JSON object", where=where, remedy="name a results.jsonl")
            yield read_result(value, where)


def lines_of(log: ResultLog, order: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """The rows of inputs in `order` ((key, name) each) as lines, under the names given there."""
    for key, name in order:
        known = log.known(key)
        if known is None:
            continue
        for part in sorted(known.places):
            place = known.places[part]
            line = log.row(place)
            wanted = part_name(name, part, known.parts)
            if place.source != wanted:
                value = json.loads(line)
                value["transcript"]["source"] = wanted
                line = json.dumps(value, separators=(",", ":")).encode("ascii")
            yield line + b"\n"


def rest_of(log: ResultLog, order: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    """Rows of inputs that an interrupted run did not get to again."""
    keys = {key for key, _ in order}
    for key, place in log.keyed_places():
        if key not in keys:
            yield log.row(place) + b"\n"


def write_rows(path: Path, lines: Iterable[bytes]) -> int:
    """Make `path` hold `lines`; how many. What was there is whole until it is replaced."""
    count = 0
    with replacing(path) as file:
        for line in lines:
            file.write(line)
            count += 1
    return count


def join_shards(folder: Path, count: int) -> tuple[int, ...]:
    """Make `results.jsonl` of the rows of all shards there are; the numbers of those.

    Rows are in the order of their sources' names, as a single run over one folder has
    them.
    """
    there = [n for n in range(1, count + 1) if (folder / rows_name(Shard(n, count))).is_file()]
    with ExitStack() as stack:
        files = [
            stack.enter_context((folder / rows_name(Shard(n, count))).open("rb")) for n in there
        ]
        write_rows(folder / RESULTS, heapq.merge(*files, key=_by_name))
    return tuple(there)


def _has_results(path: Path) -> bool:
    if path.is_dir():
        return (path / RESULTS).is_file() or any(path.glob(_JOURNALS))
    return path.is_file() and path.suffix == ".jsonl"


def _journals(part: Path) -> list[Path]:
    return sorted((part if part.is_dir() else part.parent).glob(_JOURNALS))


def _by_name(line: bytes) -> tuple[list[str], int]:
    return _in_order(str(json.loads(line)["transcript"]["source"]))


def _name_of(result: Result) -> tuple[list[str], int]:
    return _in_order(result.source)


def _in_order(source: str) -> tuple[list[str], int]:
    name, _, part = source.rpartition("#")
    if name and part.isdecimal():
        return name.split("/"), int(part)
    return source.split("/"), 0


def _suffix(shard: Shard) -> str:
    return "" if shard.count == 1 else f"-{shard.number}-of-{shard.count}"
