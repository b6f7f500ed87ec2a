"""Patterns of many alternatives, arranged by their letters.

Python's engine tries each alternative of a pattern at each word of a text, and enters those
that begin with a group before it finds that their letters differ. Arranged as a tree of
letters, one comparison settles all alternatives that begin with another letter. Which of
several alternatives matches is not kept; whether one does is.
"""

from __future__ import annotations

import re

_ESCAPE_OR_SPACE = re.compile(r"(\\.)|\s+", re.DOTALL)
_QUANTIFIERS = "?*+{"


def factored(pattern: str) -> re.Pattern[str]:
    r"""The same as a verbose `\b(?:…|…)` with anything behind it, for searching lower-case text.

    ValueError where the pattern is not of that form.
    """
    plain = _ESCAPE_OR_SPACE.sub(lambda found: found[1] or "", pattern)
    opening = r"\b(?:"
    if not plain.startswith(opening):
        raise ValueError(f"does not begin with {opening}: {plain[:20]}")
    end = _closing(plain, len(opening) - 3)
    alternatives = [
        one for part in _split(plain[len(opening) : end]) for one in _without_group(part)
    ]
    # A word can end where it cannot begin: half of all places are told by one letter.
    return re.compile(rf"\b(?=\w){_tree(alternatives)}{plain[end + 1 :]}")


def _tree(alternatives: list[str]) -> str:
    by_letter: dict[str, list[str]] = {}
    others: list[str] = []
    for one in dict.fromkeys(alternatives):
        if one[:1].isalpha() and one[1:2] not in tuple(_QUANTIFIERS):
            by_letter.setdefault(one[0], []).append(one[1:])
        else:
            others.append(one)
    branches = [
        letter + (rest[0] if len(rest) == 1 else _tree(rest)) for letter, rest in by_letter.items()
    ]
    return f"(?:{'|'.join(branches + others)})"


def _without_group(alternative: str) -> list[str]:
    """The alternatives that one stands for which begins with a group of alternatives."""
    if not alternative.startswith("(?:"):
        return [alternative]
    end = _closing(alternative, 0)
    rest = alternative[end + 1 :]
    if rest[:1] in tuple(_QUANTIFIERS):
        return [alternative]
    return [one for part in _split(alternative[3:end]) for one in _without_group(part + rest)]


def _split(body: str) -> list[str]:
    """The alternatives of a pattern's innards."""
    parts: list[str] = []
    start = at = 0
    while at < len(body):
        if body[at] == "|":
            parts.append(body[start:at])
            start = at + 1
        at = _after(body, at)
    return [*parts, body[start:]]


def _after(text: str, at: int) -> int:
    """Where what stands at `at` ends: a letter, an escape, a class or a group."""
    if text[at] == "\\":
        return at + 2
    if text[at] == "[":
        return text.index("]", at + 2) + 1
    if text[at] == "(":
        return _closing(text, at) + 1
    return at + 1


def _closing(text: str, at: int) -> int:
    """The place of the bracket that closes the group at `at`."""
    at += 1
    while text[at] != ")":
        at = _after(text, at)
    return at
