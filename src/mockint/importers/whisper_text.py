"""Whisper's tables and lyrics: `start⇥end⇥text` in milliseconds, `[00:12.34]text`.

Neither names a speaker, unless somebody wrote names into the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .cues import Cue, utterances_of
from .times import clock_ms, number_ms
from .utterances import Conversation

_TSV_HEAD = re.compile(r"\s*start\tend\ttext[ \t]*\n", re.IGNORECASE)
_LRC_TAG = re.compile(
    r"\[(?:ar|ti|al|au|by|re|ve|length|offset|la|#):?[^\[\]\n]{0,200}\][ \t]*$", re.IGNORECASE
)
_LRC_LINE = re.compile(r"[ \t]*(?P<times>(?:\[\d{1,3}:\d{2}\.\d{2,3}\])+)(?P<text>.*)$")
_LINES = 20


class WhisperTsv:
    """`ports.Importer` for Whisper's .tsv."""

    name = "whisper-tsv"

    def sniff(self, file: TranscriptFile) -> float:
        """Certain by its header."""
        return 1.0 if file.kind == "text" and _TSV_HEAD.match(file.head) else 0.0

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript, times in milliseconds."""
        cues: list[Cue] = []
        for number, line in enumerate(file.text.split("\n"), 1):
            start, _, rest = line.partition("\t")
            end, _, text = rest.partition("\t")
            if text.strip() and (begin := number_ms(start.strip(), 1)) is not None:
                cues.append(Cue((text.strip(),), begin, number_ms(end.strip(), 1), number))
        return assembled(self.name, file.source, [Conversation(utterances_of(cues))], options)


class Lrc:
    """`ports.Importer` for lyrics files."""

    name = "lrc"

    def sniff(self, file: TranscriptFile) -> float:
        """Sure where lines open with `[mm:ss.xx]`."""
        if file.kind != "text":
            return 0.0
        lines = [line for line in file.head.split("\n")[:_LINES] if line.strip()]
        lines = [line for line in lines if _LRC_TAG.match(line.strip()) is None]
        found = sum(_LRC_LINE.match(line[:80]) is not None for line in lines)
        return 0.93 if found and found * 2 > len(lines) else 0.0

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript; lines have a start and no end."""
        cues: list[Cue] = []
        for number, line in enumerate(file.text.split("\n"), 1):
            found = _LRC_LINE.match(line)
            if found is not None and found["text"].strip():
                at = clock_ms(found["times"].split("]")[0].strip(" \t["))
                cues.append(Cue((found["text"].strip(),), at, None, number))
        return assembled(self.name, file.source, [Conversation(utterances_of(cues))], options)
