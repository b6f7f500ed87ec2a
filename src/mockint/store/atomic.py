"""Files that are replaced in one step: a reader finds the old one whole or the new one.

A temporary file in the same directory, fsync, rename, fsync of the directory; mode
0600. It must never write to the target itself, nor follow a link that stands there.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ..errors import NotFoundError
from . import disk as fs
from .append_file import AppendFile
from .disk import SYSTEM_DISK, Disk, opened, refusals, require_regular, sync_directory

_BUFFER = 256 * 1024


def write_bytes(path: Path, data: bytes, disk: Disk = SYSTEM_DISK) -> None:
    """Make `path` hold `data`, on the medium when this returns.

    DiskError if the disk refuses, NotFoundError without the directory; what was at
    `path` is then as it was.
    """
    beside = path.with_name(f"{temporary_prefix(path.name)}{secrets.token_hex(4)}.tmp")
    with refusals(path):
        try:
            # Within the block: Ctrl+C may come when the file is made and nobody has it yet.
            fd = disk.open(beside, fs.CREATE)
            file = AppendFile(disk, beside, fd, 0)
            try:
                file.make_private()
                file.append(data)
            finally:
                file.close()
            disk.replace(beside, path)
        except BaseException:
            with suppress(OSError):
                disk.remove(beside)
            raise
        sync_directory(disk, path.parent)


def read_bytes(path: Path, most: int, disk: Disk = SYSTEM_DISK) -> bytes:
    """The first `most` bytes of the regular file at `path`, b"" where there is none. DiskError."""
    try:
        with refusals(path), opened(disk, path, fs.READ) as fd:
            status = disk.status(fd)
            require_regular(status, path)
            size, parts, done = min(status.size, most), [], 0
            while done < size and (part := disk.read(fd, size - done, done)):
                parts.append(part)
                done += len(part)
            return b"".join(parts)
    except NotFoundError:
        return b""


@contextmanager
def replacing(path: Path, disk: Disk = SYSTEM_DISK, *, durable: bool = True) -> Iterator[BinaryIO]:
    """A file to write in pieces, which becomes `path` when the block ends well.

    It is on the medium then, unless it need not be `durable`: what can be made again
    is not worth the time that the disk takes. If the block raises, `path` is as it was.
    DiskError if the disk refuses, NotFoundError without the directory.
    """
    beside = path.with_name(f"{temporary_prefix(path.name)}{secrets.token_hex(4)}.tmp")
    with refusals(path):
        try:
            fd = disk.open(beside, fs.CREATE)
            with os.fdopen(fd, "wb", buffering=_BUFFER) as file:
                disk.set_mode(fd, fs.FILE_MODE)
                yield file
                file.flush()
                if durable:
                    disk.sync(fd)
            disk.replace(beside, path)
        except BaseException:
            with suppress(OSError):
                disk.remove(beside)
            raise
        if durable:
            sync_directory(disk, path.parent)


def write_text(path: Path, text: str, disk: Disk = SYSTEM_DISK) -> None:
    """Make `path` hold `text` as UTF-8; a lone surrogate becomes U+FFFD. See `write_bytes`."""
    data = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    write_bytes(path, data.encode("utf-8"), disk)


def temporary_prefix(name: str) -> str:
    """What the names of temporary files for `name` begin with; they end with `.tmp`."""
    return f".{name}."
