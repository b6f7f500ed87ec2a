"""Self-rating: how the candidate would rate each signal, before the levels are shown.

Enter goes on at once, rated or not. It knows no level and no scorecard, so that it cannot
show one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Footer

from ..reports.phrases import LEVEL_WORDS
from .phrases import count
from .prose import Cell, Plain, Row, line, plain, words
from .rows import Rows, row

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ..domain.rubric import Level, Signal

_NOT_RATED = "not rated"
_WIDTH = 22


class Ratings(Rows):
    """Signals; Enter is for the screen, a click takes the next level."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.done", "Go on", id="ratings.done",
                tooltip="Keep what you rated, if anything, and have the round graded"),
    ]  # fmt: skip


class SelfRatingScreen(Screen["dict[str, Level]"]):
    """Signals to rate from 1 to 4; dismissed with what was rated, {} where it was left out."""

    CSS_PATH = "self_rating.tcss"
    AUTO_FOCUS = "#ratings"
    HELP = (
        "How would you rate yourself? Your own levels stand beside the judge's, in the journal "
        "and on the scorecard, and change none. Enter leaves it out; Settings, Rate yourself, "
        "turns it off."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(level), f"rate({level})", f"{level} {LEVEL_WORDS[level]}", show=False,
                    id=f"rating.{level}", tooltip=f"Rate the highlighted signal {level}")
            for level in LEVEL_WORDS
        ),
        Binding("0,backspace", "rate(0)", "Not rated", show=False, id="rating.clear",
                tooltip="Take the rating of the highlighted signal back"),
        Binding("escape,q", "skip", "Leave it out", id="rating.skip",
                tooltip="Have the round graded; nothing of this is kept"),
    ]  # fmt: skip

    def __init__(self, signals: tuple[Signal, ...]) -> None:
        super().__init__()
        self.signals = signals
        self._rated: dict[str, Level] = {}

    def compose(self) -> ComposeResult:
        """What this is, the signals, the highlighted one in full."""
        yield Plain(words(("How would you rate yourself?", "bold")), id="rating-title")
        yield Plain(
            "Before you see the levels. Yours stand beside them, and change none of them. "
            "Press 1 to 4, or Enter to go on without.",
            id="rating-about",
        )
        yield Ratings(id="ratings")
        yield Plain(id="rating-signal")
        yield Plain(words((self._legend(), "$text-muted")), id="rating-legend")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """The signals, none of them rated."""
        self._show()

    @staticmethod
    def _legend() -> str:
        return " · ".join(f"{level} {word}" for level, word in LEVEL_WORDS.items())

    def _show(self) -> None:
        rows = self.query_one("#ratings", Ratings)
        rows.fill([row(self._row(signal), signal.id) for signal in self.signals])

    def _row(self, signal: Signal) -> Row:
        level = self._rated.get(signal.id)
        said = words((_NOT_RATED, "$text-muted"))
        if level is not None:
            said = words((f"{level} {LEVEL_WORDS[level]}", "bold"))
        return Row(Cell(line(signal.text)), Cell(said, _WIDTH))

    @on(Rows.OptionHighlighted)
    def _highlighted(self, event: Rows.OptionHighlighted) -> None:
        signal = next(one for one in self.signals if one.id == event.option_id)
        self.query_one("#rating-signal", Plain).show(plain(signal.text))

    @on(Rows.OptionSelected)
    def _clicked(self, event: Rows.OptionSelected) -> None:
        level = self._rated.get(event.option_id or "", 0)
        self._rate(event.option_id, (level + 1) % 5)

    def action_rate(self, level: int) -> None:
        """Rate the highlighted signal, and go to the next."""
        rows = self.query_one("#ratings", Ratings)
        self._rate(rows.chosen, level)
        last = self.signals[-1].id
        if level and rows.chosen != last:
            rows.action_cursor_down()

    def _rate(self, signal: str | None, level: int) -> None:
        if signal is None:
            return
        self._rated.pop(signal, None)
        if level:
            self._rated[signal] = cast("Level", level)
        self._show()
        rated = count(len(self._rated), "signal")
        self.query_one("#rating-title", Plain).show(
            words(("How would you rate yourself?", "bold"), (f"   {rated} rated", "$text-muted"))
        )

    def action_done(self) -> None:
        """Go on with what was rated."""
        self.dismiss(dict(self._rated))

    def action_skip(self) -> None:
        """Go on without."""
        self.dismiss({})
