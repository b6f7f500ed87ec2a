"""The conversation: turns under each other, the latest in sight.

At most `LIMIT` turns are mounted, because every mounted widget costs time at each key;
earlier ones are counted on a line that opens the transcript. Words that stream in are
buffered and painted twenty times a second. A widget is never the record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from textual.containers import VerticalScroll
from textual.message import Message

from ..domain.session import MoveKind
from ..domain.transcript import PAD, Role, Turn
from .markdown import markdown
from .phrases import clock, count
from .prose import Plain, lines, plain, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.content import Content
    from textual.timer import Timer

    from ..domain.session import Move
    from .app import MockintApp

LIMIT = 40
PAINTS_A_SECOND = 20
#: Seconds in which turns gather before they are mounted together.
GATHERING = 0.004
#: What stands beside the interviewer's name where a move is no plain question.
_MOVE_WORDS = {
    MoveKind.HINT: "hint",
    MoveKind.REPEAT: "again",
    MoveKind.TIME: "time",
    MoveKind.WARN: "time",
    MoveKind.PROBE: "follow-up",
    MoveKind.INVITE: "your questions",
}


def turn_content(role: Role, text: str, at_ms: int | None, move: str | None) -> Content:
    """A turn with its heading: who, what kind of move, when."""
    when = f"  {clock(at_ms // 1000)}" if at_ms is not None else ""
    if role is Role.CANDIDATE:
        where = "  on the scratch pad" if move == PAD else ""
        head = words(("You", "bold $text-accent"), (where, "$text-accent"), (when, "$text-muted"))
    elif role is Role.INTERVIEWER:
        kind = _MOVE_WORDS.get(MoveKind(move), "") if move in set(MoveKind) else ""
        head = words(
            ("Interviewer", "bold $text-primary"),
            (f"  {kind}" if kind else "", "$text-primary"),
            (when, "$text-muted"),
        )
    else:
        head = words(("Note", "bold $text-muted"), (when, "$text-muted"))
    return lines(head, markdown(text) if role is Role.INTERVIEWER else plain(text))


class TurnView(Plain):
    """One turn."""

    def __init__(self, turn: Turn) -> None:
        super().__init__(_content_of(turn), classes=f"turn {turn.role.value}")
        self.is_removed = False


class SpokenView(TurnView):
    """A move that is being said; its words come in pieces that are already clean."""

    def __init__(self, speech: Speech) -> None:
        super().__init__(speech.turn())
        self._painted = speech.changes

    def paint(self, speech: Speech) -> None:
        """Show what has come since the last beat."""
        if speech.changes != self._painted:
            self._painted = speech.changes
            self.show(_content_of(speech.turn()))

    def settle(self, turn: Turn) -> None:
        """Show the turn as it is in the journal, whatever was painted before."""
        self.show(_content_of(turn))


@dataclass(slots=True)
class Speech:
    """A move that has begun, and its words so far."""

    move: Move
    at_ms: int
    pieces: list[str] = field(default_factory=list)
    changes: int = 0

    def turn(self) -> Turn:
        """The turn that it would be if it ended here."""
        text = "".join(self.pieces) or "…"
        kind = self.move.kind.value
        return Turn(-1, Role.INTERVIEWER, text, start_ms=self.at_ms, move=kind)


def _content_of(turn: Turn) -> Content:
    return turn_content(turn.role, turn.text, turn.start_ms, turn.move)


class Card(Plain):
    """A line between turns that nobody said."""

    def __init__(self, text: str) -> None:
        super().__init__(words((text, "$text-muted")), classes="turn card")


class EarlierTurns(Plain):
    """Says how many turns stand above, and opens them."""

    class Opened(Message):
        """The earlier turns are wanted."""

    def __init__(self) -> None:
        super().__init__(id="earlier")
        self.display = False

    def tell(self, hidden: int) -> None:
        """Show the number, or nothing where nothing is hidden."""
        self.display = hidden > 0
        key = cast("MockintApp", self.app).key("interview.transcript")
        text = f"↑ {count(hidden, 'earlier turn')} · click, or {key}, to read"
        self.show(words((text, "$text-muted")))

    def on_click(self) -> None:
        """Open them."""
        self.post_message(self.Opened())


class TranscriptLog(VerticalScroll, can_focus=False):
    """The turns of an interview. Follows the end unless somebody scrolled up."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._speech: Speech | None = None
        self._view: SpokenView | None = None
        self._queue: list[TurnView] = []
        self._hidden = 0
        self._beat: Timer | None = None
        # Held, not looked up: a screen that is closed while it opens has no children.
        self._earlier = EarlierTurns()

    def compose(self) -> Iterable[Plain]:
        """Only the line about earlier turns, hidden at first."""
        yield self._earlier

    def on_mount(self) -> None:
        """Follow the end; beat only while somebody speaks."""
        self.anchor()
        self._beat = self.set_interval(1 / PAINTS_A_SECOND, self._paint, pause=True)

    def restore(self, turns: Iterable[Turn]) -> None:
        """Show the turns of a session that is gone on with, the last `LIMIT` of them."""
        every = tuple(turns)
        self._hidden = max(0, len(every) - LIMIT)
        self._earlier.tell(self._hidden)
        self.mount_all([TurnView(turn) for turn in every[self._hidden :]])

    def add(self, turn: Turn) -> None:
        """Show a turn at the end."""
        self._place(TurnView(turn))

    def card(self, text: str) -> None:
        """Show a line that nobody said."""
        self.mount(Card(text))

    def begin(self, move: Move, at_ms: int) -> None:
        """A move is about to be said. It is shown at the next beat, or once it is said.

        Words that come at once so cost one layout and not three.
        """
        self.drop_speech()
        self._speech = Speech(move, at_ms)
        if self._beat is not None:
            self._beat.resume()

    def append(self, piece: str, *, anew: bool = False) -> None:
        """More words of the move, or its words `anew`; painted at the next beat."""
        if self._speech is not None:
            if anew:
                self._speech.pieces[:] = []
                self._speech.changes += 1
            self._speech.pieces.append(piece)
            self._speech.changes += 1

    def finish(self, turn: Turn) -> None:
        """The move is said and in the journal."""
        view = self._view
        self._hush()
        if view is None:
            self.add(turn)
        else:
            view.settle(turn)

    def drop_speech(self) -> None:
        """Take away a move that was not said to its end."""
        if self._view in self._queue:
            self._queue.remove(self._view)
        elif self._view is not None:
            self._view.remove()
        self._hush()

    def _hush(self) -> None:
        self._speech = self._view = None
        if self._beat is not None:
            self._beat.pause()

    def _paint(self) -> None:
        if self._speech is None:
            return
        if self._view is None:
            self._view = SpokenView(self._speech)
            self._place(self._view)
        else:
            self._view.paint(self._speech)

    def _place(self, view: TurnView) -> None:
        """Show a turn a moment later, so that an answer and its reply cost one layout."""
        self._queue.append(view)
        if len(self._queue) == 1:
            self.set_timer(GATHERING, self._mount_queue)

    def _mount_queue(self) -> None:
        """Mount what has gathered, and take away the first turns above the limit."""
        queue, self._queue = self._queue, []
        mounted = [one for one in self.query(TurnView) if not one.is_removed]
        excess = max(0, len(mounted) + len(queue) - LIMIT)
        gone = mounted[:excess]
        if excess:
            for one in gone:
                one.is_removed = True
            self.remove_children(gone)
            self._hidden += excess
            self._earlier.tell(self._hidden)
        self.mount_all(queue[excess - len(gone) :])
        self.anchor()
