"""A text area for the candidate's own words: safe to show, unchanged where nobody changed it.

A text area shows what it holds, so that all that comes in is cleaned: by paste, by keys,
from disk. What was on disk is remembered as it was and is handed out again until somebody
changes something, so that opening a session rewrites nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import TextArea

from ..domain.clean import clean

if TYPE_CHECKING:
    from textual.widgets.text_area import EditResult, Location


class Writing(TextArea):
    """A text area whose text can be brought back from disk, and kept there."""

    #: What is shown of the text that was restored, and that text as it was.
    _stored: tuple[str, str] | None = None
    _touched = False

    def put(self, text: str) -> None:
        """Hold `text`, cleaned, with the cursor at its end."""
        self._stored = None
        self.load_text(clean(text))
        self.move_cursor(self.document.end)

    def restore(self, text: str) -> None:
        """Hold `text` as it was kept; until it is changed, `kept` is `text` to the letter."""
        self.put(text)
        self._stored, self._touched = (self.text, text), False

    def touched(self) -> bool:
        """True from the first change after `restore` on, a change that is undone included."""
        self._touched = self._touched or self._stored is None or self._stored[0] != self.text
        return self._touched

    @property
    def kept(self) -> str:
        """What is to be kept on disk: what was restored while nobody has changed it."""
        if self._stored is not None and self._stored[0] == self.text:
            return self._stored[1]
        return self.text

    def add(self, text: str) -> None:
        """Insert `text`, cleaned, at the cursor or in place of what is selected."""
        start, end = self.selection
        self._replace_via_keyboard(text, start, end)

    def _replace_via_keyboard(
        self, insert: str, start: Location, end: Location
    ) -> EditResult | None:
        text = clean(insert.replace("\r\n", "\n").replace("\r", "\n"))
        return super()._replace_via_keyboard(text, start, end)
