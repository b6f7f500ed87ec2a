"""Words with speakers and times, as speech services give them, to utterances."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .utterances import Utterance


@dataclass(frozen=True, slots=True)
class Word:
    """One word, or a mark that follows one (`glued`: no space before it)."""

    text: str
    speaker: str | None
    start_ms: int | None = None
    end_ms: int | None = None
    glued: bool = False


def spoken(words: Iterable[Word]) -> list[Utterance]:
    """One utterance a run of one speaker; words without a speaker stay in the run."""
    out: list[Utterance] = []
    run: list[Word] = []
    speaker: str | None = None

    def end() -> None:
        if run:
            text = "".join(
                ("" if at == 0 or word.glued else " ") + word.text for at, word in enumerate(run)
            )
            starts = [word.start_ms for word in run if word.start_ms is not None]
            ends = [word.end_ms for word in run if word.end_ms is not None]
            out.append(
                Utterance(
                    speaker,
                    text,
                    start_ms=starts[0] if starts else None,
                    end_ms=ends[-1] if ends else None,
                )
            )
        run.clear()

    for word in words:
        if not word.text:
            continue
        if word.speaker is not None and word.speaker != speaker:
            # Words before the first that has a speaker stay nobody's.
            end()
            speaker = word.speaker
        run.append(word)
    end()
    return out
