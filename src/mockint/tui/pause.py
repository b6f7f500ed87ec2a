"""Pause: the question is out of sight, and the clock stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, cast

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Digits, Footer

from .phrases import clock
from .prose import Plain, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.widget import Widget

    from .app import MockintApp

Way = Literal["resume", "home"]


class PauseScreen(Screen[Way]):
    """Shows what is left and nothing of what was asked."""

    CSS_PATH = "pause.tcss"
    HELP = "The interview is paused. The question is hidden, so that nobody thinks on with it."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,f4,escape", "go('resume')", "Go on", id="pause.resume"),
        Binding("h", "go('home')", "Save and go home", id="pause.home"),
    ]

    def __init__(self, title: str, seconds_left: int, answers: int) -> None:
        super().__init__()
        self._title, self._left, self._answers = title, seconds_left, answers

    def compose(self) -> ComposeResult:
        """The time that is left, large, and what keys do."""
        said = "1 answer is saved" if self._answers == 1 else f"{self._answers} answers are saved"
        with Vertical(id="paused"):
            yield Plain(words(("Paused", "bold $text-accent")), classes="centre")
            yield Plain(self._title, classes="centre muted")
            yield from self._time()
            yield Plain(f"The clock stands still. {said}.", classes="centre after")
            yield Plain("Enter goes on. You can also quit: it is all kept.", classes="centre muted")
        yield Footer(compact=True)

    def _time(self) -> Iterable[Widget]:
        """The time that is left: large, in words for who hears it, or not at all."""
        preferences = cast("MockintApp", self.app).preferences
        if preferences.low_anxiety:
            return
        if preferences.screen_reader:
            yield Plain(f"{clock(self._left)} left", classes="centre")
            return
        yield Digits(clock(self._left), id="left")
        yield Plain("left", classes="centre muted")

    def action_go(self, way: Way) -> None:
        """Leave the pause."""
        self.dismiss(way)
