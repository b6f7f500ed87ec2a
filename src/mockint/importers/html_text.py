"""The text of a web page: blocks on lines of their own, tags and entities resolved.

Python's `HTMLParser` takes time quadratic in the length of markup that never closes,
so a linear pass first removes comments, scripts and declarations, and turns every `<`
that opens no short and complete tag into text. Nothing is fetched or run.
"""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser

from .docx_text import row_text
from .encodings import MAX_BYTES, decode, one_line_ending

_BLOCKS = frozenset(
    """address article aside blockquote body br center dd details div dl dt fieldset figure footer
    form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody tfoot
    thead title tr ul""".split()
)
#: Characters between `<` and `>` in a tag that a transcript could have.
_TAG_LENGTH = 1_000
_MARKUP = re.compile(
    rf"(?P<tag></?[A-Za-z][A-Za-z0-9:-]{{0,30}}(?=[\s>/])[^<>]{{0,{_TAG_LENGTH}}}>)"
    rf"|<(?P<open>!--|!|\?|script\b|style\b)?",
    re.IGNORECASE,
)
_ENDS = {"!--": "-->", "!": ">", "?": ">", "script": "</script", "style": "</style"}
_STARTS_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!doctype\s+html|<html|<body)", re.IGNORECASE
)
_COMMON_TAG = re.compile(
    r"<(?:p|br|div|td|li|h[1-6]|b|font|table|title|pre|hr)\b[^<>]{0,200}>", re.IGNORECASE
)
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE
)
#: Latin-1 means cp1252 on the web; UTF-7 and the like have been used to smuggle markup.
_CHARSETS = frozenset(
    """cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 iso8859-2 iso8859-5 iso8859-7
    iso8859-9 iso8859-15 koi8-r koi8-u shift_jis cp932 euc_jp gbk gb2312 gb18030 big5 euc_kr cp949
    """.split()
)


def is_html(text: str) -> bool:
    """True if `text` begins as a page, or with a tag and has several usual ones."""
    head = text[:4_000].lstrip("\ufeff \t\n")
    if not head.startswith("<"):
        return False
    return bool(_STARTS_PAGE.match(head)) or len(_COMMON_TAG.findall(head)) >= 2


def decode_html(data: bytes, source: str) -> str:
    """As `encodings.decode`, but what is not UTF-8 is read as the page declares it."""
    declared = _CHARSET.search(data[:4_096])
    if (
        declared is not None
        and len(data) <= MAX_BYTES
        and not data.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                codec = codecs.lookup(declared[1].decode("ascii")).name
                if codec in _CHARSETS:
                    return one_line_ending(data.decode(codec)).replace("\x00", "\ufffd")
            except (LookupError, UnicodeDecodeError):
                pass
    return decode(data, source)


def html_text(markup: str) -> str:
    """What a reader sees of a page, block by block. Never raises."""
    reader = _Reader()
    reader.feed(_plain_markup(markup))
    reader.close()
    return reader.text


def _plain_markup(markup: str) -> str:
    """`markup` with tags and text only, every tag short and closed."""
    out: list[str] = []
    place = 0
    #: Ends that do not come again: each is searched for in vain at most once.
    missing: set[str] = set()
    lowered = ""
    while (found := _MARKUP.search(markup, place)) is not None:
        out.append(markup[place : found.start()])
        opener = (found["open"] or "").lower()
        tag = found["tag"]
        if tag is not None and (name := tag[1:7].lower()) and name.startswith(("script", "style")):
            opener = "script" if name.startswith("script") else "style"
        if tag is not None and not opener:
            out.append(tag)
            place = found.end()
            continue
        end = _ENDS.get(opener, "")
        lowered = lowered or markup.lower()
        at = -1 if not end or end in missing else lowered.find(end, found.end())
        if at < 0:
            missing.add(end)
            out.append("&lt;" if not opener or opener[0] in "!?" else "")
            place = found.start() + 1 if tag is None else found.end()
        else:
            place = at + len(end) if end.endswith(">") else at
            if not end.endswith(">"):
                close = markup.find(">", at, at + 100)
                place = at + len(end) if close < 0 else close + 1
    out.append(markup[place:])
    return "".join(out)


class _Reader(HTMLParser):
    """Collects text; blocks end lines, rows of a table become one line each."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None

    @property
    def text(self) -> str:
        lines = (
            re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(self._out).split("\n")
        )
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "tr":
            self._end_row()
            self._row = []
        elif tag in {"td", "th"} and self._row is not None:
            self._end_cell()
            self._cell = []
        elif tag in _BLOCKS:
            self._put("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._end_cell()
        elif tag in {"tr", "table"}:
            self._end_row()
        elif tag in _BLOCKS:
            self._put("\n")

    def handle_data(self, data: str) -> None:
        # A line break in the source of a page is a space on the page.
        self._put(data.replace("\n", " "))

    def close(self) -> None:
        super().close()
        self._end_row()

    def _put(self, text: str) -> None:
        (self._out if self._cell is None else self._cell).append(text)

    def _end_cell(self) -> None:
        if self._cell is not None and self._row is not None:
            self._row.append("".join(self._cell).strip())
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self._out.append("\n" + row_text(self._row) + "\n")
        self._row = None
