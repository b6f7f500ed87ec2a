"""Builds the text of a process page from a shipped guide: its stated fields, on their lines.

The layout is that of the pages the guides were read from: run-together pieces, bare
ordinals, headings with and without lists. Only the items come from the rubrics; the
headings and the furniture stand here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mockint.authoring.library import Library

ROUND_HEADINGS = {
    "signals": "What Interviewers Look For",
    "criteria": "Evaluation Criteria",
    "questions": "Questions Asked",
    "tips": "Preparation Tips",
    "red_flags": "Common Reasons for Rejection",
}
INTRO = "4-step process with detailed breakdown for each round"


class PageText:
    """Lines by number."""

    def __init__(self) -> None:
        self.lines: dict[int, str] = {}

    def put(self, line: int, text: str) -> None:
        """Add `text` to a line; what stands there already runs into it."""
        self.lines[line] = self.lines.get(line, "") + text

    def text(self, last: int) -> str:
        """The page, to line `last`."""
        return "\n".join(self.lines.get(number, "") for number in range(1, last + 1))


def line_of(item: Any, last: bool = False) -> int:
    """The first (or last) line of a stated origin."""
    origin = getattr(item, "origin", item)
    return int(origin.stated.split("-")[-1 if last else 0])


def full_page(root: Path, guide_id: str) -> str:
    """The page of a guide whose lists are all there, with blank lines between its parts."""
    library = Library([root / "rubrics"])
    guide = library.guide(guide_id)
    page = PageText()
    _header(page, guide)
    for line, label in ((9, "Rounds"), (13, "Timeline"), (17, "Experience"), (21, "Salary Range"),
                        (25, "Total Duration")):  # fmt: skip
        page.put(line, label)
    page.put(line_of(guide.overall[0]) - 2, "Overall Evaluation Criteria")
    for group in guide.overall:
        page.put(line_of(group), group.group)
        for item in group.items:
            page.put(line_of(item), item.text)
    page.put(line_of(guide.tips[0]) - 2, "Preparation Tips")
    _numbered(page, guide.tips)
    page.put(line_of(guide.study_plan[0]) - 4, "Study Plan")
    for number, step in enumerate(guide.study_plan, 1):
        first = line_of(step)
        page.put(first - 2, str(number))
        page.put(first, step.title)
        page.put(first + 2, step.summary or "")
        page.put(line_of(step, last=True), step.detail)
    page.put(line_of(guide.common_questions[0]) - 2, "Commonly Asked Questions")
    for item in guide.common_questions:
        page.put(line_of(item), item.text)
    _locations(page, guide, gap=2)
    page.put(line_of(guide.timeline[0]) - 3, "Process Timeline")
    for number, step in enumerate(guide.timeline, 1):
        page.put(line_of(step) - 1, str(number))
        page.put(line_of(step), f"{step.title}{step.minutes}m")
    entries = library.rounds(guide.id)
    first_round = library.read(entries[0])
    page.put(line_of(first_round.origins["round"]) - 4, "Interview Rounds")
    page.put(line_of(first_round.origins["round"]) - 2, INTRO)
    for entry in entries:
        _round(page, library.read(entry))
    last = guide.source.lines
    page.put(last - 4, "Commonly Asked DSA Questions")
    page.put(last - 2, f"Frequently asked coding questions at {guide.company}")
    page.put(last, "View all")
    return page.text(last)


def gutted_page(root: Path, guide_id: str) -> str:
    """The page of a guide that lost its lists: headings one below the other."""
    library = Library([root / "rubrics"])
    guide = library.guide(guide_id)
    page = PageText()
    _header(page, guide)
    page.put(9, "Overall Evaluation Criteria")
    for group in guide.overall:
        page.put(line_of(group), group.group)
    page.put(12, "Preparation Tips")
    page.put(13, "Study Plan")
    for step in guide.study_plan:
        first = line_of(step)
        page.put(first, step.title)
        page.put(first + 1, step.summary or "")
        page.put(first + 2, step.detail)
    page.put(23, "Commonly Asked Questions")
    _locations(page, guide, gap=1)
    page.put(39, "Process Timeline")
    page.put(40, "Interview Rounds")
    page.put(41, INTRO)
    for entry in library.rounds(guide.id):
        rubric = library.read(entry)
        for name in ("title", "summary", "description"):
            page.put(line_of(rubric.origins[name]), getattr(rubric, name))
        below = line_of(rubric.origins["description"])
        last = max(line_of(question) for question in rubric.questions)
        for offset, name in enumerate(("signals", "criteria", "questions"), 1):
            page.put(below + offset, ROUND_HEADINGS[name])
        for question in rubric.questions:
            page.put(line_of(question), question.text)
        page.put(last + 1, ROUND_HEADINGS["tips"])
        page.put(last + 2, ROUND_HEADINGS["red_flags"])
    page.put(86, "Commonly Asked DSA Questions")
    page.put(87, f"Frequently asked coding questions at {guide.company}")
    return page.text(87)


def _header(page: PageText, guide: Any) -> None:
    for name in ("company", "target_level", "description"):
        origin = guide.origins.get(name)
        if hasattr(origin, "stated"):
            page.put(line_of(origin), getattr(guide, name))
    line = line_of(guide.origins["role"])
    page.put(line, f"{guide.role}{guide.level or ''}{guide.difficulty or ''}")
    page.put(line_of(guide.origins["rounds_stated"]), str(guide.rounds_stated))
    page.put(line_of(guide.origins["timeline_days"]), f"~{guide.timeline_days} days")
    page.put(line_of(guide.origins["experience"]), guide.experience.raw)
    page.put(line_of(guide.origins["salary"]), guide.salary.raw)
    page.put(line_of(guide.origins["total_minutes"]), f"{guide.total_minutes} min")


def _numbered(page: PageText, items: Any) -> None:
    for number, item in enumerate(items, 1):
        page.put(line_of(item), f"{number}{item.text}")


def _locations(page: PageText, guide: Any, gap: int) -> None:
    first = line_of(guide.locations[0])
    page.put(first - gap, "Location-Based Differences")
    for block in guide.locations:
        page.put(line_of(block), block.region)
        page.put(line_of(block) + gap, "Interview Focus")
        for item in block.focus:
            page.put(line_of(item), item.text)
        page.put(line_of(block.questions[0]) - gap, "Common Questions")
        for item in block.questions:
            page.put(line_of(item), item.text)
        page.put(line_of(block.questions[-1]) + gap, "Tips")
        for item in block.tips:
            page.put(line_of(item), item.text)


def _round(page: PageText, rubric: Any) -> None:
    origins = rubric.origins
    page.put(line_of(origins["round"]), str(rubric.round))
    for name in ("title", "summary", "description"):
        page.put(line_of(origins[name]), getattr(rubric, name))
    page.put(line_of(origins["type"]), f"{rubric.type}{rubric.difficulty}")
    page.put(line_of(origins["minutes"]), f"{rubric.minutes} min{rubric.interviewer}")
    for name, heading in ROUND_HEADINGS.items():
        page.put(line_of(getattr(rubric, name)[0]) - 2, heading)
    for name in ("signals", "criteria", "red_flags"):
        for item in getattr(rubric, name):
            page.put(line_of(item), item.text)
    for question in rubric.questions:
        page.put(line_of(question), question.text)
        page.put(line_of(question) + 2, "".join(question.tags))
    _numbered(page, rubric.tips)
