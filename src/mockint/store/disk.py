"""The few system calls that the store makes, and what their refusals are called.

`Disk` is the seam: tests put a disk behind it that fills up, forgets what was not
synced, or stops at any call. It must never hold policy (no retries, no names of
files), and no OSError leaves the store but through `refusals`.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..errors import DiskError, MockintError, NotFoundError, StoreError

FILE_MODE = 0o600
DIRECTORY_MODE = 0o700

#: Never through a link, never inherited, and no waiting on a FIFO.
_GUARDED = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
READ = os.O_RDONLY | _GUARDED
GROW = os.O_RDWR | os.O_APPEND | _GUARDED
CREATE = GROW | os.O_CREAT | os.O_EXCL
GROW_OR_CREATE = GROW | os.O_CREAT
SHARED = os.O_RDWR | os.O_CREAT | _GUARDED
DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class FileStatus:
    """What an open file is: bytes, names that lead to it, kind, mode bits, owner, inode."""

    size: int
    links: int
    regular: bool
    mode: int
    owner: int
    inode: tuple[int, int]


class Disk(Protocol):
    """System calls on files; each raises OSError as the system does."""

    def open(self, path: Path, flags: int) -> int:
        """Open `path`; a file that this makes has `FILE_MODE`, less the umask."""
        ...

    def close(self, fd: int) -> None:
        """Close `fd`."""
        ...

    def status(self, fd: int) -> FileStatus:
        """What `fd` is now."""
        ...

    def read(self, fd: int, size: int, offset: int) -> bytes:
        """Up to `size` bytes from `offset`; b"" at the end."""
        ...

    def write(self, fd: int, data: bytes) -> int:
        """Write some of `data`; how many bytes were taken."""
        ...

    def truncate(self, fd: int, size: int) -> None:
        """Cut `fd` to `size` bytes."""
        ...

    def sync_data(self, fd: int) -> None:
        """Return when the bytes of `fd` and its length are on the medium."""
        ...

    def sync(self, fd: int) -> None:
        """Return when `fd` (a file or a directory) is on the medium."""
        ...

    def set_mode(self, fd: int, mode: int) -> None:
        """Set the mode bits of `fd`, whatever the umask."""
        ...

    def make_directory(self, path: Path) -> None:
        """Make one directory with `DIRECTORY_MODE`, less the umask."""
        ...

    def names(self, path: Path) -> tuple[str, ...]:
        """The names in directory `path`, in no order."""
        ...

    def inode(self, path: Path) -> tuple[int, int] | None:
        """What `path` leads to without following a link; None if to nothing."""
        ...

    def replace(self, source: Path, target: Path) -> None:
        """Rename `source` to `target` in one step."""
        ...

    def remove(self, path: Path) -> None:
        """Remove the name `path`."""
        ...


class SystemDisk:
    """The machine's own disk."""

    def open(self, path: Path, flags: int) -> int:
        """See `Disk`."""
        return os.open(path, flags, FILE_MODE)

    def close(self, fd: int) -> None:
        """See `Disk`."""
        os.close(fd)

    def status(self, fd: int) -> FileStatus:
        """See `Disk`."""
        found = os.fstat(fd)
        return FileStatus(
            size=found.st_size,
            links=found.st_nlink,
            regular=stat.S_ISREG(found.st_mode),
            mode=stat.S_IMODE(found.st_mode),
            owner=found.st_uid,
            inode=(found.st_dev, found.st_ino),
        )

    def read(self, fd: int, size: int, offset: int) -> bytes:
        """See `Disk`."""
        return os.pread(fd, size, offset)

    def write(self, fd: int, data: bytes) -> int:
        """See `Disk`."""
        return os.write(fd, data)

    def truncate(self, fd: int, size: int) -> None:
        """See `Disk`."""
        os.ftruncate(fd, size)

    def sync_data(self, fd: int) -> None:
        """See `Disk`. macOS has no fdatasync, and fsync there is the nearest."""
        getattr(os, "fdatasync", os.fsync)(fd)

    def sync(self, fd: int) -> None:
        """See `Disk`."""
        os.fsync(fd)

    def set_mode(self, fd: int, mode: int) -> None:
        """See `Disk`."""
        os.fchmod(fd, mode)

    def make_directory(self, path: Path) -> None:
        """See `Disk`."""
        path.mkdir(mode=DIRECTORY_MODE)

    def names(self, path: Path) -> tuple[str, ...]:
        """See `Disk`."""
        return tuple(os.listdir(path))  # noqa: PTH208  (names, not paths: they are checked first)

    def inode(self, path: Path) -> tuple[int, int] | None:
        """See `Disk`."""
        try:
            found = path.lstat()
        except FileNotFoundError:
            return None
        return (found.st_dev, found.st_ino)

    def replace(self, source: Path, target: Path) -> None:
        """See `Disk`."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """See `Disk`."""
        path.unlink()


SYSTEM_DISK: Disk = SystemDisk()

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def refusal(path: Path, error: OSError) -> MockintError:
    """The project's error for `error` at `path`, with a remedy."""
    where = str(path)
    number = error.errno
    if number in _FULL:
        return DiskError("the disk is full", where=where, remedy="free some space and try again")
    if number in _FORBIDDEN:
        what = "the disk is read-only" if number == errno.EROFS else "access is not allowed"
        return DiskError(what, where=where, remedy="check its owner and mode, or use --home DIR")
    if number == errno.ELOOP:
        remedy = "name the file that it leads to"
        return StoreError("is a symbolic link, which is not followed", where=where, remedy=remedy)
    if number == errno.ENOENT:
        remedy = "see `mockint sessions list`"
        return NotFoundError("there is no such file", where=where, remedy=remedy)
    what = error.strerror or type(error).__name__
    return DiskError(f"the disk refused: {what}", where=where, remedy="see `mockint doctor`")


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Turn any OSError inside into the project's error about `path`."""
    try:
        yield
    except OSError as error:
        raise refusal(path, error) from error


@contextmanager
def opened(disk: Disk, path: Path, flags: int) -> Iterator[int]:
    """A file descriptor for `path`, closed at the end. OSErrors pass as they are."""
    fd = disk.open(path, flags)
    try:
        yield fd
    finally:
        disk.close(fd)


def require_regular(status: FileStatus, path: Path) -> None:
    """StoreError unless `status` is that of a plain file."""
    if not status.regular:
        remedy = "name a session or its journal"
        raise StoreError("is not a plain file", where=str(path), remedy=remedy)


def sync_directory(disk: Disk, path: Path) -> None:
    """Put the names in directory `path` on the medium."""
    with opened(disk, path, DIRECTORY) as fd:
        disk.sync(fd)


def make_private_directory(disk: Disk, path: Path) -> None:
    """Make `path` and its missing parents, mode 0700; an existing `path` becomes 0700.

    What belongs to another user, and a shared directory (sticky, as /tmp), is left as
    it is; so is every parent that was there before.
    """
    with refusals(path):
        missing = []
        step = path
        while disk.inode(step) is None and step != step.parent:
            missing.append(step)
            step = step.parent
        for directory in reversed(missing):
            _make_one(disk, directory)
        if not missing:
            _make_private(disk, path)


def _make_one(disk: Disk, directory: Path) -> None:
    try:
        disk.make_directory(directory)
    except FileExistsError:
        return  # another process was faster: it is theirs to set up
    _make_private(disk, directory)
    sync_directory(disk, directory.parent)


def _make_private(disk: Disk, directory: Path) -> None:
    with opened(disk, directory, DIRECTORY) as fd:
        status = disk.status(fd)
        ours = status.owner == os.geteuid() and not status.mode & stat.S_ISVTX
        if ours and status.mode != DIRECTORY_MODE:
            disk.set_mode(fd, DIRECTORY_MODE)
