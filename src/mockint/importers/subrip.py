"""SRT: numbered cues, with labels in the text or without; and SBV, YouTube's older form.

Often only the first cue of a turn has the name: the others carry it on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .captions import read_cues
from .cues import is_rolling, unrolled, utterances_of
from .utterances import Conversation

_SRT = re.compile(
    r"\s*(?:\d{1,7}[ \t]*\n)?[ \t]*\d{1,3}:\d{1,2}:\d{1,2}[,.]\d{1,3}[ \t]*-->[ \t]*\d"
)
_SBV = re.compile(r"\s*\d{1,3}:\d{2}:\d{2}\.\d{3},\d{1,3}:\d{2}:\d{2}\.\d{3}[ \t]*\n")


class Srt:
    """`ports.Importer` for SubRip captions."""

    name = "srt"
    _form = "srt"
    _begins = _SRT

    def sniff(self, file: TranscriptFile) -> float:
        """Certain where the file begins with a cue."""
        if file.kind != "text":
            return 0.0
        return 0.96 if self._begins.match(file.head.lstrip("\ufeff")) else 0.0

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript, times in milliseconds."""
        cues, notes = read_cues(file.text, self._form, file.source)
        if is_rolling(cues):
            cues = unrolled(cues)
        conversation = Conversation(utterances_of(cues), notes=notes)
        return assembled(self.name, file.source, [conversation], options)


class Sbv(Srt):
    """`ports.Importer` for SBV captions; hours have one digit."""

    name = "sbv"
    _form = "sbv"
    _begins = _SBV
