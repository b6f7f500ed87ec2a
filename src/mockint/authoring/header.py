"""The head of a process page: company, role, level, and facts with or without labels.

Values are told apart by shape (a count, days, years, pay, minutes), because pages lose
their labels. A company or a level that no line states is inferred from words that name
it, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..domain.origin import Derived, Span
from . import facts, splitting
from .ledger import Ledger
from .process_sections import is_prose
from .reading import Fact, Header
from .source import Block

_LABELS = {
    "rounds": "rounds_stated", "number of rounds": "rounds_stated", "timeline": "timeline_days",
    "duration": "total_minutes", "process length": "timeline_days", "experience": "experience",
    "years of experience": "experience", "salary": "salary", "salary range": "salary",
    "compensation": "salary", "total duration": "total_minutes", "total time": "total_minutes",
    "difficulty": "difficulty", "level": "level", "company": "company", "role": "role",
    "position": "role",
}  # fmt: skip
_PAIR = re.compile(r"(?P<label>[A-Z][A-Za-z ]{2,24}):\s+(?P<value>\S.*)$")
_COMPANY_IN_PROSE = re.compile(
    r"\b(?P<before>\w+ )?at (?P<name>[A-Z][\w&-]*(?:\.\w+)*(?: [A-Z][\w&-]*)*)"
)
_LEVEL_IN_PROSE = re.compile(r"\((?P<level>[A-Z][A-Za-z]*\d{0,2})(?:[ -]level)?\)")


@dataclass
class _Found:
    """The header so far, and the short lines that no shape explains."""

    header: Header = field(default_factory=Header)
    names: list[Block] = field(default_factory=list)


def read_header(blocks: Sequence[Block], ledger: Ledger) -> Header:
    """The facts among the lines before the first section."""
    found = _Found()
    for block in blocks:
        key = _LABELS.get(block.text.rstrip(":").lower())
        if key and block is not blocks[-1]:
            ledger.place(block, f"header.{key}.label")
        elif not _by_label(found, block, ledger) and not _by_shape(found, block, ledger):
            found.names.append(block)
    _names(found, ledger)
    return found.header


def inferred(header: Header, later: Sequence[Block]) -> Header:
    """`header` with company and level from words that name them, where no line states them."""
    if header.description is None and not later:
        return header
    if header.company is None:
        header = replace(header, company=_company(header, later))
    if header.level is None and header.target_level is None:
        header = replace(header, target_level=_level(header.description))
    return header


def _level(description: Fact[str] | None) -> Fact[str] | None:
    """The level that the description puts in brackets: `(VP level)`."""
    found = _LEVEL_IN_PROSE.search(description.raw) if description else None
    if description is None or found is None or not facts.is_level(found["level"]):
        return None
    span = Span(line=_line(description), quote=found[0])
    return Fact(found["level"], Derived(derived=(span,)), found[0])


def _company(header: Header, later: Sequence[Block]) -> Fact[str] | None:
    """The name after "at" in the description, and in the line that ends the page."""
    spans = []
    names = []
    if header.description is not None:
        for found in _COMPANY_IN_PROSE.finditer(header.description.raw):
            names.append(found["name"].rstrip("."))
            quote = found[0].rstrip(".")
            spans.append(Span(line=_line(header.description), quote=quote))
            break
    for block in later:
        match = re.search(r"\bat (?P<name>[A-Z][\w&-]*(?: [A-Z][\w&-]*)*)$", block.text)
        if match and (not names or match["name"] == names[0]):
            names.append(match["name"])
            spans.append(block.span(0, len(block.text)))
    return Fact(names[0], Derived(derived=tuple(spans)), spans[0].quote) if names else None


def _line(fact: Fact[str]) -> str:
    origin = fact.origin
    return origin.stated if not isinstance(origin, str) and hasattr(origin, "stated") else "1"


def _by_label(found: _Found, block: Block, ledger: Ledger) -> bool:
    pair = _PAIR.match(block.text)
    key = _LABELS.get(pair["label"].lower()) if pair else None
    if pair is None or key is None:
        return False
    value = pair["value"].strip()
    if key in {"company", "role", "level", "difficulty"}:
        origin = block.stated(pair.start("value"))
        found.header = replace(found.header, **{key: Fact(value, origin, value)})  # type: ignore[arg-type]
        ledger.place(block, f"header.{key}")
        return True
    return _by_shape(found, block, ledger, pair.start("value"), key)


def _by_shape(found: _Found, block: Block, ledger: Ledger, start: int = 0, key: str = "") -> bool:
    """Place a line that is one value and no more; prose is the description."""
    text = block.text[start:]
    header, origin = found.header, block.stated(start)
    if is_prose(text) and header.description is None:
        found.header = replace(header, description=Fact(text, origin, text))
        ledger.place(block, "header.description")
        return True
    if len(text) > 48:
        return False
    number = facts.count(text)
    if number is not None and header.rounds_stated is None:
        found.header = replace(header, rounds_stated=Fact(number, origin, text))
        name = "rounds_stated"
    elif (shaped := facts.pay(text)) and shaped.money and header.salary is None:
        found.header = replace(header, salary=Fact(shaped.money, origin, text))
        name = "salary"
    elif (shaped := facts.years(text)) and header.experience is None:
        found.header = replace(header, experience=Fact((shaped.value, shaped.high), origin, text))
        name = "experience"
    elif (shaped := facts.days(text)) and header.timeline_days is None:
        found.header = replace(header, timeline_days=Fact(shaped.value, origin, text))
        name = "timeline_days"
    elif (timed := splitting.minutes_at_start(text)) and not timed[2] and not header.total_minutes:
        found.header = replace(header, total_minutes=Fact(timed[0], origin, text))
        name = "total_minutes"
    else:
        return False
    ledger.place(block, f"header.{key or name}")
    return True


def _names(found: _Found, ledger: Ledger) -> None:
    """Company, role and levels among the short lines, in this order."""
    rest = [block for block in found.names if len(block.text) <= 80]
    role = next(
        (block for block in rest if found.header.role is None and _role(found, block)), None
    )
    if role is not None:
        ledger.place(role, "header.role")
        rest.remove(role)
    for block in rest:
        header = found.header
        fact = Fact(block.text, block.stated(), block.text)
        if facts.is_level(block.text) and header.target_level is None:
            found.header = replace(header, target_level=fact)
            ledger.place(block, "header.target_level")
        elif header.company is None and len(block.text.split()) <= 4 and block.text[0].isupper():
            found.header = replace(header, company=fact)
            ledger.place(block, "header.company")


def _role(found: _Found, block: Block) -> bool:
    """Read `RoleLevelDifficulty`, whatever of it is there."""
    text, origin = block.text, block.stated()
    grade = splitting.grade_at_end(text)
    head = grade[0] if grade else text
    level = splitting.level_at_end(head)
    role = level[0] if level else head
    if not facts.is_role(role):
        return False
    found.header = replace(
        found.header,
        role=Fact(role, origin, text),
        level=Fact(level[1], origin, level[1]) if level else found.header.level,
        difficulty=Fact(grade[1], origin, grade[1]) if grade else found.header.difficulty,
    )
    return True
