"""One interview as the screen holds it: speaking, drafts and leaving.

Joins a conductor to the draft store and turns its moves into events that a screen can
show. It knows no widget. Whatever goes wrong here, what is in the journal stays there.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ..domain.clean import Cleaner
from ..errors import StoreError
from ..interview.outage import go_on_with, stop_clock
from ..interview.wording import Restart

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from ..domain.session import Move
    from ..domain.transcript import Turn
    from ..errors import EngineError
    from ..interview.conductor import Conductor
    from ..interview.outage import Alternative
    from ..ports import Wording


class Drafts(Protocol):
    """Where unsent words are kept."""

    def save_draft(self, session_id: str, text: str) -> None:
        """Keep `text`; DiskError if the disk refuses."""
        ...

    def load_draft(self, session_id: str) -> str:
        """The kept words, empty if there are none."""
        ...

    def clear_draft(self, session_id: str) -> None:
        """Forget them."""
        ...


@dataclass(frozen=True, slots=True)
class Began:
    """The interviewer starts to say a move."""

    move: Move


@dataclass(frozen=True, slots=True)
class Piece:
    """More words of it, safe to show; `anew` where they replace what was shown of it."""

    text: str
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """The move is said and in the journal."""

    turn: Turn


Spoken = Began | Piece | Said


class Sitting:
    """A conductor, the drafts of its session, and a reply that may be cut short."""

    def __init__(
        self,
        conductor: Conductor,
        drafts: Drafts,
        alternatives: Callable[[Conductor], tuple[Alternative, ...]] = lambda _: (),
    ) -> None:
        self.conductor = conductor
        self._alternatives = alternatives
        self._asked_ms = 0
        self._failed: EngineError | None = None
        self._drafts = drafts
        self._move: Move | None = None
        self._heard: list[str] = []
        self.closed = False

    @property
    def session_id(self) -> str:
        """The id under which the session can be found again."""
        return self.conductor.log.session_id

    # -- the interviewer --------------------------------------------------------

    @property
    def builtin(self) -> Wording | None:
        """The built-in words behind a model's; None where they are in use already."""
        found: Wording | None = getattr(self.conductor.wording, "builtin", None)
        return found

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """Who could go on in place of the engine that words this interview."""
        return self._alternatives(self.conductor)

    def fell_silent(self, error: EngineError) -> None:
        """The engine failed: the clock stands since it was asked. DiskError."""
        self._failed = error
        stop_clock(self.conductor, self._asked_ms)

    def go_on_with(self, chosen: Alternative) -> None:
        """Go on with other words in the same session; MockintError changes nothing."""
        go_on_with(self.conductor, chosen, self._failed)

    async def speak(self) -> AsyncGenerator[Spoken, None]:
        """Say every move that is due. Safe to cancel: see `settle`."""
        while (move := self.conductor.next_move()) is not None:
            self._move, self._heard = move, []
            self._asked_ms = self.conductor.now_ms()
            yield Began(move)
            cleaner = Cleaner()
            stream = self.conductor.say(move)
            try:
                async for piece in stream:
                    if anew := isinstance(piece, Restart):
                        self._heard, cleaner = [], Cleaner()
                    self._heard.append(piece)
                    if (shown := cleaner.feed(piece)) or anew:
                        yield Piece(shown, anew)
            finally:
                # A stream that is left open keeps its connection until it is collected.
                close = getattr(stream, "aclose", None)
                if close is not None:
                    await close()
            turn = self._record()
            if turn is None:
                return
            yield Said(turn)

    def settle(self) -> Turn | None:
        """After a cancelled `speak`: keep what was heard of the move, if anything.

        Nothing heard leaves the move due, so that `speak` says it again. So do half a
        model's words: they were not checked yet, and are offered again.
        """
        checked = self.builtin is None
        if checked and "".join(self._heard).strip():
            return self._record()
        self._forget()
        return None

    def _record(self) -> Turn | None:
        if self._move is None:
            return None
        turn = self.conductor.record(self._move, "".join(self._heard))
        self._forget()
        return turn

    def _forget(self) -> None:
        self._move, self._heard = None, []

    # -- the candidate ----------------------------------------------------------

    def answer(self, text: str) -> None:
        """Log an answer and drop its draft. DiskError leaves both as they were."""
        self.conductor.answer(text)
        # The answer is safe now; a draft that stays behind is only in the way.
        with suppress(StoreError):
            self._drafts.clear_draft(self.session_id)

    def save_draft(self, text: str) -> None:
        """Keep unsent words; DiskError if the disk refuses."""
        if text:
            self._drafts.save_draft(self.session_id, text)
        else:
            self._drafts.clear_draft(self.session_id)

    def load_draft(self) -> str:
        """The unsent words of last time, empty if there are none."""
        return self._drafts.load_draft(self.session_id) or ""

    @property
    def answers(self) -> tuple[str, ...]:
        """What the candidate has said so far, in order."""
        return tuple(
            turn.text
            for turn in self.conductor.state.turns
            if turn.is_candidate and not turn.is_pad
        )

    # -- leaving ----------------------------------------------------------------

    def leave(self, draft: str | None = None) -> None:
        """Stop the clock, keep the draft, let go of the session. Never raises StoreError.

        Called on every way out, a closed terminal included, so it does what it can.
        """
        if self.closed:
            return
        self.closed = True
        if draft is not None:
            with suppress(StoreError):
                self.save_draft(draft)
        if not self.conductor.finished:
            with suppress(StoreError):
                self.conductor.pause()
        close = getattr(self.conductor.log, "close", None)
        if close is not None:
            with suppress(StoreError):
                close()
