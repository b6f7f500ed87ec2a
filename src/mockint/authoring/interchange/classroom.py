"""Google Classroom: the `courses.courseWork.rubrics` resource as JSON, in."""

from __future__ import annotations

from typing import Any

from ...errors import RubricError
from .grid import Band, Grid, Row
from .values import mappings, number_of, parsed, text_of


def from_classroom(text: str, name: str) -> tuple[Grid, ...]:
    """The grids in a rubric resource, or in a list of them (`rubrics`); RubricError.

    A level's points are its score; levels without points keep their order.
    """
    value = parsed(text, name)
    found = (
        mappings(value, "rubrics", name)
        if isinstance(value, dict) and "rubrics" in value
        else [value]
    )
    return tuple(_grid(one, name) for one in found)


def _grid(value: Any, name: str) -> Grid:
    if not isinstance(value, dict):
        raise RubricError("holds no rubric", where=name, remedy="it needs criteria with levels")
    criteria = mappings(value, "criteria", name)
    rows = tuple(_row(one, f"{name}: criterion {n}") for n, one in enumerate(criteria, start=1))
    return Grid(title=text_of(value, "title"), rows=rows)


def _row(value: dict[str, Any], where: str) -> Row:
    title, more = text_of(value, "title"), text_of(value, "description")
    if not title and not more:
        raise RubricError("has neither title nor description", where=where)
    levels = mappings(value, "levels", where)
    return Row(
        id=text_of(value, "id"),
        text=f"{title}: {more}" if title and more else title or more,
        bands=tuple(
            Band(
                text_of(level, "title") or f"Level {number}",
                text_of(level, "description", "title"),
                number_of(level, "points"),
            )
            for number, level in enumerate(levels, start=1)
        ),
    )
