"""Questions that want a yes or a no before something happens that cannot be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input

from ..domain.clean import clean_line
from .prose import Plain, Selectable, words

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Click, Key


class Choice(Selectable):
    """A button: its label, and its key in brackets."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "press", "Choose", show=False),
    ]

    class Pressed(Message):
        """The choice was taken."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, label: str, key: str, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(words((f" {label} ", "bold"), (f"{key} ", "$text-muted")), id=id)

    def action_press(self) -> None:
        """Take this choice."""
        self.post_message(self.Pressed(self))

    def on_click(self, event: Click) -> None:
        """A click takes it too."""
        event.stop()
        self.action_press()


class Confirm(ModalScreen[bool]):
    """Yes or no. What it costs stands in the text; Esc and `n` leave all as it is."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n,escape", "answer(False)", "No"),
        Binding("left,right,h,l", "other", "Other choice", show=False),
    ]

    def __init__(
        self, title: str, text: str, *, yes: str, no: str = "Cancel", safe: bool = False
    ) -> None:
        """`safe`: Enter at once means yes; else it means no."""
        super().__init__()
        self._title, self._text, self._yes, self._no = title, text, yes, no
        self._safe = safe

    def compose(self) -> ComposeResult:
        """Title, text, two choices."""
        with Vertical(id="dialog"):
            yield Plain(words((self._title, "bold")), id="dialog-title")
            yield Plain(self._text, id="dialog-text")
            with Horizontal(id="choices"):
                yield Choice(self._yes, "y", id="yes")
                yield Choice(self._no, "n", id="no")

    def on_mount(self) -> None:
        """Start at the choice that Enter should mean."""
        self.query_one("#yes" if self._safe else "#no").focus()

    def on_choice_pressed(self, event: Choice.Pressed) -> None:
        """A choice was taken."""
        self.dismiss(event.choice.id == "yes")

    def action_answer(self, yes: bool) -> None:
        """Answer by key."""
        self.dismiss(yes)

    def action_other(self) -> None:
        """Move to the other choice."""
        self.focus_next()


class Ask(ModalScreen["str | None"]):
    """A line of text; None where it was left as it is."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave as it is")]

    def __init__(self, title: str, text: str, value: str) -> None:
        super().__init__()
        self._title, self._text, self._value = title, text, value

    def compose(self) -> ComposeResult:
        """Title, what it is for, a field."""
        with Vertical(id="dialog"):
            yield Plain(words((self._title, "bold")), id="dialog-title")
            yield Plain(self._text, id="dialog-text")
            yield Input(clean_line(self._value), id="dialog-field", classes="filter")
            yield Plain(words(("Enter takes it · Esc leaves it", "$text-muted")), id="dialog-foot")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """It is written."""
        event.stop()
        self.dismiss(clean_line(event.value))

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)


class PressKey(ModalScreen["str | None"]):
    """Waits for one key; Esc leaves things as they are, so Esc cannot be chosen."""

    CSS_PATH = "dialogs.tcss"

    def __init__(self, what: str, now: str) -> None:
        super().__init__()
        self._what, self._now = what, now

    def compose(self) -> ComposeResult:
        """What the key is for."""
        with Vertical(id="dialog"):
            yield Plain(words((f"A key for “{self._what}”", "bold")), id="dialog-title")
            yield Plain(
                f"Press the key that should do it. Now it is {self._now}.", id="dialog-text"
            )
            yield Plain(words(("Esc leaves it as it is", "$text-muted")), id="dialog-foot")

    def on_key(self, event: Key) -> None:
        """A key was pressed."""
        event.stop()
        event.prevent_default()
        self.dismiss(None if event.key == "escape" else event.key)
