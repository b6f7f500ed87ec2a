"""Descript: `[00:00:05] Name: text` or `**Name:** [00:00:05] text`, with times in mid-text.

A time within a turn begins a new block; it is never part of what was said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .labels import Label, label_of
from .names import known_speakers
from .survey import survey
from .times import CLOCK, clock_ms
from .utterances import Conversation, Utterance, carry_on

_INLINE = re.compile(rf"[ \t]*[\[(](?P<time>{CLOCK})[\])][ \t]*")


class Descript:
    """`ports.Importer` for Descript's text and Markdown exports."""

    name = "descript"

    def sniff(self, file: TranscriptFile) -> float:
        """Sure where most labels carry a time."""
        if file.kind == "json":
            return 0.0
        seen = survey(file.head)
        timed = seen.timed_labels
        if timed < 2 or timed * 2 < len(seen.labels):
            return 0.0
        return 0.9 if seen.speakers else 0.6

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript, times in milliseconds."""
        lines = file.text.split("\n")
        labels = {
            at: label for at, line in enumerate(lines) if (label := label_of(line)) is not None
        }
        timed = [label for label in labels.values() if label.at_ms is not None]
        known = known_speakers(Counter(label.name for label in timed)) | {
            label.name for label in timed if label.at_ms is not None and _names_all(timed)
        }
        out: list[Utterance] = []
        first = len(lines)
        for at, line in enumerate(lines):
            label = labels.get(at)
            if label is not None and label.name in known:
                first = min(first, at)
                out.extend(_pieces(line, label, at + 1))
            elif out and line.strip():
                out.extend(_pieces(line, None, at + 1))
        preamble = "\n".join(lines[: min(first, 40)])
        conversation = Conversation(_joined(out), preamble=preamble)
        return assembled(self.name, file.source, [conversation], options)


def _names_all(timed: Sequence[Label]) -> bool:
    """True where there are too few labels for names to recur."""
    return len(timed) <= 4


def _pieces(line: str, label: Label | None, number: int) -> list[Utterance]:
    """The line cut at its inline times."""
    text = line[label.end :] if label is not None else line
    name = label.name if label is not None else None
    at_ms = label.at_ms if label is not None else None
    out: list[Utterance] = []
    place = 0
    for found in _INLINE.finditer(text):
        piece = text[place : found.start()].strip()
        if piece:
            out.append(Utterance(name, piece, number, start_ms=at_ms))
        at_ms = clock_ms(found["time"])
        place = found.end()
    piece = text[place:].strip()
    if piece:
        out.append(Utterance(name, piece, number, start_ms=at_ms))
    return out


def _joined(pieces: Sequence[Utterance]) -> list[Utterance]:
    """Lines without a label belong to the turn before: that is the format, not a guess."""
    return [
        Utterance(one.speaker, one.text, one.line, one.start_ms, one.end_ms)
        for one in carry_on(pieces)
    ]
