"""Lines of plain text and Markdown: what shape each has, and its words without marks.

Text and Markdown are read alike, because guides that are saved as text keep their
bullets and tables. Lines are counted as editors count them (LF, CRLF or CR).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .source import BLANK, BULLET, HEADING, ROW, RULE, TEXT, Line

_NUMBER = re.compile(r"(?:(\d{1,3})[.)]|\((\d{1,3})\)|([a-z])\))[ \t]+(\S.*)$")
_CHECKBOX = re.compile(r"\[[ xX]\][ \t]+")
_RULE = re.compile(r"(?:\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{1,}:?[ \t]*)*\|?|[-*_=~]{3,})$")
_UNDERLINE = re.compile(r"(=|-){3,}$")
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_BOLD = re.compile(r"(\*\*|__)([^*_].*?)(?:\1)\s*:?$")
_CELL = re.compile(r"(?<!\\)\|")

_LINK = re.compile(r"!?\[([^\]\[]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^\n]{0,400}?\S)\1")
_STRONG_END = re.compile(r"\S(?:\*\*|__)")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")
_UNDERSCORED = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]*[^\s_])_(?![\w_])")
_CODE = re.compile(r"`([^`\n]+)`")
_TAG = re.compile(r"</?(?:b|i|em|strong|u|br|sup|sub|span|kbd|code|mark)\b[^<>]{0,200}>")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>])")
#: A mark that `plain` takes away begins with one of these.
_MARKED = re.compile(r"[*_`\[<\\]")
MAX_BOLD_WORDS = 12

_FENCES = frozenset({"```", "~~~"})
_MARKS = frozenset("#|:-*_=~")
_BULLETS = frozenset("-*+•‣◦▪●○·∙►▸✓✔☐☑–—")
_BLANKS = frozenset(" \t")
_STRONG_MARKS = frozenset({"**", "__"})


def text_lines(text: str) -> list[Line]:
    """All lines of `text`."""
    raws = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if raws and not raws[-1]:
        raws.pop()
    made: list[Line] = []
    indents: list[int] = []
    for number, raw in enumerate(raws, 1):
        body = raw.strip()
        if not body:
            made.append(Line(number, raw, "", BLANK))
            continue
        if body[:3] in _FENCES:
            made.append(Line(number, raw, "", RULE))
            continue
        line = _shaped(number, raw, body, indents)
        if line.shape is RULE and _UNDERLINE.match(body) and _is_title(made):
            made[-1] = _as_heading(made[-1], 1 if body[0] == "=" else 2)
        made.append(line)
    return made


def plain(text: str) -> str:
    """`text` without the marks of links, emphasis, code and inline tags."""
    if not _MARKED.search(text):
        return text
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if ("**" in text or "__" in text) and _STRONG_END.search(text):
        text = _STRONG.sub(r"\2", text)
    if "*" in text:
        text = _EMPHASIS.sub(r"\1", text)
    if "_" in text:
        text = _UNDERSCORED.sub(r"\1", text)
    if "`" in text:
        text = _CODE.sub(r"\1", text)
    if "<" in text:
        text = _TAG.sub("", text)
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    return text.strip()


def _shaped(number: int, raw: str, body: str, indents: list[int]) -> Line:
    """The line `raw`, whose words are `body`; `indents` are those of the list it stands in."""
    indent = _indent(raw) if raw[0].isspace() else 0
    if body[0] == ">":
        body = _QUOTE.sub("", body, count=1).strip()
    mark, following = body[:1], body[1:2]
    item: TypedItem | None = None
    if mark in _BULLETS and following in _BLANKS:
        item = typed_item(body)
    elif mark in _MARKS:
        if marked := _marked(number, raw, body, indents):
            return marked
    elif mark.isdecimal() or mark == "(" or following == ")":
        item = typed_item(body)
    if item is not None:
        depth = _depth(indents, indent)
        return Line(number, raw, plain(item.words), BULLET, depth, item.ordinal, (), indent)
    if indent == 0:
        indents.clear()
    if body[:2] in _STRONG_MARKS and (bold := _bold(body)):
        return Line(number, raw, bold, HEADING, 7, None, (), indent)
    return Line(number, raw, plain(body), TEXT, 0, None, (), indent)


def _indent(raw: str) -> int:
    spread = raw.expandtabs(4)
    return len(spread) - len(spread.lstrip())


def _marked(number: int, raw: str, body: str, indents: list[int]) -> Line | None:
    """A rule, a heading or a table row, by its marks."""
    if body[0] == "#":
        level, words = _heading(body)
        if not level:
            return None
        indents.clear()
        return Line(number, raw, plain(words), HEADING, level)
    if _RULE.match(body):
        return Line(number, raw, "", RULE)
    if body[0] != "|" or len(body) < 2 or body[-1] != "|":
        return None
    cells = tuple([plain(cell.strip().replace("\\|", "|")) for cell in _cells(body[1:-1])])
    return Line(number, raw, " | ".join(cells).strip(), ROW, cells=cells)


def _heading(body: str) -> tuple[int, str]:
    """(level, words) of `## Words ##`; level 0 for what is no heading."""
    rest = body.lstrip("#")
    words = rest.lstrip(" \t")
    level = len(body) - len(rest)
    if level > 6 or len(words) == len(rest) or not words or words[0].isspace():
        return 0, ""
    return level, (words.rstrip("#").rstrip(" \t") or words[0]) if words[-1] == "#" else words


def _cells(inside: str) -> list[str]:
    return _CELL.split(inside) if "\\" in inside else inside.split("|")


def _bold(body: str) -> str:
    """The words of a line that is bold as a whole and short, without its colon; else ""."""
    found = _BOLD.match(body)
    if found is None or len(body.split()) > MAX_BOLD_WORDS:
        return ""
    words = found[2]
    if words.rstrip(":").endswith((".", "?")):
        return ""
    if len(words) < 400 and words == words.strip() and not _MARKED.search(words):
        return words.rstrip(":").rstrip()
    return plain(body).rstrip(":").rstrip()


class TypedItem(NamedTuple):
    """An item of a list whose mark was typed: its number, if it has one, and its words."""

    ordinal: int | None
    words: str


def typed_item(text: str) -> TypedItem | None:
    """`- words`, `1. words` or `a) words` with its mark read; None for what is no such item."""
    if text[:1] in _BULLETS and text[1:2] in _BLANKS:
        words = text[2:].lstrip(" \t")
        if not words or words[0].isspace():
            return None
        return TypedItem(None, _CHECKBOX.sub("", words, count=1) if "[" in words else words)
    found = _NUMBER.match(text)
    if found is None:
        return None
    digits = found[1] or found[2]
    return TypedItem(int(digits) if digits else None, found[4])


def _depth(indents: list[int], indent: int) -> int:
    while indents and indents[-1] > indent:
        indents.pop()
    if not indents or indents[-1] < indent:
        indents.append(indent)
    return len(indents) - 1


def _is_title(made: list[Line]) -> bool:
    return bool(made) and made[-1].shape is TEXT and len(made[-1].text) <= 120


def _as_heading(line: Line, level: int) -> Line:
    return Line(line.number, line.raw, line.text, HEADING, depth=level)
