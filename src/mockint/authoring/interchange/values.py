"""Reads values of foreign JSON: what is missing or of another type is an error with its place."""

from __future__ import annotations

import json
import math
from typing import Any

from ...errors import RubricError

MAX_BYTES = 4 * 1024 * 1024


def parsed(text: str, name: str) -> Any:
    """The JSON in `text`; RubricError where it is none, or too much."""
    if len(text) > MAX_BYTES:
        raise RubricError(f"is larger than {MAX_BYTES // 1024 // 1024} MB", where=name)
    try:
        return json.loads(text)
    except json.JSONDecodeError as problem:
        raise RubricError(f"is not JSON: {problem.msg}", where=f"{name}:{problem.lineno}") from None
    except RecursionError:
        raise RubricError("is nested too deeply", where=name) from None


def mappings(value: Any, field: str, where: str) -> list[dict[str, Any]]:
    """The list of objects in `field`; RubricError where it is none or is empty."""
    found = value.get(field) if isinstance(value, dict) else None
    if not isinstance(found, list) or not found or not all(isinstance(o, dict) for o in found):
        raise RubricError(f"has no list of objects called {field}", where=where)
    return found


def text_of(value: dict[str, Any], *fields: str) -> str:
    """The first of `fields` that holds text, on one line; "" if none does."""
    for field in fields:
        found = value.get(field)
        if isinstance(found, str) and found.strip():
            return " ".join(found.split())
    return ""


def number_of(value: dict[str, Any], field: str) -> float | None:
    """The number in `field`, None where there is none. Text, NaN and infinity are none."""
    found = value.get(field)
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        return None
    return float(found)
