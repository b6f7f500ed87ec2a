"""A speaker's label at the beginning of a line: `Name:`, `**Name:**`, `[00:05] Name (HR):`.

Reads one line at a time and only its first characters, so that a line of any length
costs the same. Which labels are speakers is not settled here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .names import speaker_name
from .times import CLOCK, clock_ms

_REACH = 160
_LABEL = re.compile(
    rf"""
    (?P<mark>[ \t#>*_•\-–]{{0,12}})
    (?:[\[(]?(?P<before>{CLOCK})[\])]?[ \t]*[-–—]?[ \t]*(?P<mark2>[*_]{{0,3}}))?
    (?P<bracket>\[)?
    (?P<name>(?:\([^\W_][^()\n:]{{0,11}}\)[ \t]*)?[^\W_][^:：()\[\]*_\n\t]{{0,59}}?
        (?:[ \t]*[(\[](?!{CLOCK}[\])])[^()\[\]:\n]{{1,40}}[)\]])?)
    (?:\])?
    (?:[ \t]*[(\[](?P<after>{CLOCK})[)\]])?
    (?P<close>[ \t]*[*_]{{0,3}})[ \t]*
    (?P<colon>[:：])
    (?P<close2>[*_]{{0,3}})
    (?P<gap>[ \t]|$)?
    """,
    re.VERBOSE,
)
_TIME_FIRST = re.compile(rf"[ \t]*[\[(](?P<time>{CLOCK})[\])][ \t]*")


@dataclass(frozen=True, slots=True)
class Label:
    """`name` as shown; `style` equal for labels of one look; `end` is where speech begins.

    `tight`: no space after the colon, which only labels that name a role may have.
    """

    name: str
    style: str
    end: int
    at_ms: int | None
    tight: bool


def label_of(line: str) -> Label | None:
    """The label that opens `line`, None if its beginning has not that form."""
    head = line[:_REACH]
    if ":" not in head and "：" not in head:
        return None
    return _label_of(head, goes_on=len(line) > len(head))


@lru_cache(maxsize=1024)  # sniffing and reading look at the same lines
def _label_of(head: str, *, goes_on: bool) -> Label | None:
    found = _LABEL.match(head)
    if found is None:
        return None
    end = found.end()
    at = found["before"] or found["after"]
    late = _TIME_FIRST.match(head, end)
    if late is not None and at is None:
        at, end = late["time"], late.end()
    name = speaker_name(found["name"])
    # `10:30 is when` begins with a time, not with somebody called 10.
    if not name or (name.isdigit() and len(name) < 3):
        return None
    before = f"{found['mark']}{found['mark2'] or ''}{found['bracket'] or ''}"
    look = f"{before}|{found['close']}{found['close2']}"
    return Label(
        name=name,
        style=look.replace(" ", "").replace("\t", ""),
        end=end,
        at_ms=clock_ms(at) if at else None,
        tight=found["gap"] is None
        and found["colon"] == ":"
        and not found["close2"]
        and (goes_on or end < len(head)),
    )
