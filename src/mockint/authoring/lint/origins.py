"""Origins: what was proposed and not yet accepted, and lines that the source does not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..yaml_file import Path_
from .draft import PROPOSED, Draft
from .finding import Hit, Rule, advice, error
from .wording import shortened

_YES = frozenset({"true", "yes", "1"})


@advice(
    "derived-not-accepted",
    "What rules or a model read into a page is a proposal until a person says yes.",
)
def derived_not_accepted(draft: Draft) -> Iterator[Hit]:
    """Items that importing a page proposed, and that nobody has accepted."""
    if draft.unfinished is not None:
        return  # each is listed as something to decide
    for path, item in _mappings(draft.located.data, ()):
        if str(item.get(PROPOSED, "")).lower() in _YES:
            what = shortened(str(item.get("text") or item.get("id") or path[-1]))
            yield Hit((*path, PROPOSED), f'"{what}" is proposed and not yet accepted')


@error(
    "line-not-in-source",
    "An origin is there to be followed to the page; this one leads past its end.",
)
def line_not_in_source(draft: Draft) -> Iterator[Hit]:
    """Stated or derived lines beyond the end of the guide's source."""
    guide = draft.guide or draft.around.guide
    last = guide.source.lines if guide is not None else None
    if last is None:
        return
    for path, origin in _origins(draft.located.data, ()):
        for line in _lines(origin):
            if line > last:
                yield Hit(path, f"names line {line} of a source that has {last}")


def _origins(value: Any, path: Path_) -> Iterator[tuple[Path_, dict[str, Any]]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, dict) and (key == "origin" or path == ("origins",)):
                yield (*path, key), inner
            else:
                yield from _origins(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _origins(inner, (*path, index))


def _mappings(value: Any, path: Path_) -> Iterator[tuple[Path_, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from _mappings(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _mappings(inner, (*path, index))


def _lines(origin: dict[str, Any]) -> list[int]:
    spans = origin.get("derived")
    named = [origin.get("stated")]
    named += (
        [span.get("line") for span in spans if isinstance(span, dict)]
        if isinstance(spans, list)
        else []
    )
    ends = [str(one).split("-")[-1] for one in named if one is not None]
    return [int(end) for end in ends if end.isdigit()]


RULES: tuple[Rule[Draft], ...] = (derived_not_accepted, line_not_in_source)
