"""`overrides.csv`: a coach's own levels, read with the line of everything that is off."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from ..domain.result import Override, Result
from ..domain.rubric import LEVELS, Rubric
from ..domain.scorecard import Status
from ..errors import InputError, TranscriptError
from ..grading.overrides import review

NAME = "overrides.csv"
COLUMNS = ("transcript", "signal", "level", "who", "why")
_NO_LEVEL = {
    "not_elicited": Status.NOT_ELICITED,
    "not asked": Status.NOT_ELICITED,
    "no_evidence": Status.NO_EVIDENCE,
    "nothing shown": Status.NO_EVIDENCE,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One override, the transcript it is for, and where it stands (`path:line`)."""

    transcript: str
    override: Override
    where: str


@dataclass(frozen=True, slots=True)
class Overrides:
    """All lines of a file. Transcripts are named as in results.csv, or by file name."""

    lines: tuple[Line, ...] = ()

    def check(self, results: Iterable[Result]) -> None:
        """InputError for a line whose transcript or signal is not in `results`."""
        signals: dict[str, set[str]] = {}
        names: dict[str, int] = {}
        for result in results:
            known = {v.id for v in result.card.signals} if result.card else set()
            signals[result.source] = known
            name = PurePath(result.source).name
            names[name] = names.get(name, 0) + 1
            signals.setdefault(name, known)
        for line in self.lines:
            self._check_line(line, signals, names)

    def applied(
        self, results: Iterable[Result], rubric_of: Callable[[str], Rubric | None]
    ) -> Iterator[Result]:
        """The results, with a review where a line is for them; `rubric_of` a digest."""
        by_name: dict[str, list[Override]] = {}
        for line in self.lines:
            by_name.setdefault(line.transcript, []).append(line.override)
        for result in results:
            wanted = by_name.get(result.source) or by_name.get(PurePath(result.source).name)
            if not wanted or result.card is None:
                yield result
                continue
            rubric = rubric_of(result.card.provenance.rubric_digest)
            yield result.model_copy(update={"review": review(result.card, wanted, rubric)})

    def _check_line(self, line: Line, signals: dict[str, set[str]], names: dict[str, int]) -> None:
        if line.transcript not in signals:
            raise InputError(
                f'no transcript "{line.transcript}" in these results',
                where=line.where,
                remedy="name it as the column `transcript` of results.csv does",
            )
        if names.get(line.transcript, 0) > 1 and PurePath(line.transcript).name == line.transcript:
            raise InputError(
                f'several transcripts are called "{line.transcript}"',
                where=line.where,
                remedy="name it with its folder, as results.csv does",
            )
        known = signals[line.transcript]
        if not known:
            raise InputError(
                f'"{line.transcript}" was not graded', where=line.where, remedy="grade it first"
            )
        if line.override.signal not in known:
            raise InputError(
                f'no signal "{line.override.signal}"',
                where=line.where,
                remedy=f"known: {', '.join(sorted(known))}",
            )


def read_overrides(path: Path) -> Overrides:
    """The overrides in a CSV file; InputError says which line is off and why."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise TranscriptError(f"cannot be read: {error.strerror}", where=str(path)) from None
    except UnicodeDecodeError:
        raise InputError("is not UTF-8", where=str(path), remedy="save it as CSV UTF-8") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise InputError(
                f"has no column {missing[0]!r}",
                where=f"{path}:1",
                remedy=f"the columns are {','.join(COLUMNS)}",
            )
        return Overrides(tuple(_line(row, f"{path}:{reader.line_num}") for row in reader))
    except csv.Error as error:
        raise InputError(
            f"is no CSV: {error}", where=f"{path}:{reader.line_num}", remedy="save it again"
        ) from None


def _line(row: dict[str, str | None], where: str) -> Line:
    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    for name in ("transcript", "signal", "who", "why"):
        if not cells[name]:
            raise InputError(
                f"has no {name}", where=where, remedy="every override says who and why"
            )
    level = next((one for one in LEVELS if cells["level"] == str(one)), None)
    status = Status.SCORED if level else _NO_LEVEL.get(cells["level"].lower())
    if status is None:
        raise InputError(
            f'has level "{cells["level"]}"',
            where=where,
            remedy="levels are 1 to 4, or not_elicited, or no_evidence",
        )
    name = cells["transcript"]
    if name.startswith("'") and name[1:2] in "=+-@":
        name = name[1:]  # as results.csv writes it, so that no spreadsheet runs it
    override = Override(
        signal=cells["signal"], level=level, status=status, who=cells["who"], why=cells["why"]
    )
    return Line(name, override, where)
