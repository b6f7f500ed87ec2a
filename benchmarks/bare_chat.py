"""The floors: a bare Textual app shaped like a chat, and a bare Markdown that is streamed into.

python benchmarks/bare_chat.py        runs the chat-shaped app, for its first paint
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App
from textual.containers import VerticalScroll
from textual.widgets import Footer, Markdown, Static, TextArea

if TYPE_CHECKING:
    from textual.app import ComposeResult


class BareChat(App[None]):
    """A title, a few turns, a text area, a footer: what any chat has."""

    CSS = "TextArea { height: 5; } VerticalScroll { height: 1fr; }"

    def compose(self) -> ComposeResult:
        yield Static("READY-TO-READ")
        with VerticalScroll():
            for number in range(6):
                yield Static(f"Turn {number}: we agreed on two dates and wrote them down. " * 3)
        yield TextArea()
        yield Footer()


class BareMarkdown(App[None]):
    """One Markdown; words are buffered and appended twenty times a second."""

    def __init__(self) -> None:
        super().__init__()
        self._buffer: list[str] = []

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Markdown()

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).anchor()
        self.set_interval(1 / 20, self._paint)

    def append(self, piece: str) -> None:
        self._buffer.append(piece)

    async def _paint(self) -> None:
        if self._buffer:
            text, self._buffer = "".join(self._buffer), []
            await self.query_one(Markdown).append(text)


if __name__ == "__main__":
    BareChat().run()
