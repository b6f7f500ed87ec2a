"""The study plan: a day in the calendar, and what to do on each day until then."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Footer, Input
from textual.widgets.option_list import Option

from ..errors import MockintError
from .phrases import count
from .prose import Cell, Plain, Row, line, words
from .rows import Rows, heading, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from ..diary import Outlook
    from ..practice.study import StudyPlan, Task
    from .app import MockintApp

USUAL_DAYS = 14


class StudyPlanScreen(Screen[None]):
    """Days and tasks. Enter holds the drill or the round of a row."""

    CSS_PATH = "study_plan.tcss"
    AUTO_FOCUS = "#tasks"
    HELP = (
        "The guide's steps, stretched by your gaps over the days that are left, and a drill for "
        "each day. Nothing is kept: the plan is made anew from your sessions every time."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "date", "Date", id="plan.date", tooltip="Say when the interview is"),
        Binding("e", "export", "Export", id="plan.export",
                tooltip="Write it as Markdown and as a calendar file"),
        Binding("escape,q", "back", "Back", id="plan.back"),
    ]  # fmt: skip

    def __init__(self, outlook: Outlook) -> None:
        super().__init__()
        self._outlook = outlook
        self._plan: StudyPlan | None = None
        self._problem = ""

    @property
    def _app(self) -> MockintApp:
        return cast("MockintApp", self.app)

    def compose(self) -> ComposeResult:
        """Title, the date, rows, keys."""
        with Horizontal(id="plan-title"):
            yield Plain(words(("Study plan", "bold")), id="plan-name")
            yield Plain(id="plan-days")
        day = self._outlook.now.date() + timedelta(USUAL_DAYS)
        yield Input(str(day), placeholder="2026-12-10", id="plan-date", classes="filter")
        yield Rows(id="tasks")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """A plan for the usual time, until a day is named."""
        self.query_one("#plan-date").display = False
        self._make()

    def _make(self) -> None:
        from ..diary import Diary

        text = self.query_one("#plan-date", Input).value.strip()
        try:
            day = date.fromisoformat(text)
            self._plan = Diary(self._app.services).plan(self._outlook, day)
            self._problem = ""
        except ValueError:
            self._problem = f"{text} is no day; write it like 2026-12-10."
        except MockintError as error:
            self._problem = str(error)
        self._show()

    def _show(self) -> None:
        plan = self._plan
        days = f"{count(plan.days, 'day')} until {plan.interview:%A, %d %B}" if plan else ""
        shown = words((self._problem, "$text-error")) if self._problem else line(days)
        self.query_one("#plan-days", Plain).show(shown)
        self.query_one("#tasks", Rows).fill(list(self._options()))

    def _options(self) -> Iterator[Option]:
        if self._plan is None:
            return
        for note in self._plan.notes:
            yield Option(words((note, "$text-muted")), disabled=True)
        numbered = list(enumerate(self._plan.tasks))
        for day, tasks in groupby(numbered, key=lambda one: one[1].day):
            yield heading(f"{day:%A, %d %B}")
            for number, task in tasks:
                yield row(_task_row(task), f"task:{number}")

    # -- what can be done -------------------------------------------------------

    @on(Rows.OptionSelected)
    def _do(self, event: Rows.OptionSelected) -> None:
        kind, _, number = (event.option_id or "").partition(":")
        if kind != "task" or self._plan is None:
            return
        task = self._plan.tasks[int(number)]
        match task.command.split():
            case ["mockint", "drill", rubric, question]:
                self._app.drill(rubric, question)
            case ["mockint", "interview", rubric]:
                self._app.open_round(rubric)
            case _:
                self._app.tell(f"{task.title}\n{task.detail}".strip())

    def action_date(self) -> None:
        """Type the day of the interview."""
        box = self.query_one("#plan-date", Input)
        box.display = True
        box.focus()

    @on(Input.Submitted, "#plan-date")
    def _dated(self) -> None:
        self._make()
        if not self._problem:
            self.query_one("#plan-date").display = False
            self.query_one("#tasks").focus()

    def action_export(self) -> None:
        """Write Markdown and iCalendar into the folder that mockint was started in."""
        from ..reports.calendar import plan_calendar
        from ..reports.study_plan import plan_markdown
        from ..store.atomic import write_text

        if self._plan is None:
            return
        name = f"study-plan-{self._plan.interview}"
        try:
            write_text(Path.cwd() / f"{name}.md", plan_markdown(self._plan))
            write_text(Path.cwd() / f"{name}.ics", plan_calendar(self._plan))
        except MockintError as error:
            self._app.tell(error)
            return
        self._app.tell(f"{name}.md and {name}.ics in {Path.cwd()}", title="Written")

    def action_back(self) -> None:
        """First out of the date, then out of the plan."""
        box = self.query_one("#plan-date")
        if box.display and box.has_focus:
            box.display = False
            self.query_one("#tasks").focus()
        else:
            self.app.pop_screen()


def _task_row(task: Task) -> Row:
    minutes = f"{task.minutes} min" if task.minutes else ""
    return Row(
        Cell(words((task.kind.value, "$text-muted")), 9),
        Cell(line(task.title)),
        Cell(words((task.why, "$text-muted")), 46, from_width=120),
        Cell(words((minutes, "$text-muted")), 6, "right"),
    )
