"""One session's journal on disk: created, read, grown record by record.

What is acknowledged is on the medium: `append` returns after fdatasync, `create` also
after the fsync of its directory. What is there is never rewritten:

- Bytes after the last good record (a torn or damaged tail) are moved to
  `<name>.corrupt`, which only grows, before the next record is appended.
- Damage between good records stays where it is; readers step over it and report it,
  and the records behind it count (see `scan`).
- A journal without its header is left alone altogether.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from ..errors import JournalDamagedError, StoreError
from . import disk as fs
from .append_file import AppendFile
from .disk import SYSTEM_DISK, Disk, opened, refusals, require_regular, sync_directory
from .scan import Damage, Record, Scan, encode, scan

_COPY = 1024 * 1024
_NO_DAMAGE = Scan(records=(), damage=(), end=0, size=0)


def corrupt_path(path: Path) -> Path:
    """Where the damaged tails of journal `path` are kept."""
    return path.with_name(path.name + ".corrupt")


def read_journal(path: Path, disk: Disk = SYSTEM_DISK) -> Scan:
    """All that can be read of `path`; nothing is written or moved.

    NotFoundError, StoreError (a link, not a plain file) or DiskError where there is no
    file to read; damage inside it is data.
    """
    with refusals(path), opened(disk, path, fs.READ) as fd:
        return _scanned(disk, path, fd)


def require_header(path: Path, found: Scan) -> None:
    """JournalDamagedError, which says what is left, unless record 0 can be read."""
    if found.has_header:
        return
    count = len(found.records)
    left = f"{count} later record{'s' * (count != 1)} can" if count else "nothing else can"
    raise JournalDamagedError(
        f"the header (line 1) can not be read; {left}",
        where=str(path),
        remedy="the file was left as it is: keep a copy, or delete the session",
    )


class Journal:
    """A journal open for writing, for one thread at a time, by the holder of its lock.

    `found` is what was read when it was opened.
    """

    def __init__(self, disk: Disk, path: Path, fd: int, found: Scan) -> None:
        self.path = path
        self.found = found
        self._disk = disk
        self._file = AppendFile(disk, path, fd, found.size)
        self._first = found.records[-1].number + 1 if found.records else 0
        self._mended = found.whole

    @classmethod
    def create(cls, path: Path, header: Mapping[str, object], disk: Disk = SYSTEM_DISK) -> Self:
        """A new journal with `header` as record 0, on the medium, mode 0600.

        FileExistsError if there is one already; DiskError (and no file) if the disk
        refuses.
        """
        line = _line(path, 0, header)
        try:
            fd = disk.open(path, fs.CREATE)
        except FileExistsError:
            raise
        except OSError as error:
            raise fs.refusal(path, error) from error
        journal = cls(disk, path, fd, _NO_DAMAGE)
        try:
            journal._file.make_private()
            journal._file.append(line)
            with refusals(path):
                sync_directory(disk, path.parent)
        except BaseException:
            journal.close()
            with suppress(OSError):
                disk.remove(path)
            raise
        journal.found = Scan((Record(0, dict(header)),), (), len(line), len(line))
        return journal

    @classmethod
    def open(cls, path: Path, disk: Disk = SYSTEM_DISK) -> Self:
        """The journal at `path`, read and ready to grow; nothing is moved yet.

        JournalDamagedError without a readable header; else errors as `read_journal`.
        """
        with refusals(path):
            fd = disk.open(path, fs.GROW)
            try:
                journal = cls(disk, path, fd, _scanned(disk, path, fd))
                require_header(path, journal.found)
                journal._file.make_private()
            except BaseException:
                disk.close(fd)
                raise
            return journal

    @property
    def damage(self) -> tuple[Damage, ...]:
        """What was no record when the journal was opened."""
        return self.found.damage

    def mend(self) -> None:
        """Move the bytes after the last good record aside and end its line.

        They are in `<name>.corrupt`, on the medium, before they leave the journal.
        DiskError if the disk refuses; then it can be tried again.
        """
        if self._mended or self._file.closed:
            return
        found = self.found
        if self._file.end > found.end:
            self._keep_tail()
            self._file.cut(found.end)
        if not found.terminated:
            self._file.append(b"\n", pieces=0)
        self._mended = True

    def append(self, value: Mapping[str, object]) -> int:
        """Add a record; its number. It is on the medium when this returns.

        DiskError if the disk refuses: the journal is as before, and the same record can
        be appended again. StoreError for what a record can't hold.
        """
        self.mend()
        number = self._first + self._file.pieces
        self._file.append(_line(self.path, number, value))
        return number

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        self._file.close()

    def _keep_tail(self) -> None:
        """Append the tail, under a line that says what it is, to the file beside."""
        target = corrupt_path(self.path)
        found = self.found
        reason = found.damage[-1].reason if found.damage else ""
        with refusals(target), opened(self._disk, target, fs.GROW_OR_CREATE) as fd:
            status = self._disk.status(fd)
            require_regular(status, target)
            beside = AppendFile(self._disk, target, fd, status.size)
            beside.make_private()
            size = found.size - found.end
            head = f"# {size} bytes from offset {found.end} of {self.path.name}: {reason}\n"
            beside.append(head.encode("utf-8", "backslashreplace"))
            offset = found.end
            while data := self._file.read(min(_COPY, found.size - offset), offset):
                beside.append(data)
                offset += len(data)
            beside.append(b"\n")
            sync_directory(self._disk, target.parent)


def _scanned(disk: Disk, path: Path, fd: int) -> Scan:
    require_regular(disk.status(fd), path)
    return scan(lambda size, offset: disk.read(fd, size, offset))


def _line(path: Path, number: int, value: Mapping[str, object]) -> bytes:
    try:
        return encode(number, dict(value))
    except (TypeError, ValueError, RecursionError) as error:
        raise StoreError(f"record {number} can not be kept: {error}", where=str(path)) from error
