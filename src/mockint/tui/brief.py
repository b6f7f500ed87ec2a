"""The brief of a round: what it is, what is graded, how long; then it starts.

It shows what a candidate may know beforehand. Red flags, anchors and the points of
signals stay hidden, because they are the answers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer

from ..domain.rubric import Kind
from ..interview.plan import make_plan
from ..wiring import InterviewOptions
from . import papers, round_options
from .phrases import count
from .prose import Hung, Plain, Sheet, bullet, fact, line, plain, words
from .stepper import Stepper

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.app import ComposeResult
    from textual.content import Content

    from ..domain.guide import Guide
    from ..domain.rubric import Rubric
    from .app import MockintApp

_EXPECTED = {
    Kind.BEHAVIOURAL: "Tell of something you did yourself: the situation, your own part, what "
    "came of it, in figures where there are any.",
    Kind.SITUATIONAL: "Say what you would do, in what order, and why that way.",
    Kind.DESIGN: "Ask for the requirements first; then structure, trade-offs, scale, failure.",
    Kind.KNOWLEDGE: "Explain how it works and where it stops; say so where your knowledge ends.",
    Kind.MOTIVATION: "Be specific: what about this company, and what in your past points there.",
    Kind.COMPENSATION: "Say what you expect and what that rests on.",
    Kind.VISION: "Say where you would take things, in what steps, and how you would know.",
}


class BriefScreen(Screen[None]):
    """One round before it starts."""

    CSS_PATH = "brief.tcss"
    AUTO_FOCUS = "#minutes"
    HELP = "What this round is about. Nothing is recorded before you start it."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,s", "start", "Start", id="brief.start"),
        Binding("escape", "app.pop_screen", "Back", id="brief.back"),
        Binding("down,j", "scroll(1)", "Down", show=False),
        Binding("up,k", "scroll(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
    ]

    def __init__(
        self, rubric: Rubric, guide: Guide | None, options: InterviewOptions | None = None
    ) -> None:
        super().__init__()
        self.rubric = rubric
        self.guide = guide
        self._given = options or InterviewOptions()

    def compose(self) -> ComposeResult:
        """Title, two columns of text, what can be chosen, keys."""
        with Vertical(id="brief-title"):
            yield Plain(line(self.rubric.title).stylize("bold"), id="brief-name")
            yield Plain(self._place(), id="brief-place")
        with VerticalScroll(id="page", can_focus=False), Horizontal(id="columns"):
            with Vertical(classes="brief-column"):
                yield Plain(Sheet(self._about()))
                yield Plain(Sheet(self._section("What you are graded on", self._criteria())))
            with Vertical(classes="brief-column"):
                yield Plain(Sheet(self._section("What will be asked of you", self._expected())))
                yield Plain(Sheet(self._section("Tips from the guide", self._tips())))
                if self._given.tailoring is not None:
                    yield Plain(Sheet(papers.tailored(self._given.tailoring)))
        with Horizontal(id="choices-bar"):
            given, usual = self._given, self._usual
            counts = round_options.questions(self.rubric, usual)
            yield Stepper("Minutes", round_options.minutes(usual), usual, id="minutes")
            yield Stepper("Questions", counts, given.questions, id="questions")
            yield Stepper("Manner", round_options.personas(), given.persona, id="manner")
            places = round_options.locations(self.rubric)
            if len(places) > 1:
                yield Stepper("Location", places, given.location, id="location")
        yield Footer(compact=True)

    # -- what it says -----------------------------------------------------------

    def _place(self) -> Content:
        if self.guide is None:
            return plain(self.rubric.id)
        level = f" ({self.guide.level})" if self.guide.level else ""
        return line(f"{self.guide.company} · {self.guide.role}{level} · round {self.rubric.round}")

    def _about(self) -> Iterator[Content | Hung]:
        facts = (
            ("Format", self.rubric.type or ""),
            ("Minutes", str(self.rubric.minutes or "")),
            ("Interviewer", self.rubric.interviewer or ""),
            ("Difficulty", self.rubric.difficulty or ""),
        )
        for name, value in facts:
            if value:
                yield fact(name, value, 13)
        text = self.rubric.description or self.rubric.summary
        if text:
            yield plain("")
            yield plain(text)

    def _section(self, title: str, rows: Iterable[Content | Hung]) -> Iterator[Content | Hung]:
        shown = tuple(rows)
        if shown:
            yield words((title, "bold $text-primary"))
            yield from shown

    def _criteria(self) -> Iterator[Content | Hung]:
        for criterion in self.rubric.criteria:
            yield bullet(criterion.text)

    def _expected(self) -> Iterator[Content | Hung]:
        kinds = [question.kind for question in self.rubric.questions]
        for kind in dict.fromkeys(kinds):
            number = count(kinds.count(kind), f"{kind.value} question")
            yield bullet(words((f"{number}: ", "bold"), _EXPECTED[kind]))
        closing = make_plan(self.rubric, minutes=self._usual).closing_minutes
        yield bullet(
            "At most two follow-ups a question; each asks for one thing. No praise and no "
            f"feedback until the end. The last {count(closing, 'minute')} are for your own "
            "questions.",
        )

    def _tips(self) -> Iterator[Content | Hung]:
        for tip in self.rubric.tips:
            yield bullet(tip.text)

    # -- what can be chosen -----------------------------------------------------

    @property
    def _usual(self) -> int:
        return round_options.usual_minutes(self.rubric, self._given)

    @on(Stepper.Changed, "#minutes")
    def _minutes_chosen(self) -> None:
        minutes = self.query_one("#minutes", Stepper).value
        self.query_one("#questions", Stepper).rename(round_options.questions(self.rubric, minutes))

    def action_start(self) -> None:
        """Begin."""
        location = self.query("#location")
        options = replace(
            self._given,
            minutes=self.query_one("#minutes", Stepper).value,
            questions=self.query_one("#questions", Stepper).value,
            persona=self.query_one("#manner", Stepper).value,
            location=location.first(Stepper).value if location else self._given.location,
        )
        cast("MockintApp", self.app).start_interview(self.rubric, options)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one("#page").scroll_relative(y=2 * by, animate=False)

    def action_page(self, by: int) -> None:
        """Scroll by pages."""
        page = self.query_one("#page")
        page.scroll_relative(y=by * max(1, page.size.height - 2), animate=False)
