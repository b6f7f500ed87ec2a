"""Lines of plain text and Markdown: what shape each has, and its words without marks.

Text and Markdown are read alike, because guides that are saved as text keep their
bullets and tables. Lines are counted as editors count them (LF, CRLF or CR).
"""

from __future__ import annotations

import re

from .source import Line, Shape

_BREAK = re.compile(r"\r\n|\r|\n")
_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*?)[ \t]*#*$")
_BULLET = re.compile(r"([-*+•‣◦▪●○·∙►▸✓✔☐☑–—])[ \t]+(\S.*)$")
_NUMBER = re.compile(r"(?:(\d{1,3})[.)]|\((\d{1,3})\)|([a-z])\))[ \t]+(\S.*)$")
_CHECKBOX = re.compile(r"\[[ xX]\][ \t]+")
_ROW = re.compile(r"\|.*\|$")
_RULE = re.compile(r"(?:\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{1,}:?[ \t]*)*\|?|[-*_=~]{3,})$")
_UNDERLINE = re.compile(r"(=|-){3,}$")
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_BOLD = re.compile(r"(\*\*|__)([^*_].*?)(?:\1)\s*:?$")
_CELL = re.compile(r"(?<!\\)\|")

_LINK = re.compile(r"!?\[([^\]\[]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^\n]{0,400}?\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")
_UNDERSCORED = re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]*[^\s_])_(?![\w_])")
_CODE = re.compile(r"`([^`\n]+)`")
_TAG = re.compile(r"</?(?:b|i|em|strong|u|br|sup|sub|span|kbd|code|mark)\b[^<>]{0,200}>")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>])")
MAX_BOLD_WORDS = 12


def text_lines(text: str) -> list[Line]:
    """All lines of `text`."""
    raws = _BREAK.split(text)
    if raws and not raws[-1]:
        raws.pop()
    made: list[Line] = []
    indents: list[int] = []
    fenced = False
    for number, raw in enumerate(raws, 1):
        if raw.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
            made.append(Line(number, raw, "", Shape.RULE))
            continue
        line = _shaped(number, raw, indents)
        if line.shape is Shape.RULE and _UNDERLINE.match(raw.strip()) and _is_title(made):
            level = 1 if raw.strip().startswith("=") else 2
            made[-1] = _as_heading(made[-1], level)
        made.append(line)
    return made


def plain(text: str) -> str:
    """`text` without the marks of links, emphasis, code and inline tags."""
    if not any(mark in text for mark in "*_`[<\\"):
        return text
    text = _LINK.sub(r"\1", text)
    text = _STRONG.sub(r"\2", text)
    text = _EMPHASIS.sub(r"\1", text)
    text = _UNDERSCORED.sub(r"\1", text)
    text = _CODE.sub(r"\1", text)
    text = _TAG.sub("", text)
    return _ESCAPE.sub(r"\1", text).strip()


def _shaped(number: int, raw: str, indents: list[int]) -> Line:
    body = raw.strip()
    if not body:
        return Line(number, raw, "", Shape.BLANK)
    spread = raw.expandtabs(4) if "\t" in raw else raw
    indent = len(spread) - len(spread.lstrip())
    if body[0] == ">":
        body = _QUOTE.sub("", body, count=1).strip()
    if body[:1] in _MARKS and (marked := _marked(number, raw, body, indents)):
        return marked
    if item := _item(body):
        ordinal, words = item
        depth = _depth(indents, indent)
        return Line(number, raw, words, Shape.BULLET, depth, ordinal, indent=indent)
    if indent == 0:
        indents.clear()
    if body[:2] in {"**", "__"} and (bold := _bold(body)):
        return Line(number, raw, bold, Shape.HEADING, depth=7, indent=indent)
    return Line(number, raw, plain(body), Shape.TEXT, indent=indent)


_MARKS = frozenset("#|:-*_=~")


def _marked(number: int, raw: str, body: str, indents: list[int]) -> Line | None:
    """A rule, a heading or a table row, by its marks."""
    if _RULE.match(body):
        return Line(number, raw, "", Shape.RULE)
    if heading := _HEADING.match(body):
        indents.clear()
        return Line(number, raw, plain(heading[2]), Shape.HEADING, depth=len(heading[1]))
    if not _ROW.match(body):
        return None
    cells = tuple(plain(cell.strip().replace("\\|", "|")) for cell in _CELL.split(body[1:-1]))
    return Line(number, raw, " | ".join(cells).strip(), Shape.ROW, cells=cells)


def _bold(body: str) -> str:
    """The words of a line that is bold as a whole and short, without its colon; else ""."""
    found = _BOLD.match(body)
    if found is None or len(body.split()) > MAX_BOLD_WORDS:
        return ""
    if found[2].rstrip(":").endswith((".", "?")):
        return ""
    return plain(body).rstrip(":").rstrip()


def _item(body: str) -> tuple[int | None, str] | None:
    if numbered := _NUMBER.match(body):
        digits = numbered[1] or numbered[2]
        return (int(digits) if digits else None), plain(numbered[4])
    if bullet := _BULLET.match(body):
        return None, plain(_CHECKBOX.sub("", bullet[2], count=1))
    return None


def _depth(indents: list[int], indent: int) -> int:
    while indents and indents[-1] > indent:
        indents.pop()
    if not indents or indents[-1] < indent:
        indents.append(indent)
    return len(indents) - 1


def _is_title(made: list[Line]) -> bool:
    return bool(made) and made[-1].shape is Shape.TEXT and len(made[-1].text) <= 120


def _as_heading(line: Line, level: int) -> Line:
    return Line(line.number, line.raw, line.text, Shape.HEADING, depth=level)
