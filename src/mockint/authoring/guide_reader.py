"""Reads a guide from a page: says which of the three kinds of page it is, and has it read."""

from __future__ import annotations

import re
from collections.abc import Callable

from .article import read_article
from .handbook import read_handbook
from .process_page import read_process_page
from .reading import Reading, SourceKind
from .sections import Part, part_of
from .source import Page, Shape

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
    labels = asked = parts = items = marked = 0
    for line in page.lines:
        if not line.text:
            continue
        if line.shape in {Shape.TEXT, Shape.HEADING} and len(line.text) <= 60:
            known.add(line.text.strip(" :").lower())
            parts += part_of(line.text) in {Part.SIGNALS, Part.QUESTIONS, Part.CRITERIA}
            asked += line.shape is Shape.HEADING and line.text.endswith("?")
        marked += line.shape is Shape.HEADING
        if ":" in line.text or line.text.startswith("TL"):
            labels += bool(_ARTICLE_LABEL.search(line.text[:4000]))
        items += line.shape in {Shape.BULLET, Shape.ROW}
    if len(known & _PROCESS) >= 3 and (known & _OF_THE_GUIDE or not marked):
        return "interview_process_page"
    if labels >= 2:
        return "article"
    prose = sum(line.shape is Shape.TEXT and len(line.text) > 160 for line in page.lines)
    if parts == 0 and prose > items and (asked >= 3 or prose >= 6):
        return "article"
    return "handbook_page"
