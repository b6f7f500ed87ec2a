"""What is being typed, an answer or the scratch pad, kept so that no crash and no hang-up loses it.

One file per session and kind, replaced as a whole. It must never be mistaken for an answer: it
is not part of the journal and is never graded.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from ..errors import StoreError
from .atomic import read_bytes, write_bytes
from .disk import SYSTEM_DISK, Disk, refusals

MAX_DRAFT = 10 * 1024 * 1024


def save(path: Path, text: str, disk: Disk = SYSTEM_DISK) -> None:
    """Keep `text` at `path`, exactly, lone surrogates included. DiskError."""
    data = text.encode("utf-8", "surrogatepass")
    if len(data) > MAX_DRAFT:
        raise StoreError(f"a draft has at most {MAX_DRAFT // 1024**2} MB", where=str(path))
    write_bytes(path, data, disk)


def load(path: Path, disk: Disk = SYSTEM_DISK) -> str:
    """The text at `path`, "" where there is no file; bytes that are no text become U+FFFD."""
    data = read_bytes(path, MAX_DRAFT, disk)
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


class Draft:
    """The draft at `path`."""

    def __init__(self, path: Path, disk: Disk = SYSTEM_DISK) -> None:
        self.path = path
        self._disk = disk

    def save(self, text: str) -> None:
        """Keep `text`, in one step, on the medium. DiskError."""
        save(self.path, text, self._disk)

    def load(self) -> str:
        """The kept text, "" where there is none."""
        return load(self.path, self._disk)

    def clear(self) -> None:
        """Let it go; DiskError if the disk refuses."""
        with refusals(self.path), suppress(FileNotFoundError):
            self._disk.remove(self.path)
