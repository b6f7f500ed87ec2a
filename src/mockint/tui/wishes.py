"""What the candidate may ask of the interviewer: a hint, the next question, the time, the end.

Each is refused with a reason while the interviewer has the word, and asked about first where
it costs something. It words nothing and keeps nothing itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import costs
from .desk import Desk
from .pause import PauseScreen
from .status import StatusBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from .pause import Way
    from .sitting import Sitting


class Wishes(Desk):
    """A desk at which somebody listens."""

    sitting: Sitting

    @property
    def is_over(self) -> bool:
        """True once there is nothing left to answer."""
        raise NotImplementedError

    @property
    def speaking(self) -> bool:
        """True while the interviewer has the word."""
        raise NotImplementedError

    def speak(self) -> None:
        """Let the interviewer say what is due."""
        raise NotImplementedError

    def show_state(self) -> None:
        """Show what the conductor says now."""
        raise NotImplementedError

    def action_finish(self) -> None:
        """On to the scorecard."""
        raise NotImplementedError

    def _try(self, act: Callable[[], None]) -> bool:
        """Do something that is journalled; False where the disk refuses."""
        raise NotImplementedError

    def _has_word(self) -> bool:
        """True if the candidate may act now; else says why not."""
        if self.is_over:
            self._app.tell("The interview is over. Enter shows your scorecard.")
        elif self.speaking:
            self._app.tell("The interviewer is still speaking. Esc stops the reply.")
        elif not self.conductor.state.awaiting:
            self._app.tell("The interviewer has the word. Press Enter first.")
        else:
            return True
        return False

    def _confirmed(self, act: Callable[[], None]) -> Callable[[bool | None], None]:
        def decide(yes: bool | None) -> None:
            if yes and self._try(act):
                self.speak()

        return decide

    def action_hint(self) -> None:
        """Ask for a hint, once its cost was seen."""
        if self._has_word():
            self.app.push_screen(costs.of_a_hint(), self._confirmed(self.conductor.hint))

    def action_skip(self) -> None:
        """Leave the question, once its cost was seen."""
        if self._has_word():
            self.app.push_screen(costs.of_skipping(), self._confirmed(self.conductor.skip))

    def action_repeat(self) -> None:
        """Hear the question again."""
        if self._has_word() and self._try(self.conductor.repeat):
            self.speak()

    def action_ask_time(self) -> None:
        """Ask how much time is left."""
        if self._has_word() and self._try(self.conductor.ask_time):
            self.speak()

    def action_end(self) -> None:
        """End the interview, once that was confirmed."""
        if self.is_over:
            self.action_finish()
        elif self.speaking:
            self._app.tell("The interviewer is still speaking. Esc stops the reply.")
        else:
            self.app.push_screen(costs.of_the_end(), self._confirmed(self.conductor.end))

    def action_pause(self) -> None:
        """Stop the clock and hide the question."""
        if self.is_over or not self._try(self.conductor.pause):
            return
        self.query_one(StatusBar).show(self.conductor)
        title = self.conductor.state.rubric.title
        screen = PauseScreen(title, self.conductor.seconds_left(), len(self.sitting.answers))
        self.app.push_screen(screen, self._after_pause)

    def _after_pause(self, way: Way | None) -> None:
        if way == "home":
            self._app.go_home()
            return
        self._try(self.conductor.resume)
        self.show_state()
