"""The seams: what the core asks of the outside, as protocols.

`interview` and `grading` know only these; `wiring` joins them to real engines,
files and clocks.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

from .domain.chat import ChatReply, ChatRequest, Delta
from .domain.findings import Findings
from .domain.rubric import Rubric
from .domain.scorecard import Judgement
from .domain.session import Event, Move
from .domain.transcript import Transcript


class Clock(Protocol):
    """Time that never goes back, for durations."""

    def now_ms(self) -> int:
        """Milliseconds since some fixed moment; never decreases."""
        ...


class AnswerAnalyser(Protocol):
    """Reads one answer against the signals that its question can elicit."""

    def read(self, text: str, question: str | None, spoken: str) -> Findings:
        """Findings of `text`, given to question id `question` asked as `spoken`.

        `question` None means that the candidate was invited to ask questions.
        """
        ...


class Wording(Protocol):
    """Says a move in words, piece by piece."""

    def say(self, move: Move, state: object) -> AsyncIterator[str]:
        """Yield the words of `move` as they come; `state` is the `interview.flow.State`."""
        ...


class EventLog(Protocol):
    """An append-only log of one session."""

    @property
    def session_id(self) -> str:
        """The id under which the session can be found again."""
        ...

    @property
    def events(self) -> Sequence[Event]:
        """All events so far, in order."""
        ...

    def append(self, event: Event) -> None:
        """Add `event`; it is on disk when this returns. DiskError if it is not."""
        ...


class Judge(Protocol):
    """Grades a transcript against a rubric by pointing at words."""

    async def judge(self, transcript: Transcript, rubric: Rubric) -> Judgement:
        """One claim per signal of the rubric; EngineError if it cannot answer at all."""
        ...


class Importer(Protocol):
    """Reads one transcript format."""

    name: str

    def sniff(self, data: bytes) -> float:
        """How sure it is that `data` is its format: 0 (not) to 1 (certain)."""
        ...

    def read(self, data: bytes, source: str, options: Mapping[str, str]) -> Sequence[Transcript]:
        """The transcripts in `data`; TranscriptError if they cannot be read."""
        ...


class ChatModel(Protocol):
    """A chat-completion backend. Every failure is an EngineError, and nothing else."""

    @property
    def name(self) -> str:
        """The model's name, for provenance."""
        ...

    def stream(self, request: ChatRequest) -> AsyncIterator[Delta]:
        """The reply as it comes; the last delta carries the whole of it.

        Nothing is tried again once a piece was shown: EngineError then has `partial`.
        Close the iterator (`contextlib.aclosing`) to stop a reply in the middle.
        """
        ...

    async def reply(self, request: ChatRequest) -> ChatReply:
        """The whole reply; transient failures are tried again. EngineError otherwise."""
        ...
