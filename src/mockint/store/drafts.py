"""The answer that is being typed, kept so that no crash and no hang-up loses it.

One file per session, replaced as a whole. It must never be mistaken for an answer: it
is not part of the journal and is never graded.
"""

from __future__ import annotations

from pathlib import Path

from ..errors import StoreError
from .atomic import read_bytes, write_bytes
from .disk import SYSTEM_DISK, Disk

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
