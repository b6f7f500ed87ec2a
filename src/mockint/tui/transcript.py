"""What was said, to read: search, the place of a quote, copying. Nothing changes here.

Turns are painted in pages of `PAGE` turns a widget, because a widget a turn makes long
transcripts slow. Search and quotes are found in the text as it is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets import Footer, Input

from ..domain.clean import clean, shown_span
from ..reports.phrases import turn_phrase, who_phrase
from . import takeaway
from .conversation import turn_content
from .phrases import count
from .prose import Plain, lines, plain, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.content import Content

    from ..domain.transcript import Transcript, Turn
    from .app import MockintApp

PAGE = 20


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of a turn: offsets into the turn's text as it is shown."""

    turn: int
    start: int
    end: int


class Page(Plain):
    """Some turns under each other, with spots lit up."""

    def __init__(self, turns: tuple[Turn, ...]) -> None:
        super().__init__("", classes="page")
        self.turns = turns
        self._indices = frozenset(turn.index for turn in turns)
        self._lit: tuple[tuple[Spot, ...], Spot | None] | None = None
        self.light((), None)

    def light(self, spots: tuple[Spot, ...], current: Spot | None) -> None:
        """Show the turns with `spots` marked, `current` more than the others.

        A page in which nothing changes is left alone: painting is what costs.
        """
        mine = tuple(spot for spot in spots if spot.turn in self._indices)
        now = (mine, current if current in mine else None)
        if now == self._lit:
            return
        self._lit = now
        self.show(lines(*(self._turn(turn, *now) for turn in self.turns)))

    def line_of(self, spot: Spot, width: int) -> int:
        """The line on which a spot begins, at a width."""
        above: list[Content] = []
        for turn in self.turns:
            if turn.index == spot.turn:
                upto = clean(turn.text)[: spot.start + 1]
                above.append(turn_content(turn.role, upto, turn.start_ms, turn.move))
                break
            above.append(self._turn(turn, (), None))
        return max(0, lines(*above).get_height({}, width) - 1)

    def _turn(self, turn: Turn, spots: tuple[Spot, ...], current: Spot | None) -> Content:
        content = turn_content(turn.role, turn.text, turn.start_ms, turn.move)
        head = len(content.plain) - len(clean(turn.text))
        for spot in spots:
            if spot.turn == turn.index:
                style = "reverse bold" if spot == current else "underline $text-accent"
                content = content.stylize(style, head + spot.start, head + spot.end)
        return lines(content, plain(""))


class TranscriptScreen(Screen[None]):
    """A transcript, at the place of a quote if one is given."""

    CSS_PATH = "transcript.tcss"
    AUTO_FOCUS = "#reader"
    HELP = "What was said, word for word. Nothing can be changed here."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", "Back", id="transcript.back"),
        Binding("slash", "search", "Search", id="transcript.search"),
        Binding("n", "match(1)", "Next", id="transcript.next"),
        Binding("N,shift+n", "match(-1)", "Previous", id="transcript.previous"),
        Binding("j", "line(1)", "Down", show=False),
        Binding("k", "line(-1)", "Up", show=False),
        Binding("g", "end(-1)", "Start", show=False),
        Binding("G,shift+g", "end(1)", "End", show=False),
        Binding("y", "copy", "Copy", id="transcript.copy",
                tooltip="Copy the selection, the quote, or all of it"),
        Binding("e", "export", "Export", id="transcript.export",
                tooltip="Write the conversation as Markdown"),
    ]  # fmt: skip

    def __init__(self, transcript: Transcript, quote: tuple[int, int, int] | None = None) -> None:
        """`quote` is (turn, start, end) in the turn's stored text."""
        super().__init__()
        self.transcript = transcript
        self._spots: tuple[Spot, ...] = ()
        self._at = 0
        if quote is not None and 0 <= quote[0] < len(transcript.turns):
            turn, start, end = quote
            self._spots = (Spot(turn, *shown_span(transcript.turns[turn].text, start, end)),)
        self._is_quote = bool(self._spots)

    def compose(self) -> ComposeResult:
        """Title, search box, pages, keys."""
        turns = self.transcript.turns
        with Horizontal(id="transcript-title"):
            yield Plain(words(("Transcript", "bold")), id="transcript-name")
            yield Plain(id="transcript-place")
        yield Input(placeholder="Search", id="search", classes="filter")
        with VerticalScroll(id="reader"):
            if not turns:
                yield Plain(words(("Nothing has been said yet.", "$text-muted")))
            for first in range(0, len(turns), PAGE):
                yield Page(turns[first : first + PAGE])
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Light the quote, or show where things stand."""
        self.query_one("#search").display = False
        self._say_place()
        if self._spots:
            self._light()
            self.call_after_refresh(self._go)

    def on_resize(self) -> None:
        """Lines are others at another width: keep the spot in sight."""
        if self._spots:
            self.call_after_refresh(self._go)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a next place only where there are several."""
        del parameters
        return len(self._spots) > 1 if action == "match" else True

    # -- searching --------------------------------------------------------------

    def action_search(self) -> None:
        """Type what to look for."""
        box = self.query_one("#search", Input)
        box.display = True
        box.focus()

    @on(Input.Changed, "#search")
    def _search_changed(self, event: Input.Changed) -> None:
        self.find(event.value)

    @on(Input.Submitted, "#search")
    def _search_done(self) -> None:
        self.query_one("#reader").focus()

    def find(self, text: str) -> None:
        """Mark every place where `text` stands, whatever its case, and go to the first."""
        self._is_quote = False
        self._spots = tuple(self._places(text)) if text.strip() else ()
        self._at = 0
        self._light()
        self._say_place(text)
        if self._spots:
            self._go()

    def _places(self, wanted: str) -> Iterator[Spot]:
        # Not by folding both sides: letters that fold to two would shift what follows.
        pattern = re.compile(re.escape(wanted), re.IGNORECASE)
        for turn in self.transcript.turns:
            for found in pattern.finditer(clean(turn.text)):
                yield Spot(turn.index, found.start(), found.end())

    def action_match(self, by: int) -> None:
        """The next or the previous place, round and round."""
        if self._spots:
            self._at = (self._at + by) % len(self._spots)
            self._light()
            self._say_place()
            self._go()

    def _light(self) -> None:
        current = self._spots[self._at] if self._spots else None
        for page in self.query(Page):
            page.light(self._spots, current)
        self.refresh_bindings()

    def _say_place(self, sought: str = "") -> None:
        if self._is_quote:
            text = f"quote in {turn_phrase(self._spots[0].turn)} of {len(self.transcript.turns)}"
        elif self._spots:
            text = f"{self._at + 1} of {count(len(self._spots), 'place')}"
        elif sought.strip():
            text = "not found"
        else:
            text = f"{count(len(self.transcript.turns), 'turn')} · {self.transcript.source}"
        self.query_one("#transcript-place", Plain).show(words((text, "$text-muted")))

    def _go(self) -> None:
        """Bring the current spot into sight, a third from the top."""
        if not self._spots:
            return
        spot = self._spots[self._at]
        reader = self.query_one("#reader", VerticalScroll)
        for page in self.query(Page):
            if any(turn.index == spot.turn for turn in page.turns):
                width = page.content_size.width
                row = page.virtual_region.y + page.line_of(spot, width)
                height = reader.size.height
                seen = Region(0, reader.scroll_offset.y, 1, max(1, height - 1))
                if not seen.contains(0, row):
                    reader.scroll_to(y=max(0, row - height // 3), animate=False, force=True)
                return

    # -- moving and leaving -----------------------------------------------------

    def action_line(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one("#reader").scroll_relative(y=by, animate=False)

    def action_end(self, way: int) -> None:
        """Scroll to the start or the end."""
        reader = self.query_one("#reader")
        if way < 0:
            reader.scroll_home(animate=False)
        else:
            reader.scroll_end(animate=False)

    def action_copy(self) -> None:
        """Copy what is selected, else the quote, else everything."""
        text = self.get_selected_text()
        what = "The selection"
        if not text and self._is_quote:
            spot = self._spots[0]
            text = clean(self.transcript.turns[spot.turn].text)[spot.start : spot.end]
            what = "The quote"
        if not text:
            text = "\n\n".join(
                f"{who_phrase(turn)}: {clean(turn.text)}" for turn in self.transcript.turns
            )
            what = "The transcript"
        takeaway.copy(cast("MockintApp", self.app), text, what)

    def action_export(self) -> None:
        """Write it as Markdown."""
        takeaway.conversation(cast("MockintApp", self.app), self.transcript)

    def action_back(self) -> None:
        """First out of the search, then out of the transcript."""
        box = self.query_one("#search", Input)
        if box.display:
            box.display = False
            box.value = ""
            self.query_one("#reader").focus()
        else:
            self.app.pop_screen()
