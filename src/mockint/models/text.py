"""Text that comes in pieces: joined surrogates, and thinking told apart from speech. Pure."""

from __future__ import annotations

import re

_OPEN = "<think>"
_CLOSE = "</think>"
#: Leading white space that is waited through for a tag.
_MOST_SPACE = 64
_SURROGATE = re.compile("[\ud800-\udfff]")


class SurrogateJoiner:
    """Joins the halves of a character that JSON escaped as two and a stream split.

    A half that stays alone becomes U+FFFD: it can be neither printed nor stored.
    """

    def __init__(self) -> None:
        self._high = ""

    def feed(self, text: str) -> str:
        """`text`, with a trailing first half held back for the next piece."""
        text = self._high + text
        self._high = ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            self._high, text = text[-1], text[:-1]
        return self.clean(text)

    def flush(self) -> str:
        """What was held back."""
        rest, self._high = self._high, ""
        return self.clean(rest)

    @staticmethod
    def clean(text: str) -> str:
        """`text` with pairs joined and lone halves replaced."""
        if text.isascii() or _SURROGATE.search(text) is None:
            return text
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class ThinkingSplitter:
    """Takes a leading `<think>…</think>` out of a reply, as some local models send it.

    Only at the very beginning: later on, the same characters are what was said.
    """

    def __init__(self) -> None:
        self._held = ""
        self._inside = False
        self._decided = False
        self.thought = False

    def feed(self, text: str) -> str:
        """The speech in `text`; what may be the start of a tag is held back."""
        if self._decided or not text:
            return text
        self._held += text
        if not self._inside and not self._opens():
            return self._release() if self._decided else ""
        return self._close()

    def flush(self) -> str:
        """What was held back at the end; thinking that never closed is no speech."""
        if self._inside:
            self._held = ""
        return self._release()

    def _opens(self) -> bool:
        """Decide whether the reply begins with thinking."""
        head = self._held.lstrip()
        if head.startswith(_OPEN):
            self._inside = self.thought = True
            self._held = head[len(_OPEN) :]
            return True
        if not _OPEN.startswith(head) or len(self._held) > _MOST_SPACE:
            self._decided = True
        return False

    def _close(self) -> str:
        """Look for the end of the thinking; keep only what could be part of its tag."""
        before, tag, after = self._held.partition(_CLOSE)
        if not tag:
            self._held = before[-(len(_CLOSE) - 1) :]
            return ""
        self._inside = False
        self._decided = True
        self._held = after.lstrip()
        return self._release()

    def _release(self) -> str:
        """Give out what was held."""
        self._decided = True
        rest, self._held = self._held, ""
        return rest
