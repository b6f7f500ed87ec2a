"""Who goes on when the interviewer's engine has failed: a choice, and a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from .dialogs import Choice
from .prose import Plain, words

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from ..interview.outage import Alternative

TEXT = (
    "The session stays the same, and so does the question. The clock stands still until "
    "somebody goes on."
)


class ChooseInterviewer(ModalScreen["Alternative | None"]):
    """One line an engine; dismissed with the one that was taken, or None."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("up,k", "app.focus_previous", "Previous", show=False),
        Binding("down,j", "app.focus_next", "Next", show=False),
        *(Binding(str(n), f"take({n})", f"Choice {n}", show=False) for n in range(1, 10)),
    ]

    def __init__(self, alternatives: tuple[Alternative, ...]) -> None:
        super().__init__()
        self._alternatives = alternatives

    def compose(self) -> ComposeResult:
        """Title, what it means, a choice a line."""
        with Vertical(id="dialog"):
            yield Plain(words(("Who goes on?", "bold")), id="dialog-title")
            yield Plain(TEXT, id="dialog-text")
            for number, one in enumerate(self._alternatives, 1):
                yield Choice(one.label, str(number), id=f"alternative-{number}")

    def on_mount(self) -> None:
        """Start at the first."""
        self.query(Choice).first().focus()

    def on_choice_pressed(self, event: Choice.Pressed) -> None:
        """A choice was taken."""
        self.action_take(int((event.choice.id or "").rpartition("-")[2]))

    def action_take(self, number: int) -> None:
        """Go on with this one."""
        if number <= len(self._alternatives):
            self.dismiss(self._alternatives[number - 1])

    def action_leave(self) -> None:
        """Leave all as it is."""
        self.dismiss(None)
