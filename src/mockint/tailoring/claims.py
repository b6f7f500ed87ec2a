"""The claims of a CV: sentences that say what somebody did, or that hold a figure.

A CV is a stranger's text. Lines that speak to a grader or to a machine are left out and
counted; controls are removed; length and number are capped. What is kept is verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..builtin.stems import stem
from ..builtin.text import Token, sentences, tokenize
from ..domain.clean import clean_line
from ..domain.guards import addressed_to_grader
from ..domain.tailoring import CvClaim

MOST_LINES = 2_000
MOST_CLAIMS = 40
LONGEST = 180
_LONGEST_LINE = 4_000
_LEAST_WORDS = 5

_DID = frozenset(
    stem(word)
    for word in """achieved advised architected automated built championed closed coached
    consolidated created cut decreased defined delivered deployed designed developed directed
    doubled drove eliminated enabled established expanded founded generated grew headed halved
    hired implemented improved increased initiated introduced launched led managed mentored
    merged migrated negotiated optimised optimized organised organized oversaw owned pioneered
    planned presented promoted raised rebuilt recruited reduced refactored replaced rescued
    resolved restructured rewrote saved scaled secured shipped shortened simplified spearheaded
    standardised standardized streamlined supervised trained transformed tripled turned won
    wrote""".split()
)
_IRREGULAR = frozenset("built cut drove grew led oversaw rebuilt rewrote won wrote".split())
_CONTACT = re.compile(
    r"\S@\S|https?://|www\.|linkedin|github\.com|\d[\d\s()./-]{8,}\d", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d$")
_FIGURE = re.compile(
    r"(?:[$€£]\s?)?\d[\d,.]*\s?(?:%|percent\b|[kKmMbB]\b|million\b|billion\b|thousand\b|x\b)?"
)
_MACHINE = re.compile(
    r"<\|?\w|\{\{|\{%|```|\b(?:ignore|disregard)\b.{0,40}\b(?:instruction|prompt|previous|above)"
    r"|\b(?:system|assistant)\s*:|\bthis (?:candidate|cv|resume|applicant) (?:is|should|must)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Read:
    """Claims in the order of the CV, and why other lines were left out."""

    claims: tuple[CvClaim, ...]
    left_out: tuple[str, ...]


def claims_in(lines: Iterable[str]) -> Read:
    """The claims in the lines of a CV: those with most to ask about, at most `MOST_CLAIMS`."""
    found: dict[str, tuple[int, int, CvClaim]] = {}
    counts = {"speak to a grader or a machine": 0, "lines beyond the first 2,000": 0}
    for number, raw in enumerate(lines):
        if number >= MOST_LINES:
            counts["lines beyond the first 2,000"] += 1
            continue
        line = clean_line(raw)[:_LONGEST_LINE]
        if addressed_to_grader(line) or _MACHINE.search(line):
            counts["speak to a grader or a machine"] += 1
            continue
        for claim in _in_line(line):
            found.setdefault(claim.text.casefold(), (worth(claim), len(found), claim))
    best = sorted(found.values(), key=lambda one: (-one[0], one[1]))[:MOST_CLAIMS]
    left_out = [f"{count} {why}" for why, count in counts.items() if count]
    if len(found) > MOST_CLAIMS:
        left_out.append(f"{len(found) - MOST_CLAIMS} claims beyond the first {MOST_CLAIMS}")
    ordered = sorted(best, key=lambda one: one[1])
    return Read(tuple(claim for _, _, claim in ordered), tuple(left_out))


def figures_in(text: str) -> tuple[str, ...]:
    """The figures of a text as they are written; years are dates, not figures."""
    found = (match.group().strip().rstrip(".,") for match in _FIGURE.finditer(text))
    return tuple(dict.fromkeys(one for one in found if not _YEAR.match(one)))


def _in_line(line: str) -> list[CvClaim]:
    if _CONTACT.search(line):
        return []
    claims = []
    for sentence in sentences(line):
        words = line[sentence.start : sentence.end].strip(" \t-–—•·;,.")
        tokens = tokenize(words)
        if len(tokens) < _LEAST_WORDS or "?" in words:
            continue
        figures = figures_in(words)
        if figures or any(token.stem in _DID and _is_done(token) for token in tokens):
            claims.append(CvClaim(_cut(words), figures))
    return claims


def _is_done(token: Token) -> bool:
    """True for a form of the past: "management" in a list of skills is no claim."""
    return token.lower.endswith("ed") or token.lower in _IRREGULAR


def worth(claim: CvClaim) -> int:
    """How much there is to ask about."""
    begins_with_deed = tokenize(claim.text)[0].stem in _DID
    return 2 * bool(claim.figures) + begins_with_deed


def _cut(words: str) -> str:
    """At most `LONGEST` characters, whole words, still verbatim."""
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:-–")
