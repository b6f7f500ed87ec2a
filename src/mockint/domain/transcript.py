"""Turns and transcripts: who said what, in order, unchangeable.

Text is kept exactly as it was said; `turns[i].text[start:end]` is what a quote
points at, so nothing here ever strips or normalises.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

#: `Turn.move` of what the candidate wrote on the scratch pad.
PAD = "pad"


class Role(StrEnum):
    """Whose words they are. `note` is neither speech nor graded (chat lines, cards)."""

    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a turn as its source has it: a cue, a sentence, a paragraph.

    `turn.text[start:end]` are its words; times as in `Turn`. `carried` is true where
    the source names no speaker and the speaker before was taken to go on.
    """

    start: int
    end: int
    start_ms: int | None = None
    end_ms: int | None = None
    source_line: int | None = None
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance. Times are milliseconds from the start, None where unknown.

    `question` is the id of the rubric question it belongs to, where that is known
    (own sessions know it; for other transcripts it is matched by words). `move` is
    the interviewer's kind of move, where known. `blocks` are the pieces that were
    merged into it, empty where it is one piece.
    """

    index: int
    role: Role
    text: str
    speaker: str | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    source_line: int | None = None
    question: str | None = None
    move: str | None = None
    blocks: tuple[Block, ...] = ()

    @property
    def is_candidate(self) -> bool:
        """True for the words that may be graded."""
        return self.role is Role.CANDIDATE

    @property
    def is_pad(self) -> bool:
        """True for what stands on the scratch pad: graded, but not spoken."""
        return self.move == PAD

    @property
    def name(self) -> str | None:
        """Whose words a page calls them: the scratch pad's, else the speaker's, if known."""
        return "on the scratch pad" if self.is_pad else self.speaker


@dataclass(frozen=True, slots=True)
class Transcript:
    """An ordered conversation, where it came from, and how its roles were told apart."""

    source: str
    format: str
    turns: tuple[Turn, ...]
    how_roles: str = "labels"
    notes: tuple[str, ...] = ()
    rubric_id: str | None = None
    hints: int = 0
    speakers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def candidate_turns(self) -> tuple[Turn, ...]:
        """The candidate's turns, in order."""
        return tuple(turn for turn in self.turns if turn.is_candidate)

    @property
    def spoken_turns(self) -> tuple[Turn, ...]:
        """What the candidate said aloud, without the scratch pad."""
        return tuple(turn for turn in self.candidate_turns if not turn.is_pad)

    def with_note(self, note: str) -> Transcript:
        """The same transcript with one more note for the reader."""
        return replace(self, notes=(*self.notes, note))
