"""History: every saved session; open, go on, read, compare two, export, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Footer, Input

from ..errors import MockintError
from . import shelf, takeaway
from .dialogs import Confirm
from .handover import hand_over
from .phrases import age, count, moment, score
from .prose import Cell, Plain, Row, line, words
from .rows import Rows, heading, row

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content

    from .app import MockintApp
    from .shelf import SessionCard


class HistoryScreen(Screen[None]):
    """A table of sessions, the latest first."""

    CSS_PATH = "history.tcss"
    AUTO_FOCUS = "#history"
    HELP = (
        "Every session that is saved here. Opening an unfinished one goes on with it. c on two "
        "graded sessions compares them."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="history.filter"),
        Binding("t", "read", "Read", id="history.read", tooltip="Read what was said"),
        Binding("c", "compare", "Compare", id="history.compare",
                tooltip="Mark this session; with a second one marked, compare the two"),
        Binding("e", "export", "Export", show=False, id="history.export",
                tooltip="Write the scorecard and the conversation as Markdown"),
        Binding("d", "delete", "Delete", show=False, id="history.delete",
                tooltip="Delete the session, once that was confirmed"),
        Binding("escape,q", "back", "Back", id="history.back"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._cards: tuple[SessionCard, ...] | None = None
        self._problem = ""
        self._marked: str | None = None

    @property
    def _app(self) -> MockintApp:
        return cast("MockintApp", self.app)

    def compose(self) -> ComposeResult:
        """Title, filter, head, rows, keys."""
        with Horizontal(id="history-title"):
            yield Plain(words(("History", "bold")), id="history-name")
            yield Plain(id="history-count")
        yield Input(placeholder="Filter by round, state or date", id="sought", classes="filter")
        yield Plain(_columns(*(words((text, "$text-muted")) for text in _HEAD)), id="history-head")
        yield Rows(id="history")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Paint, then read."""
        self.query_one("#sought").display = False
        self._show()
        self.read_sessions()

    @work(thread=True, exclusive=True, group="history")
    def read_sessions(self) -> None:
        """Read the list again."""
        problem = ""
        cards: tuple[SessionCard, ...] = ()
        try:
            cards = shelf.sessions(self._app.services.store)
        except MockintError as error:
            problem = str(error)
        hand_over(self, self._take, cards, problem)

    def _take(self, cards: tuple[SessionCard, ...], problem: str) -> None:
        self._cards, self._problem = cards, problem
        self._show()

    # -- showing ----------------------------------------------------------------

    def _show(self) -> None:
        wanted = self.query_one("#sought", Input).value.casefold().split()
        cards = [card for card in self._cards or () if self._fits(card, wanted)]
        rows = self.query_one("#history", Rows)
        if cards:
            rows.fill([row(self._row(card), card.id) for card in cards])
        else:
            rows.fill([heading(words((self._nothing(wanted), "not bold $text-muted")), gap=False)])
        every = count(len(self._cards or ()), "session")
        shown = f"{len(cards)} of {every}" if wanted else every
        self.query_one("#history-count", Plain).show(words((shown, "$text-muted")))

    def _nothing(self, wanted: list[str]) -> str:
        if self._problem:
            return self._problem
        if self._cards is None:
            return "Reading sessions…"
        if wanted:
            return "Nothing fits the filter; Esc clears it."
        return "No sessions yet. Choose a round on the home screen (Esc) to hold the first."

    def _fits(self, card: SessionCard, wanted: list[str]) -> bool:
        text = f"{card.title} {card.rubric} {card.words} {card.id} {self._when(card)}".casefold()
        return all(word in text for word in wanted)

    def _when(self, card: SessionCard) -> str:
        return age(card.created, self._app.now())

    def _row(self, card: SessionCard) -> Row:
        hidden = card.score is None or self._app.preferences.low_anxiety
        result = "" if hidden else score(card.score)
        marked = ("A ", "bold $text-accent") if card.id == self._marked else ("", "")
        return _columns(
            words((self._when(card), "$text-muted")),
            words(marked, line(card.title)),
            words((str(card.answers), "")),
            words((f"{card.minutes} min", "")),
            words((card.words, "bold" if card.state == "graded" else "$text-accent")),
            words((result, "bold")),
        )

    # -- what can be done -------------------------------------------------------

    @property
    def _chosen(self) -> SessionCard | None:
        chosen = self.query_one("#history", Rows).chosen
        return next((card for card in self._cards or () if card.id == chosen), None)

    @on(Rows.OptionSelected)
    def _open(self, event: Rows.OptionSelected) -> None:
        card = self._chosen
        if card is None or event.option_id != card.id:
            return
        if card.problem:
            self._app.tell(f"{card.id}: {card.problem}")
        else:
            self._app.open_session(card.id)

    def action_read(self) -> None:
        """Read what was said."""
        if (card := self._chosen) is not None:
            self._app.read_session(card.id)

    def action_export(self) -> None:
        """Write scorecard and conversation."""
        if (card := self._chosen) is not None:
            takeaway.session(self._app, card.id)

    def action_compare(self) -> None:
        """Mark the first of two, or compare with the one that is marked."""
        card = self._chosen
        if card is None:
            return
        if card.state != "graded":
            self._app.tell("Only graded sessions can be compared; opening this one grades it.")
        elif self._marked is None:
            self._marked = card.id
            self._show()
            key = self._app.key("history.compare")
            self._app.tell(
                f"Marked A. {key} on another graded session compares the two; Esc forgets."
            )
        elif self._marked == card.id:
            self._forget_mark()
        else:
            cards = {one.id: one for one in self._cards or ()}
            pair = (cards[self._marked], card) if self._marked in cards else (card, card)
            first, second = sorted(pair, key=lambda one: one.created)
            self._forget_mark()
            self._app.compare(
                (first.id, second.id), (moment(first.created), moment(second.created))
            )

    def _forget_mark(self) -> None:
        self._marked = None
        self._show()

    def action_delete(self) -> None:
        """Delete, once that was confirmed."""
        card = self._chosen
        if card is None:
            return
        text = (
            f"{card.title}\n{self._when(card)}, {count(card.answers, 'answer')}, {card.words}\n\n"
            "The session, its scorecard and its draft are removed from the disk. This cannot "
            "be undone."
        )

        def decide(yes: bool | None) -> None:
            if not yes:
                return
            try:
                self._app.services.store.delete(card.id)
            except MockintError as error:
                self._app.tell(error)
            self.read_sessions()

        self.app.push_screen(Confirm("Delete this session?", text, yes="Delete", no="Keep"), decide)

    def action_filter(self) -> None:
        """Type into the filter."""
        box = self.query_one("#sought", Input)
        box.display = True
        box.focus()

    @on(Input.Changed, "#sought")
    def _filter_changed(self) -> None:
        self._show()

    @on(Input.Submitted, "#sought")
    def _filter_done(self) -> None:
        self.query_one("#history").focus()

    def action_back(self) -> None:
        """First out of the filter, then out of the history."""
        box = self.query_one("#sought", Input)
        if box.display:
            box.value = ""
            box.display = False
            self.query_one("#history").focus()
        elif self._marked is not None:
            self._forget_mark()
        else:
            self.app.pop_screen()

    def on_screen_resume(self) -> None:
        """Coming back: something may have changed."""
        if self._cards is not None:
            self.read_sessions()


_HEAD = ("When", "Round", "Answers", "Time", "State", "Score")


def _columns(
    when: Content, title: Content, answers: Content, spent: Content, state: Content, result: Content
) -> Row:
    return Row(
        Cell(when, 15),
        Cell(title),
        Cell(answers, 7, "right", from_width=90),
        Cell(spent, 7, "right", from_width=60),
        Cell(state, 15),
        Cell(result, 5, "right"),
    )
