"""The two lines of figures around an interview.

Above stand the round, the question and the time; below the answer what is saved, the
criteria and the hints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.containers import Horizontal

from ..interview.flow import Phase
from .coverage import covered
from .phrases import clock, count
from .prose import Plain, line, words

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content
    from textual.widget import Widget

    from ..interview.conductor import Conductor
    from ..store.preferences import Preferences
    from .app import MockintApp

SHORT_OF_TIME = 5 * 60


class StatusBar(Horizontal):
    """One row: the round, where in it, and the time that is left."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._seconds: int | None = None
        self._lengths: dict[str, int] = {}

    def compose(self) -> ComposeResult:
        """Three fields."""
        yield Plain(line(self._title).stylize("bold"), id="status-round")
        yield Plain(id="status-place")
        yield Plain(id="status-time")

    def show(self, conductor: Conductor) -> None:
        """Show how things stand now."""
        state = conductor.state
        total = len(state.plan.questions)
        match state.phase:
            case Phase.OPENING:
                place = "welcome"
            case Phase.INVITING:
                place = "your questions"
            case Phase.CLOSED:
                place = ""
            case _:
                place = f"question {max(1, state.position + 1)} of {total}"
        self._put("#status-place", words((place, "$text-muted")))
        self.tick(conductor, force=True)

    def tick(self, conductor: Conductor, *, force: bool = False) -> None:
        """Show the time, if it reads differently from before."""
        seconds = conductor.seconds_left()
        if not force and seconds == self._seconds:
            return
        self._seconds = seconds
        self._put("#status-time", self._time(conductor, seconds))

    def _put(self, field: str, content: Content) -> None:
        """Show a field; only one that grows or shrinks costs a layout."""
        view = self.query_one(field, Plain)
        view.show(content, layout=self._lengths.get(field) != len(content))
        self._lengths[field] = len(content)

    def _time(self, conductor: Conductor, seconds: int) -> Content:
        if conductor.finished:
            return words(("interview over", "bold"))
        if _preferences(self).low_anxiety:
            return words(("clock stopped" if conductor.paused else "", "bold"))
        if conductor.paused:
            return words((f"{clock(seconds)} left, clock stopped", "bold $text-warning"))
        if seconds == 0:
            return words(("time is up: finish your answer", "bold $text-warning"))
        if seconds <= SHORT_OF_TIME:
            return words((f"! {clock(seconds)} left", "bold $text-warning"))
        return words((f"{clock(seconds)} left", "bold"))


class InfoLine(Horizontal):
    """One row: whether all is saved, criteria, hints; and what Enter does."""

    def compose(self) -> ComposeResult:
        """Two fields."""
        yield Plain(id="info-state")
        yield Plain(words(("Enter sends · ^j new line", "$text-muted")), id="info-keys")

    def show(self, conductor: Conductor, saved: str, *, trouble: bool = False) -> None:
        """`saved` says in words what is on disk."""
        preferences = _preferences(self)
        parts = [words((saved, "bold $text-error" if trouble else "$text-muted"))]
        if not preferences.realistic and not preferences.low_anxiety:
            found, total = covered(conductor)
            parts.append(words((f"{found}/{total} criteria", "$text-muted")))
        hints = conductor.state.hints
        if hints:
            parts.append(words((count(hints, "hint"), "$text-muted")))
        told = words((" · ", "$text-muted")).join(parts)
        self.query_one("#info-state", Plain).show(told, layout=False)


def _preferences(widget: Widget) -> Preferences:
    return cast("MockintApp", widget.app).preferences
