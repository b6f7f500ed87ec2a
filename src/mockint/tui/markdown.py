"""Markdown of an interviewer's words as one piece of styled text.

For turns that stream in: a widget a turn, nothing mounted inside of it, and no link or
action comes of what was said. Nothing is swallowed: HTML, entities and reference
definitions stay the text that they are, so that `vector<int>` is read as it was meant.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ..domain.clean import clean
from .prose import lines, plain, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from textual.content import Content

_MARKS = re.compile(r"[*_`#>~\[\]\\]|^\s*(?:[-+]|\d{1,9}[.)])\s", re.MULTILINE)
_CODE = "$text-accent"
_STYLES = {"strong": "bold", "em": "italic"}


def markdown(text: str) -> Content:
    """`text`, cleaned, with emphasis, code, headings, quotes and lists as they look."""
    text = clean(text)
    if not _MARKS.search(text):
        return plain(text)
    page = _Page()
    for token in _parser().parse(text):
        page.take(token)
    return lines(*page.rows) if page.rows else plain(text)


@cache
def _parser() -> MarkdownIt:
    """Loaded with the first text that has marks in it: most have none."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False})
    # Each of these would swallow or change words.
    return parser.disable(["reference", "entity", "lheading", "html_block", "html_inline"])


class _Page:
    """Rows, and where in lists and quotes the next one stands."""

    def __init__(self) -> None:
        self.rows: list[Content] = []
        self._marks: list[str] = []
        self._lists: list[int | None] = []
        self._gap = False
        self._heading = False

    def take(self, token: Token) -> None:
        """Take in one block token."""
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                ordered = token.type.startswith("ordered")
                self._lists.append(int(token.attrs.get("start", 1)) if ordered else None)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                self._gap = not self._lists
            case "list_item_open":
                self._open_item()
            case "list_item_close" | "blockquote_close":
                self._marks.pop()
            case "blockquote_open":
                self._marks.append("│ ")
            case "heading_open" | "heading_close":
                self._heading = token.type == "heading_open"
            case "paragraph_close":
                self._gap = self._gap or not token.hidden
            case "inline":
                bold = "bold" if self._heading else ""
                self._add(_inline(token.children or [], bold))
                self._gap = self._heading
            case "fence" | "code_block":
                body = token.content.rstrip("\n")
                info = [words((token.info, "$text-muted"))] if token.info.strip() else []
                self._add(lines(*info, words((body, _CODE))))
                self._gap = True
            case "hr":
                self._add(words(("───", "$text-muted")))
                self._gap = True

    def _open_item(self) -> None:
        number = self._lists[-1]
        self._marks.append("• " if number is None else f"{number}. ")
        if number is not None:
            self._lists[-1] = number + 1

    def _add(self, content: Content) -> None:
        """Rows of a block; list marks stand before the first, spaces before the rest."""
        if self._gap and self.rows:
            self.rows.append(plain(""))
        self._gap = False
        for row in content.split("\n", allow_blank=True):
            self.rows.append(words(("".join(self._marks), "$text-muted"), row))
            self._marks = [m if m == "│ " else " " * len(m) for m in self._marks]


def _inline(tokens: Sequence[Token], style: str) -> Content:
    """Emphasis, code and links within a block."""
    parts: list[tuple[str, str]] = []
    styles = [style] if style else []
    link = ""
    said = ""
    for token in tokens:
        name = token.type.removesuffix("_open").removesuffix("_close")
        if name in _STYLES:
            if token.type.endswith("_open"):
                styles.append(_STYLES[name])
            else:
                styles.remove(_STYLES[name])
        elif token.type == "link_open":
            link, said = _target(token), ""
        elif token.type == "link_close":
            if link and link != said:
                parts.append((f" ({link})", "$text-muted"))
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append(("\n", ""))
        elif token.type == "image":
            parts.append((f"{token.content} ({_target(token)})", " ".join(styles)))
        else:
            code = token.type == "code_inline"
            said += token.content
            parts.append((token.content, " ".join([*styles, _CODE] if code else styles)))
    return words(*parts)


def _target(token: Token) -> str:
    """Where a link or an image points, with its title: to be read, never followed."""
    where = str(token.attrs.get("href") or token.attrs.get("src") or "")
    title = token.attrs.get("title")
    return f"{where} {title}" if title else where
