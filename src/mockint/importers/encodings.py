"""Bytes to text: UTF-8 with or without BOM, UTF-16 with BOM, else cp1252.

Refuses what is no text at all; never guesses among more encodings than these.
"""

from __future__ import annotations

import codecs
import re

from ..errors import TranscriptError

MAX_BYTES = 50 * 1024 * 1024
#: Control characters that no text has, but nearly every binary file does.
_BINARY = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f]")
#: The same as bytes: text has none of the one without some of the other, in any encoding.
_BINARY_BYTES = bytes(code for code in range(32) if _BINARY.match(chr(code)))
_SAMPLE = 16_384


def decode(data: bytes, source: str) -> str:
    r"""The text of `data`, lines ended by `\n`; TranscriptError if it is empty, large or binary."""
    if len(data) > MAX_BYTES:
        raise TranscriptError(
            f"is larger than {MAX_BYTES // 1024 // 1024} MB", where=source, remedy="split it"
        )
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise TranscriptError("is empty", where=source, remedy="choose a file with a conversation")
    text = _decoded(data, source)
    is_plain = len(data.translate(None, _BINARY_BYTES)) == len(data)
    if not is_plain and len(_BINARY.findall(text[:_SAMPLE])) * 100 > len(text[:_SAMPLE]):
        raise TranscriptError(
            "is not text", where=source, remedy="export the transcript as text, VTT or JSON"
        )
    if not text.strip():
        raise TranscriptError("is empty", where=source, remedy="choose a file with a conversation")
    return one_line_ending(text)


def one_line_ending(text: str) -> str:
    r"""`text` with `\r\n` and `\r` as `\n`."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _decoded(data: bytes, source: str) -> str:
    encodings: tuple[str, ...] = ("utf-8", "cp1252")
    if data.startswith(codecs.BOM_UTF8):
        encodings = ("utf-8-sig",)
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    elif b"\x00" in data:
        raise TranscriptError(
            "is not text (it holds NUL bytes)",
            where=source,
            remedy="export the transcript as UTF-8 text, VTT or JSON",
        )
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise TranscriptError(
        "is neither UTF-8, UTF-16 nor Windows-1252 text", where=source, remedy="save it as UTF-8"
    )
