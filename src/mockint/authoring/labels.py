"""Reads human labels: CSV with the columns transcript, signal, level and rater.

Columns may stand in any order, between commas, semicolons or tabs; `rater` may be left
out where there is one person. A level is 1 to 4, or nothing (also `na`, `none`,
`not_elicited`, `no_evidence`) where the person gave none.
"""

from __future__ import annotations

import csv
import difflib
import io
from pathlib import Path

from ..domain.rubric import Rubric
from ..errors import InputError
from ..grading.calibration import Label

MAX_BYTES = 32 * 1024 * 1024
NEEDED = ("transcript", "signal", "level")
_NO_LEVEL = frozenset("- – na n/a none null not_elicited no_evidence".split()) | {""}
ONE_RATER = "rater"


def read_labels(path: Path, rubric: Rubric) -> tuple[Label, ...]:
    """The labels in `path`; InputError with file:line for what cannot be read.

    Signals are named by id, or by their text in the rubric.
    """
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", where=str(path)) from None
    if len(data) > MAX_BYTES:
        raise InputError(f"is larger than {MAX_BYTES // 1024 // 1024} MB", where=str(path))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            "is not UTF-8 text", where=str(path), remedy="save it as CSV UTF-8"
        ) from None
    return _labels(text, str(path), rubric)


def _labels(text: str, name: str, rubric: Rubric) -> tuple[Label, ...]:
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="…")
    reader.fieldnames = [(field or "").strip().lower() for field in reader.fieldnames or ()]
    if missing := [field for field in NEEDED if field not in reader.fieldnames]:
        raise InputError(
            f"has no column {missing[0]}", where=f"{name}:1",
            remedy="the columns are transcript,signal,level,rater",
        )  # fmt: skip
    signals = {s.id: s.id for s in rubric.signals} | {_key(s.text): s.id for s in rubric.signals}
    found: list[Label] = []
    seen: dict[tuple[str, str, str], int] = {}
    try:
        for row in reader:
            cells = {
                key: (value or "").strip() for key, value in row.items() if isinstance(value, str)
            }
            if not any(cells.values()):
                continue
            label = _label(cells, f"{name}:{reader.line_num}", signals, reader.line_num)
            key = label.transcript, label.signal, label.rater
            if key in seen:
                raise InputError(
                    f"{label.rater} labels {label.signal} of {label.transcript} again (first in "
                    f"line {seen[key]})",
                    where=f"{name}:{reader.line_num}",
                    remedy="keep one of the two",
                )
            seen[key] = reader.line_num
            found.append(label)
    except csv.Error as problem:
        raise InputError(f"is no CSV: {problem}", where=f"{name}:{reader.line_num}") from None
    if not found:
        raise InputError("holds no label", where=name)
    return tuple(found)


def _label(cells: dict[str, str], where: str, signals: dict[str, str], line: int) -> Label:
    transcript = cells.get("transcript", "")
    if not transcript:
        raise InputError("names no transcript", where=where)
    named = cells.get("signal", "")
    signal = signals.get(named) or signals.get(_key(named))
    if signal is None:
        known = sorted(set(signals.values()))
        close = difflib.get_close_matches(named, known, n=1, cutoff=0.4)
        hint = f"did you mean {close[0]}? " if close else ""
        raise InputError(
            f'names the signal "{named}", which the rubric does not have', where=where,
            remedy=f"{hint}known: {', '.join(known)}",
        )  # fmt: skip
    return Label(
        transcript,
        signal,
        _level(cells.get("level", ""), where),
        cells.get("rater") or ONE_RATER,
        line,
    )


def _level(given: str, where: str) -> int | None:
    if given.lower() in _NO_LEVEL:
        return None
    if given.removesuffix(".0") not in {"1", "2", "3", "4"}:
        raise InputError(
            f'has the level "{given}"', where=where,
            remedy="a level is 1, 2, 3 or 4; leave it empty where there is none",
        )  # fmt: skip
    return int(given.removesuffix(".0"))


def _key(text: str) -> str:
    return " ".join(text.lower().split()).rstrip(".")
