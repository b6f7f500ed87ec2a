"""How mockint looks and behaves for one person: colours, keys, what is shown meanwhile.

Environment over `mockint.toml` beside the work over the user's file. It must never hold
anything that bears on what is graded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import SettingsError
from .settings_file import CHOICES, FILE, KEYS, SWITCHES, Value, check, read_file

NAMES = (*CHOICES, *sorted(SWITCHES))
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Preferences:
    """What was chosen. `origins` says for each name that somebody set where that was.

    `realism` is `practice` (live coverage is shown, and called that) or `realistic`
    (nothing about how it goes until the end). `talking` is `off`, `talk` (answers may be
    spoken) or `talk-and-listen` (questions are read aloud too). `self_rating` asks after a
    round, before its levels are shown, how the candidate would rate it. `keys` gives binding
    ids other keys.
    """

    theme: str = CHOICES["theme"][0]
    realism: str = CHOICES["realism"][0]
    animation: str = CHOICES["animation"][0]
    talking: str = CHOICES["talking"][0]
    low_anxiety: bool = False
    screen_reader: bool = False
    self_rating: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)

    @property
    def realistic(self) -> bool:
        """True where nothing is shown about how it goes until the end."""
        return self.realism == "realistic"


def read_preferences(*, environ: Mapping[str, str], folder: Path, config: Path) -> Preferences:
    """The preferences; SettingsError with the file or variable that is at fault."""
    layers: list[tuple[str, Mapping[str, Value]]] = [
        (str(config / FILE), read_file(config / FILE)),
        (FILE, read_file(folder / FILE)),
        ("environment", _environment(environ)),
    ]
    chosen: dict[str, Value] = {}
    keys: dict[str, str] = {}
    origins: dict[str, str] = {}
    for origin, layer in layers:
        for name in NAMES:
            if name in layer:
                chosen[name], origins[name] = layer[name], origin
        table = layer.get(KEYS)
        if isinstance(table, Mapping):
            keys |= table
            origins[KEYS] = origin
    return Preferences(**chosen, keys=keys, origins=origins)  # type: ignore[arg-type]


def _environment(environ: Mapping[str, str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name in NAMES:
        variable = f"MOCKINT_{name.upper()}"
        if said := environ.get(variable, "").strip().lower():
            found[name] = _switch(said, variable) if name in SWITCHES else said
            check(name, found[name], variable)
    return found


def _switch(said: str, variable: str) -> bool:
    if said not in _TRUE | _FALSE:
        raise SettingsError(f'is neither yes nor no but "{said}"', where=variable)
    return said in _TRUE
