"""The scratch pad: a plain editor beside the conversation, for diagrams in text and for code.

What is typed is kept in a file of its own a moment later; versions of it go into the
journal through the sitting. It never sends anything, and never colours code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import TextArea

from ..domain.rubric import Kind
from ..errors import StoreError
from .prose import Plain, words
from .writing import Writing

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.timer import Timer

    from ..interview.flow import State
    from .sitting import Sitting

KEEP_DELAY = 0.3
_CODING = re.compile(r"\b(?:coding|code|programming)\b", re.IGNORECASE)


def is_drawn(state: State) -> bool:
    """True while a question is asked that is answered with a drawing or with code."""
    if state.question is None:
        return False
    round_ = f"{state.rubric.title} {state.rubric.type}"
    return state.question.kind is Kind.DESIGN or bool(_CODING.search(round_))


class PadBox(Writing):
    """The editor: Tab inserts spaces, Enter a line, Esc leaves."""

    class Escaped(Message):
        """Esc was pressed."""

    def __init__(self) -> None:
        super().__init__(
            id="pad-text",
            language=None,
            soft_wrap=False,
            tab_behavior="indent",
            show_line_numbers=True,
            highlight_cursor_line=False,
        )
        self.indent_type = "spaces"
        self.match_cursor_bracket = False

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.post_message(self.Escaped())
        else:
            await super()._on_key(event)


class Pad(Vertical):
    """The page of the current question. It is the sitting's paper."""

    class Kept(Message):
        """The page is on disk, or could not be written: then `error` says why."""

        def __init__(self, error: StoreError | None) -> None:
            super().__init__()
            self.error = error

    class Left(Message):
        """The candidate goes back to the answer."""

    def __init__(self, sitting: Sitting) -> None:
        super().__init__(id="pad")
        self._sitting = sitting
        self._box = PadBox()
        self._due: Timer | None = None

    def compose(self) -> ComposeResult:
        """A line that says what it is, and the editor."""
        yield Plain(
            words(("Scratch pad", "bold $text-accent"), ("  Esc: back", "$text-muted")),
            id="pad-title",
        )
        yield self._box

    # -- as the sitting's paper -------------------------------------------------

    def read(self) -> str:
        """What stands on it, as it is to be kept."""
        return self._box.kept

    def turn(self) -> None:
        """Take a new page."""
        self._forget_timer()
        self._box.restore("")

    # -- as a widget ------------------------------------------------------------

    def open(self) -> None:
        """Bring back what stood on it, and be the sitting's paper from here on. StoreError."""
        try:
            self._box.restore(self._sitting.load_pad())
        except StoreError:
            self._box.restore(self._sitting.paper.read())
            raise
        finally:
            self._sitting.paper = self

    def close(self) -> None:
        """Nothing is written any more."""
        self._box.read_only = True

    def take_focus(self) -> None:
        """Let keys go to the page."""
        self._box.focus()

    @property
    def holds_focus(self) -> bool:
        """True while keys go to the page."""
        return self._box.has_focus

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self._due is None and self._box.touched() and not self._sitting.closed:
            self._due = self.set_timer(KEEP_DELAY, self._keep)

    @on(PadBox.Escaped)
    def _escaped(self, event: PadBox.Escaped) -> None:
        event.stop()
        self.post_message(self.Left())

    def _keep(self) -> None:
        self._due = None
        error = None
        try:
            self._sitting.keep_pad()
        except StoreError as refused:
            error = refused
        self.post_message(self.Kept(error))

    def _forget_timer(self) -> None:
        if self._due is not None:
            self._due.stop()
            self._due = None
