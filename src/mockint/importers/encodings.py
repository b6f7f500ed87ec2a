"""Bytes to text: UTF-8 with or without BOM, UTF-16 with BOM, else cp1252.

Refuses what is no text at all; never guesses among more encodings than these.
"""

from __future__ import annotations

import codecs

from ..errors import TranscriptError

MAX_BYTES = 50 * 1024 * 1024


def decode(data: bytes, source: str) -> str:
    """The text of `data`; TranscriptError for an empty, too large or binary file."""
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise TranscriptError("is empty", where=source, remedy="choose a file with a conversation")
    if len(data) > MAX_BYTES:
        raise TranscriptError(
            f"is larger than {MAX_BYTES // 1024 // 1024} MB", where=source, remedy="split it"
        )
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(bom):
            return _decoded(data, encoding, source)
    if b"\x00" in data:
        raise TranscriptError(
            "is not text", where=source, remedy="export the transcript as text, VTT or JSON"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "cp1252", source)


def _decoded(data: bytes, encoding: str, source: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise TranscriptError(
            "is neither UTF-8, UTF-16 nor Windows-1252 text",
            where=source,
            remedy="save it as UTF-8",
        ) from None
    if "\x00" in text:
        raise TranscriptError("is not text", where=source, remedy="save it as UTF-8 text")
    return text
