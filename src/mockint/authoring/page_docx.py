"""Lines of a Word document: paragraphs, headings, lists and tables, in order.

A DOCX file is XML in a ZIP archive; both are read with the standard library. A document
that declares entities is refused, and nothing is unpacked beyond the cap.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from ..errors import InputError
from .page_text import typed_item
from .source import BLANK, BULLET, HEADING, ROW, TEXT, Line, Shape

MAX_XML = 32 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P = f"{_W}p"
_TR = f"{_W}tr"
_TC = f"{_W}tc"
_T = f"{_W}t"
_TAB = f"{_W}tab"
_R = f"{_W}r"
_P_FORM = f"{_W}pPr"
_STYLE = f"{_W}pStyle"
_VAL = f"{_W}val"
_NUMBERING = f"{_W}numPr"
_LEVEL = f"{_W}ilvl"
_BREAKS = frozenset({f"{_W}br", f"{_W}cr"})
_BOLD = f"{_W}b"
_SPACE = re.compile(r"[ \t\xa0]+")
MAX_BOLD_WORDS = 12


def docx_lines(data: bytes, name: str) -> list[Line]:
    """The lines of the document's body; InputError where it is no Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body = _part(archive, "word/document.xml", name)
            styles = _part(archive, "word/styles.xml", name, needed=False)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise InputError(
            f"is a damaged archive ({error})", where=name, remedy="save the document again"
        ) from None
    levels = _heading_levels(_parsed(styles, name)) if styles else {}
    maker = _Maker(levels)
    document = _parsed(body, name).find(f"{_W}body")
    if document is not None:
        maker.walk(document)
    return maker.lines


def _part(archive: zipfile.ZipFile, path: str, name: str, *, needed: bool = True) -> bytes:
    try:
        with archive.open(path) as member:
            data = member.read(MAX_XML + 1)
    except KeyError:
        if not needed:
            return b""
        raise InputError(
            "is an archive, but no Word document",
            where=name,
            remedy="save a spreadsheet as CSV, anything else as DOCX or text",
        ) from None
    if len(data) > MAX_XML:
        raise InputError("unpacks to more than 32 MB", where=name, remedy="split the document")
    return data


def _parsed(data: bytes, name: str) -> ET.Element:
    # In UTF-16 the next look would find nothing; Word writes UTF-8.
    if b"\0" in data:
        raise InputError("is not UTF-8 inside", where=name, remedy="save the document again")
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise InputError("declares XML entities", where=name, remedy="save the document again")
    try:
        return ET.fromstring(data)  # noqa: S314 - entities are refused above
    except (ET.ParseError, LookupError, ValueError) as error:  # the last two: odd encodings
        raise InputError(
            f"is damaged ({error})", where=name, remedy="save the document again"
        ) from None


def _heading_levels(styles: ET.Element) -> dict[str, int]:
    """Style id -> heading level: names are English in every language of Word."""
    levels = {}
    for style in styles.iter(f"{_W}style"):
        title = style.find(f"{_W}name")
        label = (title.get(_VAL, "") if title is not None else "").lower()
        found = re.fullmatch(r"heading ([1-6])", label)
        if found or label == "title":
            levels[style.get(f"{_W}styleId", "")] = int(found[1]) if found else 1
    return levels


class _Maker:
    def __init__(self, levels: dict[str, int]) -> None:
        self.lines: list[Line] = []
        self._levels = levels

    def walk(self, parent: ET.Element) -> None:
        """All paragraphs and tables below `parent`, in order, without recursion."""
        waiting = list(parent)[::-1]
        while waiting:
            node = waiting.pop()
            if node.tag == _P:
                self._paragraph(node)
            elif node.tag == _TR:
                self._row(node)
            else:
                waiting.extend(list(node)[::-1])

    def _row(self, row: ET.Element) -> None:
        cells = tuple(
            " ".join(words for p in cell.iter(_P) if (words := " ".join(_texts(p)).strip()))
            for cell in row.findall(_TC)
        )
        if any(cells):
            shown = " | ".join(cells)
            self._add(f"| {shown} |", shown.strip(), ROW, cells=cells)

    def _paragraph(self, paragraph: ET.Element) -> None:
        texts = [text for text in _texts(paragraph) if text]
        if not texts:
            self._add("", "", BLANK)
            return
        style, depth, listed = self._form(paragraph)
        level = self._levels.get(style, 0)
        for place, words in enumerate(texts):
            if level:
                self._add(f"{'#' * level} {words}", words, HEADING, depth=level)
            elif listed and place == 0:
                self._add(f"{'  ' * depth}- {words}", words, BULLET, depth=depth)
            elif self._is_bold(paragraph, words):
                self._add(f"**{words}**", words.rstrip(":").rstrip(), HEADING, depth=7)
            elif not listed and (item := typed_item(words)):
                self._add(words, item.words, BULLET, ordinal=item.ordinal)
            else:
                self._add(words, words, TEXT, indent=2 if listed else 0)

    def _form(self, paragraph: ET.Element) -> tuple[str, int, bool]:
        """Style id, nesting, and whether it is a list item."""
        form = paragraph.find(_P_FORM)
        if form is None:
            return "", 0, False
        named = form.find(_STYLE)
        style = named.get(_VAL, "") if named is not None else ""
        number = form.find(_NUMBERING)
        if number is None:
            nested = re.search(r"(\d)$", style)
            listed = style.lower().startswith("list") and style.lower() != "listcontinue"
            return style, int(nested[1]) - 1 if nested and listed else 0, listed
        level = number.find(_LEVEL)
        text = level.get(_VAL, "0") if level is not None else "0"
        return style, min(int(text), 8) if text.isdecimal() else 0, True

    def _is_bold(self, paragraph: ET.Element, words: str) -> bool:
        if len(words.split()) > MAX_BOLD_WORDS or words.endswith((".", "?")):
            return False
        if next(paragraph.iter(_BOLD), None) is None:
            return False
        runs = [run for run in paragraph.iter(_R) if "".join(_texts(run)).strip()]
        return bool(runs) and all(run.find(f"{_W}rPr/{_W}b") is not None for run in runs)

    def _add(
        self,
        raw: str,
        words: str,
        shape: Shape,
        *,
        depth: int = 0,
        ordinal: int | None = None,
        cells: tuple[str, ...] = (),
        indent: int = 0,
    ) -> None:
        number = len(self.lines) + 1
        self.lines.append(Line(number, raw, words, shape, depth, ordinal, cells, indent))


def _texts(node: ET.Element) -> Iterator[str]:
    """The words below `node`, cut at line breaks."""
    pieces: list[str] = []
    for part in node.iter():
        tag = part.tag
        if tag == _T:
            pieces.append(part.text or "")
        elif tag == _TAB:
            pieces.append(" ")
        elif tag in _BREAKS:
            yield _spaced("".join(pieces))
            pieces.clear()
    yield _spaced("".join(pieces))


def _spaced(words: str) -> str:
    """`words` with one blank for several."""
    if "  " in words or "\t" in words or "\xa0" in words:
        words = _SPACE.sub(" ", words)
    return words.strip()
