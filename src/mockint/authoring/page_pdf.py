"""Lines of a PDF that has text. The home of pypdf, which the extra `pdf` installs.

Scanned pages have no text; that is said, and nothing is guessed. A PDF can unpack to
far more than it weighs and draw the same form again and again, so that what is unpacked
and how long it may take have limits.
"""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable

from ..errors import InputError
from .page_text import text_lines
from .source import Line

MAX_PAGES = 500
#: Bytes that one stream may unpack to; a page of text has some ten thousand.
MAX_STREAM = 8 * 1024 * 1024
#: Parts of one stream: a bound on what is parsed before the time is looked at again.
MAX_PARTS = 400_000
#: Characters of all pages.
MAX_TEXT = 4_000_000
LONGEST_S = 30.0


def pdf_lines(data: bytes, name: str, *, now: Callable[[], float] = time.monotonic) -> list[Line]:
    """The text of all pages as lines; InputError without pypdf, or where no text is found."""
    try:
        from pypdf import apply_configuration  # noqa: PLC0415 - an extra
    except ImportError:
        raise InputError(
            "is a PDF, and the package that reads those is not installed",
            where=name,
            remedy='install "mockint[pdf]", or save the text of the page',
        ) from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends is no news to people
    with apply_configuration(
        zlib_maximum_output_length=MAX_STREAM,
        lzw_maximum_output_length=MAX_STREAM,
        run_length_maximum_output_length=MAX_STREAM,
        brotli_maximum_output_length=MAX_STREAM,
        array_based_stream_maximum_output_length=MAX_STREAM,
        stream_parsing_work_maximum_count=MAX_PARTS,
    ):
        try:
            text = _text(data, name, now)
        except InputError:
            raise
        except Exception as error:  # noqa: BLE001 - foreign errors of every kind, see below
            # pypdf lets through whatever damaged bytes make Python raise; seen in fuzzing:
            # NotImplementedError, AttributeError, AssertionError, TypeError.
            raise _unreadable(str(error) or type(error).__name__, name) from None
    if not text.strip():
        raise InputError(
            "is a PDF without text (a scan?)", where=name, remedy="save the text of the page"
        )
    return text_lines(text)


def _text(data: bytes, name: str, now: Callable[[], float]) -> str:
    from pypdf import PdfReader  # noqa: PLC0415

    until = now() + LONGEST_S

    def in_time(*_: object) -> None:
        if now() > until:
            raise InputError(
                f"takes longer than {LONGEST_S:.0f} s to read",
                where=name,
                remedy="save the text of the page",
            )

    reader = PdfReader(io.BytesIO(data))
    if len(reader.pages) > MAX_PAGES:
        raise InputError(
            f"has more than {MAX_PAGES} pages", where=name, remedy="keep the guide's pages"
        )
    pages: list[str] = []
    left = MAX_TEXT
    for page in reader.pages:
        in_time()
        pages.append(page.extract_text(visitor_operand_before=in_time))
        left -= len(pages[-1])
        if left < 0:
            raise InputError(
                f"has more than {MAX_TEXT // 1_000_000} million characters",
                where=name,
                remedy="keep the guide's pages",
            )
    return "\n".join(pages)


def _unreadable(why: str, name: str) -> InputError:
    return InputError(
        f"cannot be read as a PDF ({why[:200]})", where=name, remedy="save the text of the page"
    )
