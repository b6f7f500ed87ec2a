"""The box that answers are written in.

Enter sends, Ctrl+J and Shift+Enter make a new line: fixed, never a mode. It grows with
what is written. It keeps nothing and sends nothing itself: it posts messages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from .writing import Writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

NEW_LINE = frozenset({"ctrl+j", "shift+enter"})


class AnswerBox(Writing):
    """A growing text area with a memory of earlier answers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o", "edit_outside", "Write in your editor", show=False, id="answer.editor"),
    ]

    class Sent(Message):
        """Enter was pressed; `text` is what the box holds, and it still holds it."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Escaped(Message):
        """Esc was pressed and there was no draft to bring back."""

    class EditOutside(Message):
        """The text should be written in an editor."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(
            id=id,
            soft_wrap=True,
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder="Your answer",
        )
        self.match_cursor_bracket = False
        self._earlier: tuple[str, ...] = ()
        self._recalled: int | None = None
        self._draft = ""

    # -- what it holds ----------------------------------------------------------

    def remember(self, answers: Sequence[str]) -> None:
        """The earlier answers that Up brings back, oldest first."""
        self._earlier = tuple(answers)
        self._recalled = None

    # -- keys -------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Sent(self.text))
        elif event.key in NEW_LINE:
            event.stop()
            event.prevent_default()
            self._replace_via_keyboard("\n", *self.selection)
        elif event.key == "escape":
            event.stop()
            event.prevent_default()
            self._escape()
        elif event.key == "up" and self._can_recall():
            event.stop()
            event.prevent_default()
            self._recall(-1)
        elif event.key == "down" and self._recalled is not None and self.cursor_at_last_line:
            event.stop()
            event.prevent_default()
            self._recall(1)
        else:
            await super()._on_key(event)

    def _can_recall(self) -> bool:
        if not self._earlier:
            return False
        return not self.text or (self._recalled is not None and self.cursor_at_first_line)

    def _recall(self, step: int) -> None:
        if self._recalled is None:
            self._draft = self.text
            place = len(self._earlier) - 1
        else:
            place = max(0, self._recalled + step)
        if place >= len(self._earlier):
            self._bring_back()
            return
        self.put(self._earlier[place])
        self._recalled = place

    def _bring_back(self) -> None:
        self._recalled = None
        self.put(self._draft)

    def _escape(self) -> None:
        if self._recalled is not None:
            self._bring_back()
        else:
            self.post_message(self.Escaped())

    def action_edit_outside(self) -> None:
        """Ask for an editor."""
        self.post_message(self.EditOutside())
