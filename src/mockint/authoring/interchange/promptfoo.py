"""promptfoo: one `llm-rubric` assertion per signal, as YAML, out.

The score that promptfoo asks for is 0 to 1: level 1 is 0, level 4 is 1, and level 3
passes. Texts are data: what promptfoo's templates would run is kept from them.
"""

from __future__ import annotations

import json
import re

from ...domain.rubric import Rubric
from .grid import Row, grid_of

# Looks ahead, so that in a run of braces every pair is parted.
_TEMPLATE = re.compile(r"\{(?=[{%#])|[}%#](?=\})")
PASS = 0.66


def to_promptfoo(rubric: Rubric) -> str:
    """A YAML document with `defaultTest.assert`, to be included in a promptfoo config."""
    lines = [
        "# yaml-language-server: $schema=https://promptfoo.dev/config-schema.json",
        f"description: {_quoted(rubric.title)}",
        "defaultTest:",
        "  assert:",
    ]
    for row in grid_of(rubric).rows:
        lines += [
            "    - type: llm-rubric",
            f"      metric: {_quoted(row.id)}",
            f"      weight: {row.weight:g}",
            f"      threshold: {PASS:g}",
            f"      value: {_quoted(_value(row))}",
        ]
    return "\n".join(lines) + "\n"


def _value(row: Row) -> str:
    count = len(row.bands) - 1
    anchors = [f"{n / count:.2f}: {band.text}" for n, band in enumerate(row.bands)]
    points = [f"- {point}" for point in row.points]
    parts = [
        f"Grade the candidate's answers on one thing only: {row.text}",
        "Quote the candidate's own words first. Length, praise and confidence count for nothing.",
        "Score:", *anchors, "What an answer may contain:", *points,
    ]  # fmt: skip
    return "\n".join(parts)


def _quoted(text: str) -> str:
    """A double-quoted YAML scalar, in which no template of promptfoo is left."""
    return json.dumps(_TEMPLATE.sub(r"\g<0> ", text), ensure_ascii=False)
