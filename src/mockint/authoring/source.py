"""A guide page as numbered lines, whatever file it came in.

Owns the forms that a page can have (text and Markdown, HTML, DOCX, CSV, PDF text), how
they are told apart (by content; the suffix only decides for CSV), the caps, and the
values `Line`, `Block` and `Page`. Reading is lossless: every line of the text is kept
with its number, shape aside. It must never judge what a line means.

HTML, DOCX and CSV are read with the standard library, so that importing a guide needs
no further package; PDF text needs `pypdf` (pure Python, BSD), behind the extra `pdf`.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from ..domain.origin import Span, Stated
from ..errors import InputError
from .sections import part_of

MAX_BYTES = 8 * 1024 * 1024
MAX_LINES = 250_000

Format = Literal["text", "html", "docx", "csv", "pdf"]
FORMATS: tuple[Format, ...] = ("text", "html", "docx", "csv", "pdf")


class Shape(StrEnum):
    """What a line looks like."""

    BLANK = "blank"
    TEXT = "text"
    HEADING = "heading"
    BULLET = "bullet"
    ROW = "row"
    RULE = "rule"


#: The members of `Shape`: readers name them so often that looking each up costs a long page
#: a twentieth of its time.
BLANK, TEXT, HEADING, BULLET, ROW, RULE = Shape


class Line(NamedTuple):
    """One line: its number from 1, how it stands in the text (`raw`), and its words.

    `text` lacks the marks of its shape (`#`, `-`, `1.`, `|`) and of emphasis; it is empty
    for blank lines and rules. `depth` is the level of a heading (1 to 6, 7 for a line
    that is bold as a whole) or the nesting of a bullet (from 0); `ordinal` the number of
    a numbered item; `cells` the cells of a table row; `indent` the blanks before the
    text; `furniture` names what kind of page furniture the line stands in, if any.
    """

    number: int
    raw: str
    text: str
    shape: Shape
    depth: int = 0
    ordinal: int | None = None
    cells: tuple[str, ...] = ()
    indent: int = 0
    furniture: str = ""


class Block(NamedTuple):
    """One line, or several that a wrapped sentence runs over. `text` joins them by a space.

    `starts` are the places in `text` where the lines begin; `head` is the first line, which
    gives the block its `shape`. Made by `block_of`.
    """

    lines: tuple[Line, ...]
    text: str
    starts: tuple[int, ...]
    head: Line
    shape: Shape
    after_blank: bool

    def pieces(self, start: int = 0, end: int | None = None) -> list[tuple[Line, int, int]]:
        """`text[start:end]` as (line, start, end) with offsets into each line's text."""
        stop = len(self.text) if end is None else end
        if len(self.lines) == 1:  # nearly every block
            return [(self.lines[0], start, stop)] if start < stop else []
        found = []
        for line, begin in zip(self.lines, self.starts, strict=True):
            low, high = max(start - begin, 0), min(stop - begin, len(line.text))
            if low < high:
                found.append((line, low, high))
        return found

    def stated(self, start: int = 0, end: int | None = None) -> Stated:
        """The origin of `text[start:end]`: the line or lines that it stands on."""
        if len(self.lines) == 1:
            return stated_on(self.lines[0].number)
        numbers = [line.number for line, _, _ in self.pieces(start, end)] or [self.head.number]
        return stated_on(numbers[0], numbers[-1])

    def span(self, start: int, end: int) -> Span:
        """`text[start:end]` as a verbatim span."""
        return Span(line=self.stated(start, end).stated, quote=self.text[start:end])


def block_of(lines: Sequence[Line], *, after_blank: bool = False) -> Block:
    """`lines`, one or more, as one block."""
    head = lines[0]
    if len(lines) == 1:  # nearly every block
        return Block((head,), head.text, (0,), head, head.shape, after_blank)
    starts = [0]
    for line, _ in pairwise(lines):
        starts.append(starts[-1] + len(line.text) + 1)
    text = " ".join(line.text for line in lines)
    return Block(tuple(lines), text, tuple(starts), head, head.shape, after_blank)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name, form, SHA-256 of the bytes, and all its lines.

    With `extracted`, numbers count the lines of the extracted text (`text()`), because
    the file itself has none that a person could look up.
    """

    name: str
    format: Format
    sha256: str
    lines: tuple[Line, ...]
    extracted: bool = False

    @property
    def line_count(self) -> int:
        """The number of the last line."""
        return self.lines[-1].number if self.lines else 0

    def text(self) -> str:
        """The lines as text, to look numbers up in."""
        return "".join(f"{line.raw}\n" for line in self.lines)


@lru_cache(maxsize=1024)
def stated_on(first: int, last: int | None = None) -> Stated:
    """Stated on that line, or on these lines."""
    return Stated(stated=line_range(first, first if last is None else last))


def line_range(first: int, last: int) -> str:
    """`12` or `12-14`."""
    return str(first) if first == last else f"{first}-{last}"


def read_page(data: bytes, name: str, form: Format | None = None) -> Page:
    """Read `data`; `form` overrides what its content says. InputError where it cannot be read."""
    if len(data) > MAX_BYTES:
        raise InputError(
            f"is larger than {MAX_BYTES // 1024 // 1024} MB",
            where=name,
            remedy="save the text of the guide alone",
        )
    kind = form or sniff(data, name)
    read, extracted = _lines(kind, data, name)
    lines = _printable(read)
    if not any(line.text for line in lines):
        raise InputError("holds no text", where=name, remedy="choose a page that has words")
    if len(lines) > MAX_LINES:
        raise InputError(
            f"has more than {MAX_LINES} lines", where=name, remedy="cut it to the guide itself"
        )
    digest = hashlib.sha256(data).hexdigest()
    return Page(name, kind, digest, tuple(lines), extracted=extracted)


def _lines(kind: Format, data: bytes, name: str) -> tuple[list[Line], bool]:
    if kind == "docx":
        from .page_docx import docx_lines  # noqa: PLC0415 - each form is loaded when met

        return docx_lines(data, name), True
    if kind == "pdf":
        from .page_pdf import pdf_lines  # noqa: PLC0415

        return pdf_lines(data, name), True
    text = decode(data, name)
    if kind == "html":
        from .page_html import html_lines  # noqa: PLC0415

        return html_lines(text), True
    if kind == "csv":
        from .page_csv import csv_lines  # noqa: PLC0415

        return csv_lines(text, name), False
    from .page_text import text_lines  # noqa: PLC0415

    return text_lines(text), False


_UNSEEN = re.compile("[^ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e]")


def _printable(lines: list[Line]) -> list[Line]:
    """`lines` with words that can be shown and written: no control or invisible characters.

    `raw` keeps them. Files drop them when they are read, so quotes must not have them.
    """
    if not _UNSEEN.search("".join([line.text for line in lines])):  # nearly every page
        return lines
    return [_without_unseen(line) if _UNSEEN.search(line.text) else line for line in lines]


def _without_unseen(line: Line) -> Line:
    text = _shown(line.text).strip()
    cells = tuple(_shown(cell).strip() for cell in line.cells)
    return line._replace(text=text, cells=cells, shape=line.shape if text else BLANK)


def _shown(text: str) -> str:
    return "".join(
        char for char in text if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}
    )


_TAGS = re.compile(r"<(?:!doctype html|html|head|body|div|p|h[1-6]|ul|ol|table|article|section)\b")
_REFUSED = (
    (b"\xd0\xcf\x11\xe0", "is an old Office file (.doc, .xls)", "save it as DOCX, CSV or text"),
    (b"{\\rtf", "is RTF", "save it as DOCX or text"),
)


def sniff(data: bytes, name: str = "") -> Format:
    """The form of `data`; InputError for forms that are known and not read."""
    for magic, what, remedy in _REFUSED:
        if data.startswith(magic):
            raise InputError(what, where=name, remedy=remedy)
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    if data.lstrip()[:5] == b"%PDF-":
        return "pdf"
    head = data[:8192].decode("latin-1").lower()
    found = _TAGS.findall(head)
    if head.lstrip("\ufeffï»¿ \r\n\t").startswith(("<!doctype html", "<html")) or len(found) >= 3:
        return "html"
    if name.lower().endswith((".csv", ".tsv")):
        return "csv"
    return "text"


def decode(data: bytes, name: str) -> str:
    """The text of `data`: UTF-8, UTF-16 with a mark, or Windows-1252. InputError otherwise."""
    encodings: tuple[str, ...] = ("utf-8", "cp1252")
    if data.startswith(codecs.BOM_UTF8):
        encodings = ("utf-8-sig",)
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
        break
    raise InputError("is not text", where=name, remedy="save it as UTF-8 text, HTML or DOCX")


_UNFINISHED = re.compile(r"[^.?!:;|]$")
_LABEL = re.compile(r"[A-Z][\w'’ -]{0,30}:\s|[QA]\d*[:.)]\s")
WRAPPED_AT = 120
LEAST_WRAPPED = 40


def blocks(lines: Sequence[Line], *, joined: bool) -> list[Block]:
    """The lines that have words, as blocks; with `joined`, wrapped lines are put together.

    A line goes on the one before where no blank line lies between, it has no shape of
    its own, and it is indented under a bullet; or, on a page whose lines are all short,
    where the one before is nearly full and ends in the middle of a sentence.
    """
    full = _full_line(lines) if joined else None
    made: list[Block] = []
    group: list[Line] = []
    blank = after_blank = True
    for line in lines:
        if not line.text:
            blank = blank or line.shape is BLANK  # a rule within a table parts nothing
            continue
        if (
            joined and not blank and line.shape is TEXT and group
            and _goes_on(group, line, full)
        ):  # fmt: skip
            group.append(line)
            continue
        if group:
            made.append(block_of(group, after_blank=after_blank))
        group, after_blank, blank = [line], blank, False
    if group:
        made.append(block_of(group, after_blank=after_blank))
    return made


def _full_line(lines: Sequence[Line]) -> int | None:
    """From how many characters a line counts as full; None on a page that is not wrapped."""
    widths = [len(line.raw) for line in lines if line.shape is TEXT or line.shape is BULLET]
    longest = max(widths, default=0)
    if not LEAST_WRAPPED <= longest <= WRAPPED_AT:
        return None
    return max(LEAST_WRAPPED, longest * 7 // 10)


def _goes_on(group: list[Line], line: Line, full: int | None) -> bool:
    last, first = group[-1], group[0]
    if line.furniture != last.furniture:
        return False
    if _LABEL.match(line.text) or line.text.endswith(":"):
        return False
    if first.shape is BULLET and line.indent > first.indent:
        return True
    if full is None or first.shape not in {BULLET, TEXT} or len(last.raw) < full:
        return False
    if part_of(line.text) is not None:
        return False
    return bool(_UNFINISHED.search(last.text)) or line.text[0].islower()
