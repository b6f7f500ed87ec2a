"""One session open for writing: events in, on disk, and out again.

Joins the codec, the journal and the lock. It must never hold an event that a reader of
the file would not get.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from ..domain.session import Event
from ..errors import StoreError
from .codec import event_from_json, event_to_json
from .header import SessionHeader
from .journal import Journal
from .lock import SessionLock
from .stored import StoredSession


class SessionLog:
    """A session open for writing: the `ports.EventLog` of this store.

    `stored` is the session as it was when opened, with its damage. Close it, or use it
    as a context manager; the lock is held until then. Threads may append at once.
    """

    def __init__(self, stored: StoredSession, journal: Journal, lock: SessionLock) -> None:
        self.stored = stored
        self._journal = journal
        self._lock = lock
        self._events = stored.events
        self._guard = Lock()

    @property
    def session_id(self) -> str:
        """The id under which the session can be found again."""
        return self.stored.id

    @property
    def header(self) -> SessionHeader:
        """What the session was started with."""
        return self.stored.header

    @property
    def path(self) -> Path:
        """The journal's file."""
        return self.stored.path

    @property
    def events(self) -> tuple[Event, ...]:
        """All events so far, in order, exactly as a reader of the file gets them."""
        return self._events

    def append(self, event: Event) -> None:
        """Add `event`; it is on the medium when this returns.

        DiskError if the disk refuses (nothing changed: the same event can be given
        again); StoreError for data that JSON can not keep.
        """
        try:
            value = event_to_json(event)
            kept = event_from_json(value)
        except ValueError as error:
            raise StoreError(f"an event can not be kept: {error}", where=self.session_id) from error
        with self._guard:
            self._journal.append(value)
            self._events = (*self._events, kept)

    def close(self) -> None:
        """Close the file and let go of the lock; a second time does nothing."""
        with self._guard:
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
