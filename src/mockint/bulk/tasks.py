"""One input with all that decides how it is graded, and the key that stands for both.

Two inputs with the same key would get the same scorecard, so that a row that is kept
under it is never graded or paid for again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..domain.rubric import Rubric
from ..domain.transcript import Transcript
from ..store.results import State


@dataclass(frozen=True, slots=True)
class Reading:
    """How transcripts are read: roles as flags gave them, and whether a file may hold several."""

    roles: Mapping[str, str] = field(default_factory=dict)
    every: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """An input to grade. `skip` are the numbers of those interviews in it that have rows.

    `transcript` is there where the input was a saved session; else `data` is read.
    """

    key: str
    name: str
    data: bytes
    rubric: Rubric
    digest: str
    transcript: Transcript | None = None
    skip: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one interview: JSON texts to keep, and what it took.

    `row` is a line of results.jsonl, `turns` a list of [role, speaker, text]; both are
    ASCII. Tokens and cost (US dollars) are None where unknown.
    """

    part: int
    parts: int
    state: State
    source: str
    row: str
    turns: str = "[]"
    cost: float | None = None
    tokens: int | None = None
    calls: int = 0


def settings_of(reading: Reading, rubric_digest: str, signature: Mapping[str, object]) -> bytes:
    """All that decides an input's rows beside its bytes: the same for whole runs.

    `signature` is all that is to be known of the judge: engine, model, prompts, sampling.
    """
    settings = {
        "roles": dict(reading.roles),
        "every": reading.every,
        "rubric": rubric_digest,
        "judge": dict(signature),
    }
    return json.dumps(settings, sort_keys=True, default=str).encode()


def key_of(data: bytes, settings: bytes) -> str:
    """The key of an input: 32 hex digits of what decides its rows."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(settings)
    digest.update(b"\0")
    digest.update(data)
    return digest.hexdigest()
