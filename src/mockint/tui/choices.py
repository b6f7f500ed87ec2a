"""A list of things to choose: each row a name and its value, stepped through with arrows.

The list knows values and the words for them; what a value means is the screen's business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from .prose import Cell, Row, line, words
from .rows import Rows, row

if TYPE_CHECKING:
    from textual.widgets.option_list import Option

NAME_WIDTH = 22


@dataclass(frozen=True, slots=True)
class Choice:
    """A name, its values with the words for them, and the value that holds.

    Without values it is a row that can be opened and not stepped; `shown` says what
    stands on it. `origin` says where the value is from.
    """

    id: str
    name: str
    about: str
    values: tuple[tuple[Any, str], ...] = ()
    value: Any = None
    shown: str = ""
    origin: str = ""

    @property
    def place(self) -> int:
        """Which of the values holds."""
        return next((i for i, (value, _) in enumerate(self.values) if value == self.value), 0)

    @property
    def said(self) -> str:
        """The value in words."""
        return self.values[self.place][1] if self.values else self.shown

    def stepped(self, by: int, *, around: bool = False) -> Choice:
        """The choice `by` values on; from the last one back to the first only `around`."""
        if not self.values:
            return self
        place = self.place + by
        last = len(self.values) - 1
        place = place % (last + 1) if around else min(last, max(0, place))
        return replace(self, value=self.values[place][0])

    def option(self) -> Option:
        """The row."""
        less = "‹" if self.values and self.place else " "
        more = "›" if self.values and self.place + 1 < len(self.values) else " "
        content = Row(
            Cell(line(self.name), NAME_WIDTH),
            Cell(
                words(
                    (f"{less} ", "$text-accent"), (self.said, "bold"), (f" {more}", "$text-accent")
                )
            ),
            Cell(words((self.origin, "$text-muted")), 15, "right", from_width=58),
        )
        return row(content, self.id)


class Choices(Rows):
    """Rows of which some have values: left and right step through those."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h,minus", "step(-1)", "Less", show=False),
        Binding("right,l,plus", "step(1)", "More", show=False),
    ]

    class Stepped(Message):
        """Another value is wanted for the row `id`."""

        def __init__(self, id: str, by: int) -> None:  # noqa: A002 - as rows call it
            super().__init__()
            self.id = id
            self.by = by

    def action_step(self, by: int) -> None:
        """Ask for the value `by` places on."""
        if (chosen := self.chosen) is not None:
            self.post_message(self.Stepped(chosen, by))
