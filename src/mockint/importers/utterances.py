"""The normal form between a format and a transcript: utterances in order.

Formats make these; `assemble` gives them roles and merges them. Nothing here judges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..domain.transcript import Role


@dataclass(frozen=True, slots=True)
class Utterance:
    """One piece of a conversation as its source has it: a cue, a sentence, a paragraph.

    `speaker` None: the source does not say. `carried`: the speaker before was taken to
    go on. `note`: kept beside the conversation and never graded. Times in milliseconds.
    """

    speaker: str | None
    text: str
    line: int | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    carried: bool = False
    note: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """One interview of a file. `preamble` is what stood before the first words.

    `convention` gives sides to speakers where the format has fixed ones that only
    usually mean so (an assistant asks); anything that a reader says goes before it.
    `joiner` stands between pieces of one turn: a space for speech that was cut up, a
    line break for paragraphs that somebody typed.
    """

    utterances: Sequence[Utterance]
    preamble: str = ""
    title: str = ""
    notes: tuple[str, ...] = ()
    convention: Mapping[str, Role] = field(default_factory=dict)
    joiner: str = " "


def carry_on(utterances: Sequence[Utterance]) -> list[Utterance]:
    """Utterances without a speaker go to the speaker before, marked as carried."""
    out: list[Utterance] = []
    speaker: str | None = None
    for one in utterances:
        if one.speaker is not None or one.note:
            speaker = speaker if one.note else one.speaker
            out.append(one)
        elif speaker is None:
            out.append(one)
        else:
            out.append(
                Utterance(speaker, one.text, one.line, one.start_ms, one.end_ms, carried=True)
            )
    return out
