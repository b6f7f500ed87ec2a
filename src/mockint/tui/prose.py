"""The one door through which text reaches the screen.

Every word that mockint did not write itself (rubrics, transcripts, models, file names,
errors) is cleaned here and shown as plain text: no markup is ever read from it. Other
modules of this package must not use Static, Label or Markdown, nor hand a bare string
to a widget that would read markup in it; a test looks for that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textual.content import Content
from textual.visual import Visual
from textual.widgets import Static

from ..domain.clean import clean, clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.css.styles import RulesMap
    from textual.strip import Strip
    from textual.style import Style
    from textual.visual import RenderOptions

Part = str | Content | tuple[str, str]


def plain(text: str) -> Content:
    """`text`, cleaned, as content without any style."""
    return Content(clean(text))


def line(text: str) -> Content:
    """`text`, cleaned and on one line."""
    return Content(clean_line(text))


def excerpt(text: object, most: int = 320) -> str:
    """`text` on one line and cut to `most` characters: for an error beside what to do about it."""
    bare = clean_line(str(text))
    return bare if len(bare) <= most else bare[: most - 1] + "…"


def words(*parts: Part) -> Content:
    """Parts joined: a string, content, or (text, style) such as `("3 of 4", "bold")`."""
    return Content.assemble(
        *(
            part
            if isinstance(part, Content)
            else clean(part)
            if isinstance(part, str)
            else (clean(part[0]), part[1])
            for part in parts
        )
    )


def lines(*rows: Content) -> Content:
    """Rows under each other."""
    return Content("\n").join(rows)


class Plain(Static):
    """A block of text, shown as it is. `update` cleans too."""

    def __init__(
        self,
        content: str | Content | Visual = "",
        *,
        id: str | None = None,  # noqa: A002 - Textual's name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(_visual(content), markup=False, id=id, classes=classes)

    def show(self, content: str | Content | Visual, *, layout: bool = True) -> None:
        """Replace what is shown; `layout=False` where the size cannot have changed."""
        self.update(_visual(content), layout=layout)


class Selectable(Plain, can_focus=True):
    """A block of text that takes focus, so that it can be chosen with the keyboard."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of a row: `width` in cells, or None to take what is left over.

    A row that is narrower than `from_width` leaves the cell out. A cell that `shrinks` takes
    no more than its text needs.
    """

    content: Content
    width: int | None = None
    align: Literal["left", "right"] = "left"
    from_width: int = 0
    shrinks: bool = False


class Row(Visual):
    """One line of cells that fits itself to its width: for lists and tables."""

    def __init__(self, *cells: Cell, gap: int = 2) -> None:
        self.cells = cells
        self.gap = gap

    def at(self, width: int) -> Content:
        """The line for a width; text that does not fit ends in an ellipsis."""
        cells = [cell for cell in self.cells if width >= cell.from_width]
        parts: list[Content] = []
        for cell, room in zip(cells, self._rooms(cells, width), strict=True):
            text = cell.content.truncate(room, ellipsis=True)
            space = Content(" " * max(0, room - text.cell_length))
            parts.append(text + space if cell.align == "left" else space + text)
        return Content(" " * self.gap).join(parts)

    def _rooms(self, cells: Sequence[Cell], width: int) -> list[int]:
        """Cells of width for each: what is fixed, then equal shares of the rest.

        What a cell that shrinks does not need is shared by the others.
        """
        rooms = [cell.width or 0 for cell in cells]
        free = max(0, width - sum(rooms) - self.gap * max(0, len(cells) - 1))
        wants = {
            place: cell.content.cell_length if cell.shrinks else free
            for place, cell in enumerate(cells)
            if cell.width is None
        }
        for taken, place in enumerate(sorted(wants, key=lambda one: (wants[one], one))):
            rooms[place] = min(wants[place], free // (len(wants) - taken))
            free -= rooms[place]
        return rooms

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Part of Textual's Visual protocol."""
        return self.at(width).render_strips(width, height, style, options)[:1]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002
        """Rows take all the width that there is."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002
        """Always one line."""
        return 1


@dataclass(frozen=True, slots=True)
class Hung:
    """A mark or a name, and text that hangs beside it when it wraps."""

    mark: Content
    text: Content
    width: int

    def wrapped(self, width: int) -> list[Content]:
        """The lines of the item at a width."""
        room = max(1, width - self.width)
        pad = Content(" " * self.width)
        first = self.mark + Content(" " * max(0, self.width - self.mark.cell_length))
        rows = [piece for row in self.text.split(allow_blank=True) for piece in _wrap(row, room)]
        return [(pad if n else first) + row for n, row in enumerate(rows)]


def bullet(text: str | Content, mark: str = "·", style: str = "$text-muted") -> Hung:
    """A list item."""
    content = plain(text) if isinstance(text, str) else text
    return Hung(words((mark, style)), content, 2)


def fact(name: str, value: str | Content, width: int = 12) -> Hung:
    """A name and what it is."""
    content = plain(value) if isinstance(value, str) else value
    return Hung(words((name, "$text-muted")), content, width)


class Sheet(Visual):
    """Lines of text and hung items under each other, wrapped to the width there is."""

    def __init__(self, rows: Iterable[Content | Hung]) -> None:
        self.rows = tuple(rows)

    def at(self, width: int) -> Content:
        """All of it as lines for a width."""
        return lines(
            *(
                one
                for row in self.rows
                for one in (row.wrapped(width) if isinstance(row, Hung) else [row])
            )
        )

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Part of Textual's Visual protocol."""
        return self.at(width).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """As wide as the longest row, at most the container."""
        widest = max((self._width(row, rules, container_width) for row in self.rows), default=0)
        return min(widest, container_width)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Lines at a width."""
        return self.at(width).get_height(rules, width)

    @staticmethod
    def _width(row: Content | Hung, rules: RulesMap, container_width: int) -> int:
        if isinstance(row, Hung):
            return row.width + row.text.get_optimal_width(rules, container_width)
        return row.get_optimal_width(rules, container_width)


def _wrap(row: Content, width: int) -> list[Content]:
    return row.wrap(width) if row else [row]


def _visual(content: str | Content | Visual) -> Content | Visual:
    return plain(content) if isinstance(content, str) else content
