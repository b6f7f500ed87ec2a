"""Writes YAML in the house style: quoted texts, origins in one line, comments where said.

Only what this project's files hold: mappings, lists of them, texts, numbers, flags.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from json.encoder import encode_basestring

from ..domain.clean import clean_line
from ..domain.origin import Derived, Origin, Stated

_PLAIN = re.compile(r"[a-z0-9][a-z0-9_.-]*$")
_UNPRINTABLE = re.compile(
    r"[^\t\n\r -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def quoted(text: str) -> str:
    """`text` as a double-quoted scalar on one line."""
    made: str = encode_basestring(text)
    return made if made.isprintable() else _UNPRINTABLE.sub(_escaped, made)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def plain(text: str) -> str:
    """An identifier as it is; anything else quoted."""
    is_plain = _PLAIN.match(text) and text not in _RESERVED and not text.isdecimal()
    return text if is_plain else quoted(text)


def listed(texts: Sequence[str]) -> str:
    """`[a, "b c"]`."""
    return "[" + ", ".join(plain(text) for text in texts) + "]"


def origin(value: Origin) -> str:
    """`{stated: 12}`, `{derived: [{line: 12, quote: "…"}]}` or `authored`."""
    if isinstance(value, Stated):
        return f"{{stated: {value.stated}}}"
    if isinstance(value, Derived):
        spans = ", ".join(
            f"{{line: {span.line}, quote: {quoted(span.quote)}}}" for span in value.derived
        )
        return f"{{derived: [{spans}]}}"
    return "authored"


def comment(text: str, indent: int = 0) -> str:
    """A comment line; `text` is cleaned, so that it stays one."""
    return f"{' ' * indent}# {clean_line(text)}"
