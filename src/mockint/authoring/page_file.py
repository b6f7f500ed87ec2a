"""Reads a page from a file: its bytes, no more than a page may have, and errors that say where."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from ..domain.clean import clean
from ..errors import InputError
from .source import MAX_BYTES, Page, decode, read_page, sniff

#: Adverts and CVs are short; a megabyte of plain text is something else.
MAX_TEXT = 1_000_000


def page_bytes(file: str) -> bytes:
    """The bytes of a file, one more than the cap where it is larger. InputError."""
    try:
        with Path(file).expanduser().open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError("no such file", where=file, remedy="check the path") from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=file) from None


def page_in(file: str) -> Page:
    """The page in a file (text, Markdown, HTML, DOCX, PDF text), by its content. InputError.

    Plain text is taken without what a terminal would obey, escape sequences as a whole.
    """
    data, name = page_bytes(file), Path(file).name
    if len(data) > MAX_BYTES or sniff(data, name) != "text":
        return read_page(data, name)
    if len(data) > MAX_TEXT:
        raise InputError(
            "is more than 1 MB of text", where=name, remedy="keep the pages that matter"
        )
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    shown = read_page(clean(text).encode(), name, "text")
    return replace(shown, sha256=hashlib.sha256(data).hexdigest())
