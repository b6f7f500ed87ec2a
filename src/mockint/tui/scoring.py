"""Scoring: what is being done, how long it has taken, and a way out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widgets import Footer
from textual.worker import Worker, WorkerState

from ..domain.scorecard import Scorecard
from ..errors import MockintError
from .phrases import count
from .prose import Plain, plain, words

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from .assess import Assessment


class ScoringScreen(Screen[Scorecard | None]):
    """Grades one interview; dismissed with its scorecard, or None if that was given up."""

    CSS_PATH = "scoring.tcss"
    HELP = "Your answers are being graded. They are saved: you can leave and grade them later."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Not now", id="scoring.cancel",
                tooltip="Leave the session ungraded; opening it again grades it"),
        Binding("enter,r", "retry", "Try again", id="scoring.retry"),
        Binding("b", "builtin", "Built-in judge", id="scoring.builtin",
                tooltip="Grade with the built-in judge, which needs no endpoint"),
    ]  # fmt: skip

    def __init__(self, assessment: Assessment) -> None:
        super().__init__()
        self.assessment = assessment
        self._since = time.monotonic()
        self._failed = False
        self._judge = assessment.grade

    def compose(self) -> ComposeResult:
        """A title, what is being done, the seconds."""
        with Vertical(id="scoring"):
            yield Plain(words(("Scoring", "bold $text-primary")), id="scoring-title")
            yield Plain(id="scoring-stage")
            yield Plain(id="scoring-time")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Paint, then begin: a judge that needs no network computes without a break."""
        self.set_interval(1, self._tick)
        self.call_after_refresh(self.begin)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Trying again is for after a failure."""
        del parameters
        if action == "builtin":
            return self._failed and self.assessment.builtin is not None
        return self._failed if action == "retry" else True

    def begin(self) -> None:
        """Grade."""
        self._failed, self._since = False, time.monotonic()
        self.refresh_bindings()
        turns = self.assessment.transcript.candidate_turns
        signals = self.assessment.rubric.signals
        self.query_one("#scoring-stage", Plain).show(
            f"Reading {count(len(turns), 'answer')} against "
            f"{count(len(signals), 'signal')}, and checking that every quote is "
            "your own words."
        )
        self.run_worker(self._grade(), group="grade", exclusive=True, exit_on_error=False)

    async def _grade(self) -> Scorecard:
        return await self._judge()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Done, or failed."""
        event.stop()
        if event.state is WorkerState.SUCCESS and isinstance(event.worker.result, Scorecard):
            self.dismiss(event.worker.result)
        elif event.state is WorkerState.ERROR:
            self._fail(event.worker.error)

    def _fail(self, error: BaseException | None) -> None:
        self._failed = True
        ways = "Enter tries again"
        if self.assessment.builtin is not None:
            ways += ", B grades with the built-in judge"
        text = str(error) if isinstance(error, MockintError) else f"{type(error).__name__}: {error}"
        self.query_one("#scoring-stage", Plain).show(
            plain(f"Not graded: {text}\n\nYour answers are saved. {ways}, Esc leaves.")
        )
        self.query_one("#scoring-time", Plain).show("")
        self.refresh_bindings()

    def _tick(self) -> None:
        seconds = int(time.monotonic() - self._since)
        if not self._failed and seconds:
            self.query_one("#scoring-time", Plain).show(count(seconds, "second"))

    def action_retry(self) -> None:
        """Grade again."""
        self.begin()

    def action_builtin(self) -> None:
        """Grade with the judge that needs no endpoint; the scorecard says which it was."""
        if self.assessment.builtin is not None:
            self._judge = self.assessment.builtin
            self.begin()

    def action_cancel(self) -> None:
        """Leave it ungraded."""
        self.workers.cancel_node(self)
        self.dismiss(None)
