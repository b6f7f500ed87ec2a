"""Otter's text export: `Name  0:21` alone on a line, then what was said.

Times are optional; without them, bare names are known because they recur. The footer
is not speech.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .name_heads import bare_heads, timed_heads, under_heads
from .survey import survey
from .utterances import Conversation

_FOOTER = re.compile(r"[ \t*_]*transcribed by\b[^\n]{0,20}\botter\b", re.IGNORECASE)
_TAIL = 1_000
_LINES = 400


class Otter:
    """`ports.Importer` for text with speakers on lines of their own."""

    name = "otter"

    def sniff(self, file: TranscriptFile) -> float:
        """Certain by the footer; else by how many lines are heads."""
        if file.kind == "json":
            return 0.0
        lines = file.head.split("\n")[:_LINES]
        footer = any(_FOOTER.match(line[:80]) for line in file.text[-_TAIL:].split("\n"))
        heads = survey(file.head).name_heads
        if footer and (heads or bare_heads(lines)):
            return 0.99
        if heads > 1:
            return 0.87
        seen = survey(file.head)
        if seen.spoken_by * 8 > seen.lines:
            return 0.0
        return 0.7 if bare_heads(lines) else 0.0

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript; a turn starts at its head's time."""
        lines = ["" if _FOOTER.match(line[:80]) else line for line in file.text.split("\n")]
        heads = timed_heads(lines) or bare_heads(lines)
        first = min(heads, default=0)
        conversation = Conversation(
            under_heads(lines, heads), preamble="\n".join(lines[: min(first, 40)]), joiner="\n"
        )
        return assembled(self.name, file.source, [conversation], options)
