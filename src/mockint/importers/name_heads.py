"""Turns under a head of their own: `Name  0:21` alone on a line, or a bare name.

Shared by Otter and by Teams' Word files. A head is a head only where its name is a
speaker's by form and recurrence; `we met at 10:30` is speech.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from .names import LONGEST, could_be_name, is_proper, known_speakers, speaker_name
from .times import CLOCK, clock_ms
from .utterances import Utterance
from .vocabulary import may_be_role

_HEAD = re.compile(
    rf"(?P<mark>[ \t#>*_]{{0,8}})(?P<name>[^\W_][^\n\t]{{0,{LONGEST - 1}}}?)[*_]{{0,3}}[ \t\xa0]+"
    rf"[\[(]?(?P<time>{CLOCK})[\])]?[ \t*_]*$"
)
_BARE = re.compile(rf"[ \t#>*_]{{0,8}}(?P<name>[^\W\d_][^:：\n\t]{{0,{LONGEST - 1}}}?)[ \t*_]*$")


@dataclass(frozen=True, slots=True)
class Head:
    """A line that only says who speaks now, and from when where it says so."""

    name: str
    at_ms: int | None


def head_of(line: str) -> Head | None:
    """The timed head that `line` is, else None."""
    if len(line) > 120 or ":" not in line or not line.rstrip(" \t*_)]")[-1:].isdigit():
        return None
    found = _HEAD.match(line)
    if found is None:
        return None
    name = speaker_name(found["name"])
    return Head(name, clock_ms(found["time"])) if could_be_name(name) else None


def timed_heads(lines: list[str]) -> dict[int, Head]:
    """The heads by line index, of speakers that are known by form and recurrence."""
    heads = {at: head for at, line in enumerate(lines) if (head := head_of(line)) is not None}
    known = known_speakers(Counter(head.name for head in heads.values()))
    return {at: head for at, head in heads.items() if head.name in known}


def bare_heads(lines: list[str]) -> dict[int, Head]:
    """Bare names at the top of a block, by line index: two speakers or more that recur."""
    found: dict[int, str] = {}
    for at, line in enumerate(lines):
        if at and lines[at - 1].strip():
            continue
        name = _bare_name(line)
        if name is not None and _is_followed(lines, at):
            found[at] = name
    counts = Counter(found.values())
    known = {name for name, count in counts.items() if count > 1}
    if len(known) < 2:
        return {}
    return {
        at: Head(name, None)
        for at, name in found.items()
        if name in known or (len(name.split()) > 1 and is_proper(name))
    }


def _bare_name(line: str) -> str | None:
    if not 0 < len(line) <= LONGEST + 10:
        return None
    match = _BARE.match(line)
    if match is None:
        return None
    name = speaker_name(match["name"])
    if may_be_role(name):
        return name
    short = len(name.split()) <= 4 and name[-1:] not in {",", "-", "…"}
    ends = name.endswith(".") and not re.search(r"\b(?:[A-Z]|Jr|Sr|Dr)\.$", name)
    return name if short and not ends and could_be_name(name) and is_proper(name) else None


def _is_followed(lines: list[str], at: int) -> bool:
    after = at + 1
    if after < len(lines) and not lines[after].strip():
        # Role names may stand above a blank line; a bare name may not.
        return may_be_role(lines[at].strip(" \t#>*_")) and after + 1 < len(lines)
    return after < len(lines)


def under_heads(lines: list[str], heads: dict[int, Head]) -> list[Utterance]:
    """One utterance a paragraph under its head; what stands before the first is left out."""
    out: list[Utterance] = []
    head: Head | None = None
    first = False
    paragraph: list[str] = []
    began = 0

    def end() -> None:
        nonlocal first
        if head is not None and paragraph:
            at = head.at_ms if first else None
            out.append(Utterance(head.name, "\n".join(paragraph), began + 1, start_ms=at))
            first = False
        paragraph.clear()

    for at, line in enumerate(lines):
        if at in heads:
            end()
            head, first = heads[at], True
        elif line.strip():
            if not paragraph:
                began = at
            paragraph.append(line.strip())
        else:
            end()
    end()
    return out
