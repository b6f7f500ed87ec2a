"""Files that are no transcript by their first bytes, each with what to do instead.

Owns the refusals only; what can be read is told apart in `source_file`.
"""

from __future__ import annotations

from ..errors import TranscriptError

_RECORDING = "transcribe it first (Whisper, Otter, Teams and others do), then bring the text"
_REFUSED: tuple[tuple[bytes, int, str, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0,
        "is an old binary Office file (.doc, .xls), or one with a password",
        "open it in Word or LibreOffice and save it as .docx or plain text",
    ),
    (b"%PDF-", 0, "is a PDF", "copy its text into a text file, or export the transcript as text"),
    (b"\x1f\x8b", 0, "is compressed (gzip)", "unpack it first"),
    (b"BZh", 0, "is compressed (bzip2)", "unpack it first"),
    (b"\xfd7zXZ\x00", 0, "is compressed (xz)", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", 0, "is an archive (7z)", "unpack it first"),
    (b"Rar!\x1a\x07", 0, "is an archive (rar)", "unpack it first"),
    (b"ID3", 0, "is a recording", _RECORDING),
    (b"RIFF", 0, "is a recording", _RECORDING),
    (b"OggS", 0, "is a recording", _RECORDING),
    (b"fLaC", 0, "is a recording", _RECORDING),
    (b"\x1a\x45\xdf\xa3", 0, "is a recording", _RECORDING),
    (b"ftyp", 4, "is a recording", _RECORDING),
    (b"\x89PNG\r\n\x1a\n", 0, "is a picture", "bring the transcript as text"),
    (b"\xff\xd8\xff", 0, "is a picture", "bring the transcript as text"),
    (b"SQLite format 3\x00", 0, "is a database", "export the transcript as text or JSON"),
    (b"PAR1", 0, "is a Parquet table", "export it as CSV or JSON Lines"),
)


def refuse_binary(data: bytes, source: str) -> None:
    """TranscriptError if the first bytes of `data` say that it can hold no transcript."""
    for magic, offset, what, remedy in _REFUSED:
        if data.startswith(magic, offset):
            raise TranscriptError(what, where=source, remedy=remedy)
