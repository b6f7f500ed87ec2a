"""A grid: rows that are graded, and the levels of each; what rubric formats have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ...domain.rubric import LEVELS, Rubric
from .. import yaml_edit
from ..scaffold import Details, Sketch, blank
from ..yaml_edit import Edit

MOST_POINTS = 6
#: Ids that a person gave, not UUIDs or numbers that a tool made.
_READABLE = re.compile(r"(?=[a-z0-9-]*[a-z]{3})(?![0-9a-f]{8}-)[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Band:
    """A level of a row: its name, what is seen there, and its score (None: unscored)."""

    name: str
    text: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is graded. `criteria` are the wider headings that it counts for."""

    id: str
    text: str
    bands: tuple[Band, ...]
    weight: float = 1.0
    criteria: tuple[str, ...] = ()
    points: tuple[str, ...] = ()

    @property
    def ascending(self) -> tuple[Band, ...]:
        """The bands from lowest to highest score; in the order given where unscored."""
        if any(band.score is None for band in self.bands):
            return self.bands
        return tuple(sorted(self.bands, key=lambda band: band.score or 0))


@dataclass(frozen=True, slots=True)
class Grid:
    """A rubric as other tools know it."""

    title: str
    rows: tuple[Row, ...]
    description: str = ""
    #: The id of the rubric that it was exported from, "" for what came from elsewhere.
    id: str = ""


def grid_of(rubric: Rubric) -> Grid:
    """The grid of a rubric: a row for each signal, its four anchors as bands."""
    names = {criterion.id: criterion.text for criterion in rubric.criteria}
    return Grid(
        title=rubric.title,
        description=rubric.summary or "",
        id=rubric.id,
        rows=tuple(
            Row(
                id=signal.id,
                text=signal.text,
                bands=tuple(
                    Band(f"Level {level}", signal.anchors.at(level), float(level))
                    for level in LEVELS
                ),
                weight=signal.weight,
                criteria=tuple(names[one] for one in signal.criteria),
                points=tuple(point.text for point in signal.points),
            )
            for signal in rubric.signals
        ),
    )


def left_out(rubric: Rubric) -> str:
    """What a grid has no place for, in one sentence."""
    points = [point for signal in rubric.signals for point in signal.points]
    cues = sum(len(point.cues) for point in points)
    return (
        f"left out: {len(rubric.questions)} questions, {cues} cues, "
        f"{sum(len(signal.probes) for signal in rubric.signals)} follow-ups, "
        f"{len(rubric.red_flags)} red flags"
    )


def drafted(grid: Grid, new_id: str, schema: str) -> tuple[str, tuple[str, ...]]:
    """(a rubric file to go on with, notes): texts, points and anchors of the grid filled in.

    Anchors are filled where a row has four levels; other numbers of levels, and weights,
    are told in the notes, since a person has to say what they become.
    """
    headings = _headings(grid.rows)
    sketch = Sketch(
        new_id,
        title=grid.title or "TODO: the name of the round",
        criteria=headings,
        signals=tuple(row.text for row in grid.rows),
        details=tuple(
            Details(
                id=row.id if _READABLE.fullmatch(row.id) else "",
                covers=tuple(headings.index(one) for one in row.criteria),
                points=row.points[:MOST_POINTS],
            )
            for row in grid.rows
        ),
    )
    edits: list[Edit] = []
    notes: list[str] = []
    for place, row in enumerate(grid.rows):
        path = ("signals", place)
        bands = row.ascending
        if len(bands) == len(LEVELS):
            edits += [
                Edit("set", (*path, "anchors", str(level)), band.text or f"TODO: {band.name}")
                for level, band in zip(LEVELS, bands, strict=True)
            ]
        else:
            told = "; ".join(f"{band.name}: {band.text}" for band in bands)
            notes.append(f'"{row.text}" has {len(bands)} levels, not 4: {told}')
        if row.weight != 1:
            notes.append(f'"{row.text}" weighs {row.weight:g}; give the weight and its reason')
        notes += [f'"{row.text}" has a point too many: {one}' for one in row.points[MOST_POINTS:]]
    made, _ = yaml_edit.apply(blank(sketch, schema), edits, new_id)
    return made, tuple(notes)


def _headings(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for row in rows for one in row.criteria))
