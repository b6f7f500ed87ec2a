"""Setting up an interview: a guide, one of its rounds, and how it is held.

One list at a time, so that it fits 80 columns; Esc goes a step back. It reads what there
is in a thread and decides nothing about interviewing: what was chosen goes to the app.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Literal, cast

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Input

from ..errors import MockintError
from ..reports.tailoring import tailored_lines
from ..wiring import InterviewOptions
from . import papers, round_options, shelf
from .choices import Choice, Choices
from .dialogs import Ask
from .handover import hand_over
from .papers import Papers
from .phrases import count, score
from .prose import Cell, Plain, Row, line, lines, plain, words
from .rows import Rows, heading, row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.widgets.option_list import Option

    from ..domain.rubric import Rubric
    from .app import MockintApp
    from .shelf import GuideCard, RoundCard, SessionCard

Step = Literal["guide", "round", "options"]
START, BRIEF = "do:start", "do:brief"


class SetupScreen(Screen[None]):
    """Three lists, one after the other."""

    CSS_PATH = "setup.tcss"
    AUTO_FOCUS = "#setup"
    HELP = (
        "Choose a guide, then a round, then how it is held: arrows left and right change a "
        "value. Esc goes a step back. Nothing is recorded before you start."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="setup.filter"),
        Binding("s", "start", "Start", id="setup.start", tooltip="Begin as chosen"),
        Binding("b", "brief", "Brief", id="setup.brief", tooltip="Read what the round is about"),
        Binding("escape", "back", "Back", id="setup.back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._guides: list[GuideCard] = []
        self._sessions: tuple[SessionCard, ...] = ()
        self._reading = True
        self._problem = ""
        self._guide: GuideCard | None = None
        self._rubric: Rubric | None = None
        self._choices: dict[str, Choice] = {}
        self._papers = Papers()

    @property
    def _app(self) -> MockintApp:
        return cast("MockintApp", self.app)

    @property
    def step(self) -> Step:
        """What is being chosen."""
        if self._rubric is not None:
            return "options"
        return "round" if self._guide is not None else "guide"

    def compose(self) -> ComposeResult:
        """Where in it, filter, list, detail, keys."""
        yield Plain(id="setup-steps")
        yield Input(placeholder="Filter", id="setup-filter", classes="filter")
        with Horizontal(id="setup-body"):
            yield Choices(id="setup")
            with VerticalScroll(id="setup-detail", can_focus=False):
                yield Plain(id="setup-about")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Paint first, read then."""
        self.query_one("#setup-filter").display = False
        self.show_step()
        self.read_guides()

    @work(thread=True, exclusive=True, group="setup")
    def read_guides(self) -> None:
        """Read sessions and guides."""
        guides: list[GuideCard] = []
        sessions: tuple[SessionCard, ...] = ()
        problem = ""
        try:
            sessions = shelf.sessions(self._app.services.store)
            guides = list(shelf.guides(self._app.services.library))
        except MockintError as error:
            problem = str(error)
        hand_over(self, self._take, guides, sessions, problem)

    def _take(
        self, guides: list[GuideCard], sessions: tuple[SessionCard, ...], problem: str
    ) -> None:
        self._guides, self._sessions, self._problem = guides, sessions, problem
        self._reading = False
        self.show_step()

    # -- showing ----------------------------------------------------------------

    def show_step(self, keep: str | None = None) -> None:
        """Fill the list with what is to be chosen now."""
        wanted = self.query_one("#setup-filter", Input).value.casefold().split()
        self.query_one("#setup-steps", Plain).show(self._crumbs())
        self.set_class(self.step == "options", "-options")
        found = [one for one, text in self._rows() if all(word in text for word in wanted)]
        rows = self.query_one("#setup", Rows)
        if found:
            rows.fill(found, keep=keep)
        else:
            text = words((self._nothing(wanted), "not bold $text-muted"))
            rows.fill([heading(text, gap=False)])
        self._describe(rows.chosen)
        self.refresh_bindings()

    def _crumbs(self) -> Row:
        """The steps; where they do not fit, those that are done give way to the one at hand."""
        chosen = (
            ("guide", "Guide", self._guide.title if self._guide else ""),
            ("round", "Round", self._rubric.title if self._rubric else ""),
            ("options", "How it is held", ""),
        )
        cells: list[Cell] = []
        for number, (step, name, said) in enumerate(chosen, 1):
            here = step == self.step
            done = bool(said) and not here
            told = line(f"{number} {said or name}")
            told = told.stylize("bold $text-primary" if here else "$text-muted")
            if cells:
                cells.append(Cell(words(("›", "$text-muted")), 1))
            cells.append(Cell(told, None if done else told.cell_length, shrinks=done))
        return Row(*cells, gap=1)

    def _nothing(self, wanted: list[str]) -> str:
        if self._problem:
            return self._problem
        if self._reading:
            return "Reading guides…"
        if wanted:
            return "Nothing fits the filter; Esc clears it."
        return "There are no guides here. `mockint doctor` says where they are looked for."

    def _rows(self) -> Iterator[tuple[Option, str]]:
        """(row, words that a filter looks in)."""
        if self._rubric is not None:
            yield from self._option_rows()
        elif self._guide is not None:
            for card in self._guide.rounds:
                yield row(self._round_row(card), card.id), f"{card.title} {card.kind}".casefold()
        else:
            for guide in self._guides:
                yield row(self._guide_row(guide), guide.id), f"{guide.title} {guide.id}".casefold()

    def _guide_row(self, guide: GuideCard) -> Row:
        held = sum(one.rubric.startswith(guide.id + "/") for one in self._sessions)
        rounds = count(len(guide.rounds), "round")
        cells = [Cell(line(guide.title)), Cell(words((rounds, "$text-muted")), 10, "right")]
        if held:
            practised = words((f"practised {count(held, 'time')}", "$text-muted"))
            cells.insert(1, Cell(practised, 18, "right", from_width=60))
        return Row(*cells)

    def _round_row(self, card: RoundCard) -> Row:
        done = shelf.best(self._sessions, card.id)
        said = "cannot be read" if card.problem else ""
        if done is not None and not self._app.preferences.low_anxiety:
            said = f"best {score(done.score)}"
        return Row(
            Cell(words((str(card.number), "$text-muted")), 2, "right"),
            Cell(line(card.title)),
            Cell(words((said, "$text-muted")), 14, "right", from_width=46),
            Cell(words((f"{card.minutes} min" if card.minutes else "", "$text-muted")), 7, "right"),
        )

    def _option_rows(self) -> Iterator[tuple[Option, str]]:
        yield row(Row(Cell(words(("Start the interview", "bold")))), START), "start"
        for choice in self._choices.values():
            yield choice.option(), f"{choice.name} {choice.said}".casefold()
        yield row(Row(Cell(words("Read the brief first"))), BRIEF), "brief"

    # -- the detail beside the list ---------------------------------------------

    @on(Rows.OptionHighlighted)
    def _highlighted(self, event: Rows.OptionHighlighted) -> None:
        self._describe(event.option_id)

    def _describe(self, option_id: str | None) -> None:
        about: Content | str = ""
        if self.step == "options":
            choice = self._choices.get(option_id or "")
            about = self._about_choice(choice) if choice else self._about_action(option_id)
        elif self._guide is not None:
            card = next((one for one in self._guide.rounds if one.id == option_id), None)
            about = self._about_round(card) if card else ""
        else:
            guide = next((one for one in self._guides if one.id == option_id), None)
            about = self._about_guide(guide) if guide else ""
        self.query_one("#setup-about", Plain).show(about)

    def _about_choice(self, choice: Choice) -> Content:
        return lines(words((choice.name, "bold"), f": {choice.said}"), plain(choice.about))

    def _about_action(self, option_id: str | None) -> str:
        if option_id == BRIEF:
            return _ABOUT_BRIEF
        if option_id != START:
            return ""
        pauses, helps = self._app.key("interview.pause"), self._app.key("help")
        return f"Begins at once. Enter sends an answer, {pauses} pauses, {helps} shows the keys."

    def _about_guide(self, guide: GuideCard) -> Content:
        rounds = (words((f"{one.number} ", "$text-muted"), one.title) for one in guide.rounds)
        return lines(words((guide.title, "bold")), plain(""), *rounds)

    def _about_round(self, card: RoundCard) -> Content:
        if card.problem:
            return lines(words((card.title, "bold")), plain(""), plain(card.problem))
        criteria = (words(("· ", "$text-muted"), one) for one in card.criteria)
        return lines(
            words((card.title, "bold")),
            words((card.kind, "$text-muted")),
            plain(""),
            plain(card.summary),
            plain(""),
            words(("What you are graded on", "bold $text-primary")),
            *criteria,
        )

    # -- choosing ---------------------------------------------------------------

    @on(Rows.OptionSelected)
    def _selected(self, event: Rows.OptionSelected) -> None:
        chosen = event.option_id or ""
        if self.step == "guide":
            self._guide = next((one for one in self._guides if one.id == chosen), None)
            self._new_step()
        elif self.step == "round":
            self._choose_round(chosen)
        elif chosen == BRIEF:
            self.action_brief()
        elif chosen == START:
            self.action_start()
        elif chosen in {papers.JOB, papers.CV}:
            self._ask_file(chosen)
        else:
            self._step(chosen, 1, around=True)

    def _new_step(self, keep: str | None = None) -> None:
        self._close_filter()
        self.show_step(keep)
        if keep is None:
            self.query_one("#setup", Rows).action_first()

    def _choose_round(self, name: str) -> None:
        try:
            self._rubric = self._app.services.library.rubric(name)
            settings = self._app.services.engines.settings
            offered = round_options.offered(self._rubric, settings, self._app.preferences)
            self._choices = {one.id: one for one in (*offered, *self._papers.choices())}
        except MockintError as error:
            self._rubric = None
            self._app.tell(error)
            return
        self._new_step()

    @on(Choices.Stepped)
    def _stepped(self, event: Choices.Stepped) -> None:
        self._step(event.id, event.by)

    def _step(self, name: str, by: int, *, around: bool = False) -> None:
        choice = self._choices.get(name)
        if choice is None or self._rubric is None:
            return
        self._choices[name] = choice.stepped(by, around=around)
        if name == "minutes":
            length = self._choices["minutes"].value
            asked = self._choices["questions"]
            counts = round_options.questions(self._rubric, length)
            self._choices["questions"] = Choice("questions", asked.name, asked.about, counts,
                                                asked.value)  # fmt: skip
        self.show_step(name)

    def _ask_file(self, name: str) -> None:
        """Ask for the path of a file, and take it once it could be read."""
        title, text = papers.asked(name)

        def take(said: str | None) -> None:
            if said is None or self._rubric is None:
                return
            chosen = replace(self._papers, **{name: papers.path_of(said)})
            try:
                tailoring = chosen.tailor(self._app.services, self._rubric)
            except MockintError as error:
                self._app.tell(error)
                return
            self._papers = chosen
            self._choices |= {one.id: one for one in chosen.choices()}
            self.show_step(name)
            if tailoring is not None:
                self._app.tell("\n".join(tailored_lines(tailoring)), title="Tailored")

        self.app.push_screen(Ask(title, text, self._papers.path(name)), take)

    # -- what can be done -------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Starting is for when a round is chosen."""
        del parameters
        return self.step == "options" if action in {"start", "brief"} else True

    def _given(self, rubric: Rubric) -> InterviewOptions:
        """All that was chosen. InputError where a file cannot be read any more."""
        chosen = {name: choice.value for name, choice in self._choices.items()}
        return InterviewOptions(
            minutes=chosen["minutes"],
            questions=chosen["questions"],
            persona=chosen["persona"],
            location=chosen.get("location"),
            tailoring=self._papers.tailor(self._app.services, rubric),
        )

    def _ready(self) -> bool:
        """Take engine and realism over; False, and said why, where that engine cannot work."""
        services = self._app.services
        services.choose_engine(self._choices["engine"].value)
        try:
            engines = services.engines
            if engines.settings.engine == "openai":
                _ = engines.endpoint
            elif engines.settings.engine == "local":
                _ = engines.in_process
            self._app.prefer(
                keep=False,
                realism=self._choices["realism"].value,
                talking=self._choices["talking"].value,
            )
        except MockintError as error:
            services.choose_engine(None)
            self._app.tell(error)
            return False
        return True

    def _go(self, act: Callable[[Rubric, InterviewOptions], None]) -> None:
        if self._rubric is None or not self._ready():
            return
        try:
            options = self._given(self._rubric)
        except MockintError as error:
            self._app.tell(error)
        else:
            act(self._rubric, options)

    def action_start(self) -> None:
        """Begin as chosen."""
        self._go(self._app.start_interview)

    def action_brief(self) -> None:
        """Read what the round is about."""
        self._go(lambda rubric, options: self._app.open_round(rubric.id, options))

    def action_filter(self) -> None:
        """Type into the filter."""
        box = self.query_one("#setup-filter", Input)
        box.display = True
        box.focus()

    @on(Input.Changed, "#setup-filter")
    def _filter_changed(self) -> None:
        self.show_step()

    @on(Input.Submitted, "#setup-filter")
    def _filter_done(self) -> None:
        self.query_one("#setup").focus()
        self.query_one("#setup", Rows).action_select()

    def _close_filter(self) -> None:
        box = self.query_one("#setup-filter", Input)
        with self.prevent(Input.Changed):
            box.value = ""
        box.display = False
        self.query_one("#setup").focus()

    def action_back(self) -> None:
        """Out of the filter, else a step back, else out."""
        if self.query_one("#setup-filter").display:
            self._new_step(self.query_one("#setup", Rows).chosen)
        elif self._rubric is not None:
            name, self._rubric = self._rubric.id, None
            self._new_step(name)
        elif self._guide is not None:
            name, self._guide = self._guide.id, None
            self._new_step(name)
        else:
            self.app.pop_screen()


_ABOUT_BRIEF = (
    "What the round is about, what is graded and what the guide advises. The values above go "
    "with it."
)
