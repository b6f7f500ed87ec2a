"""Reads a guide from a page: says which of the three kinds of page it is, and has it read."""

from __future__ import annotations

import re
from collections.abc import Callable

from .article import read_article
from .handbook import read_handbook
from .process_page import read_process_page
from .reading import Reading, SourceKind
from .sections import Part, part_of
from .source import BULLET, HEADING, ROW, TEXT, Page

_READERS: dict[SourceKind, Callable[[Page], Reading]] = {
    "interview_process_page": read_process_page,
    "handbook_page": read_handbook,
    "article": read_article,
}
KINDS: tuple[SourceKind, ...] = ("interview_process_page", "handbook_page", "article")

_PROCESS = frozenset(
    "interview rounds|what interviewers look for|common reasons for rejection|questions asked|"
    "overall evaluation criteria|location-based differences|process timeline|study plan|"
    "commonly asked questions|commonly asked dsa questions|interview focus".split("|")
)
#: Headings that stand above the rounds; a page that has none may be a handbook.
_OF_THE_GUIDE = frozenset(
    {"interview rounds", "overall evaluation criteria", "process timeline", "study plan"}
)
_PARTS_OF_ROUNDS = frozenset({Part.SIGNALS, Part.QUESTIONS, Part.CRITERIA})
_ARTICLE_LABEL = re.compile(
    r"\b(?:Judge?ment|Insight Layer|Specific Scene|Not X,? but Y|Key takeaway|Bottom line|Verdict)"
    r"\s*(?:\([^)]{1,60}\))?\s*:|^(?:TL;DR|TLDR)\b"
)


def read_guide(page: Page, kind: SourceKind | None = None) -> Reading:
    """Read `page` as `kind`, or as what it looks like. Never raises for what the page holds."""
    return _READERS[kind or kind_of(page)](page)


def kind_of(page: Page) -> SourceKind:
    """What kind of page it is: by the headings of process pages, then by an article's marks."""
    known: set[str] = set()
    labels = asked = items = marked = prose = 0
    parts = False
    for line in page.lines:
        text, shape = line.text, line.shape
        if not text:
            continue
        if shape is BULLET or shape is ROW:
            items += 1
        elif len(text) <= 60:
            known.add(text.strip(" :").lower())
            parts = parts or part_of(text) in _PARTS_OF_ROUNDS
            asked += shape is HEADING and text.endswith("?")
        elif shape is TEXT and len(text) > 160:
            prose += 1
        marked += shape is HEADING
        if labels < 2 and (":" in text or text.startswith("TL")):
            labels += bool(_ARTICLE_LABEL.search(text[:4000]))
    if len(known & _PROCESS) >= 3 and (known & _OF_THE_GUIDE or not marked):
        return "interview_process_page"
    if labels >= 2:
        return "article"
    if not parts and prose > items and (asked >= 3 or prose >= 6):
        return "article"
    return "handbook_page"
