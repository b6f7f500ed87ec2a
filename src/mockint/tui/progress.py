"""Progress: what to practise next, and the level of every signal over the sessions so far.

Read in a thread, after the first paint. Enter starts a drill of the highlighted signal.
Groups of different provenance stand under headings of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer
from textual.widgets.option_list import Option

from ..errors import MockintError
from .handover import hand_over
from .phrases import age, count
from .prose import Cell, Plain, Row, line, lines, plain, words
from .rows import Rows, heading, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.content import Content

    from ..diary import Outlook
    from ..practice.choice import Candidate
    from ..practice.trends import Course, Group, Mark, RoundTrend
    from .app import MockintApp

NEXT = 5


class ProgressScreen(Screen[None]):
    """Signals over sessions."""

    CSS_PATH = "progress.tcss"
    AUTO_FOCUS = "#signals"
    HELP = (
        "What to practise next, and how the levels of every signal went. Sessions that were not "
        "graded alike are never in one row. Enter drills the highlighted signal: one question."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "plan", "Study plan", id="progress.plan",
                tooltip="What to do on each day until the interview"),
        Binding("escape,q", "app.pop_screen", "Back", id="progress.back"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._outlook: Outlook | None = None
        self._problem = ""

    @property
    def _app(self) -> MockintApp:
        return cast("MockintApp", self.app)

    def compose(self) -> ComposeResult:
        """Title, rows, detail, keys."""
        with Horizontal(id="progress-title"):
            yield Plain(words(("Progress", "bold")), id="progress-name")
            yield Plain(id="progress-count")
        with Horizontal(id="progress-body"):
            yield Rows(id="signals")
            with VerticalScroll(id="progress-detail", can_focus=False):
                yield Plain(id="progress-about")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Paint, then read."""
        self._show()
        self.read()

    @work(thread=True, exclusive=True, group="progress")
    def read(self) -> None:
        """Read all sessions again."""
        from ..diary import Diary

        outlook, problem = None, ""
        try:
            outlook = Diary(self._app.services).outlook(now=self._app.now())
        except MockintError as error:
            problem = str(error)
        hand_over(self, self._take, outlook, problem)

    def _take(self, outlook: Outlook | None, problem: str) -> None:
        self._outlook, self._problem = outlook, problem
        self._show()

    # -- showing ----------------------------------------------------------------

    def _show(self) -> None:
        rows = self.query_one("#signals", Rows)
        rows.fill(list(self._options()))
        if rows.chosen is None:
            self.query_one("#progress-about", Plain).show("")
        held = self._outlook.trends.sessions if self._outlook else 0
        text = f"{count(held, 'graded session')}" if self._outlook else ""
        self.query_one("#progress-count", Plain).show(words((text, "$text-muted")))

    def _options(self) -> Iterator[Option]:
        if self._problem:
            yield _remark(words((self._problem, "$text-error")))
        elif self._outlook is None:
            yield _remark(words(("Reading sessions…", "$text-muted")))
        elif not self._outlook.trends.sessions:
            text = "Nothing was graded yet. Hold a round first (Esc leads home)."
            yield _remark(words((text, "$text-muted")))
        else:
            yield heading("Practise next", gap=False)
            for number, one in enumerate(self._outlook.next[:NEXT]):
                yield row(self._next_row(one), f"next:{number}")
            for trend in self._outlook.trends.rounds:
                yield from self._round(trend)
            for why in self._outlook.trends.skipped:
                yield _remark(words((f"left out: {why}", "$text-muted")), gap=True)

    def _round(self, trend: RoundTrend) -> Iterator[Option]:
        from ..reports.progress import mixed_note

        yield heading(line(trend.title))
        if note := mixed_note(trend):
            yield _remark(words((note, "$text-warning")))
        for place, group in enumerate(trend.groups):
            yield _remark(self._group(trend, group, place), gap=place > 0)
            yield Option(_columns(*(words((head, "$text-muted")) for head in _HEAD)), disabled=True)
            for course in group.courses:
                yield row(_course_row(course), f"signal:{trend.rubric}:{place}:{course.id}")

    def _group(self, trend: RoundTrend, group: Group, place: int) -> Content:
        from ..reports.progress import group_title

        text = group_title(group, place + 1, len(trend.groups))
        return line(text).stylize("$text-muted")

    def _next_row(self, one: Candidate) -> Row:
        now = self._app.now()
        return Row(
            Cell(line(one.text)),
            Cell(words((one.why(now), "$text-muted")), 42, from_width=96),
            Cell(words((one.round_title, "$text-muted")), 26, from_width=70),
        )

    # -- the detail beside ------------------------------------------------------

    @on(Rows.OptionHighlighted)
    def _highlighted(self, event: Rows.OptionHighlighted) -> None:
        about = self.query_one("#progress-about", Plain)
        one = self._candidate(event.option_id)
        course = self._course(event.option_id) or (one.course if one else None)
        parts = [*(self._about_course(course) if course else ()),
                 *(self._about_next(one) if one else ())]  # fmt: skip
        about.show(lines(*parts) if parts else "")

    def _about_course(self, course: Course) -> Iterator[Content]:
        from ..reports.progress import LEGEND, change_phrase, sign, spread_phrase

        yield line(course.text).stylize("bold")
        yield plain("")
        for mark in course.marks[-12:]:
            bar = "━━" * mark.level if mark.level is not None else ""
            votes = _votes(mark)
            when = age(mark.at, self._app.now())
            yield words((f"{when:<16}", "$text-muted"), (f"{sign(mark)} ", "bold"),
                        (bar, "$text-accent"), votes)  # fmt: skip
        yield plain("")
        mean = f"mean {course.mean:.1f}" if course.mean is not None else "no level yet"
        deviation = f", deviation {course.deviation:.2f}" if course.deviation is not None else ""
        spread = f", from {spread_phrase(course)}" if course.range else ""
        yield plain(f"{mean}{deviation}{spread}")
        if change := change_phrase(course):
            yield plain(change)
        yield words((f"{LEGEND}.", "$text-muted"))
        yield plain("")

    def _about_next(self, one: Candidate) -> Iterator[Content]:
        yield words(("Drill", "bold $text-primary"))
        yield plain(one.question_text)
        yield plain("")
        yield plain(f"{one.why(self._app.now())}.")
        figures = f"gap {one.gap:.2f} × weight {one.weight:.2f} × staleness {one.staleness:.2f}"
        yield words((f"priority {one.priority:.2f} = {figures}", "$text-muted"))
        yield plain("")
        yield plain("Enter starts it: one question, with follow-ups, graded like a round.")

    def _course(self, option_id: str | None) -> Course | None:
        kind, _, rest = (option_id or "").partition(":")
        if kind != "signal" or self._outlook is None:
            return None
        rubric, place, signal = rest.rsplit(":", 2)
        trend = next(one for one in self._outlook.trends.rounds if one.rubric == rubric)
        return next(one for one in trend.groups[int(place)].courses if one.id == signal)

    def _candidate(self, option_id: str | None) -> Candidate | None:
        kind, _, rest = (option_id or "").partition(":")
        if self._outlook is None or not rest:
            return None
        if kind == "next":
            return self._outlook.next[int(rest)]
        rubric, _, signal = rest.rsplit(":", 2)
        fitting = (c for c in self._outlook.next if (c.rubric, c.signal) == (rubric, signal))
        return next(fitting, None)

    # -- what can be done -------------------------------------------------------

    @on(Rows.OptionSelected)
    def _drill(self, event: Rows.OptionSelected) -> None:
        one = self._candidate(event.option_id)
        if one is None:
            self._app.tell("That round is not in the library any more.")
            return
        self._app.drill(one.rubric, one.question)

    def action_plan(self) -> None:
        """The days until the interview."""
        if self._outlook is None or not self._outlook.scope.rubrics:
            self._app.tell("A plan needs a guide: hold a round of one first.")
            return
        self._app.show_plan(self._outlook)

    def on_screen_resume(self) -> None:
        """Coming back: something may have changed."""
        if self._outlook is not None:
            self.read()


def _remark(content: Content, *, gap: bool = False) -> Option:
    """A line that cannot be chosen and is no heading."""
    return Option(plain("\n") + content if gap else content, disabled=True)


def _votes(mark: Mark) -> str:
    if mark.spread is None or mark.spread[0] == mark.spread[1]:
        return ""
    return f" (votes {mark.spread[0]} to {mark.spread[1]})"


_HEAD = ("Signal", "", "Levels", "Span", "Change")


def _course_row(course: Course) -> Row:
    from ..reports.progress import change_phrase, chart, digits, spread_phrase

    return _columns(
        line(course.text),
        words((chart(course), "$text-accent")),
        words((digits(course, 8), "bold")),
        words((spread_phrase(course), "$text-muted")),
        words((change_phrase(course), "$text-muted")),
    )


def _columns(
    signal: Content, bars: Content, levels: Content, spread: Content, change: Content
) -> Row:
    return Row(
        Cell(signal),
        Cell(bars, 10, from_width=86),
        Cell(levels, 15, "right"),
        Cell(spread, 4, "right"),
        Cell(change, 30, from_width=100),
    )
