"""JSON of no known tool: turns with a speaker and words, or questions and answers.

Only plain shapes are taken: a list of turns, or an object with one, or a list of such
objects. Anything else is unknown, and the error names the keys found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..domain.transcript import Role, Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .chat_turns import CONVENTION
from .fields import documents, nested_lists, rows, words
from .turn_keys import pair_keys, pairs, turn_keys, turns
from .utterances import Conversation, carry_on

_LEAST = 2


class JsonTurns:
    """`ports.Importer` for turns in JSON or JSON Lines."""

    name = "json-turns"

    def sniff(self, file: TranscriptFile) -> float:
        """Half sure, so that any format with a mark of its own goes before."""
        if file.kind != "json":
            return 0.0
        return 0.5 if _first(file) else 0.0

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript, or one for each object that has turns."""
        return assembled(self.name, file.source, _all(file), options)


def _first(file: TranscriptFile) -> bool:
    top = documents(file)
    if isinstance(file.json, list) and (
        _said(top) is not None or any(rows(one) for one in file.json[:1])
    ):
        return True
    return bool(top) and _inside(top[0]) is not None


def _all(file: TranscriptFile) -> list[Conversation]:
    top = documents(file)
    if isinstance(file.json, list):
        whole = _said(top)
        if whole is not None:
            return [whole]
        found = [_said(rows(one)) for one in file.json if rows(one)]
        if found:
            return [one for one in found if one is not None]
    return [one for document in top if (one := _inside(document)) is not None]


def _inside(document: dict[str, Any]) -> Conversation | None:
    for _, inner in nested_lists(document):
        found = _said(inner, title=words(document, "title", "name", "id"))
        if found is not None:
            return found
    return None


def _said(found: Sequence[dict[str, Any]], title: str = "") -> Conversation | None:
    keys = turn_keys(found) if len(found) >= _LEAST else None
    if keys is not None:
        utterances = carry_on(turns(found, keys))
        names = {(one.speaker or "").casefold() for one in utterances}
        convention: Mapping[str, Role] = CONVENTION if names <= set(CONVENTION) else {}
        return Conversation(utterances, title=title, convention=convention, joiner="\n")
    asked = pair_keys(found) if found else None
    if asked is not None:
        return Conversation(pairs(found, asked), title=title, joiner="\n")
    return None
