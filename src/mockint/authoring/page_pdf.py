"""Lines of a PDF that has text. The home of pypdf, which the extra `pdf` installs.

Scanned pages have no text; that is said, and nothing is guessed.
"""

from __future__ import annotations

import io
import logging

from ..errors import InputError
from .page_text import text_lines
from .source import Line

MAX_PAGES = 500


def pdf_lines(data: bytes, name: str) -> list[Line]:
    """The text of all pages as lines; InputError without pypdf, or where no text is found."""
    try:
        from pypdf import PdfReader  # noqa: PLC0415 - an extra
        from pypdf.errors import PyPdfError  # noqa: PLC0415
    except ModuleNotFoundError:
        raise InputError(
            "is a PDF, and the package that reads those is not installed",
            where=name,
            remedy='install "mockint[pdf]", or save the text of the page',
        ) from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends is no news to people
    try:
        reader = PdfReader(io.BytesIO(data))
        if len(reader.pages) > MAX_PAGES:
            raise InputError(
                f"has more than {MAX_PAGES} pages", where=name, remedy="keep the guide's pages"
            )
        text = "\n".join(page.extract_text() for page in reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            f"cannot be read as a PDF ({error})", where=name, remedy="save the text of the page"
        ) from None
    if not text.strip():
        raise InputError(
            "is a PDF without text (a scan?)", where=name, remedy="save the text of the page"
        )
    return text_lines(text)
