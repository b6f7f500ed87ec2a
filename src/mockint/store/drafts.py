"""The answer that is being typed, kept so that no crash and no hang-up loses it.

One file per session, replaced as a whole. It must never be mistaken for an answer: it
is not part of the journal and is never graded.
"""

from __future__ import annotations

from pathlib import Path

from ..errors import NotFoundError, StoreError
from . import disk as fs
from .atomic import write_bytes
from .disk import SYSTEM_DISK, Disk, opened, refusals, require_regular

MAX_DRAFT = 10 * 1024 * 1024


def save(path: Path, text: str, disk: Disk = SYSTEM_DISK) -> None:
    """Keep `text` at `path`, exactly, lone surrogates included. DiskError."""
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_DRAFT:
        raise StoreError(f"a draft has at most {MAX_DRAFT // 1024**2} MB", where=str(path))
    write_bytes(path, data, disk)


def load(path: Path, disk: Disk = SYSTEM_DISK) -> str:
    """The text at `path`, "" where there is no file; bytes that are no text become U+FFFD."""
    try:
        with refusals(path), opened(disk, path, fs.READ) as fd:
            status = disk.status(fd)
            require_regular(status, path)
            data = _all(disk, fd, min(status.size, MAX_DRAFT))
    except NotFoundError:
        return ""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def _all(disk: Disk, fd: int, size: int) -> bytes:
    parts: list[bytes] = []
    done = 0
    while done < size and (part := disk.read(fd, size - done, done)):
        parts.append(part)
        done += len(part)
    return b"".join(parts)
