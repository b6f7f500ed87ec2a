"""Placeholders of questions: `[Location]`, `[e.g., a, b, c]`, `[some feature, e.g., a]`."""

from __future__ import annotations

import re

from ..domain.origin import Origin
from ..domain.rubric import placeholders
from .reading import SlotRead

_EXAMPLES = re.compile(
    r"(?:^|[,;:]\s*|\s)(?:e\.g\.|eg|for example|such as|like|i\.e\.)[,:]?\s+", re.IGNORECASE
)
_CHOICES = re.compile(r"\s*(?:,\s*(?:or\s+|and\s+)?|\s+/\s+|\s+or\s+)")
_BEFORE = re.compile(r"(\w+)\s+(?:for|of|in|like|about|with|on|to)\s*$")
_FILLERS = frozenset(
    "a an the some your specific this that these relevant particular insert".split()
)


def slots_of(
    text: str, origin: Origin, places: tuple[tuple[str, ...], Origin] | None = None
) -> tuple[SlotRead, ...]:
    """The slots of a question's text; `places` are the options that a region names, if any."""
    if "[" not in text:
        return ()
    made: list[SlotRead] = []
    for placeholder in dict.fromkeys(placeholders(text)):
        inside = placeholder[1:-1].strip()
        found = _EXAMPLES.search(inside)
        label = (inside[: found.start()] if found else inside).strip(" ,;:")
        options = tuple(
            option
            for part in _CHOICES.split(inside[found.end() :] if found else "")
            if (option := part.strip(" .")) and option != "etc"
        )
        where: Origin = origin
        if (
            not options
            and places
            and re.search(r"location|region|country|city", label, re.IGNORECASE)
        ):
            options, where = places
        before = _BEFORE.search(text[: text.index(placeholder)])
        name = _slug(label) or (_slug(before[1]) if before else "") or "example"
        taken = {slot.name for slot in made}
        unique = name if name not in taken else f"{name}-{len(made) + 1}"
        kind = "required" if label else "choice"
        made.append(SlotRead(unique, placeholder, kind, options, where))  # type: ignore[arg-type]
    return tuple(made)


_PLACES = re.compile(r"\b(?:like|such as|e\.g\.,?|including|namely)\s+([^()]+)")


def places_of(region: str) -> tuple[str, ...]:
    """The places that a region's title names: `Global (… regions like North America, India)`."""
    found = _PLACES.search(region)
    if found is None:
        return ()
    return tuple(part for part in (p.strip(" .)") for p in _CHOICES.split(found[1])) if part)


def _slug(words: str) -> str:
    kept = [w for w in re.findall(r"[a-z0-9]+", words.lower()) if w not in _FILLERS]
    return "-".join(kept)[:40].strip("-")
