"""How keys are written for people: cleaned, because a settings file may name any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.clean import clean_line

if TYPE_CHECKING:
    from textual.binding import Binding

_NAMES = {
    "enter": "Enter",
    "escape": "Esc",
    "question_mark": "?",
    "slash": "/",
    "space": "Space",
    "tab": "Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "delete": "Del",
    "comma": ",",
    "plus": "+",
    "minus": "-",
}


def display(binding: Binding) -> str:
    """`^q` for ctrl+q, `F1`, `Enter`, `?`."""
    return binding.key_display or name(binding.key.split(",")[0])


def name(key: str) -> str:
    """One key as people read it."""
    key = clean_line(key)
    *modifiers, last = key.split("+")
    if not last:  # the plus key itself
        last = "plus"
    word = _NAMES.get(last, last.upper() if _is_function_key(last) else last)
    prefix = "".join(
        "^" if modifier == "ctrl" else f"{modifier.title()}+" for modifier in modifiers
    )
    return prefix + word


def _is_function_key(key: str) -> bool:
    return len(key) > 1 and key[0] == "f" and key[1:].isdigit()
