"""Text without speakers: Whisper's .txt, pasted notes. Graded only once roles are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .labelled import conversation_of, flagged

SURENESS = 0.25


class UnlabelledText:
    """`ports.Importer` of last resort for prose; refuses to say who speaks."""

    name = "plain-text"

    def sniff(self, file: TranscriptFile) -> float:
        """Hardly sure of any text that has letters."""
        if file.kind == "json" or not any(char.isalpha() for char in file.head):
            return 0.0
        return 0.0 if file.head.lstrip()[:1] in {"<", "{"} else SURENESS

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript where options name the only speaker; RolesUnknownError otherwise."""
        found = conversation_of(file.text.split("\n"), named=flagged(options))
        return assembled(self.name, file.source, [found], options)
