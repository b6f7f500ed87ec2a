"""Files of request lines, none larger than the provider takes.

Written in the run's folder, readable by nobody else, and gone once they were sent.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from ...store.disk import refusals

#: What one batch may hold: requests, and bytes.
MOST_LINES, MOST_BYTES = 50_000, 200_000_000


@dataclass(slots=True)
class Part:
    """One file of lines. `names` are the calls in it."""

    path: Path
    names: list[str] = field(default_factory=list)
    size: int = 0
    _file: IO[bytes] | None = None

    @classmethod
    def begin(cls, folder: Path) -> Self:
        """A new file in `folder`; DiskError where there can be none."""
        with refusals(folder):
            fd, name = tempfile.mkstemp(dir=folder, prefix="batches-", suffix=".jsonl")
            return cls(Path(name), _file=os.fdopen(fd, "wb"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.finish()
        self.path.unlink(missing_ok=True)

    def has_room(self, line: bytes) -> bool:
        """True where `line` may be added; a first line always may."""
        if not self.names:
            return True
        return len(self.names) < MOST_LINES and self.size + len(line) <= MOST_BYTES

    def add(self, name: str, line: bytes) -> None:
        """Write a line. DiskError if the disk refuses."""
        assert self._file is not None
        with refusals(self.path):
            self._file.write(line)
        self.names.append(name)
        self.size += len(line)

    def finish(self) -> None:
        """Close the file; nothing more can be added."""
        file, self._file = self._file, None
        if file is not None:
            with refusals(self.path):
                file.close()

    def token(self, round_number: int) -> str:
        """A name for the batch that is made of this file, the same for the same calls."""
        digest = sha256("\n".join(self.names).encode())
        digest.update(self.path.name.encode())
        return f"{digest.hexdigest()[:32]}-{round_number}"
