"""The text of a Rich Text file, whatever its suffix says.

`striprtf` reads it; before that, braces go on lines of their own and the font table is
rewritten, because its patterns for links and fonts take quadratic time on one long line.
"""

from __future__ import annotations

import re

from ..errors import TranscriptError
from .docx_text import row_text
from .encodings import one_line_ending

MAX_RTF_BYTES = 10 * 1024 * 1024
_ESCAPED_OR_BRACE = re.compile(r"\\[\\{}]|[{}]")
_FONT_FACT = re.compile(r"\\f(\d{1,5})|\\fcharset(\d{1,3})")
_BRACE = re.compile(r"[{}]")
_REMEDY = "open it in Word or LibreOffice and save it as .docx or plain text"


def is_rtf(data: bytes) -> bool:
    """True if `data` is Rich Text by its first bytes."""
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf")


def rtf_text(data: bytes, source: str) -> str:
    """The text of a Rich Text file; TranscriptError if it is broken or too large."""
    from striprtf import striprtf  # noqa: PLC0415 - only where such a file comes

    if len(data) > MAX_RTF_BYTES:
        raise TranscriptError(
            f"is larger than {MAX_RTF_BYTES // 1024 // 1024} MB for Rich Text",
            where=source,
            remedy="remove its pictures, or save it as plain text",
        )
    markup = _harmless(data.decode("cp1252", "replace"))
    try:
        text: str = striprtf.rtf_to_text(markup, errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, TypeError, OverflowError) as error:
        raise TranscriptError(
            f"is broken Rich Text: {error}", where=source, remedy=_REMEDY
        ) from None
    # Characters above U+FFFF come as two halves.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = one_line_ending(text.replace("\x00", "\ufffd"))
    if "\\cell" not in markup:
        return text
    # Cells come ended by bars.
    return "\n".join(
        row_text(line.split("|")) if line.endswith("|") else line for line in text.split("\n")
    )


def _harmless(markup: str) -> str:
    """The same document, with no line long enough to make a pattern slow."""
    fonts = ""
    start = markup.find("{\\fonttbl")
    if start >= 0:
        end = _group_end(markup, start)
        fonts = _font_table(markup[start:end])
        markup = markup[:start] + fonts + markup[end:]
    # `\\pict` with `\\bin` is skipped character by character there; no text is lost here.
    markup = markup.replace("\\bin", "\\xbin").replace("\\fldinst", "\\fldtype")
    return _ESCAPED_OR_BRACE.sub(_on_its_own_line, markup)


def _on_its_own_line(found: re.Match[str]) -> str:
    token = found[0]
    return {"{": "\n{", "}": "}\n"}.get(token, token)


def _group_end(markup: str, start: int) -> int:
    depth = 0
    for brace in _BRACE.finditer(markup, start):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.end()
    return len(markup)


def _font_table(group: str) -> str:
    """A font table with nothing but numbers and character sets."""
    fonts: dict[str, str] = {}
    font: str | None = None
    for fact in _FONT_FACT.finditer(group):
        if fact[1] is not None:
            font = fact[1]
        elif font is not None:
            fonts.setdefault(font, fact[2])
    rows = "".join(f"{{\\f{font}\\fcharset{charset} x;}}" for font, charset in fonts.items())
    return f"{{\\fonttbl{rows}}}"
