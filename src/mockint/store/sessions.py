"""The folder of sessions: made, found, opened, listed and deleted by name.

Beside `<id>.journal` may stand `.journal.corrupt` (damaged tails), `.lock` and
`.draft` (an answer that is being typed), `.pad` (the scratch pad as it stands) and `.wav`
(an answer that was spoken and whose words are not there yet). A name becomes part of a
path only after `ids.require_name`; symbolic links are not followed; reading changes
nothing.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ..errors import MockintError, NotFoundError, SessionBusyError, StoreError
from . import drafts
from .atomic import temporary_prefix
from .codec import CodecError
from .disk import SYSTEM_DISK, Disk, make_private_directory, refusals, sync_directory
from .header import SessionHeader, header_from_json, header_to_json, stamp
from .ids import is_name, make_id, moment_in, require_name
from .journal import Journal, corrupt_path, read_journal, require_header
from .lock import SessionLock
from .recordings import KeptRecording
from .session_log import SessionLog
from .stored import SUFFIX, Rescue, StoredSession, decoded, stored_session
from .summary import SessionState, SessionSummary

__all__ = [
    "SessionHeader",
    "SessionLog",
    "SessionState",
    "SessionStore",
    "SessionSummary",
    "StoredSession",
]

_LOCK = ".lock"
_DRAFT = ".draft"
_PAD = ".pad"
_RECORDING = ".wav"
_TRIES = 1000
_SHOWN = 5


def utc_now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


class SessionStore:
    """The sessions in `directory`; `examples` is a folder of shipped ones, read only.

    Neither need exist: the first session makes `directory`, mode 0700.
    """

    def __init__(
        self,
        directory: Path,
        *,
        examples: Path | None = None,
        now: Callable[[], datetime] = utc_now,
        disk: Disk = SYSTEM_DISK,
    ) -> None:
        self.directory = directory
        self.examples = examples
        self._now = now
        self._disk = disk

    # -- writing ----------------------------------------------------------------

    def create(self, header: SessionHeader) -> SessionLog:
        """Start a session; its header is on the medium when this returns.

        An empty `id` or `created` is filled in, and an id that is taken gets other
        random digits: `SessionLog.header` has what stands. DiskError, StoreError.
        """
        make_private_directory(self._disk, self.directory)
        now = self._now()
        for _ in range(_TRIES):
            name = require_name(header.id or make_id(now, header.rubric_id, secrets.randbits(16)))
            named = replace(header, id=name, created=header.created or stamp(now))
            with suppress(FileExistsError, SessionBusyError):
                return self._create(named)
            if header.id:
                remedy = "leave the id empty to get a free one"
                raise StoreError("there is such a session already", where=name, remedy=remedy)
        raise StoreError("no id is free", where=str(self.directory), remedy="try again")

    def open(self, session_id: str) -> SessionLog:
        """Open a session to go on with it; a damaged tail is moved aside first.

        NotFoundError; SessionBusyError (it names the owner) where another process has
        it; JournalDamagedError without a header; StoreError; DiskError.
        """
        path = self._existing(session_id)
        lock = SessionLock.acquire(self._beside(session_id, _LOCK), self._now(), self._disk)
        try:
            journal = Journal.open(path, self._disk)
            try:
                stored = stored_session(path, journal.found.records, journal.damage)
                journal.mend()
                return SessionLog(self._with_set_aside(stored), journal, lock)
            except BaseException:
                journal.close()
                raise
        except BaseException:
            lock.release()
            raise

    def delete(self, session_id: str) -> None:
        """Remove a session and all that is kept beside it; only by its whole id.

        NotFoundError; SessionBusyError while another process has it; DiskError.
        """
        path = self._existing(session_id)
        typed = (_DRAFT, _PAD, _RECORDING)
        unfinished = tuple(temporary_prefix(session_id + suffix) for suffix in typed)
        with SessionLock.acquire(self._beside(session_id, _LOCK), self._now(), self._disk):
            for name in self._names():
                if name.startswith(unfinished) and name.endswith(".tmp"):
                    self._remove(self.directory / name)
            for suffix in typed:
                self._remove(self._beside(session_id, suffix))
            self._remove(corrupt_path(path))
            self._remove(path)  # last: whatever stops us, the rest can still be deleted
            with refusals(self.directory):
                sync_directory(self._disk, self.directory)

    # -- reading ----------------------------------------------------------------

    def read(self, name: str | Path) -> StoredSession:
        """Read a session by name (see `find`) or path; locks and changes nothing.

        NotFoundError; JournalDamagedError without a header (see `rescue`); StoreError.
        """
        path = name if isinstance(name, Path) else self.find(name)
        found = read_journal(path, self._disk)
        require_header(path, found)
        return self._with_set_aside(stored_session(path, found.records, found.damage))

    def rescue(self, name: str | Path) -> Rescue:
        """What is left of a session whose header is gone; errors as for `read_journal`."""
        path = name if isinstance(name, Path) else self.find(name)
        found = read_journal(path, self._disk)
        header = None
        if found.has_header:
            with suppress(CodecError):
                header = header_from_json(found.records[0].value)
        events, foreign = decoded(r for r in found.records if r.number)
        return Rescue(path=path, header=header, events=events, damage=found.damage, foreign=foreign)

    def list(self) -> tuple[SessionSummary, ...]:
        """All sessions of the folder, newest first; unreadable ones say why."""
        found = [self._summary(name) for name in self._journals(self.directory)]
        return tuple(sorted(found, key=lambda s: (s.created, s.id), reverse=True))

    def latest_unfinished(self) -> SessionSummary | None:
        """The newest session that can be gone on with, None if there is none."""
        return next((s for s in self.list() if s.state is SessionState.UNFINISHED), None)

    def find(self, name: str) -> Path:
        """The journal that `name` means: NotFoundError for none, or more than one.

        In this order: an id, the name of an example, the path of a file, an
        unambiguous beginning of an id or of an example's name.
        """
        folders = [self.directory, *([self.examples] if self.examples else [])]
        known = [(stem, folder) for folder in folders for stem in self._journals(folder)]
        stem = name.removesuffix(SUFFIX)
        if whole := [folder for known_stem, folder in known if known_stem == stem]:
            return whole[0] / (require_name(stem) + SUFFIX)
        if (path := _file_at(name)) is not None:
            return path
        near = [(s, folder) for s, folder in known if stem and s.startswith(stem)]
        if len(near) == 1 and is_name(near[0][0]):
            return near[0][1] / (near[0][0] + SUFFIX)
        raise _not_found(name, sorted(s for s, _ in near))

    # -- drafts -----------------------------------------------------------------

    def draft_path(self, session_id: str) -> Path:
        """Where the draft of a session is kept."""
        return self._beside(session_id, _DRAFT)

    def save_draft(self, session_id: str, text: str) -> None:
        """Keep what is being typed, in one step, on the medium. DiskError."""
        drafts.save(self.draft_path(session_id), text, self._disk)

    def load_draft(self, session_id: str) -> str:
        """What was being typed, "" if nothing was."""
        return drafts.load(self.draft_path(session_id), self._disk)

    def clear_draft(self, session_id: str) -> None:
        """Forget what was being typed."""
        self._remove(self.draft_path(session_id))

    def pad(self, session_id: str) -> drafts.Draft:
        """Where the scratch pad of a session is kept between its versions in the journal."""
        return drafts.Draft(self._beside(session_id, _PAD), self._disk)

    def recording(self, session_id: str) -> KeptRecording:
        """Where a spoken answer of a session is kept until its words are there."""
        return KeptRecording(self._beside(session_id, _RECORDING), self._disk)

    # -- inside -----------------------------------------------------------------

    def _create(self, header: SessionHeader) -> SessionLog:
        path = self._beside(header.id, SUFFIX)
        try:
            value = header_to_json(header)
            kept = header_from_json(value)
        except ValueError as error:
            raise StoreError(f"the header can not be kept: {error}", where=header.id) from error
        lock = SessionLock.acquire(self._beside(header.id, _LOCK), self._now(), self._disk)
        try:
            journal = Journal.create(path, value, self._disk)
        except BaseException:
            lock.release()
            raise
        stored = StoredSession(id=header.id, path=path, header=kept, events=())
        return SessionLog(stored, journal, lock)

    def _beside(self, session_id: str, suffix: str) -> Path:
        return self.directory / (require_name(session_id) + suffix)

    def _existing(self, session_id: str) -> Path:
        path = self._beside(session_id, SUFFIX)
        with refusals(path):
            if self._disk.inode(path) is None:
                raise _not_found(session_id, [])
        return path

    def _remove(self, path: Path) -> None:
        with refusals(path), suppress(FileNotFoundError):
            self._disk.remove(path)

    def _names(self) -> tuple[str, ...]:
        with refusals(self.directory):
            return self._disk.names(self.directory)

    def _journals(self, folder: Path) -> tuple[str, ...]:
        """Names of the journals in `folder`, without the suffix, whatever they look like."""
        with refusals(folder):
            try:
                names = self._disk.names(folder)
            except (FileNotFoundError, NotADirectoryError):
                return ()
        return tuple(n.removesuffix(SUFFIX) for n in names if n.endswith(SUFFIX))

    def _with_set_aside(self, stored: StoredSession) -> StoredSession:
        beside = corrupt_path(stored.path)
        with refusals(beside):
            there = self._disk.inode(beside) is not None
        return replace(stored, set_aside=beside) if there else stored

    def _summary(self, name: str) -> SessionSummary:
        try:
            require_name(name)
            return self.read(self.directory / (name + SUFFIX)).summary
        except MockintError as error:
            created = moment_in(name) or ""
            reason = f"{error.what} ({error.remedy})" if error.remedy else error.what
            return SessionSummary(
                id=name, created=created, state=SessionState.DAMAGED, reason=reason
            )


def _file_at(name: str) -> Path | None:
    """The file at path `name`, with the links on the way to it resolved."""
    try:
        path = Path(name).expanduser()
        return Path(os.path.realpath(path)) if path.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None


def _not_found(name: str, near: Sequence[str]) -> NotFoundError:
    remedy = "see `mockint sessions list`"
    if not near and not is_name(name):
        # It cannot be a session's name, so a path was meant.
        return NotFoundError(
            "there is no such file", where=ascii(name[:100]), remedy=f"for sessions {remedy}"
        )
    if not near:
        return NotFoundError("there is no such session", where=ascii(name[:100]), remedy=remedy)
    shown = ", ".join(near[:_SHOWN]) + (", …" if len(near) > _SHOWN else "")
    return NotFoundError(
        f"is the beginning of {len(near)} sessions: {shown}",
        where=ascii(name[:100]),
        remedy="write more of it",
    )
