"""`mockint.toml`: the names that it may hold, and reading it.

A file that breaks the rules is refused with its name and the fault. It must never hold
a key: there is no name for one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ..errors import SettingsError

FILE = "mockint.toml"
KEYS = "keys"
AUDIO = ("audio_base_url", "transcription_model", "speech_model", "voice")
TEXTS = frozenset({"engine", "model", "base_url", "model_file", "persona", *AUDIO})
SWITCHES = frozenset({"low_anxiety", "screen_reader", "self_rating"})
#: Names with a few values, the first of them the one that holds where nothing is said.
CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "theme": ("dark", "light", "high-contrast", "ansi", "no-colour"),
        "realism": ("practice", "realistic"),
        "animation": ("full", "none"),
        "talking": ("off", "talk", "talk-and-listen"),
    }
)
KNOWN = TEXTS | SWITCHES | CHOICES.keys() | {KEYS}

Value = str | bool | Mapping[str, str]


def read_file(path: Path) -> dict[str, Value]:
    """What the file says, empty where there is none; SettingsError names what is off."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"cannot be read: {error}", where=str(path)) from None
    for name, value in found.items():
        check(name, value, str(path))
    return dict(found)


def check(name: str, value: object, where: str) -> None:
    """SettingsError if `name` is unknown or `value` is none of its values."""
    if name not in KNOWN:
        raise SettingsError(
            f'has no setting "{name}"',
            where=where,
            remedy=f"known: {', '.join(sorted(KNOWN))}; keys belong into the environment",
        )
    if name in SWITCHES:
        if not isinstance(value, bool):
            raise SettingsError(f'"{name}" is not true or false', where=where)
    elif name == KEYS:
        _check_keys(value, where)
    elif not isinstance(value, str):
        raise SettingsError(f'"{name}" is not text', where=where)
    elif name in CHOICES and value not in CHOICES[name]:
        raise SettingsError(
            f'"{name}" cannot be "{value}"',
            where=where,
            remedy=f"choose from {', '.join(CHOICES[name])}",
        )


def _check_keys(value: object, where: str) -> None:
    if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
        raise SettingsError(
            "[keys] is not a table of texts", where=where, remedy='for example "home.filter" = "f"'
        )
