"""Lines of an HTML page: block elements end lines; navigation is kept, and named as such.

Nothing that a reader of the page would see is left out; scripts, styles and comments are.
The scanner below goes over the text once, forwards only, so that a hostile page costs
no more than its length.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .page_text import typed_item
from .sections import part_of
from .source import BULLET, HEADING, ROW, TEXT, Line, Shape

_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object"})
_BLOCKS = frozenset(
    "p div section article main header footer nav aside form fieldset figure figcaption address "
    "blockquote pre ul ol li dl dt dd table thead tbody tfoot tr caption h1 h2 h3 h4 h5 h6 hr br "
    "details summary body html button option select title".split()
)
_FURNITURE = {
    "nav": "navigation",
    "footer": "page footer",
    "aside": "side column",
    "form": "form",
    "button": "button",
    "title": "window title",
}
_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9-]*")
_BOLD = frozenset({"b", "strong"})
_CELLS = frozenset({"td", "th"})
_DEFINED = frozenset({"dt", "dd"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
MAX_DEPTH = 400
MAX_BOLD_WORDS = 12


@dataclass
class _Open:
    """What is open at a place of the page."""

    lists: list[int | None] = field(default_factory=list)
    heading: int = 0
    furniture: list[str] = field(default_factory=list)
    bold: int = 0
    row: list[str] | None = None
    cell: bool = False
    item: bool = False
    #: `dt` or `dd`, until the first line of that element is read; whether its `dt` is a term.
    defined: str = ""
    term: bool = False


def html_lines(text: str) -> list[Line]:
    """The lines that a reader of the page sees, one per block element."""
    maker = _Maker()
    for name, words in _tokens(text):
        if name:
            maker.tag(name)
        else:
            maker.words(words)
    maker.close()
    return maker.lines


class _Maker:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._open = _Open()
        self._pieces: list[str] = []
        self._bold = True

    def words(self, words: str) -> None:
        """Text between tags."""
        if words.strip():
            self._bold = self._bold and self._open.bold > 0
        self._pieces.append(words)

    def tag(self, tag: str) -> None:
        """A start or end tag, by its name; an end tag begins with `/`."""
        ending, name = tag.startswith("/"), tag.removeprefix("/")
        state = self._open
        if name not in _BLOCKS:
            if name in _BOLD:
                state.bold = max(0, state.bold + (-1 if ending else 1))
            elif state.row is not None and name in _CELLS:
                self._cell()
                state.cell = not ending
            return
        if state.row is not None and name != "tr":
            self._pieces.append(" ")
            return
        self._end_line()
        self._note(name, ending=ending)

    def close(self) -> None:
        """The end of the page."""
        if self._open.row is not None:
            self._end_row()
        self._end_line()

    def _note(self, name: str, *, ending: bool) -> None:
        state = self._open
        if name in {"ul", "ol"}:
            if ending and state.lists:
                state.lists.pop()
            elif not ending and len(state.lists) < MAX_DEPTH:
                state.lists.append(0 if name == "ol" else None)
        elif name == "li":
            state.item = not ending
            if not ending and state.lists and state.lists[-1] is not None:
                state.lists[-1] += 1
        elif name in _DEFINED:
            state.defined = "" if ending else name
        elif name in _HEADINGS:
            state.heading = 0 if ending else int(name[1])
        elif name in _FURNITURE:
            if not ending:
                state.furniture.append(name)
            elif name in state.furniture:
                del state.furniture[len(state.furniture) - 1 - state.furniture[::-1].index(name) :]
        elif name == "tr":
            if state.row is not None:
                self._end_row()
            state.row = None if ending else []
        elif name == "table" and ending:
            state.row = None

    def _cell(self) -> None:
        """A cell begins or ends: what was gathered so far is a cell of its own, maybe empty."""
        words = self._taken()
        row = self._open.row
        if row is not None and (words or self._open.cell):
            row.append(words)

    def _end_row(self) -> None:
        self._cell()
        cells = tuple(self._open.row or ())
        self._open.row, self._open.cell = None, False
        if any(cells):
            shown = " | ".join(cells)
            self._add(f"| {shown} |", shown.strip(), ROW, cells=cells)

    def _end_line(self) -> None:
        if self._open.row is not None:
            self._end_row()
            return
        if not self._pieces:
            self._bold = True
            return
        bold, words = self._bold, self._taken()
        if not words:
            return
        state = self._open
        if state.heading:
            self._add(f"{'#' * state.heading} {words}", words, HEADING, depth=state.heading)
        elif state.item and state.lists:
            depth, ordinal = len(state.lists) - 1, state.lists[-1]
            mark = "-" if ordinal is None else f"{ordinal}."
            raw = f"{'  ' * min(depth, 20)}{mark} {words}"
            self._add(raw, words, BULLET, depth=depth, ordinal=ordinal)
            # What follows in the same item, after a break, goes on it or under it.
            state.item = False
        elif self._defines(words, bold=bold):
            # A term, and what is said of it below.
            depth = len(state.lists) + (state.defined == "dd")
            self._add(f"{'  ' * min(depth, 20)}- {words}", words, BULLET, depth=depth)
            state.defined = ""
        elif bold and len(words.split()) <= MAX_BOLD_WORDS and not words.endswith((".", "?")):
            self._add(f"**{words}**", words.rstrip(":").rstrip(), HEADING, depth=7)
        elif item := typed_item(words):
            depth = len(state.lists)
            self._add(words, item.words, BULLET, depth=depth, ordinal=item.ordinal)
        else:
            self._add(words, words, TEXT)

    def _defines(self, words: str, *, bold: bool) -> bool:
        """True for a term, and what stands under one; not for a term that titles a part."""
        state = self._open
        if state.defined == "dt":
            state.term = not bold and part_of(words) is None
        return bool(state.defined) and state.term

    def _add(
        self,
        raw: str,
        words: str,
        shape: Shape,
        *,
        depth: int = 0,
        ordinal: int | None = None,
        cells: tuple[str, ...] = (),
    ) -> None:
        kind = _FURNITURE[self._open.furniture[-1]] if self._open.furniture else ""
        indent = 2 if shape is TEXT and self._open.lists else 0
        number = len(self.lines) + 1
        self.lines.append(
            Line(number, raw, words, shape, depth, ordinal, cells, indent=indent, furniture=kind)
        )

    def _taken(self) -> str:
        words = " ".join(html.unescape("".join(self._pieces)).split())
        self._pieces.clear()
        self._bold = True
        return words


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """(tag name, "") or ("", words), in order; unseen elements are passed over."""
    place, size = 0, len(text)
    while place < size:
        left = text.find("<", place)
        if left < 0:
            yield "", text[place:]
            return
        if left > place:
            yield "", text[place:left]
        if text.startswith("<!--", left):
            end = text.find("-->", left + 4)
            if end < 0:  # an unclosed comment hides the rest, as in a browser
                return
            place = end + 3
            continue
        name = _NAME.match(text, left + 1)
        if name is None and text[left + 1 : left + 2] not in {"!", "?", "/"}:
            yield "", "<"
            place = left + 1
            continue
        right = _tag_end(text, left + 1)
        if right < 0:
            yield "", text[left:]
            return
        place = right + 1
        tag = name[0].lower() if name else ""
        if tag in _UNSEEN:
            place = _after_element(text, tag, place)
        elif tag:
            yield tag, ""


def _tag_end(text: str, place: int) -> int:
    """Where the tag that starts before `place` is closed; quoted `>` do not close it."""
    right = text.find(">", place)
    if right < 0:
        return -1
    inside = text[place:right]
    if inside.count('"') % 2:
        quote = text.find('"', right)
        closed = text.find(">", quote) if 0 <= quote < right + 4096 else -1
        return closed if closed >= 0 else right
    return right


def _after_element(text: str, tag: str, place: int) -> int:
    end = re.compile(f"</{tag}", re.IGNORECASE).search(text, place)
    if end is None:
        return len(text) if tag in {"script", "style"} else place
    close = text.find(">", end.end())
    return close + 1 if close >= 0 else len(text)
