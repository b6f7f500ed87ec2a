"""Makes any text safe to show: removes what a terminal would obey or hide.

Screens show words of strangers (rubric files, transcripts, models), and a terminal
runs what it is sent: an escape sequence can write the clipboard, set the title or
clear the screen; bidirectional overrides and invisible characters make text read as
what it is not. `clean` keeps letters, newlines and tabs.

It is for display only. What is stored and graded stays as it was said; use a `Cleaner`
to find where an offset of the stored text lies in the shown text. This module must
never shorten text that only looks odd: an escape sequence that is never closed costs
at most the rest of its line.
"""

from __future__ import annotations

import json
import re
from enum import Enum

_STRAY = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 controls, but for tab and newline
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # fillers, soft hyphen
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # zero width, bidi marks, overrides, isolates
    "\ufff9-\ufffb"  # interlinear annotation
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and music formatting
    "\U000e0000-\U000e0fff"  # tags and the variation selectors beside them
    r"\ud800-\udfff"  # surrogates that stand alone
)
_SPECIAL = re.compile(f"[{_STRAY}\u2028\u2029]")

_ESC = "\x1b"
_BEL = "\x07"
_ST = "\x9c"
_CSI = "\x9b"
#: Openers of sequences that carry a string: DCS, SOS, OSC, PM, APC; 7-bit form, then 8-bit.
_STRING_AFTER_ESC = frozenset("PX]^_")
_STRING_OPENERS = frozenset("\x90\x98\x9d\x9e\x9f")
_LINE_BREAKS = frozenset("\u2028\u2029")


class _Within(Enum):
    """What the text so far has opened."""

    TEXT = "text"
    ESCAPE = "escape"
    CONTROL = "control"
    STRING = "string"
    STRING_ESCAPE = "string escape"


class Cleaner:
    """Cleans a text that comes in pieces; sequences may be split across them."""

    def __init__(self) -> None:
        self._within = _Within.TEXT

    def feed(self, piece: str) -> str:
        """What of `piece` may be shown. Never holds letters back."""
        if self._within is _Within.TEXT and _is_clean(piece):
            return piece
        shown: list[str] = []
        place = 0
        while place < len(piece):
            if self._within is _Within.TEXT:
                found = _SPECIAL.search(piece, place)
                if found is None:
                    shown.append(piece[place:])
                    break
                shown.append(piece[place : found.start()])
                shown.append(self._open(found.group()))
                place = found.end()
            elif self._takes(piece[place]):
                place += 1
        return "".join(shown)

    def _open(self, character: str) -> str:
        """Note what a special character opens; returns what is shown in its place."""
        if character == _ESC:
            self._within = _Within.ESCAPE
        elif character == _CSI:
            self._within = _Within.CONTROL
        elif character in _STRING_OPENERS:
            self._within = _Within.STRING
        elif character in _LINE_BREAKS:
            return "\n"
        return ""

    def _takes(self, character: str) -> bool:
        """True if the open sequence swallows `character`; False ends it before that."""
        match self._within:
            case _Within.ESCAPE:
                return self._after_escape(character)
            case _Within.CONTROL:
                if " " <= character <= "?":
                    return True
                self._within = _Within.TEXT
                return "@" <= character <= "~"
            case _Within.STRING_ESCAPE:
                self._within = _Within.TEXT if character == "\\" else _Within.ESCAPE
                return character == "\\"
            case _:
                return self._in_string(character)

    def _after_escape(self, character: str) -> bool:
        if " " <= character <= "/":
            return True
        self._within = _Within.TEXT
        if character == "[":
            self._within = _Within.CONTROL
        elif character in _STRING_AFTER_ESC:
            self._within = _Within.STRING
        return "0" <= character <= "~"

    def _in_string(self, character: str) -> bool:
        if character == _ESC:
            self._within = _Within.STRING_ESCAPE
        elif character in (_BEL, _ST):
            self._within = _Within.TEXT
        elif character == "\n":
            # No terminal would stop here; but nothing is obeyed here either, and the
            # lines after an unclosed sequence are somebody's words.
            self._within = _Within.TEXT
            return False
        return True


def clean(text: str) -> str:
    """`text` without escape sequences, controls, invisible and direction characters."""
    return text if _is_clean(text) else Cleaner().feed(text)


def _is_clean(text: str) -> bool:
    # Most text is told by a look that takes a fraction of the pattern's time.
    return (text.isascii() and text.isprintable()) or _SPECIAL.search(text) is None


def clean_line(text: str) -> str:
    """`clean`, on one line: runs of white space become one space."""
    return " ".join(clean(text).split())


def escaped(text: str) -> str:
    """JSON `text` that means the same, with what `clean` would remove written as escapes."""
    return _SPECIAL.sub(lambda found: json.dumps(found.group())[1:-1], text)


def shown_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Where `text[start:end]` lies in `clean(text)`."""
    cleaner = Cleaner()
    before = len(cleaner.feed(text[:start]))
    return before, before + len(cleaner.feed(text[start:end]))
