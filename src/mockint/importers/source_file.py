"""One file as all importers see it: told apart, decoded, unpacked and parsed once.

This is the only place that decides what the bytes are. It never looks at a file's
name, reads no other file, and every failure is a TranscriptError.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..errors import TranscriptError
from .docx_text import docx_text, is_zip
from .encodings import MAX_BYTES, decode
from .html_text import decode_html, html_text, is_html
from .magic import refuse_binary
from .rtf_text import is_rtf, rtf_text

#: Characters of `SourceFile.head`.
HEAD = 16_384
MAX_HTML = 20 * 1024 * 1024
#: Lines of text; ten thousand turns have fewer.
MAX_LINES = 500_000
_JSON_SURELY = re.compile(r"\s*(?:\{\s*\"|\[\s*\{\s*\")")
_JSON_OBJECTS = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")


@dataclass(frozen=True)
class SourceFile:
    """`ports.TranscriptFile` over bytes in memory. Attributes may raise TranscriptError."""

    data: bytes
    source: str

    @cached_property
    def kind(self) -> str:
        """`text`, `json`, `docx`, `html` or `rtf`."""
        if len(self.data) > MAX_BYTES:
            raise TranscriptError(
                f"is larger than {MAX_BYTES // 1024 // 1024} MB",
                where=self.source,
                remedy="split it",
            )
        refuse_binary(self.data, self.source)
        if is_zip(self.data):
            return "docx"
        if is_rtf(self.data):
            return "rtf"
        if is_html(self._decoded):
            return "html"
        if _JSON_OBJECTS.match(self._decoded) and self._parsed is not None:
            return "json"
        return "text"

    @cached_property
    def text(self) -> str:
        r"""Its text, lines ended by `\n`; for JSON the source of it."""
        match self.kind:
            case "docx":
                text = docx_text(self.data, self.source)
            case "rtf":
                text = rtf_text(self.data, self.source)
            case "html":
                if len(self.data) > MAX_HTML:
                    raise TranscriptError(
                        f"is larger than {MAX_HTML // 1024 // 1024} MB for a web page",
                        where=self.source,
                        remedy="save it as plain text",
                    )
                text = html_text(decode_html(self.data, self.source))
            case "json":
                return self._decoded
            case _:
                text = self._decoded
        if text.count("\n") > MAX_LINES:
            raise TranscriptError(
                f"has more than {MAX_LINES:,} lines", where=self.source, remedy="split it"
            )
        if not text.strip():
            raise TranscriptError(
                "holds no text", where=self.source, remedy="choose a file with a conversation"
            )
        return text

    @cached_property
    def head(self) -> str:
        """The first `HEAD` characters of its text."""
        return self.text[:HEAD]

    @property
    def json(self) -> Any:
        """What its text parses to, a list for JSON Lines, None if it is no JSON."""
        return self._parsed if self.kind == "json" else None

    @cached_property
    def _decoded(self) -> str:
        return decode(self.data, self.source)

    @cached_property
    def _parsed(self) -> Any:
        text = self._decoded
        try:
            return json.loads(text)
        except RecursionError:
            raise TranscriptError(
                "nests too deep for a transcript", where=self.source, remedy="flatten the JSON"
            ) from None
        except json.JSONDecodeError as error:
            rows = self._json_lines()
            if rows is None and _JSON_SURELY.match(text):
                raise TranscriptError(
                    f"is broken JSON: {error.msg}",
                    where=f"{self.source}:{error.lineno}",
                    remedy="export it again; the file may have been cut off",
                ) from None
            return rows
        except ValueError as error:  # a number of more digits than Python converts
            raise TranscriptError(
                f"is broken JSON: {error}", where=self.source, remedy="export it again"
            ) from None

    def _json_lines(self) -> list[Any] | None:
        """One value a line, None if the first line is no JSON object."""
        rows: list[Any] = []
        for number, line in enumerate(self._decoded.split("\n"), 1):
            if not line.strip():
                continue
            try:
                rows.append(json.loads(line))
            except (ValueError, RecursionError):
                if len(rows) < 2:
                    return None
                raise TranscriptError(
                    "is no JSON, in a file of JSON Lines",
                    where=f"{self.source}:{number}",
                    remedy="remove or mend that line",
                ) from None
        return rows
