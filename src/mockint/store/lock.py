"""One writer per session: an flock on a file of its own, which names its owner.

The lock is the kernel's and ends with the process, however that ends; the words in the
file are only for people. It must never be taken for reading.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from ..errors import SessionBusyError, StoreError
from . import disk as fs
from .disk import SYSTEM_DISK, Disk, opened, refusals, require_regular

_MOST = 4096
_LONGEST_NAME = 255
#: How often an owner may remove the file between our opening and our locking it.
_TRIES = 100


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a lock: process id, host and since when (ISO, UTC), as they wrote it."""

    pid: int
    host: str
    since: str

    def __str__(self) -> str:
        who = "this process" if self.pid == os.getpid() else f"process {self.pid}"
        return f"{who} on {self.host} since {self.since}"


def read_owner(path: Path, disk: Disk = SYSTEM_DISK) -> Owner | None:
    """The owner that lock file `path` names; None where it names none legibly."""
    try:
        with opened(disk, path, fs.READ) as fd:
            require_regular(disk.status(fd), path)
            note = json.loads(disk.read(fd, _MOST, 0))
    except (OSError, ValueError, RecursionError, StoreError):
        return None
    match note:
        case {"pid": int(pid), "host": str(host), "since": str(since)}:
            return Owner(pid, _legible(host), _legible(since))
    return None


class SessionLock:
    """A lock that is held from `acquire` to `release`; also a context manager."""

    def __init__(self, disk: Disk, path: Path, fd: int) -> None:
        self.path = path
        self._disk = disk
        self._fd: int | None = fd

    @classmethod
    def acquire(cls, path: Path, now: datetime, disk: Disk = SYSTEM_DISK) -> Self:
        """Lock with file `path`, at once or not at all.

        SessionBusyError (which names the owner) where another holds it; StoreError or
        DiskError where no lock can be had.
        """
        with refusals(path):
            for _ in range(_TRIES):
                fd = disk.open(path, fs.SHARED)
                try:
                    require_regular(disk.status(fd), path)
                    _flock(fd, path, disk)
                    current = disk.inode(path) == disk.status(fd).inode
                except BaseException:
                    disk.close(fd)
                    raise
                if current:
                    lock = cls(disk, path, fd)
                    lock._sign(now)
                    return lock
                disk.close(fd)  # the owner before us removed this file while we waited
        raise _busy(path, None)

    def release(self) -> None:
        """Let go; a second time does nothing."""
        fd, self._fd = self._fd, None
        if fd is not None:
            with suppress(OSError):  # while it is held nobody else can be using this file
                self._disk.remove(self.path)
            with suppress(OSError):
                self._disk.close(fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _sign(self, now: datetime) -> None:
        assert self._fd is not None
        since = now.isoformat(timespec="seconds").replace("+00:00", "Z")
        note = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
        # A full disk must not keep anybody out: the lock holds without its note.
        with suppress(OSError):
            self._disk.set_mode(self._fd, fs.FILE_MODE)
            self._disk.truncate(self._fd, 0)
            self._disk.write(self._fd, json.dumps(note).encode("ascii") + b"\n")


def _flock(fd: int, path: Path, disk: Disk) -> None:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise _busy(path, read_owner(path, disk)) from None
    except OSError as error:
        if error.errno not in {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS}:
            raise
        remedy = "keep sessions on a local disk: --home DIR"
        where = str(path)
        raise StoreError("this file system has no locks", where=where, remedy=remedy) from error


def _busy(path: Path, owner: Owner | None) -> SessionBusyError:
    return SessionBusyError(
        f"the session is open in {owner or 'another process'}",
        where=path.stem,
        remedy="end it there; until then it can be read, not changed",
    )


def _legible(text: str) -> str:
    """`text` fit for a message: what a stranger wrote may hold anything."""
    return "".join(c if c.isprintable() else "?" for c in text[:_LONGEST_NAME])
