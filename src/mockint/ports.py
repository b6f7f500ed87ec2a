"""The seams: what the core asks of the outside, as protocols.

`interview` and `grading` know only these; `wiring` joins them to real engines,
files and clocks.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from typing import Any, Protocol

from .domain.chat import ChatReply, ChatRequest, Delta
from .domain.findings import Findings
from .domain.prompts import PromptVars, Rendered
from .domain.rubric import Rubric
from .domain.scorecard import Judgement
from .domain.session import Event, Move
from .domain.transcript import Transcript
from .errors import TranscriptError


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


class TranscriptFile(Protocol):
    """A file as importers see it: decoded, unpacked and parsed once for all of them.

    `kind` is the container that its bytes show: `text`, `json` (JSON Lines too),
    `docx`, `html` or `rtf`. The last three read as the text that they hold.
    """

    @property
    def source(self) -> str:
        """Its path, for messages and for `Transcript.source`."""
        ...

    @property
    def data(self) -> bytes:
        """Its bytes, untouched."""
        ...

    @property
    def kind(self) -> str:
        """One of the kinds above."""
        ...

    @property
    def text(self) -> str:
        r"""All of its text, lines ended by `\n`."""
        ...

    @property
    def head(self) -> str:
        """The first characters of `text`, enough to sniff at and of bounded length."""
        ...

    @property
    def json(self) -> Any:
        """What it parses to; for JSON Lines the list of them; None for other kinds."""
        ...


class Importer(Protocol):
    """Reads one transcript format."""

    name: str

    def sniff(self, file: TranscriptFile) -> float:
        """How sure it is that this is its format: 0 (not) to 1 (certain). Never raises."""
        ...

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """The transcripts in `file`, in order; TranscriptError if it cannot be read.

        Where a file holds several, one that cannot be read is an error in its place.
        `options` may name speakers: `interviewer`, `candidate`, commas between several.
        """
        ...


class ChatModel(Protocol):
    """A chat-completion backend. Every failure is an EngineError, and nothing else."""

    @property
    def name(self) -> str:
        """The model's name, for provenance."""
        ...

    def stream(self, request: ChatRequest) -> AsyncGenerator[Delta, None]:
        """The reply as it comes; the last delta carries the whole of it.

        Nothing is tried again once a piece was shown: EngineError then has `partial`.
        Close the iterator (`contextlib.aclosing`) to stop a reply in the middle.
        """
        ...

    async def reply(self, request: ChatRequest) -> ChatReply:
        """The whole reply; transient failures are tried again. EngineError otherwise."""
        ...


class Prompts(Protocol):
    """Renders prompts from typed variables."""

    def render(self, variables: PromptVars) -> Rendered:
        """One prompt as messages, with its id, version and digest."""
        ...
