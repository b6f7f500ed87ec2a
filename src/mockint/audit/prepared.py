"""Reads prepared answers for simulated candidates: FOLDER/<company>--<role>--<round>/<name>.txt.

Answers of a file stand in the order of the rubric's questions, a blank line between. A
folder may be named by the round alone where that is plain.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import NotFoundError


def read_answers(folder: Path, rounds: Iterable[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Answers by rubric id and name, of rounds that `folder` has; NotFoundError without it."""
    if not folder.is_dir():
        raise NotFoundError("no such folder", where=str(folder), remedy="name one with --answers")
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for rubric_id in rounds:
        for name in (rubric_id.replace("/", "--"), rubric_id.rsplit("/", 1)[-1]):
            files = sorted((folder / name).glob("*.txt"))
            if files:
                found[rubric_id] = {file.stem: _answers(file) for file in files}
                break
    return found


def _answers(file: Path) -> tuple[str, ...]:
    text = file.read_text(encoding="utf-8", errors="replace")
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())
