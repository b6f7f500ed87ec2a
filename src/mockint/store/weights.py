"""Model weights on disk: a folder of GGUF files, each kept whole or not at all.

A file arrives under its name only once its SHA-256 is what it must be. It never fetches
anything and never loads a model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError, NotFoundError
from .atomic import replacing, temporary_prefix
from .disk import SYSTEM_DISK, make_private_directory, refusals

SUFFIX = ".gguf"


@dataclass(frozen=True, slots=True)
class Kept:
    """Weights that are here; `size` in bytes."""

    name: str
    path: Path
    size: int


class WeightsStore:
    """The folder `mockint model` looks after; it need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def kept(self) -> tuple[Kept, ...]:
        """All weights here, by name."""
        if not self.folder.is_dir():
            return ()
        return tuple(
            Kept(path.stem, path, path.stat().st_size)
            for path in sorted(self.folder.glob(f"*{SUFFIX}"))
            if path.is_file() and not path.name.startswith(".")
        )

    def find(self, name: str) -> Path | None:
        """The file of weights called `name`; None where there is none."""
        return next((one.path for one in self.kept() if one.name == name), None)

    def keep(self, name: str, pieces: Iterable[bytes], *, sha256: str) -> Path:
        """Keep the weights that `pieces` add up to; InputError if they are not the right ones.

        Whatever stood under the name stays until the new file is whole. DiskError.
        """
        target = self.folder / f"{name}{SUFFIX}"
        make_private_directory(SYSTEM_DISK, self.folder)
        with refusals(target):
            self._sweep(target.name)
        found = hashlib.sha256()
        with replacing(target) as file:
            for piece in pieces:
                found.update(piece)
                file.write(piece)
            if found.hexdigest() != sha256:
                raise InputError(
                    f"these are not the weights that were wanted (SHA-256 {found.hexdigest()})",
                    where=name,
                    remedy="nothing was kept; fetch them again",
                )
        return target

    def remove(self, name: str) -> Path:
        """Delete weights; NotFoundError where there are none of that name."""
        path = self.find(name)
        if path is None:
            here = ", ".join(one.name for one in self.kept()) or "nothing"
            raise NotFoundError(f'no weights "{name}"', remedy=f"here: {here}")
        with refusals(path):
            path.unlink()
        return path

    def _sweep(self, name: str) -> None:
        """Take away what an interrupted `keep` has left behind."""
        for left in self.folder.glob(f"{temporary_prefix(name)}*.tmp"):
            left.unlink(missing_ok=True)
