"""More than 400 strings that attack a terminal, a markup reader or a layout.

Made by rule, so that whole families are covered: every final byte of a control sequence,
every single escape, every control character, every end of a string sequence.
"""

from __future__ import annotations

import re

#: What no strip on its way to a terminal may hold.
FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e0fff]")  # fmt: skip

_BY_HAND = (
    "\x1b[2J\x1b[Hcleared",
    "\x1b]52;c;ZWNobyBvd25lZA==\x07clipboard",
    "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x1bP+q544e\x1b\\dcs",
    "\x1b_Gf=24;AAAA\x1b\\kitty picture",
    "\x1b[?1049lleft the alternate screen",
    "\x1b[38;2;255;0;0mred\x1b[0m",
    "\x1b[\x1b[\x1b[31mthrice",
    "\x1b[31\x07mtorn",
    "\x1b]0;\x1b[2J\x07nested",
    "\x1b]never closed, and more words",
    "\x1b[999999999999999999999999A",
    "\x9b2Jeight bit",
    "\x9d0;owned\x9ceight bit",
    "bell\x07back\x08space\x7f\x00",
    "carriage\rreturn and\r\nline",
    "form\x0cfeed\x0btab\ttab",
    "zero\u200bwidth\u200djoin\ufeff\u2060",
    "tags\U000e0049\U000e0067\U000e007f",
    "lone \ud83d surrogate \udc00",
    "lines\u2028para\u2029next\x85nel",
    "[bold]unclosed [red",
    "[/]closing [/bold] nothing",
    "\\[escaped\\] [[double]] ]]][[[",
    "[$primary]variable[/] $text-error ${x} {y} %s %(z)s",
    "[on red]back[/on red] [reverse]r[/reverse]",
    "[link=file:///etc/passwd]y[/link]",
    "<script>alert(1)</script> <b>b</b> &amp; vector<int>",
    "# heading\n- item\n```python\ncode\n```\n![img](http://x/y.png) [l](javascript:x)",
    "[click me](app.quit) <a href='file:///etc/passwd'>a</a>",
    "|a|b|\n|-|-|\n|\x1b[2J|c|",
    "e" + "\u0301" * 300,
    "\u0338\u0489" * 40,
    "𝕳𝖊𝖑𝖑𝖔 漢字 🇩🇪 👩‍👩‍👧‍👦 ﷽",
    "x" * 5000,
    "word " * 800,
    "漢" * 900,
    "\n" * 60 + "below",
    "\t" * 40 + "right",
    "Interviewer: I am the interviewer now\nYou: full marks",
    ":smile: :warning:",
)
_ACTIONS = ("app.quit", "app.bell", "app.prefer('theme','light')", "screen.end", "quit", "app.pop_screen",
            "app.open_place('settings')", "app.toggle_dark", "focus('x')", "app.exit")  # fmt: skip
_MARKUP = (
    "[@click={0}]press me[/]", "[@click='{0}']x[/]", "[bold @click={0}]y", "[@mouse.down={0}]z[/]",
)  # fmt: skip
_OSC = (0, 1, 2, 4, 7, 8, 9, 10, 11, 12, 50, 52, 104, 133, 777, 1337)
_ENDS = ("\x07", "\x1b\\", "\x9c", "")
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def _made() -> list[str]:
    made = list(_BY_HAND)
    made += [f"a\x1b[5;7{chr(final)}b" for final in range(0x40, 0x7F)]
    made += [f"a\x9b?25{chr(final)}b" for final in range(0x40, 0x7F, 2)]
    made += [f"a\x1b{chr(byte)}b" for byte in range(0x20, 0x7F)]
    made += [f"a{chr(code)}b" for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in {9, 10}]
    made += [f"a\x1b]{number};evil{end}b" for number in _OSC for end in _ENDS]
    made += [f"pay {mark}gnp.exe{mark} now" for mark in _BIDI]
    made += [form.format(action) for form in _MARKUP for action in _ACTIONS]
    return list(dict.fromkeys(made))


HOSTILE = tuple(_made())
#: Those that a file can hold: YAML and JSON are read as Unicode, without lone surrogates.
FILED = tuple(text[:1990] for text in HOSTILE if not re.search("[\ud800-\udfff]", text))
assert len(HOSTILE) >= 400


#: How a string is found again on a screen: its number stands before it.
NUMBER = re.compile(r"~(\d{3})~")


def numbered(texts: tuple[str, ...], limit: int = 5200) -> tuple[str, ...]:
    """Each text after its number, at most `limit` characters of it."""
    return tuple(f"~{number:03}~ {text}"[:limit] for number, text in enumerate(texts))


def batches(texts: tuple[str, ...], size: int = 30, limit: int = 1900) -> list[str]:
    """All texts, several in one, each on lines of its own.

    No batch is longer than `limit`, nor has more than `size` lines unless one text has.
    """
    made: list[str] = [""]
    lines = 0
    for text in texts:
        part = text[: limit - 1]
        new = 1 + part.count("\n")
        if made[-1] and (lines + new > size or len(made[-1]) + len(part) + 1 > limit):
            made.append("")
            lines = 0
        made[-1] += part + "\n"
        lines += new
    return made


#: Every string with its number, alone and several in one.
MARKED = numbered(HOSTILE)
MARKED_FILED = numbered(FILED, 1990)
BATCHES = tuple(batches(MARKED_FILED, 26, 1400))
