"""Ids for what was read: lower case, words joined by dashes, unique where they must be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_ID = 60
_WORD = re.compile(r"[a-z0-9]+")


def slug(text: str, fallback: str, longest: int = MAX_ID) -> str:
    """`Alignment with Acme's values.` as `alignment-with-acmes-values`; cut at a word."""
    folded = text[:400]
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    words = _WORD.findall(folded.lower().replace("'", "").replace("&", " and "))
    whole = "-".join(words)
    if len(whole) <= longest:
        return whole or fallback
    made = ""
    for word in words:
        longer = f"{made}-{word}" if made else word[:longest]
        if len(longer) > longest:
            break
        made = longer
    return made or fallback


def unique_slugs(texts: Iterable[str], fallback: str, longest: int = MAX_ID) -> list[str]:
    """One id a text, in order; a repeated one gets a number."""
    made: dict[str, None] = {}
    numbers: dict[str, int] = {}
    for text in texts:
        base = slug(text, fallback, longest - 7)
        name = base
        while name in made:
            numbers[base] = numbers.get(base, 1) + 1
            name = f"{base}-{numbers[base]}"
        made[name] = None
    return list(made)
