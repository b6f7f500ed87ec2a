"""What stands around the conversation: the scratch pad, live coverage, the microphone.

The part of the interview screen that shows and hides them and lets keys go to them. What is
said, sent and kept is the business of the screen and of the widgets themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on
from textual.screen import Screen

from .composer import AnswerBox
from .pad import Pad, is_drawn
from .talking import Talking

if TYPE_CHECKING:
    from ..interview.conductor import Conductor
    from .app import MockintApp


class Desk(Screen[None]):
    """A screen with an answer box, a pad, a line for the microphone and live coverage."""

    conductor: Conductor
    #: What is on disk, in words, and whether that is bad news.
    _saved = "saved"
    _trouble = False
    _page_of: str | None = None

    @property
    def _app(self) -> MockintApp:
        return cast("MockintApp", self.app)

    def _show_info(self) -> None:
        """Show what is on disk."""
        raise NotImplementedError

    def _save_draft(self) -> None:
        """Keep what stands in the answer box."""
        raise NotImplementedError

    def action_coverage(self) -> None:
        """Show or hide live coverage: beside the column, or over it where that is too narrow."""
        beside = self.has_class("-vast") or (self.has_class("-wide") and not self.has_class("-pad"))
        self.toggle_class("-coverage-off" if beside else "-coverage-on")

    # -- the scratch pad --------------------------------------------------------

    @property
    def pad_shown(self) -> bool:
        """True while the pad can be seen: beside the column, or over it where that is narrow."""
        return self.has_class("-pad-on" if self.has_class("-narrow") else "-pad")

    def _offer_pad(self) -> None:
        """With each question: beside the column the pad is there where it is wanted."""
        state = self.conductor.state
        question = state.question.id if state.question else None
        if question == self._page_of:
            return
        self._page_of = question
        self._show_pad(is_drawn(state), over=False)

    def _show_pad(self, shown: bool, *, over: bool) -> None:
        """`over`: also where it would cover the conversation."""
        pad = self.query_one(Pad)
        self.set_class(shown, "-pad")
        self.set_class(shown and over, "-pad-on")
        if not shown and pad.holds_focus:
            self.query_one(AnswerBox).focus()
        self.refresh_bindings()

    def action_pad(self) -> None:
        """Show the pad and write on it, or hide it."""
        self._show_pad(not self.pad_shown, over=True)
        self.action_to_pad()

    def action_to_pad(self) -> None:
        """Write on the pad, where it is shown."""
        if self.pad_shown:
            self.query_one(Pad).take_focus()

    @on(Pad.Left)
    def _left_pad(self) -> None:
        self.remove_class("-pad-on")
        self.query_one(AnswerBox).focus()

    @on(Pad.Kept)
    def _pad_kept(self, event: Pad.Kept) -> None:
        self._trouble = event.error is not None
        self._saved = f"pad not saved: {event.error.what}" if event.error else "pad saved"
        self._show_info()

    # -- speaking ---------------------------------------------------------------

    @property
    def _talks(self) -> bool:
        return self._app.preferences.talking != "off"

    def action_talk(self) -> None:
        """Begin to record the answer, or end it."""
        self.query_one(Talking).press()

    def action_let_go(self) -> None:
        """Remove what was recorded."""
        self.query_one(Talking).let_go()

    @on(Talking.Heard)
    def _heard(self, event: Talking.Heard) -> None:
        """Words into the box, on disk; only then is the recording let go."""
        box = self.query_one(AnswerBox)
        box.add(event.text.strip())
        box.focus()
        self._save_draft()
        if not self._trouble:
            self.query_one(Talking).taken()

    @on(Talking.Refused)
    def _refused(self, event: Talking.Refused) -> None:
        self._app.tell(event.error)
