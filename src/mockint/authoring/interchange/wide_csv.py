"""Wide CSV, both ways: a row for each signal, a column for each level.

Columns out: id, signal, weight, criteria, level 1 to level 4, points. Several values in a
cell stand on lines of their own. Cells that a spreadsheet would run (`= + - @`, tab) are
prefixed with an apostrophe, which reading takes off again. Reading takes any column that
begins with `level` or `score`, or is a number, as a level.
"""

from __future__ import annotations

import csv
import io
import math
import re

from ...domain.rubric import Rubric
from ...errors import RubricError
from .grid import Band, Grid, Row, grid_of

MAX_BYTES = 4 * 1024 * 1024
_FIXED = ("id", "signal", "weight", "criteria")
_LEVEL = re.compile(
    r"(?:(?:level|score|points?|rating)\s*)?(\d+(?:\.\d+)?)\b\s*[-:–—.]?\s*(.*)", re.IGNORECASE
)
_NAMED_LEVEL = re.compile(r"""(?:^|[,;\t"'])\s*level\s*\d""", re.IGNORECASE)
_NAMES = frozenset("signal criterion criteria competency skill dimension category question".split())
_RUNS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(rubric: Rubric) -> str:
    """The rubric's grid as CSV, UTF-8, lines ended by CR LF (RFC 4180)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    grid = grid_of(rubric)
    levels = [f"level {band.score:g}" for band in grid.rows[0].bands]
    writer.writerow([*_FIXED, *levels, "points"])
    for row in grid.rows:
        cells = [
            row.id, row.text, f"{row.weight:g}", "\n".join(row.criteria),
            *(band.text for band in row.bands), "\n".join(row.points),
        ]  # fmt: skip
        writer.writerow([_defused(cell) for cell in cells])
    return out.getvalue()


def from_csv(text: str, name: str) -> Grid:
    """The grid in a wide CSV; RubricError with file:line where it is none."""
    if len(text) > MAX_BYTES:
        raise RubricError(f"is larger than {MAX_BYTES // 1024 // 1024} MB", where=name)
    head = text.lstrip("\ufeff").split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=max(",;\t", key=head.count)
    )
    try:
        names = [cell.strip() for cell in next(reader, [])]
        columns = _columns(names, name)
        rows = [
            _row([_armed(cell) for cell in cells], names, columns, f"{name}:{reader.line_num}")
            for cells in reader
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as problem:
        raise RubricError(f"is no CSV: {problem}", where=f"{name}:{reader.line_num}") from None
    if not rows:
        raise RubricError("holds no row", where=name)
    return Grid(title="", rows=tuple(rows))


def names_levels(head: str) -> bool:
    """True for the first line of a CSV that names two or more columns `level 1`, `level 2`."""
    return len(_NAMED_LEVEL.findall(head)) >= 2


def _columns(names: list[str], name: str) -> dict[int, tuple[str, float]]:
    """(name, score) of each column that is a level, by its place."""
    found = {
        place: (column, float(match[1]))
        for place, column in enumerate(names)
        if (match := _LEVEL.fullmatch(column))
    }
    if len(found) < 2:
        raise RubricError(
            "has no columns of levels", where=f"{name}:1",
            remedy="name them level 1, level 2 and so on, beside a column signal",
        )  # fmt: skip
    return found


def _row(
    cells: list[str], names: list[str], levels: dict[int, tuple[str, float]], where: str
) -> Row:
    by_name = {column.lower(): cell for column, cell in zip(names, cells, strict=False)}
    text = by_name.get("signal") or next(
        (by_name[n] for n in by_name if n in _NAMES and by_name[n]), ""
    )
    if not text.strip():
        raise RubricError("names no signal", where=where)
    return Row(
        id=by_name.get("id", "").strip(),
        text=" ".join(text.split()),
        bands=tuple(
            Band(f"Level {score:g}", " ".join(cells[place].split()), score)
            for place, (_, score) in levels.items()
            if place < len(cells)
        ),
        weight=_weight(by_name.get("weight", ""), where),
        criteria=_several(by_name.get("criteria", "")) if "signal" in by_name else (),
        points=_several(by_name.get("points", "")),
    )


def _weight(given: str, where: str) -> float:
    if not given.strip():
        return 1.0
    try:
        weight = float(given.strip().removesuffix("%").replace(",", "."))
    except ValueError:
        weight = math.nan
    if not math.isfinite(weight) or weight <= 0:
        raise RubricError(f'has the weight "{given}"', where=where, remedy="a number above 0")
    return weight


def _several(cell: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in cell.split("\n") if line.strip())


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith((*_RUNS, "'")) else cell


def _armed(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_RUNS, "'")) else cell
