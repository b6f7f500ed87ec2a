"""The text of a Word file (.docx), paragraph by paragraph.

A .docx is a zip of XML, and strangers' zips and XML are hostile until shown
otherwise: sizes are capped before anything is unpacked, a document type declaration
(the door to entities) is refused, nothing outside the one document part is read, and
no name in the archive is ever used as a path.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from ..errors import TranscriptError

MAX_PART_BYTES = 64 * 1024 * 1024
MAX_RATIO = 200
MAX_DEPTH = 500
_RATIO_FREE_BYTES = 1024 * 1024
_CHUNK = 65_536

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_RELATIONSHIPS = "_rels/.rels"
_OFFICE_DOCUMENT = "/officeDocument"
_INK = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
#: What is in the file but not on the page: deleted and moved words, field codes,
#: and the second copy of a drawing that old versions of Word would show.
_UNSEEN = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "rPr"})
_REMEDY = "open it in Word or LibreOffice and save it again, or save it as plain text"


def is_zip(data: bytes) -> bool:
    """True if `data` is a zip archive by its first bytes."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def docx_text(data: bytes, source: str) -> str:
    r"""Paragraphs and line breaks as `\n`; rows of a table as `first: second`.

    TranscriptError if it is no Word file, is damaged, or is larger than the caps.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = _document_part(archive, source)
            xml = _unpacked(archive, part, source)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,  # encrypted
        NotImplementedError,  # a compression method that no Word file uses
        ValueError,
        OverflowError,
    ) as error:
        raise TranscriptError(
            f"is a damaged archive: {error}", where=source, remedy=_REMEDY
        ) from None
    words = _Words(source)
    _parse(xml, words.opened, words.closed, words.said, source)
    return words.text


def _document_part(archive: zipfile.ZipFile, source: str) -> str:
    """The name of the main document, as the package's relationships give it."""
    names = set(archive.namelist())
    found: list[str] = []
    if _RELATIONSHIPS in names:

        def opened(tag: str, attributes: dict[str, str]) -> None:
            if tag.endswith("Relationship") and attributes.get("Type", "").endswith(
                _OFFICE_DOCUMENT
            ):
                found.append(attributes.get("Target", "").lstrip("/"))

        relations = _unpacked(archive, _RELATIONSHIPS, source)
        _parse(relations, opened, lambda _: None, lambda _: None, source)
    for name in (*found, "word/document.xml"):
        if name in names and name.endswith(".xml") and not name.startswith(("xl/", "ppt/")):
            return name
    raise TranscriptError(
        "is an archive, and not a Word file",
        where=source,
        remedy="unpack it and give the files or their folder; mockint opens no archives",
    )


def _unpacked(archive: zipfile.ZipFile, name: str, source: str) -> bytes:
    info = archive.getinfo(name)
    # `ZipExtFile` never yields more than the size that the archive declares, so that
    # checking the declared sizes caps what is unpacked.
    if info.file_size > MAX_PART_BYTES or (
        info.file_size > _RATIO_FREE_BYTES
        and info.file_size > MAX_RATIO * max(1, info.compress_size)
    ):
        raise TranscriptError(
            f"unpacks to {info.file_size:,} bytes, far more than a transcript holds",
            where=source,
            remedy="save it again as .docx or plain text",
        )
    with archive.open(info) as part:
        return part.read(MAX_PART_BYTES)


class _Words:
    """Collects what a reader would see of a document part."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._out: list[str] = []
        self._path: list[str] = []
        self._unseen = 0
        self._in_text = False
        self._cells: list[list[str]] = []
        self._cell_starts: list[int] = []

    @property
    def text(self) -> str:
        return "".join(self._out)

    def opened(self, tag: str, _: dict[str, str]) -> None:
        name = _local(tag)
        self._path.append(name)
        if len(self._path) > MAX_DEPTH:
            raise TranscriptError(
                f"nests deeper than {MAX_DEPTH} levels", where=self._source, remedy=_REMEDY
            )
        if name in _UNSEEN:
            self._unseen += 1
        elif not self._unseen:
            if name == "t":
                self._in_text = True
            elif name in _INK and self._path[-2:-1] == ["r"]:
                self._out.append(_INK[name])
            elif name == "tr":
                self._cells.append([])
            elif name == "tc":
                self._cell_starts.append(len(self._out))

    def closed(self, tag: str) -> None:
        name = _local(tag)
        self._path.pop()
        if name in _UNSEEN:
            self._unseen -= 1
        elif not self._unseen:
            if name == "t":
                self._in_text = False
            elif name == "p":
                self._out.append("\n")
            elif name == "tc" and self._cell_starts and self._cells:
                start = self._cell_starts.pop()
                self._cells[-1].append("".join(self._out[start:]).strip())
                del self._out[start:]
            elif name == "tr" and self._cells:
                self._out.append(row_text(self._cells.pop()) + "\n")

    def said(self, data: str) -> None:
        if self._in_text and not self._unseen:
            self._out.append(data)


def row_text(cells: list[str]) -> str:
    """A table row as a line: two cells read as a name and what it says."""
    kept = [cell for cell in cells if cell]
    if len(kept) == 2 and len(kept[0]) <= 60 and "\n" not in kept[0]:
        return f"{kept[0].rstrip(' :：')}: {kept[1]}"
    return "\t".join(kept)


def _local(tag: str) -> str:
    space, _, name = tag.rpartition(" ")
    # Other vocabularies share element names (DrawingML has its own `t` and `p`).
    return name if space in _WORD or name == "Fallback" else f"other:{name}"


def _parse(
    xml: bytes,
    opened: Callable[[str, dict[str, str]], None],
    closed: Callable[[str], None],
    said: Callable[[str], None],
    source: str,
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = said

    def declared(*_: object) -> None:
        raise TranscriptError(
            "declares XML entities, which no Word file does", where=source, remedy=_REMEDY
        )

    parser.StartDoctypeDeclHandler = declared
    try:
        for start in range(0, len(xml), _CHUNK):
            parser.Parse(xml[start : start + _CHUNK], False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise TranscriptError(f"holds broken XML: {error}", where=source, remedy=_REMEDY) from None
