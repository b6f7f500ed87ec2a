"""The results of a bulk run on disk, row by row as they come, each exactly once.

A journal (the line form of `scan`) in the run's folder, and an index of it in memory
that holds places, never rows: memory grows by some hundred bytes a transcript. A row is
with the system when `add` returns, so that killing the process loses nothing, and on
the medium after `sync`. A torn tail goes to `<name>.corrupt`. One process writes.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ..errors import JournalDamagedError, SessionBusyError, StoreError
from . import disk as fs
from .append_file import AppendFile
from .disk import SYSTEM_DISK, Disk, SystemDisk, make_private_directory, opened, refusals
from .journal import corrupt_path
from .lock import SessionLock, read_owner
from .scan import MAX_LINE, Record, records

SCHEMA = "mockint/results@1"
JOURNAL = "results.journal"
_HEAD = len("00000000 ")


class State(StrEnum):
    """How a row came out. `partial`: some signal, or every one, has status `error`."""

    GRADED = "graded"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row's JSON lies in the journal, in bytes, and what is known without reading it.

    `start` and `end` bound the whole record, transcript included. `cost` is in US
    dollars, None where unknown.
    """

    offset: int
    size: int
    start: int
    end: int
    state: State
    source: str
    cost: float | None = None


@dataclass(slots=True)
class Known:
    """What is known of one input (a file's bytes under one way of grading).

    `parts` is how many interviews it holds.
    """

    parts: int
    places: dict[int, Place] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """True where every interview of the input has a row."""
        return len(self.places) >= self.parts


@dataclass(frozen=True, slots=True)
class Entry:
    """A row to keep: `row` and `turns` are JSON texts (ASCII)."""

    key: str
    part: int
    parts: int
    state: State
    source: str
    row: str
    turns: str = "[]"
    cost: float | None = None


class _LateSync(SystemDisk):
    """A disk whose appends are synced when asked, many at once."""

    def sync_data(self, fd: int) -> None:
        """Leave it to `ResultLog.sync`."""


class ResultLog:
    """The journal of one run's folder, open for reading and, once `open`ed, for writing."""

    def __init__(self, path: Path, disk: Disk = SYSTEM_DISK) -> None:
        self.path = path
        self.rubrics: dict[str, dict[str, Any]] = {}
        self.torn = 0
        self._disk = disk
        self._known: dict[str, Known] = {}
        self._fd: int | None = None
        self._file: AppendFile | None = None
        self._lock: SessionLock | None = None
        self._number = 0
        self._unsynced = False
        self._terminated = True

    @classmethod
    def open(cls, directory: Path, name: str = JOURNAL) -> Self:
        """Make or open the journal in `directory` for writing; the folder is made, too.

        SessionBusyError (it names the owner) while another run writes there; StoreError
        or DiskError where the folder cannot be used.
        """
        log = cls(directory / name, _LateSync())
        make_private_directory(log._disk, directory)
        log._lock = _locked(log.path.with_suffix(".lock"), directory)
        try:
            log._open_for_writing()
        except BaseException:
            log.close()
            raise
        return log

    @classmethod
    def read(cls, path: Path) -> Self:
        """Open a journal for reading only; NotFoundError, JournalDamagedError."""
        log = cls(path)
        with refusals(path):
            log._fd = log._disk.open(path, fs.READ)
        try:
            log._index()
        except BaseException:
            log.close()
            raise
        return log

    def known(self, key: str) -> Known | None:
        """What is known of input `key`."""
        return self._known.get(key)

    def __len__(self) -> int:
        return sum(len(known.places) for known in self._known.values())

    def places(self) -> list[Place]:
        """The places of all rows, in the order in which they were kept."""
        return sorted((place for _, place in self.keyed_places()), key=lambda p: p.offset)

    def keyed_places(self) -> Iterator[tuple[str, Place]]:
        """The key and the place of each row."""
        for key, known in self._known.items():
            for part in sorted(known.places):
                yield key, known.places[part]

    def add(self, entry: Entry) -> Place:
        """Keep a row. DiskError if the disk refuses; then it can be given again.

        A row of the same input and part takes the place of the one before. StoreError
        for a row that one line cannot hold.
        """
        line, at = _line(self._number, entry)
        start = self._append(line)
        place = Place(
            offset=start + at,
            size=len(entry.row),
            start=start,
            end=start + len(line),
            state=entry.state,
            source=entry.source,
            cost=entry.cost,
        )
        self._take(entry.key, entry.part, entry.parts, place)
        return place

    def add_rubric(self, digest: str, rubric: Mapping[str, Any]) -> None:
        """Keep the rubric that rows name by `digest`, once."""
        if digest not in self.rubrics:
            value = {"kind": "rubric", "digest": digest, "rubric": dict(rubric)}
            self._append(_plain_line(self._number, value))
            self.rubrics[digest] = dict(rubric)

    def sync(self) -> None:
        """Return when all rows are on the medium. DiskError if the disk refuses."""
        if self._unsynced and self._fd is not None:
            self._unsynced = False
            with refusals(self.path):
                SYSTEM_DISK.sync_data(self._fd)

    def row(self, place: Place) -> bytes:
        """The JSON of the row at `place`."""
        return self._bytes(place.offset, place.size)

    def turns(self, place: Place) -> list[tuple[str, str | None, str]]:
        """(role, speaker, text) of each turn of the transcript that was graded."""
        data = self._bytes(place.start, place.end - place.start)
        value = json.loads(data[_HEAD:])
        return [(str(role), speaker, str(text)) for role, speaker, text in value["turns"]]

    def close(self) -> None:
        """Sync, close and let go of the lock; a second time does nothing."""
        try:
            self.sync()
        finally:
            file, self._file = self._file, None
            fd, self._fd = self._fd, None
            if file is not None:
                file.close()
            elif fd is not None:
                self._disk.close(fd)
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open_for_writing(self) -> None:
        with refusals(self.path):
            self._fd = self._disk.open(self.path, fs.GROW_OR_CREATE)
            fs.require_regular(self._disk.status(self._fd), self.path)
            size = self._disk.status(self._fd).size
        end = self._index() if size else 0
        self._file = AppendFile(self._disk, self.path, self._fd, size)
        self._file.make_private()
        if size > end:
            self._set_tail_aside(end, size)
        if not self._terminated:
            self._file.append(b"\n", pieces=0)
            self._terminated = True
        if not size or not end:
            self._append(_plain_line(0, {"schema": SCHEMA, "created": _now()}))
            with refusals(self.path):
                fs.sync_directory(self._disk, self.path.parent)

    def _index(self) -> int:
        """Read all records; where the last good one ends."""
        end = 0
        for start, stop, record in records(self._read):
            if not end and record.value.get("schema") != SCHEMA:
                raise JournalDamagedError(
                    "holds no results that this version can read",
                    where=str(self.path),
                    remedy="choose another folder with --out",
                )
            end = stop
            # A row whose line end is hurt is whole all the same, and so are those behind it.
            self._terminated = self._read(1, stop - 1) == b"\n"
            self._number = record.number + 1
            self._take_record(start, stop - self._terminated, record)
        return end

    def _take_record(self, start: int, stop: int, record: Record) -> None:
        """Note what stands at `start` to `stop`, which is past its closing brace."""
        match record.value:
            case {
                "kind": "result",
                "key": str(key),
                "part": int(part),
                "parts": int(parts),
                "state": str(state),
                "source": str(source),
                "cost": float() | int() | None as cost,
                "size": int(size),
            } if state in State.__members__.values():
                offset = stop - len("}") - size
                place = Place(offset, size, start, stop, State(state), source, cost)
                self._take(key, part, parts, place)
            case {"kind": "rubric", "digest": str(digest), "rubric": dict(rubric)}:
                self.rubrics[digest] = rubric

    def _take(self, key: str, part: int, parts: int, place: Place) -> None:
        known = self._known.setdefault(key, Known(parts))
        known.parts = parts
        known.places[part] = place
        for gone in [one for one in known.places if one >= parts]:
            del known.places[gone]

    def _append(self, line: bytes) -> int:
        """Append a whole line; the offset where it starts."""
        assert self._file is not None, "open for reading only"
        start = self._file.end
        self._file.append(line)
        self._number += 1
        self._unsynced = True
        return start

    def _set_tail_aside(self, end: int, size: int) -> None:
        assert self._file is not None
        self.torn = size - end
        target = corrupt_path(self.path)
        with refusals(target), opened(self._disk, target, fs.GROW_OR_CREATE) as fd:
            beside = AppendFile(SYSTEM_DISK, target, fd, self._disk.status(fd).size)
            beside.make_private()
            beside.append(f"# {size - end} bytes from offset {end}\n".encode())
            beside.append(self._bytes(end, size - end) + b"\n")
        self._file.cut(end)

    def _read(self, size: int, offset: int) -> bytes:
        assert self._fd is not None
        return self._disk.read(self._fd, size, offset)

    def _bytes(self, offset: int, size: int) -> bytes:
        with refusals(self.path):
            parts = []
            while size and (data := self._read(size, offset)):
                parts.append(data)
                offset += len(data)
                size -= len(data)
        return b"".join(parts)


def _line(number: int, entry: Entry) -> tuple[bytes, int]:
    """The line of a row, and the offset of the row's JSON in it. The row stands last."""
    head = json.dumps(
        {
            "n": number,
            "kind": "result",
            "key": entry.key,
            "part": entry.part,
            "parts": entry.parts,
            "state": entry.state.value,
            "source": entry.source,
            "cost": entry.cost,
            "size": len(entry.row),
        },
        allow_nan=False,
        separators=(",", ":"),
    )
    body = f'{head[:-1]},"turns":{entry.turns},"row":{entry.row}}}'.encode("ascii")
    if _HEAD + len(body) + 1 > MAX_LINE:
        raise StoreError(
            f"the row of {entry.source} takes more than {MAX_LINE // 1024**2} MB",
            remedy="split that transcript",
        )
    return b"%08x %b\n" % (zlib.crc32(body), body), _HEAD + len(body) - 1 - len(entry.row)


def _plain_line(number: int, value: Mapping[str, Any]) -> bytes:
    text = json.dumps({"n": number, **value}, allow_nan=False, separators=(",", ":"))
    return b"%08x %b\n" % (zlib.crc32(text.encode("ascii")), text.encode("ascii"))


def _locked(path: Path, directory: Path) -> SessionLock:
    try:
        return SessionLock.acquire(path, datetime.now(UTC))
    except SessionBusyError:
        owner = read_owner(path) or "another process"
        raise SessionBusyError(
            f"another run writes there: {owner}",
            where=str(directory),
            remedy="wait for it, end it, or choose another --out",
        ) from None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
