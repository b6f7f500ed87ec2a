"""A file that only grows, and takes back what it could not write whole.

Owns one descriptor opened for appending. It must never cut off a byte of an append
that succeeded, and never leave half of one that failed in the way of the next.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from ..errors import DiskError
from .disk import FILE_MODE, Disk, refusals


class AppendFile:
    """Appends to `fd`, whose good bytes end at `end`; anything after them is cut off.

    `pieces` counts what was appended here.
    """

    def __init__(self, disk: Disk, path: Path, fd: int, end: int) -> None:
        self.path = path
        self._disk = disk
        self._fd: int | None = fd
        # One tuple, assigned in one step: a Ctrl+C can not fall between its halves.
        self._good = (end, 0)
        self._dirty = False

    @property
    def end(self) -> int:
        """Bytes up to the end of the last append that succeeded."""
        return self._good[0]

    @property
    def pieces(self) -> int:
        """How many pieces were appended here."""
        return self._good[1]

    @property
    def closed(self) -> bool:
        """True after `close`."""
        return self._fd is None

    def append(self, data: bytes, pieces: int = 1) -> None:
        """Add `data`, which counts for `pieces`; it is on the medium when this returns.

        DiskError if not: then the file is as it was, or is put right before the next
        append, so that the same bytes can be given again.
        """
        with refusals(self.path):
            fd = self._settled()
            self._dirty = True
            try:
                self._write(fd, data)
                self._disk.sync_data(fd)
            except BaseException:  # a Ctrl+C leaves half a line as well as a full disk does
                self._roll_back(fd)
                raise
            self._good = (self.end + len(data), self.pieces + pieces)
            self._dirty = False

    def cut(self, end: int) -> None:
        """Keep the first `end` bytes only. DiskError if the disk refuses."""
        with refusals(self.path):
            self._settled()
            self._good = (end, self.pieces)
            self._dirty = True
            self._settled()

    def read(self, size: int, offset: int) -> bytes:
        """Up to `size` bytes at `offset`; b"" at the end."""
        with refusals(self.path):
            return self._disk.read(self._open_fd(), size, offset)

    def make_private(self) -> None:
        """Mode 0600, whatever the umask was; another user's file is left as it is."""
        with refusals(self.path):
            fd = self._open_fd()
            status = self._disk.status(fd)
            if status.mode != FILE_MODE and status.owner == os.geteuid():
                self._disk.set_mode(fd, FILE_MODE)

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        fd, self._fd = self._fd, None
        if fd is not None:
            with suppress(OSError):  # all that counts was synced before it was acknowledged
                self._disk.close(fd)

    def _open_fd(self) -> int:
        if self._fd is None:
            remedy = "open the session again"
            raise DiskError("is closed already", where=str(self.path), remedy=remedy)
        return self._fd

    def _settled(self) -> int:
        """The descriptor, once the file is known to end where the last append ended."""
        fd = self._open_fd()
        status = self._disk.status(fd)
        if not status.links:
            raise DiskError(
                "was deleted while it was open",
                where=str(self.path),
                remedy="copy your words elsewhere and start a new session",
            )
        if status.size < self.end or (status.size > self.end and not self._dirty):
            raise DiskError(
                "was changed by another program while it was open",
                where=str(self.path),
                remedy="open the session again",
            )
        if self._dirty:
            self._disk.truncate(fd, self.end)
            self._disk.sync_data(fd)
            self._dirty = False
        return fd

    def _write(self, fd: int, data: bytes) -> None:
        done = 0
        while done < len(data):
            taken = self._disk.write(fd, data[done:] if done else data)
            if not taken:
                raise OSError(errno.ENOSPC, "nothing was written")
            done += taken

    def _roll_back(self, fd: int) -> None:
        with suppress(OSError):  # still dirty then: the next append tries again first
            self._disk.truncate(fd, self.end)
            self._disk.sync_data(fd)
            self._dirty = False
