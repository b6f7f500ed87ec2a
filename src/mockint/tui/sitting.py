"""One interview as the screen holds it: speaking, drafts and leaving.

Joins a conductor to the draft store and turns its moves into events that a screen can
show. It knows no widget. Whatever goes wrong here, what is in the journal stays there.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ..domain.clean import Cleaner
from ..domain.session import MoveKind
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


#: Moves with which a question is left, and with it the page of the scratch pad.
_TURNS_THE_PAGE = frozenset({MoveKind.ASK, MoveKind.INVITE, MoveKind.CLOSE})


class Page(Protocol):
    """Where the page of the scratch pad is kept between its versions in the journal."""

    def save(self, text: str) -> None:
        """Keep `text`; DiskError if the disk refuses."""
        ...

    def load(self) -> str:
        """The kept text, empty if there is none."""
        ...

    def clear(self) -> None:
        """Let it go."""
        ...


class Paper(Protocol):
    """What the candidate writes on beside the conversation."""

    def read(self) -> str:
        """All that stands on it now."""
        ...

    def turn(self) -> None:
        """Take a new page."""
        ...


class Sheet:
    """Paper without a widget."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    def read(self) -> str:
        """What stands on it."""
        return self.text

    def turn(self) -> None:
        """Take a new page."""
        self.text = ""


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

    def pad(self, session_id: str) -> Page:
        """Where the scratch pad is kept."""
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
        self.paper: Paper = Sheet(self._last_version())
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
        turning = self._move.kind in _TURNS_THE_PAGE
        if turning:
            # While the question that the page belongs to is still the current one.
            self.write_pad()
        turn = self.conductor.record(self._move, "".join(self._heard))
        self._forget()
        if turning:
            self._turn_page()
        return turn

    def _forget(self) -> None:
        self._move, self._heard = None, []

    # -- the candidate ----------------------------------------------------------

    def answer(self, text: str) -> None:
        """Log the scratch pad, an answer, and drop its draft. DiskError leaves the drafts."""
        self.write_pad()
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

    # -- the scratch pad --------------------------------------------------------

    def write_pad(self) -> None:
        """Put the page into the journal as it stands, if it has changed. DiskError."""
        self.conductor.write_pad(self.paper.read())

    def keep_pad(self) -> None:
        """Keep the page as it stands; a version of it follows at the next answer. DiskError."""
        page = self._drafts.pad(self.session_id)
        if text := self.paper.read():
            page.save(text)
        else:
            # An empty file would read as none, and bring the last version back.
            self.write_pad()
            page.clear()

    def load_pad(self) -> str:
        """What stood on the page last: as typed, else its last version. DiskError."""
        return self._drafts.pad(self.session_id).load() or self._last_version()

    def _last_version(self) -> str:
        """The page in the journal, if it is of the question that is being asked."""
        state = self.conductor.state
        last = next((turn for turn in reversed(state.turns) if turn.is_pad), None)
        question = state.question.id if state.question else None
        return last.text if last is not None and last.question == question else ""

    def _turn_page(self) -> None:
        """A new page; the one before is in the journal."""
        self.paper.turn()
        with suppress(StoreError):
            self._drafts.pad(self.session_id).clear()
            self.write_pad()

    # -- leaving ----------------------------------------------------------------

    def leave(self, draft: str | None = None) -> None:
        """Stop the clock, keep what is typed, let go of the session. Never raises StoreError.

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
                self.keep_pad()
            with suppress(StoreError):
                self.write_pad()
                self._drafts.pad(self.session_id).clear()
            with suppress(StoreError):
                self.conductor.pause()
        close = getattr(self.conductor.log, "close", None)
        if close is not None:
            with suppress(StoreError):
                close()
