"""Calibrations on disk: one file for a judge under a rubric, replaced by a newer one.

Lies below the user's configuration, because it says how to read results, not what was
said. A file that cannot be read counts as none. It must never change a level.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from ..domain.calibrated import Calibrated, CalibrationRecord, JudgeIdentity
from .atomic import write_text
from .disk import SYSTEM_DISK, make_private_directory


class CalibrationStore:
    """The records in `folder`, which need not exist."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, Calibrated | None] = {}

    def save(self, record: CalibrationRecord) -> Path:
        """Keep `record`, in place of an older one of the same judge. DiskError if refused."""
        path = self._path(record.judge)
        make_private_directory(SYSTEM_DISK, self.folder)
        write_text(path, record.model_dump_json(by_alias=True, indent=2) + "\n")
        self._known.pop(record.judge.key, None)
        return path

    def find(self, judge: JudgeIdentity) -> Calibrated | None:
        """What is known of `judge`, None where nothing is. Read once a judge."""
        if judge.key not in self._known:
            record = _read(self._path(judge))
            fits = record is not None and record.judge == judge
            self._known[judge.key] = record.figures if record is not None and fits else None
        return self._known[judge.key]

    def records(self) -> Iterator[tuple[Path, CalibrationRecord | None]]:
        """Every file of the folder by name, with its record; None for what cannot be read."""
        for path in sorted(self.folder.glob("*.json")):
            yield path, _read(path)

    def _path(self, judge: JudgeIdentity) -> Path:
        return self.folder / f"{judge.key}.json"


def _read(path: Path) -> CalibrationRecord | None:
    try:
        return CalibrationRecord.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
