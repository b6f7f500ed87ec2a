"""Facts about the process that an article mentions in its prose, and where they disagree.

Of several statements of one fact the one under a heading that asks for it is taken; all
statements about the number of rounds are kept as a contradiction when they differ.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..domain.origin import Derived, Span
from . import facts, splitting
from .ledger import Ledger
from .reading import Clash, Fact, Header, Money, Text
from .source import Block

Sections = Sequence[tuple[Block | None, Sequence[Block]]]

_SHORT_ROLES = {
    "PM": "Product Manager", "EM": "Engineering Manager", "SWE": "Software Engineer",
    "SDE": "Software Development Engineer", "TPM": "Technical Program Manager",
    "DS": "Data Scientist", "SRE": "Site Reliability Engineer", "MLE": "Machine Learning Engineer",
    "PMM": "Product Marketing Manager", "SEM": "Software Engineering Manager",
}  # fmt: skip
_TITLE = re.compile(r"^(?P<head>.*?)\s+Interviews?\b")
_AT = re.compile(r"\bat (?P<name>[A-Z][\w&-]*)")
_ROUNDS = re.compile(
    r"\b(?P<low>\d{1,2})(?:\s*(?:-|–|to)\s*(?P<high>\d{1,2}))?\s+"
    r"(?P<what>(?:[\w-]+\s+){0,3}?)(?:rounds|stages)\b"
)
_TOTAL = re.compile(
    r"\b(?:lasts?|takes?|duration of|total of|spans?)\s+(?:about |approximately |around |roughly )?"
    r"(?P<n>\d{1,3}) (?P<unit>day|week|month)s?\b"
)
_PHASE = re.compile(
    r"\b(?P<n>\d{1,2})[- ](?P<unit>day|week)s? (?:interview|cycle|window)|"
    r"\b(?:condensed|compressed|packed) into (?P<n2>\d{1,2}) (?P<unit2>day|week)s?\b"
)
_EXPERIENCED = re.compile(r"\bexperienced [\w ]{2,40}\(\d{1,2}\+? (?:years|yrs)\)")
_LENGTH_ASKED = re.compile(r"\b(?:how long|timeline|duration|process)\b", re.IGNORECASE)
_PER = {"day": 1, "week": 7, "month": 30}


@dataclass(frozen=True, slots=True)
class _Found:
    """A fact in prose, and how well its place fits."""

    value: int
    block: Block
    start: int
    end: int
    fits: bool


def read_facts(parts: Sections, ledger: Ledger) -> tuple[Header, tuple[Clash, ...]]:
    """The header of an article, and the statements that disagree."""
    title = next((heading for heading, _ in parts if heading is not None), None)
    prose = [(heading, block) for heading, body in parts for block in body]
    company, role = _names(title, prose)
    total = _best(_every(prose, _TOTAL))
    phase = _best(_every(prose, _PHASE))
    rounds, clashes = _rounds(prose, ledger)
    header = Header(
        title=Fact(title.text, title.stated(), title.text) if title else None,
        company=company,
        role=role,
        description=_description(prose, ledger),
        rounds_stated=rounds,
        timeline_days=_fact(total, ledger, "timeline_days"),
        interview_days=_fact(phase, ledger, "interview_days"),
        experience=_experience(prose, ledger),
        salary=_salary(prose, ledger),
    )
    return header, clashes


def _every(prose: Sequence[tuple[Block | None, Block]], pattern: re.Pattern[str]) -> list[_Found]:
    found = []
    for heading, block in prose:
        if not any(unit in block.text for unit in _PER):
            continue
        for match in pattern.finditer(block.text):
            fits = heading is not None and bool(_LENGTH_ASKED.search(heading.text))
            groups = match.groupdict()
            number = groups["n"] or groups.get("n2")
            unit = groups["unit"] or groups.get("unit2")
            if number and unit:
                value = int(number) * _PER[unit]
                found.append(_Found(value, block, match.start(), match.end(), fits))
    return found


def _best(found: Sequence[_Found]) -> _Found | None:
    return next((one for one in found if one.fits), found[0] if found else None)


def _fact(found: _Found | None, ledger: Ledger, name: str) -> Fact[int] | None:
    if found is None:
        return None
    ledger.place(found.block, f"header.{name}", found.start, found.end)
    words = found.block.text[found.start : found.end]
    return Fact(found.value, found.block.stated(found.start, found.end), words)


def _names(
    title: Block | None, prose: Sequence[tuple[Block | None, Block]]
) -> tuple[Fact[str] | None, Fact[str] | None]:
    """Company and role from the title: `Acme PM Interview: …`, `Engineer interviews at Acme`."""
    if title is None:
        return None, None
    found = _TITLE.match(title.text)
    head = found["head"] if found else title.text
    words = head.split()
    short = next((word for word in words if word in _SHORT_ROLES), None)
    role: Fact[str] | None
    if short is not None:
        before, role = head.split(short)[0].strip(), _spelled_out(short, title, prose, head)
    else:
        before, told = facts.role_at_end(head)
        role = Fact(told, title.stated(), told) if told else None
    at = _AT.search(title.text)
    name = at["name"] if at else re.sub(r"(?:'s|’s)$", "", before)
    if not at and (not name or not name[0].isupper() or name.split()[0].lower() in _NOT_NAMES):
        return None, role
    return Fact(name, title.stated(), name), role


_NOT_NAMES = frozenset(
    "the a an how what why when your our my top ace preparing interviewing".split()
)


def _spelled_out(
    short: str, title: Block, prose: Sequence[tuple[Block | None, Block]], head: str
) -> Fact[str]:
    """The role of an abbreviation, if the page spells it out; else the abbreviation itself."""
    full = _SHORT_ROLES[short]
    pattern = re.compile(rf"\b(?:experienced |senior )?{full}s?\b", re.IGNORECASE)
    for _, block in prose:
        if found := pattern.search(block.text):
            at = title.text.index(head)
            tail = " Interview" if title.text[at + len(head) :].startswith(" Interview") else ""
            spans = (
                block.span(*found.span()),
                Span(line=title.stated().stated, quote=f"{head}{tail}"),
            )
            return Fact(full, Derived(derived=spans), short)
    return Fact(short, title.stated(), short)


def _description(prose: Sequence[tuple[Block | None, Block]], ledger: Ledger) -> Fact[str] | None:
    """The first sentence of the page's first paragraph."""
    for _, block in prose:
        pieces = splitting.sentences(block.text)
        if len(block.text) >= 60 and pieces:
            first = pieces[0]
            ledger.place(block, "header.description", first.start, first.end)
            return Fact(first.text, block.stated(first.start, first.end), first.text)
    return None


def _rounds(
    prose: Sequence[tuple[Block | None, Block]], ledger: Ledger
) -> tuple[Fact[int] | None, tuple[Clash, ...]]:
    """(rounds in all, statements about rounds that differ)."""
    sides: list[Text] = []
    values: set[tuple[int, int, str]] = set()
    plain: Fact[int] | None = None
    for _, block in prose:
        if "rounds" not in block.text and "stages" not in block.text:
            continue
        for piece in splitting.sentences(block.text):
            matches = [*_ROUNDS.finditer(block.text, piece.start, piece.end)]
            if not matches:
                continue
            start = _after_label(block.text, piece.start)
            sides.append(Text(block.text[start : piece.end], block.stated(start, piece.end)))
            ledger.place(block, "rounds_stated", piece.start, piece.end)
            first = matches[0]
            low = int(first["low"])
            values.add((low, int(first["high"] or low), first["what"].strip()))
            bare = next((m for m in matches if not m["what"] and not m["high"]), None)
            if plain is None and bare is not None:
                origin = block.stated(*bare.span())
                plain = Fact(int(bare["low"]), origin, bare[0])
    numbers = {(low, high) for low, high, _ in values}
    if len(numbers) < 2:
        return plain, ()
    return plain, (Clash("how many rounds there are, and of which kind", tuple(sides)),)


def _after_label(text: str, start: int) -> int:
    found = re.compile(r"(?:[AQ]\d*\s*[:.)]\s*)").match(text, start)
    return found.end() if found else start


def _experience(
    prose: Sequence[tuple[Block | None, Block]], ledger: Ledger
) -> Fact[tuple[int, int | None]] | None:
    for _, block in prose:
        shaped = facts.years(block.text)
        if shaped is None:
            continue
        start, end = shaped.start, shaped.end
        for wider in _EXPERIENCED.finditer(block.text):
            if wider.start() <= start and end <= wider.end():
                start, end = wider.span()
        ledger.place(block, "header.experience", start, end)
        return Fact((shaped.value, shaped.high), block.stated(start, end), block.text[start:end])
    return None


def _salary(prose: Sequence[tuple[Block | None, Block]], ledger: Ledger) -> Fact[Money] | None:
    for _, block in prose:
        shaped = facts.pay(block.text)
        if shaped is not None and shaped.money is not None:
            ledger.place(block, "header.salary", shaped.start, shaped.end)
            words = block.text[shaped.start : shaped.end]
            return Fact(shaped.money, block.stated(shaped.start, shaped.end), words)
    return None
