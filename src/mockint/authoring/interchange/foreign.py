"""Which rubric format of another tool a file is, told by its content; and its grids."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Literal, get_args

from ...errors import RubricError
from ..source import decode
from .case import from_case
from .classroom import from_classroom
from .grid import Grid
from .wide_csv import from_csv, names_levels

Foreign = Literal["case", "classroom", "wide-csv"]
FOREIGN: tuple[Foreign, ...] = get_args(Foreign)
_READERS: dict[Foreign, Callable[[str, str], tuple[Grid, ...]]] = {
    "case": from_case,
    "classroom": from_classroom,
    "wide-csv": lambda text, name: (from_csv(text, name),),
}


def foreign(data: bytes, name: str) -> Foreign | None:
    """The format of `data`; None for what is none of them, and for JSON that is unknown.

    RubricError for JSON that is no rubric: no page of a guide is JSON.
    """
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] in {b"{", b"["}:
        return _json_form(data, name)
    first = head.split(b"\n", 1)[0].decode("utf-8", "replace")
    return "wide-csv" if names_levels(first) else None


def read_foreign(data: bytes, name: str, form: Foreign) -> tuple[Grid, ...]:
    """The grids in `data`; RubricError where it is not what it should be."""
    return _READERS[form](decode(data, name), name)


def _json_form(data: bytes, name: str) -> Foreign | None:
    try:
        text = decode(data, name)
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None  # text that begins with a bracket: a page may do so
    if b"CFRubric" in data:
        return "case"
    first = value[0] if isinstance(value, list) and value else value
    if isinstance(first, dict):
        if "criteria" in first or "rubrics" in first:
            return "classroom"
        keys = ", ".join(list(first)[:6])
        raise RubricError(
            f"is JSON, but no rubric that is known; its keys are: {keys}",
            where=name,
            remedy="CASE CFRubric and Google Classroom rubrics are known; a page is no JSON",
        )
    return None
