"""Every key that can be changed, and what is wrong with a choice of keys.

Read from the bindings of the screens themselves. It changes nothing: the app takes the
keys over. `every` and `problems` import every screen, so they are called only where somebody
looks at keys.
"""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.binding import Binding
from textual.keys import Keys, _character_to_key

from . import keys as shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.dom import DOMNode

#: Screen (or app) by the first part of its binding ids: where it lives, and its name.
SCOPES = {
    "everywhere": ("app:MockintApp", "Everywhere"),
    "home": ("home:HomeScreen", "Home"),
    "setup": ("setup:SetupScreen", "New interview"),
    "brief": ("brief:BriefScreen", "Brief"),
    "interview": ("interview:InterviewScreen", "Interview"),
    "answer": ("composer:AnswerBox", "Answer box"),
    "pause": ("pause:PauseScreen", "Pause"),
    "scoring": ("scoring:ScoringScreen", "Scoring"),
    "rating": ("self_rating:SelfRatingScreen", "Self-rating"),
    "ratings": ("self_rating:Ratings", "Self-rating"),
    "debrief": ("debrief:DebriefScreen", "Debrief"),
    "scorecard": ("scorecard:ScorecardScreen", "Scorecard"),
    "next": ("scorecard:NextStep", "Scorecard"),
    "quote": ("scorecard:QuoteView", "Quote"),
    "transcript": ("transcript:TranscriptScreen", "Transcript"),
    "history": ("history:HistoryScreen", "History"),
    "progress": ("progress:ProgressScreen", "Progress"),
    "plan": ("study_plan:StudyPlanScreen", "Study plan"),
    "loop": ("loop:LoopScreen", "Loop"),
    "packet": ("loop:PacketScreen", "Committee packet"),
    "compare": ("compare:CompareScreen", "Comparison"),
    "settings": ("settings:SettingsScreen", "Settings"),
    "diagnostics": ("diagnostics:DiagnosticsScreen", "Diagnostics"),
    "lists": ("rows:Rows", "Lists"),
    "choices": ("choices:Choices", "Choices"),
}
#: Screens on which a second class listens at the same time.
_TOGETHER = {
    "interview": ("answer",),
    "scorecard": ("quote", "next"),
    "rating": ("ratings",),
    "debrief": ("lists",),
    "home": ("lists",),
    "history": ("lists",),
    "progress": ("lists",),
    "plan": ("lists",),
    "loop": ("lists",),
    "setup": ("lists", "choices"),
    "settings": ("lists", "choices"),
}
#: Where letters are words and Enter sends: see `composer`.
_TYPING = frozenset({"interview", "answer"})
_FIXED = frozenset({"enter", "ctrl+j", "shift+enter", "backspace", "tab"})
_MODIFIER = re.compile(r"^((ctrl|shift|alt|super|hyper|meta)\+)+")
_NAMED = {key.value for key in Keys} | {
    _character_to_key(chr(number)) for number in range(33, 127)
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changeable:
    """A binding that has an id. `keys` are its own, in Textual's names."""

    id: str
    scope: str
    what: str
    keys: tuple[str, ...]

    @property
    def place(self) -> str:
        """The screen that it belongs to, for people."""
        return SCOPES[self.scope][1]


def every() -> tuple[Changeable, ...]:
    """All bindings that can be changed, in the order of the screens."""
    found: dict[str, Changeable] = {}
    for scope in SCOPES:
        for binding in _own(scope):
            if binding.id is None:
                continue
            known = found.get(binding.id)
            keys = (*(known.keys if known else ()), binding.key)
            found[binding.id] = Changeable(binding.id, scope, binding.description, keys)
    return tuple(found.values())


def key(binding_id: str, chosen: Mapping[str, str]) -> str:
    """The key that does it now, as people read it; `chosen` are the keys that were changed."""
    if binding_id in chosen:
        return shown.name(normal(chosen[binding_id].split(",")[0]))
    first = binding_id.partition(".")[0]
    scope = first if first in SCOPES else "everywhere"
    return next(shown.display(one) for one in _own(scope) if one.id == binding_id)


def normal(key: str) -> str:
    """A key in Textual's name: `?` is `question_mark`."""
    key = key.strip()
    return _character_to_key(key) if len(key) == 1 else key


def is_key(key: str) -> bool:
    """True if a terminal can send such a key."""
    last = _MODIFIER.sub("", normal(key))
    return last in _NAMED


def problems(keymap: Mapping[str, str]) -> list[str]:
    """What is wrong with a choice of keys, each in a sentence; empty where nothing is."""
    known = {one.id: one for one in every()}
    told = []
    for binding_id, keys in keymap.items():
        if binding_id not in known:
            told.append(f'"{binding_id}" is no binding of mockint.')
            continue
        for key in map(normal, keys.split(",")):
            if not is_key(key):
                told.append(f'"{key}" ({binding_id}) is no key.')
            elif _is_for_writing(key, known[binding_id]):
                told.append(f"{shown.name(key)} ({binding_id}) is for writing answers.")
    return told + list(_conflicts(keymap))


def _is_for_writing(key: str, binding: Changeable) -> bool:
    """True for a key of the answer box, unless the binding has it by itself."""
    taken = len(key) == 1 or key in _FIXED
    return taken and binding.scope in _TYPING and key not in binding.keys


def _conflicts(keymap: Mapping[str, str]) -> Iterator[str]:
    """Two actions on one key on one screen, where the keymap has a part in it."""
    told = set()
    for scope in SCOPES:
        taken: dict[str, Binding] = {}
        listening = ("everywhere", scope, *_TOGETHER.get(scope, ()))
        for binding in (one for part in listening for one in _own(part)):
            for key in _keys(binding, keymap):
                other = taken.setdefault(key, binding)
                if other.action == binding.action or not _chosen(keymap, other, binding):
                    continue
                pair = (key, other.id, binding.id)
                if pair not in told:
                    told.add(pair)
                    yield (
                        f"{shown.name(key)} is both “{other.description}” and "
                        f"“{binding.description}” ({SCOPES[scope][1]})."
                    )


def _chosen(keymap: Mapping[str, str], *bindings: Binding) -> bool:
    return any(binding.id in keymap for binding in bindings)


def _keys(binding: Binding, keymap: Mapping[str, str]) -> tuple[str, ...]:
    if binding.id is not None and binding.id in keymap:
        return tuple(map(normal, keymap[binding.id].split(",")))
    return (binding.key,)


def _own(scope: str) -> Iterator[Binding]:
    """The bindings that mockint gives a class, not those that Textual does."""
    module, _, name = SCOPES[scope][0].partition(":")
    cls: type[DOMNode] = getattr(importlib.import_module(f".{module}", __package__), name)
    given: list[Any] = cls.__dict__.get("BINDINGS", [])
    yield from Binding.make_bindings(given)
