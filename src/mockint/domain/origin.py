"""Where a field came from: stated by a source, derived from its words, or authored.

In YAML, one of

```yaml
origin: authored
origin: {stated: 231}            # line of the source, counted from 1
origin: {stated: 231-233}
origin: {derived: [{line: 24, quote: managing engineering teams}]}
```

A derived item quotes, verbatim, the words that it is derived from.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from .model import Model

LineRange = Annotated[
    str,
    Field(pattern=r"^[1-9]\d*(-[1-9]\d*)?$", coerce_numbers_to_str=True),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1},
                {"type": "string", "pattern": r"^[1-9]\d*(-[1-9]\d*)?$"},
            ],
            "description": "a line of the source, or a range of lines such as 12-14",
        }
    ),
]


class Stated(Model):
    """The source says it in these words, on this line (or these lines)."""

    stated: LineRange


class Span(Model):
    """Words of the source: the line (or lines) and a verbatim quote from it."""

    line: LineRange
    quote: str = Field(min_length=3)


class Derived(Model):
    """Inferred from words of the source, which are quoted."""

    derived: tuple[Span, ...] = Field(min_length=1)


Origin = Stated | Derived | Literal["authored"]


def kind_of(origin: Origin) -> Literal["stated", "derived", "authored"]:
    """`stated`, `derived` or `authored`."""
    if isinstance(origin, Stated):
        return "stated"
    if isinstance(origin, Derived):
        return "derived"
    return "authored"


def describe(origin: Origin) -> str:
    """A short phrase for people, such as `stated, line 231`."""
    if isinstance(origin, Stated):
        word = "lines" if "-" in origin.stated else "line"
        return f"stated, {word} {origin.stated}"
    if isinstance(origin, Derived):
        lines = ", ".join(dict.fromkeys(span.line for span in origin.derived))
        return f"derived from line {lines}"
    return "authored"
