"""A loop: its rounds and who holds them, going on with the one that is due, and the packet."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer

from ..errors import MockintError
from ..panel import LoopOptions, Panel
from ..practice.loop import begin, seats_for
from .dialogs import Confirm
from .phrases import count
from .prose import Cell, Plain, Row, line, lines, plain, words
from .rows import Rows, heading, row
from .stepper import Stepper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.content import Content
    from textual.widgets.option_list import Option

    from ..domain.guide import Guide
    from ..practice.loop import LoopState, RoundState
    from .app import MockintApp

MINUTES = (None, 10, 15, 20, 30, 45, 60)


class LoopScreen(Screen[None]):
    """The rounds of a guide in order. Nothing is on disk before the first one begins."""

    CSS_PATH = "loop.tcss"
    AUTO_FOCUS = "#rounds"
    HELP = (
        "All rounds of a guide, one after another, each with its own interviewer. Levels stay "
        "hidden until the packet; interviewers only hand on what was covered. Leave any time."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "packet", "Packet", id="loop.packet",
                tooltip="What the committee gets: levels and evidence of all rounds"),
        Binding("x", "leave_out", "Leave out", id="loop.leave_out",
                tooltip="Pass over the round that is due"),
        Binding("escape,q", "back", "Back", id="loop.back"),
    ]  # fmt: skip

    def __init__(self, *, guide: Guide | None = None, loop: str = "") -> None:
        """A loop that was begun, by its id, or a new one of a guide."""
        super().__init__()
        self._guide = guide
        self.loop = loop
        self._title = f"{guide.role} at {guide.company}" if guide else ""
        self._state: LoopState = begin(())

    @property
    def _app(self) -> MockintApp:
        return cast("MockintApp", self.app)

    @property
    def _panel(self) -> Panel:
        return Panel(self._app.services)

    def compose(self) -> ComposeResult:
        """Title, rounds, detail, what can be chosen, keys."""
        with Horizontal(id="loop-title"):
            yield Plain(words(("Loop", "bold")), id="loop-name")
            yield Plain(id="loop-about")
        with Horizontal(id="loop-body"):
            yield Rows(id="rounds")
            with VerticalScroll(id="loop-detail", can_focus=False):
                yield Plain(id="round-about")
        if self._guide is not None:
            with Horizontal(id="loop-choices"):
                times = [(n, str(n) if n else "as the rounds say") for n in MINUTES]
                yield Stepper("Minutes a round", times, None, id="loop-minutes")
                yield Stepper("Location", self._places(self._guide), "", id="loop-location")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Read and show."""
        self.read()

    def read(self) -> None:
        """Read the loop again."""
        try:
            if self.loop:
                stored = self._panel.store.read(self.loop)
                self._state, self._title = stored.state, stored.header.title
            elif self._guide is not None:
                library = self._app.services.library
                names = [f"{self._guide.id}/{name}" for name in self._guide.rounds]
                self._state = begin(seats_for(library.rubric(name) for name in names))
        except MockintError as error:
            self._app.tell(error)
        self._show()

    def _places(self, guide: Guide) -> list[tuple[str, str]]:
        """Regions and places that the guide names."""
        names = [block.region for block in guide.locations if block.questions]
        slots = [s for b in guide.locations for q in b.questions for s in q.slots]
        names += [option for slot in slots for option in slot.options]
        return [("", "none"), *((name, name) for name in dict.fromkeys(names))]

    # -- showing ----------------------------------------------------------------

    def _show(self) -> None:
        over = sum(one.over for one in self._state.rounds)
        where = f"{over} of {count(len(self._state.rounds), 'round')} held"
        about = words(f"{self._title} · ", (where, "$text-muted"))
        self.query_one("#loop-about", Plain).show(about)
        rows = self.query_one("#rounds", Rows)
        rows.fill(list(self._options()), keep=f"round:{self._state.place}")
        for one in self.query("#loop-choices"):
            one.display = not self.loop
        self.refresh_bindings()

    def _options(self) -> Iterator[Option]:
        for place, one in enumerate(self._state.rounds):
            yield row(self._row(place, one), f"round:{place}")
        if self._state.finished:
            yield heading("The loop is over: Enter or p shows the committee packet.")

    def _row(self, place: int, one: RoundState) -> Row:
        due = place == self._state.place
        state = "due now" if due and not one.session else "go on" if due else one.words
        return Row(
            Cell(words((f"{place + 1}", "$text-muted")), 2, "right"),
            Cell(line(one.seat.title)),
            Cell(words((one.seat.interviewer, "$text-muted")), 40, from_width=90),
            Cell(words((one.seat.persona, "$text-muted")), 8, from_width=60),
            Cell(words((state, "bold $text-accent" if due else "$text-muted")), 9, "right"),
        )

    @on(Rows.OptionHighlighted)
    def _highlighted(self, event: Rows.OptionHighlighted) -> None:
        place = _place(event.option_id)
        about = self.query_one("#round-about", Plain)
        about.show(lines(*self._about(place)) if place is not None else "")

    def _about(self, place: int) -> Iterator[Content]:
        one = self._state.rounds[place]
        yield line(one.seat.title).stylize("bold")
        if one.seat.interviewer:
            yield words((f"with {one.seat.interviewer}, {one.seat.persona}", "$text-muted"))
        yield plain("")
        if one.notes is not None:
            yield words(("Handed on to the next interviewer", "bold $text-primary"))
            for name, texts in (("covered", one.notes.covered), ("go deeper", one.notes.deeper)):
                for text in texts:
                    yield words((f"{name:<10}", "$text-muted"), line(text))
            yield plain("")
            yield plain("Levels are in the packet, not here.")
        elif place == self._state.place:
            yield plain("Enter goes on where you stopped." if one.session else "Enter begins it.")

    # -- what can be done -------------------------------------------------------

    @on(Rows.OptionSelected)
    def _selected(self, event: Rows.OptionSelected) -> None:
        place = _place(event.option_id)
        if self._state.finished:
            self.action_packet()
        elif place is None or place != self._state.place:
            self._app.tell("Rounds are held in order; the marked one is due.")
        else:
            self._begin()

    def _begin(self) -> None:
        try:
            if self.loop:
                loop = self._panel.go_on(self.loop)
            else:
                assert self._guide is not None
                loop = self._panel.start(self._guide.id, self._chosen())
                self.loop = loop.id
        except MockintError as error:
            self._app.tell(error)
            return
        self._app.sit_in(loop)

    def _chosen(self) -> LoopOptions:
        minutes = self.query_one("#loop-minutes", Stepper).value
        return LoopOptions(
            minutes=minutes, location=self.query_one("#loop-location", Stepper).value or None
        )

    def action_packet(self) -> None:
        """Show what the committee gets."""
        if not any(one.over for one in self._state.rounds):
            self._app.tell("No round is over yet, so there is no packet.")
            return

        def show(yes: bool | None) -> None:
            if yes:
                self._app.show_packet(self.loop)

        if self._state.finished:
            show(True)
            return
        text = (
            "The loop is not over. In a real one nobody tells you how a round went before the "
            "last one is held."
        )
        self.app.push_screen(Confirm("Show the levels now?", text, yes="Show", no="Wait"), show)

    def action_leave_out(self) -> None:
        """Pass over the round that is due, once that was confirmed."""
        if not self.loop or self._state.finished:
            self._app.tell("There is no round to leave out.")
            return

        def decide(yes: bool | None) -> None:
            if not yes:
                return
            try:
                loop = self._panel.go_on(self.loop)
                loop.leave_out()
                loop.close()
            except MockintError as error:
                self._app.tell(error)
            self.read()

        text = "The packet will say that it was not held. What was answered in it stays saved."
        self.app.push_screen(Confirm("Leave this round out?", text, yes="Leave out"), decide)

    def action_back(self) -> None:
        """Home; the loop is kept."""
        self._app.go_home()


class PacketScreen(Screen[None]):
    """The committee packet, to read and to export."""

    CSS_PATH = "loop.tcss"
    AUTO_FOCUS = "#packet"
    HELP = "What the committee gets. Every level stands beside your own words."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "export", "Export", id="packet.export", tooltip="Write it as Markdown"),
        Binding("escape,q", "app.pop_screen", "Back", id="packet.back"),
        Binding("j", "line(1)", "Down", show=False),
        Binding("k", "line(-1)", "Up", show=False),
    ]

    def __init__(self, loop: str) -> None:
        super().__init__()
        self.loop = loop
        self._width = 0

    @property
    def _app(self) -> MockintApp:
        return cast("MockintApp", self.app)

    def compose(self) -> ComposeResult:
        """One text."""
        yield Plain(words(("Committee packet", "bold")), id="packet-title")
        with VerticalScroll(id="packet"):
            yield Plain(id="packet-text")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Make it, then show it."""
        self.show()

    def on_resize(self) -> None:
        """Lines are broken for the width that there is."""
        self.show()

    def show(self) -> None:
        """Show the packet at the width that there is now."""
        from ..reports.packet import packet_text

        width = min(100, max(40, self.size.width - 6))
        if width == self._width:
            return
        self._width = width
        try:
            text = packet_text(Panel(self._app.services).packet(self.loop), width)
        except MockintError as error:
            text = str(error)
        self.query_one("#packet-text", Plain).show(plain(text))

    def action_line(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one("#packet").scroll_relative(y=by, animate=False)

    def action_export(self) -> None:
        """Write Markdown into the folder that mockint was started in."""
        from pathlib import Path

        from ..reports.packet import packet_markdown
        from ..store.atomic import write_text

        path = Path.cwd() / f"{self.loop}.md"
        try:
            write_text(path, packet_markdown(Panel(self._app.services).packet(self.loop)))
        except MockintError as error:
            self._app.tell(error)
            return
        self._app.tell(str(path), title="Written")


def _place(option_id: str | None) -> int | None:
    kind, _, number = (option_id or "").partition(":")
    return int(number) if kind == "round" and number.isdigit() else None
