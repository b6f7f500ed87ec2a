"""Writes rubric files: in one step, with the mode that the file has or other files get.

Unlike sessions, rubrics are no secret: they are shared, reviewed and kept in git.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from ..errors import DiskError


def write_file(path: Path, text: str) -> None:
    """Make `path` (or what it links to) hold `text`; folders are made. DiskError if refused."""
    target = path.resolve()
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        beside.replace(target)
    except OSError as problem:
        with suppress(OSError):
            beside.unlink()
        raise DiskError(
            f"cannot be written: {problem.strerror}",
            where=str(path),
            remedy="choose a folder that you may write to",
        ) from None
