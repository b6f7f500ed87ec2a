"""A list of rows to choose from: keyboard (arrows, j/k, g/G), mouse, and a mark.

The highlighted row carries a mark, so that it is found without colour. The list knows
nothing of what its rows mean: the screen keeps that by option id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from .prose import Row, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.content import Content
    from textual.visual import Visual

MARK = "▌ "
#: The same for somebody who hears it.
SPOKEN_MARK = "> "


def heading(title: str | Content, *, gap: bool = True) -> Option:
    """A line that cannot be chosen, above a group of rows; `gap` puts a blank line before it."""
    content = plain(title) if isinstance(title, str) else title
    return Option(plain("\n" if gap else "") + content.stylize("bold $text-primary"), disabled=True)


def row(content: Content | Row, option_id: str) -> Option:
    """A row that can be chosen."""
    return Option(content, id=option_id)


class Rows(OptionList):
    """Rows under headings."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open"),
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("g", "first", "First", show=False),
        Binding("G,shift+g", "last", "Last", show=False),
    ]

    DEFAULT_CSS = """
    Rows {
        height: 1fr;
        border: none;
        padding: 0;
        background: transparent;
        scrollbar-size-vertical: 1;
        &:focus {
            border: none;
            background-tint: transparent;
        }
        & > .option-list--option { padding: 0 1 0 0; }
        & > .option-list--option-highlighted {
            background: $block-cursor-blurred-background;
            color: $foreground;
            text-style: none;
        }
        &:focus > .option-list--option-highlighted {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: bold;
        }
        & > .option-list--option-disabled { color: $foreground; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, markup=False)

    def fill(self, options: Iterable[Option | Visual], *, keep: str | None = None) -> None:
        """Replace all rows; `keep` stays highlighted if it is still there, else the first."""
        wanted = keep or (self.highlighted_option.id if self.highlighted_option else None)
        self.set_options(options)
        ids = [option.id for option in self.options]
        if wanted is not None and wanted in ids:
            self.highlighted = ids.index(wanted)
        else:
            self.action_first()
            self.scroll_to(y=0, animate=False)

    @property
    def chosen(self) -> str | None:
        """The id of the highlighted row."""
        option = self.highlighted_option
        return None if option is None or option.disabled else option.id

    def _get_left_gutter_width(self) -> int:
        return len(MARK)

    def render_line(self, y: int) -> Strip:
        """The line of a row, with the mark where it is the highlighted one."""
        strip = super().render_line(y)
        at = self.scroll_offset.y + y
        index = self._lines[at][0] if at < len(self._lines) else None
        if index is None:
            return strip
        marked = index == self.highlighted and not self.options[index].disabled
        style = next((segment.style for segment in strip if segment.style), None)
        style = style or self.get_visual_style("option-list--option").rich_style
        shown = SPOKEN_MARK if self.app.has_class("-screen-reader") else MARK
        mark = Strip([Segment(shown if marked else " " * len(MARK), style)], len(MARK))
        return Strip.join([mark, strip])

    def scroll_to_highlight(self, top: bool = False) -> None:
        """Scroll to the highlighted row; for the first one, to the heading above it."""
        before = self.options[: self.highlighted or 0]
        if all(option.disabled for option in before):
            self.scroll_to(y=0, animate=False)
        super().scroll_to_highlight(top)
