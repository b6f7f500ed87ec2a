"""Teams' Word files: `Jane Doe   0:10` and the words below it; older ones time, name, text.

Title, date and the lines that say who started and stopped the transcription are not
speech.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .name_heads import timed_heads, under_heads
from .names import speaker_name
from .survey import survey
from .times import clock_ms
from .utterances import Conversation, Utterance

_STARTED = re.compile(
    r"[^\n]{1,80}\b(?:started|stopped|paused|resumed)(?: the)? (?:transcription|recording)\b",
    re.IGNORECASE,
)
_LONG_CLOCK = r"(\d{1,3}:\d{1,2}:\d{1,2}(?:\.\d{1,9})?)"
_SPAN = re.compile(rf"[ \t]*{_LONG_CLOCK}[ \t]*-->[ \t]*{_LONG_CLOCK}[ \t]*$")


class TeamsDocx:
    """`ports.Importer` for the transcripts that Teams saves as Word files."""

    name = "teams-docx"

    def sniff(self, file: TranscriptFile) -> float:
        """Sure of a Word file with heads; of text only by Teams' own lines."""
        if file.kind == "json" or file.head.startswith("WEBVTT"):
            return 0.0
        lines = file.head.split("\n")
        heads = survey(file.head).name_heads
        if file.kind == "docx":
            spans = any(_SPAN.match(line[:80]) for line in lines[:40])
            return 0.95 if spans or heads else 0.0
        own = heads and any(_STARTED.match(line[:160]) for line in lines[:40])
        return 0.9 if own else 0.0

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript, times in milliseconds."""
        lines = [
            "" if len(line) < 200 and _STARTED.match(line) else line
            for line in file.text.split("\n")
        ]
        spans = {at: found for at, line in enumerate(lines) if (found := _SPAN.match(line[:80]))}
        if spans:
            utterances, first = _spanned(lines, spans), min(spans)
        else:
            heads = timed_heads(lines)
            utterances, first = under_heads(lines, heads), min(heads, default=0)
        preamble = "\n".join(lines[: min(first, 40)])
        conversation = Conversation(utterances, preamble=preamble, joiner="\n")
        return assembled(self.name, file.source, [conversation], options)


def _spanned(lines: Sequence[str], spans: Mapping[int, re.Match[str]]) -> list[Utterance]:
    """The older shape: a span of time, the name on the next line, then the text."""
    out: list[Utterance] = []
    starts = sorted(spans)
    for at, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        body = [line.strip() for line in lines[at + 1 : end] if line.strip()]
        if len(body) < 2:
            continue
        found = spans[at]
        out.append(
            Utterance(
                speaker_name(body[0]),
                "\n".join(body[1:]),
                at + 1,
                start_ms=clock_ms(found[1]),
                end_ms=clock_ms(found[2]),
            )
        )
    return out
