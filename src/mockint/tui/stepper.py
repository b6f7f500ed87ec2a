"""A field whose value is one of a few: arrows step through them, and so do clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.message import Message

from .prose import Selectable, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.content import Content
    from textual.events import Click

Value = TypeVar("Value")


class Stepper(Selectable, Generic[Value]):
    """`Minutes ‹ 45 ›`. Values come with the words that they are shown as."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h,minus", "step(-1)", "Less"),
        Binding("right,l,plus", "step(1)", "More"),
    ]

    class Changed(Message):
        """Another value was chosen."""

        def __init__(self, stepper: Stepper[Any]) -> None:
            super().__init__()
            self.stepper = stepper

        @property
        def control(self) -> Stepper[Any]:
            """The field; Textual looks for it under this name."""
            return self.stepper

    def __init__(
        self,
        label: str,
        values: Sequence[tuple[Value, str]],
        chosen: Value,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        self._label = label
        self._values = tuple(values)
        self._place = next((i for i, (v, _) in enumerate(self._values) if v == chosen), 0)
        super().__init__(self._content(), id=id)

    @property
    def value(self) -> Value:
        """What is chosen."""
        return self._values[self._place][0]

    def rename(self, values: Sequence[tuple[Value, str]]) -> None:
        """Show the same values in other words."""
        self._values = tuple(values)
        self.show(self._content())

    def action_step(self, by: int) -> None:
        """Choose the value `by` places on; there is no going round."""
        place = min(len(self._values) - 1, max(0, self._place + by))
        if place != self._place:
            self._place = place
            self.show(self._content())
            self.post_message(self.Changed(self))

    def on_click(self, event: Click) -> None:
        """The left half steps back, the right half on."""
        self.action_step(-1 if event.x < self.size.width / 2 else 1)

    def _content(self) -> Content:
        less = "‹" if self._place else " "
        more = "›" if self._place + 1 < len(self._values) else " "
        return words(
            (f"{self._label} ", "$text-muted"),
            (f"{less} ", "bold $text-accent"),
            (self._values[self._place][1], "bold"),
            (f" {more}", "bold $text-accent"),
        )
