"""1EdTech CASE 1.1: `CFRubric` JSON, both ways.

Signals are criteria, anchors are criterion levels. Identifiers are made from the
rubric's id, so that a second export names the same things. What CASE has no field for
stands under `extensions`, which other tools pass by.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from ...domain.rubric import Rubric
from ...errors import RubricError
from .grid import Band, Grid, Row, grid_of
from .values import mappings, number_of, parsed, text_of

_SPACE = uuid.UUID("3c0f7e52-8f5c-5d0e-9d6a-6d2f0d1b6b1a")
_RUBRIC, _SIGNAL = "mockint:rubric", "mockint:signal"
_CRITERIA, _POINTS = "mockint:criteria", "mockint:points"


def to_case(rubric: Rubric, changed: datetime) -> dict[str, Any]:
    """The rubric as a `CFRubric`; `changed` is when it was last changed (with a zone)."""
    grid = grid_of(rubric)
    stamp = changed.isoformat(timespec="seconds")
    whole = _identity(rubric.id)
    return {
        **_named(whole),
        "title": grid.title,
        **({"description": grid.description} if grid.description else {}),
        "lastChangeDateTime": stamp,
        "CFRubricCriteria": [
            _criterion(row, place, rubric.id, whole, stamp)
            for place, row in enumerate(grid.rows, start=1)
        ],
        "extensions": {_RUBRIC: rubric.id},
    }


def from_case(text: str, name: str) -> tuple[Grid, ...]:
    """The grids in a `CFRubric`, a list of them, or a package with `CFRubrics`; RubricError."""
    value = parsed(text, name)
    if isinstance(value, dict) and "CFRubrics" in value:
        found = mappings(value, "CFRubrics", name)
    elif isinstance(value, dict) and isinstance(value.get("CFRubric"), dict):
        found = [value["CFRubric"]]
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        found = value
    else:
        found = [value] if isinstance(value, dict) else []
    if not any("CFRubricCriteria" in one for one in found):
        raise RubricError("holds no CFRubric", where=name, remedy="it needs CFRubricCriteria")
    return tuple(_grid(one, name) for one in found)


def _criterion(
    row: Row, place: int, rubric_id: str, whole: uuid.UUID, stamp: str
) -> dict[str, Any]:
    mine = _identity(f"{rubric_id}#{row.id}")
    return {
        **_named(mine),
        "category": "; ".join(row.criteria),
        "description": row.text,
        "weight": row.weight,
        "position": place,
        "rubricId": str(whole),
        "lastChangeDateTime": stamp,
        "CFRubricCriterionLevels": [
            {
                **_named(_identity(f"{rubric_id}#{row.id}#{number}")),
                "description": band.text,
                "quality": band.name,
                "score": band.score,
                "position": number,
                "rubricCriterionId": str(mine),
                "lastChangeDateTime": stamp,
            }
            for number, band in enumerate(row.bands, start=1)
        ],
        "extensions": {
            _SIGNAL: row.id, _CRITERIA: list(row.criteria), _POINTS: list(row.points),
        },
    }  # fmt: skip


def _grid(value: dict[str, Any], name: str) -> Grid:
    where = f"{name}: {text_of(value, 'title', 'identifier') or 'CFRubric'}"
    criteria = mappings(value, "CFRubricCriteria", where)
    return Grid(
        title=text_of(value, "title"),
        description=text_of(value, "description"),
        id=text_of(own, _RUBRIC) if isinstance(own := value.get("extensions"), dict) else "",
        rows=tuple(
            _row(one, number, where) for number, one in enumerate(_placed(criteria), start=1)
        ),
    )


def _row(value: dict[str, Any], number: int, where: str) -> Row:
    place = f"{where}: criterion {number}"
    own = value.get("extensions")
    extras = own if isinstance(own, dict) else {}
    text = text_of(value, "description", "category")
    if not text:
        raise RubricError("has neither description nor category", where=place)
    levels = _placed(mappings(value, "CFRubricCriterionLevels", place))
    category = text_of(value, "category")
    weight = number_of(value, "weight")
    return Row(
        id=text_of(extras, _SIGNAL) or text_of(value, "identifier"),
        text=text,
        bands=tuple(
            Band(
                text_of(level, "quality") or f"Level {place_}",
                text_of(level, "description", "feedback"),
                number_of(level, "score"),
            )
            for place_, level in enumerate(levels, start=1)
        ),
        weight=weight if weight is not None and weight > 0 else 1.0,
        criteria=_texts(extras.get(_CRITERIA))
        or ((category,) if category not in {"", text} else ()),
        points=_texts(extras.get(_POINTS)),
    )


def _placed(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """In the order of their positions, where all have one."""
    places = [number_of(value, "position") for value in values]
    if any(place is None for place in places):
        return values
    return [value for _, value in sorted(zip(places, values, strict=True), key=lambda p: p[0] or 0)]


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _identity(what: str) -> uuid.UUID:
    return uuid.uuid5(_SPACE, what)


def _named(one: uuid.UUID) -> dict[str, Any]:
    return {"identifier": str(one), "uri": f"urn:uuid:{one}"}
