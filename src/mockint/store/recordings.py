"""A spoken answer, kept until its words are there.

One file per session, mode 0600, replaced as a whole and removed as soon as its words are
in the answer box. It is no part of the journal and never leaves with an export.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from ..errors import StoreError
from .atomic import read_bytes, write_bytes
from .disk import SYSTEM_DISK, Disk, refusals

MAX_RECORDING = 25 * 1024 * 1024


class KeptRecording:
    """The recording at `path`."""

    def __init__(self, path: Path, disk: Disk = SYSTEM_DISK) -> None:
        self.path = path
        self._disk = disk

    def save(self, wav: bytes) -> None:
        """Keep `wav`. DiskError; StoreError if it is larger than endpoints take."""
        if len(wav) > MAX_RECORDING:
            raise StoreError(
                f"a recording has at most {MAX_RECORDING // 1024**2} MB", where=str(self.path)
            )
        write_bytes(self.path, wav, self._disk)

    def load(self) -> bytes:
        """What is kept, empty where there is nothing."""
        return read_bytes(self.path, MAX_RECORDING, self._disk)

    def clear(self) -> None:
        """Let it go; DiskError if the disk refuses."""
        with refusals(self.path), suppress(FileNotFoundError):
            self._disk.remove(self.path)
