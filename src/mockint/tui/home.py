"""Home: go on, start at once, choose a round, look at an earlier session.

Painted before anything is read: rubrics and sessions come in from a thread. The screen
shows what the shelf holds and decides nothing but where a row leads.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Input

from ..errors import MockintError
from . import shelf
from .handover import hand_over
from .phrases import age, count, score
from .places import PLACES
from .prose import Cell, Plain, Row, line, lines, plain, words
from .rows import Rows, heading, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.widgets.option_list import Option

    from .app import MockintApp
    from .shelf import GuideCard, LoopCard, RoundCard, SessionCard

RECENT = 6
QUICK_MINUTES = 15
QUICK_QUESTIONS = 2
#: Seconds between two fillings of the list while guides are read.
BETWEEN_FILLS = 0.15


class HomeScreen(Screen[None]):
    """The first screen, and the one that Esc leads back to."""

    AUTO_FOCUS = "#shelf"
    HELP = (
        "Choose a round to see what it is about, go on with an unfinished interview, or look "
        "at an earlier one. No key and no network is needed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="home.filter"),
        Binding(
            "s",
            "quick",
            "Quick start",
            show=False,
            id="home.quick",
            tooltip="Begin a short interview at once",
        ),
        Binding("escape", "unfilter", "Clear the filter", show=False, id="home.unfilter"),
        # Not in the footer, which is full at 80 columns: help and the palette name the rest.
        Binding("l", "loop", "Loop", id="home.loop", show=False,
                tooltip="All rounds of the highlighted round's guide, one after another"),
        *(
            Binding(
                one.key,
                f"app.open_place('{one.id}')",
                one.label or one.name,
                id=f"home.{one.id}",
                show=one.shown,
                tooltip=one.about,
            )
            for one in PLACES
        ),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._guides: list[GuideCard] = []
        self._loop: LoopCard | None = None
        self._sessions: tuple[SessionCard, ...] = ()
        self._reading = True
        self._problem = ""

    @property
    def _app(self) -> MockintApp:
        return cast("MockintApp", self.app)

    def compose(self) -> ComposeResult:
        """Title, list, detail, keys."""
        with Horizontal(id="title"):
            yield Plain(words(("mockint", "bold $text-primary")), id="name")
            yield Plain("practice interviews, graded on your own words", id="motto")
        yield Input(placeholder="Filter rounds and sessions", id="filter", classes="filter")
        with Horizontal(id="body"):
            yield Rows(id="shelf")
            with VerticalScroll(id="detail", can_focus=False):
                yield Plain(id="about")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Paint first, read then."""
        self.query_one("#filter").display = False
        self.show_shelf()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.read_shelf()
        self._app.enter()

    # -- reading ----------------------------------------------------------------

    @work(thread=True, exclusive=True, group="shelf")
    def read_shelf(self) -> None:
        """Read sessions, then guides, showing each as it comes."""
        services = self._app.services

        def show(found: list[GuideCard], problem: str = "", *, reading: bool = True) -> None:
            hand_over(self, self._take, found, problem, reading)

        guides: list[GuideCard] = []
        problem = ""
        shown_at = 0.0
        try:
            self._sessions = shelf.sessions(services.store)
            self._loop = shelf.unfinished_loop(services)
            show(self._guides)
            for guide in shelf.guides(services.library):
                guides.append(guide)
                # Filling the list costs time of its own, so not for each of many guides.
                if len(guides) > len(self._guides) and time.monotonic() - shown_at > BETWEEN_FILLS:
                    show(list(guides))
                    shown_at = time.monotonic()
        except MockintError as error:
            problem = str(error)
        show(guides, problem, reading=False)

    def _take(self, guides: list[GuideCard], problem: str, reading: bool) -> None:
        if self._reading and not reading:
            self._app.settle()
        self._guides, self._problem, self._reading = guides, problem, reading
        self.show_shelf()

    # -- showing ----------------------------------------------------------------

    def show_shelf(self) -> None:
        """Fill the list from what has been read so far."""
        wanted = self.query_one("#filter", Input).value.casefold().split()
        rows = self.query_one("#shelf", Rows)
        rows.fill(list(self._options(wanted)))
        if rows.chosen is None:
            self._describe(None)

    def _options(self, wanted: list[str]) -> Iterator[Option]:
        first = True
        for title, rows in self._groups():
            fitting = [one for one in rows if all(word in one[1] for word in wanted)]
            if fitting:
                yield heading(title, gap=not first)
                first = False
                yield from (option for option, _ in fitting)
        if self._problem:
            yield heading(words((self._problem, "$text-error")), gap=not first)
        elif first:
            text = "Nothing fits the filter; Esc clears it." if wanted else "Reading rounds…"
            yield heading(words((text, "not bold $text-muted")), gap=False)
        elif self._reading and not self._guides:
            yield heading(words(("Reading rounds…", "not bold $text-muted")))

    def _groups(self) -> Iterator[tuple[str, list[tuple[Option, str]]]]:
        """(heading, [(row, words that a filter looks in)])."""
        resumable = shelf.unfinished(self._sessions)
        going_on = [] if self._loop is None else [self._loop_row(self._loop)]
        if resumable is not None and (self._loop is None or self._loop.session != resumable.id):
            going_on.append(self._session_row(resumable, "continue"))
        if going_on:
            yield "Continue", going_on
        quick = self._quick_round()
        if quick is not None:
            yield "Quick start", [(row(self._quick_row(quick), "quick:"), "quick start")]
        for guide in self._guides:
            yield guide.title, [self._round_row(guide, card) for card in guide.rounds]
        recent = [one for one in self._sessions if one is not resumable][:RECENT]
        if recent:
            yield "Recent sessions", [self._session_row(one, "session") for one in recent]

    def _round_row(self, guide: GuideCard, card: RoundCard) -> tuple[Option, str]:
        done = shelf.best(self._sessions, card.id)
        best = self._score(done) if done else ""
        result = words((f"best {best}" if best else "", "$text-muted"))
        if card.problem:
            result = words(("cannot be read", "$text-error"))
        minutes = f"{card.minutes} min" if card.minutes else ""
        content = Row(
            Cell(words((f"{card.number}", "$text-muted")), 2, "right"),
            Cell(line(card.title)),
            Cell(result, 14, "right", from_width=46),
            Cell(words((minutes, "$text-muted")), 7, "right"),
        )
        return row(content, f"round:{card.id}"), f"{guide.title} {card.title} {card.id}".casefold()

    def _loop_row(self, card: LoopCard) -> tuple[Option, str]:
        content = Row(
            Cell(line(f"Loop: {card.title}")),
            Cell(words((f"next {card.due}", "$text-muted")), 30, from_width=76),
            Cell(words((f"{card.held} of {card.rounds} held", "$text-accent")), 15, "right"),
            Cell(plain(""), 3),
            Cell(words((age(card.created, self._app.now()), "$text-muted")), 15, "right",
                 from_width=56),
        )  # fmt: skip
        return row(content, f"loop:{card.id}"), f"loop {card.title} {card.due}".casefold()

    def _session_row(self, card: SessionCard, kind: str) -> tuple[Option, str]:
        when = age(card.created, self._app.now())
        state = words((card.words, "$text-muted" if kind == "session" else "$text-accent"))
        result = self._score(card)
        content = Row(
            Cell(line(card.title)),
            Cell(words((count(card.answers, "answer"), "$text-muted")), 10, "right", from_width=76),
            Cell(state, 15, "right"),
            Cell(words((result, "bold")), 3, "right"),
            Cell(words((when, "$text-muted")), 15, "right", from_width=56),
        )
        return row(
            content, f"{kind}:{card.id}"
        ), f"{card.title} {card.rubric} {card.words}".casefold()

    def _score(self, card: SessionCard) -> str:
        """The score in figures; empty where there is none, and where figures are hidden."""
        hidden = card.score is None or self._app.preferences.low_anxiety
        return "" if hidden else score(card.score)

    def _quick_round(self) -> RoundCard | None:
        """The round of the latest session, else the first round that can be read."""
        rounds = [card for guide in self._guides for card in guide.rounds if not card.problem]
        known = {card.id: card for card in rounds}
        for session in self._sessions:
            if session.rubric in known:
                return known[session.rubric]
        return rounds[0] if rounds else None

    def _quick_row(self, card: RoundCard) -> Row:
        return Row(
            Cell(line(card.title)),
            Cell(
                words((f"{QUICK_QUESTIONS} questions · {QUICK_MINUTES} min", "$text-muted")),
                22,
                "right",
            ),
        )

    # -- the detail beside the list ---------------------------------------------

    @on(Rows.OptionHighlighted)
    def _highlighted(self, event: Rows.OptionHighlighted) -> None:
        self._describe(event.option_id)

    def _describe(self, option_id: str | None) -> None:
        kind, _, name = (option_id or "").partition(":")
        about = self.query_one("#about", Plain)
        if kind == "round":
            card = next((c for g in self._guides for c in g.rounds if c.id == name), None)
            about.show(self._about_round(card) if card else "")
        elif kind in {"session", "continue"}:
            session = next((one for one in self._sessions if one.id == name), None)
            about.show(self._about_session(session) if session else "")
        elif kind == "loop" and self._loop is not None:
            about.show(self._about_loop(self._loop))
        elif kind == "quick":
            quick = self._quick_round()
            about.show(self._about_quick(quick) if quick else "")
        else:
            about.show(_WELCOME)

    def _about_round(self, card: RoundCard) -> Content:
        if card.problem:
            return lines(words((card.title, "bold")), plain(""), plain(card.problem))
        facts = [
            card.kind,
            f"{card.minutes} minutes" if card.minutes else "",
            f"with {card.interviewer}" if card.interviewer else "",
            count(card.questions, "question") + " to choose from",
        ]
        practised = sum(one.rubric == card.id for one in self._sessions)
        return lines(
            words((card.title, "bold")),
            words(("\n".join(fact for fact in facts if fact), "$text-muted")),
            plain(""),
            plain(card.summary),
            plain(""),
            words(("What you are graded on", "bold $text-primary")),
            *(words(("· ", "$text-muted"), one) for one in card.criteria),
            plain(""),
            words(
                (f"practised {count(practised, 'time')}" if practised else "not practised yet",
                 "$text-muted")
            ),
        )  # fmt: skip

    def _about_session(self, card: SessionCard) -> Content:
        rows = [
            words((card.title, "bold")),
            words((f"{age(card.created, self._app.now())} · {card.id}", "$text-muted")),
            plain(""),
            plain(f"{count(card.answers, 'answer')} in {count(card.minutes, 'minute')}"),
            words(card.words, f" · {self._score(card)} of 4" if self._score(card) else ""),
        ]
        if card.problem:
            rows += [plain(""), words((card.problem, "$text-error"))]
        elif not card.unfinished:
            rows += [plain(""), plain("Enter opens the scorecard.")]
        if card.unfinished:
            rows += [plain(""), plain("Enter goes on where you stopped; the clock stood still.")]
        return lines(*rows)

    def _about_loop(self, card: LoopCard) -> Content:
        return lines(
            line(card.title).stylize("bold"),
            words((f"loop · {card.id}", "$text-muted")),
            plain(""),
            plain(f"{card.held} of {count(card.rounds, 'round')} held. Next: {card.due}."),
            plain(""),
            plain("Enter opens the loop. Levels come in the packet, after the last round."),
        )

    def _about_quick(self, card: RoundCard) -> Content:
        return lines(
            words(("Quick start", "bold")),
            words((card.title, "$text-muted")),
            plain(""),
            plain(
                f"{count(QUICK_QUESTIONS, 'question')} in {QUICK_MINUTES} minutes, follow-ups "
                "included. Starts at once, and ends with a scorecard."
            ),
        )

    # -- what can be done -------------------------------------------------------

    @on(Rows.OptionSelected)
    def _selected(self, event: Rows.OptionSelected) -> None:
        kind, _, name = (event.option_id or "").partition(":")
        match kind:
            case "round":
                self._app.open_round(name)
            case "session" | "continue":
                self._app.open_session(name)
            case "loop":
                self._app.open_loop(name)
            case "quick":
                self.action_quick()

    def action_open(self) -> None:
        """Open the highlighted row (also from within the filter)."""
        self.query_one("#shelf", Rows).action_select()

    def action_quick(self) -> None:
        """Start a short interview at once."""
        from ..wiring import InterviewOptions

        card = self._quick_round()
        if card is None:
            self._app.tell("Rounds are still being read.")
            return
        try:
            rubric = self._app.services.library.rubric(card.id)
        except MockintError as error:
            self._app.tell(error)
            return
        options = InterviewOptions(minutes=QUICK_MINUTES, questions=QUICK_QUESTIONS)
        self._app.start_interview(rubric, options)

    def action_loop(self) -> None:
        """Show the loop of the guide that the highlighted row belongs to."""
        kind, _, name = (self.query_one("#shelf", Rows).chosen or "").partition(":")
        if kind == "loop":
            self._app.open_loop(name)
            return
        known = {card.id for guide in self._guides for card in guide.rounds}
        rubric = self._round_behind(kind, name)
        if rubric not in known:
            self._app.tell("Choose a round of the guide first.")
            return
        self._app.new_loop(rubric.rsplit("/", 1)[0])

    def _round_behind(self, kind: str, name: str) -> str:
        """The id of the round that a row is about; empty where it is about none."""
        if kind == "quick":
            quick = self._quick_round()
            return quick.id if quick else ""
        if kind in {"session", "continue"}:
            return next((one.rubric for one in self._sessions if one.id == name), "")
        return name if kind == "round" else ""

    def action_filter(self) -> None:
        """Show the filter and type into it."""
        box = self.query_one("#filter", Input)
        box.display = True
        box.focus()

    def action_unfilter(self) -> None:
        """Forget the filter."""
        box = self.query_one("#filter", Input)
        box.value = ""
        box.display = False
        self.query_one("#shelf", Rows).focus()

    @on(Input.Changed, "#filter")
    def _filter_changed(self) -> None:
        self.show_shelf()

    @on(Input.Submitted, "#filter")
    def _filter_done(self) -> None:
        self.query_one("#shelf", Rows).focus()
        self.action_open()

    def on_screen_resume(self) -> None:
        """Coming back: sessions may have changed."""
        if not self._reading:
            self.read_shelf()


_WELCOME = (
    "Choose a round and press Enter.\n\n"
    "You will see what it is about before it starts. Nothing leaves this machine unless "
    "you set up a model; no key is needed."
)
