"""Loops on disk: one append-only journal each, beside the sessions, as crash-proof as they are.

`<id>.loop` holds the guide, who sits in which round, and what happened; the rounds
themselves are sessions of their own. It must never hold a level or a score.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from ..errors import JournalDamagedError, MockintError, NotFoundError, SessionBusyError, StoreError
from ..practice.handover import Handover
from ..practice.loop import LoopEvent, LoopEventKind, LoopState, Seat, begin, evolve
from .codec import CodecError, Json, json_object, plain, text, whole
from .disk import SYSTEM_DISK, Disk, make_private_directory, refusals, sync_directory
from .header import stamp
from .ids import is_name, make_id, require_name
from .journal import Journal, corrupt_path, read_journal, require_header
from .lock import SessionLock
from .scan import Record

SCHEMA = "mockint/loop@1"
SUFFIX = ".loop"
_LOCK = ".lock"
_TRIES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopHeader:
    """Record 0. `guide` and `rubrics` are their own JSON, so that a packet can be made again.

    `options` holds what else was chosen for every round (minutes, location, seed).
    """

    guide_id: str
    guide: Json
    rubrics: tuple[Json, ...]
    seats: tuple[Seat, ...]
    mockint: str
    options: Json = field(default_factory=dict)
    id: str = ""
    created: str = ""

    @property
    def title(self) -> str:
        """`role at company`, as the guide has them."""
        return f"{self.guide.get('role', self.guide_id)} at {self.guide.get('company', '')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLoop:
    """A loop as it was read; `damage` counts stretches of its file that cannot be read."""

    header: LoopHeader
    state: LoopState
    path: Path
    damage: int = 0

    @property
    def id(self) -> str:
        """Its name."""
        return self.header.id


class LoopLog:
    """A loop open for writing; the lock is held until it is closed."""

    def __init__(self, stored: StoredLoop, journal: Journal, lock: SessionLock) -> None:
        self.header = stored.header
        self.state = stored.state
        self._journal = journal
        self._lock = lock

    def append(self, event: LoopEvent) -> None:
        """Add `event`; it is on the medium when this returns. DiskError: nothing changed."""
        self._journal.append(_event_to_json(event))
        self.state = evolve(self.state, event)

    def close(self) -> None:
        """Close the file and let go of the lock; a second time does nothing."""
        self._journal.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class LoopStore:
    """The loops in `directory`, which is that of the sessions."""

    def __init__(
        self, directory: Path, *, now: Callable[[], datetime], disk: Disk = SYSTEM_DISK
    ) -> None:
        self.directory = directory
        self._now = now
        self._disk = disk

    def create(self, header: LoopHeader) -> LoopLog:
        """Start a loop; its header is on the medium when this returns. DiskError, StoreError."""
        make_private_directory(self._disk, self.directory)
        now = self._now()
        for _ in range(_TRIES):
            name = make_id(now, f"loop-{header.guide_id.replace('/', '-')}", secrets.randbits(16))
            named = replace(header, id=name, created=stamp(now))
            with suppress(FileExistsError, SessionBusyError):
                return self._create(named)
        raise StoreError("no id is free", where=str(self.directory), remedy="try again")

    def open(self, loop_id: str) -> LoopLog:
        """Open a loop to go on with it. NotFoundError, SessionBusyError, StoreError, DiskError."""
        path = self._path(loop_id)
        if not path.is_file():
            raise _not_found(loop_id)
        lock = SessionLock.acquire(self._lock_path(loop_id), self._now(), self._disk)
        try:
            journal = Journal.open(path, self._disk)
            try:
                stored = _stored(path, journal.found.records, len(journal.damage))
                journal.mend()
                return LoopLog(stored, journal, lock)
            except BaseException:
                journal.close()
                raise
        except BaseException:
            lock.release()
            raise

    def read(self, loop_id: str) -> StoredLoop:
        """Read a loop by its id; locks and changes nothing."""
        path = self._path(loop_id)
        if not path.is_file():
            raise _not_found(loop_id)
        found = read_journal(path, self._disk)
        require_header(path, found)
        return _stored(path, found.records, len(found.damage))

    def find(self, name: str) -> str:
        """The id that `name` means: an id or an unambiguous beginning of one. NotFoundError."""
        stem = name.removesuffix(SUFFIX)
        near = [one for one in self._names() if one.startswith(stem)] if stem else []
        if stem in near or len(near) == 1:
            return stem if stem in near else near[0]
        raise _not_found(name, near)

    def delete(self, loop_id: str) -> None:
        """Remove a loop, not its sessions; only by its whole id. NotFoundError, DiskError."""
        path = self._path(loop_id)
        if not path.is_file():
            raise _not_found(loop_id)
        with SessionLock.acquire(self._lock_path(loop_id), self._now(), self._disk):
            for one in (corrupt_path(path), path):
                with refusals(one), suppress(FileNotFoundError):
                    self._disk.remove(one)
            with refusals(self.directory):
                sync_directory(self._disk, self.directory)

    def list(self) -> tuple[tuple[StoredLoop, ...], tuple[str, ...]]:
        """(loops, the newest first; why others cannot be read)."""
        found, problems = [], []
        for name in self._names():
            try:
                found.append(self.read(name))
            except MockintError as error:
                problems.append(str(error))
        newest = sorted(found, key=lambda one: (one.header.created, one.id), reverse=True)
        return tuple(newest), tuple(problems)

    def latest_unfinished(self) -> StoredLoop | None:
        """The newest loop that can be gone on with, None if there is none."""
        return next((one for one in self.list()[0] if not one.state.finished), None)

    def _create(self, header: LoopHeader) -> LoopLog:
        path = self._path(header.id)
        value = _header_to_json(header)
        lock = SessionLock.acquire(self._lock_path(header.id), self._now(), self._disk)
        try:
            journal = Journal.create(path, value, self._disk)
        except BaseException:
            lock.release()
            raise
        stored = StoredLoop(header=header, state=begin(header.seats), path=path)
        return LoopLog(stored, journal, lock)

    def _path(self, loop_id: str) -> Path:
        return self.directory / (require_name(loop_id) + SUFFIX)

    def _lock_path(self, loop_id: str) -> Path:
        return self.directory / (require_name(loop_id) + _LOCK)

    def _names(self) -> tuple[str, ...]:
        with refusals(self.directory):
            try:
                names = self._disk.names(self.directory)
            except (FileNotFoundError, NotADirectoryError):
                return ()
        stems = (name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX))
        return tuple(sorted(stem for stem in stems if is_name(stem)))


# -- JSON ---------------------------------------------------------------------------


def _header_to_json(header: LoopHeader) -> Json:
    value = {"schema": SCHEMA, **asdict(header)}
    try:
        copied = plain(value)
    except CodecError as error:
        raise StoreError(f"the header can not be kept: {error}", where=header.id) from error
    assert isinstance(copied, dict)
    return copied


def _stored(path: Path, records: tuple[Record, ...], damage: int) -> StoredLoop:
    try:
        header = _header_from_json(records[0].value)
        state = begin(header.seats)
        for record in records[1:]:
            with suppress(CodecError, ValueError):  # a later version's record is stepped over
                state = evolve(state, _event_from_json(record.value))
    except CodecError as error:
        raise JournalDamagedError(
            f"the header can not be used: {error}", where=f"{path}:1",
            remedy="it may be of a later version of mockint",
        ) from error  # fmt: skip
    return StoredLoop(header=header, state=state, path=path, damage=damage)


def _header_from_json(value: Mapping[str, object]) -> LoopHeader:
    if (schema := text(value, "schema")) != SCHEMA:
        raise CodecError(f'"schema" is {schema[:40]!a}; this version reads "{SCHEMA}"')
    return LoopHeader(
        id=text(value, "id"),
        created=text(value, "created"),
        mockint=text(value, "mockint"),
        guide_id=text(value, "guide_id"),
        guide=json_object(value, "guide"),
        rubrics=tuple(_objects(value, "rubrics")),
        seats=tuple(
            Seat(text(s, "rubric"), text(s, "title"), text(s, "interviewer"), text(s, "persona"))
            for s in _objects(value, "seats")
        ),
        options=json_object(value, "options"),
    )


def _event_to_json(event: LoopEvent) -> Json:
    value: Json = {"kind": event.kind.value, "place": event.place}
    if event.session:
        value["session"] = event.session
    if event.notes is not None:
        value["notes"] = {key: _listed(one) for key, one in asdict(event.notes).items()}
    return value


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _event_from_json(value: Mapping[str, object]) -> LoopEvent:
    notes = json_object(value, "notes") if value.get("notes") is not None else None
    return LoopEvent(
        kind=LoopEventKind(text(value, "kind")),
        place=whole(value, "place"),
        session=text(value, "session", ""),
        notes=None if notes is None else _notes(notes),
    )


def _notes(value: Json) -> Handover:
    return Handover(
        title=text(value, "title"),
        interviewer=text(value, "interviewer", ""),
        covered=_texts(value, "covered"),
        deeper=_texts(value, "deeper"),
        asked=_texts(value, "asked"),
    )


def _objects(value: Mapping[str, object], key: str) -> list[Json]:
    found = value.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise CodecError(f'"{key}" is not a list of objects')
    return found


def _texts(value: Mapping[str, object], key: str) -> tuple[str, ...]:
    found = value.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise CodecError(f'"{key}" is not a list of texts')
    return tuple(found)


def _not_found(name: str, near: list[str] | None = None) -> NotFoundError:
    shown = ascii(name[:100])
    if near:
        return NotFoundError(
            f"is the beginning of {len(near)} loops: {', '.join(near[:5])}", where=shown,
            remedy="write more of it",
        )  # fmt: skip
    return NotFoundError("there is no such loop", where=shown, remedy="see `mockint loop --list`")
