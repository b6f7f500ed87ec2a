"""What all JSON formats share: documents in, transcripts out.

A format is a name, a mark that its objects have, and a function from one object to a
conversation. Files may hold one object, a list of them or JSON Lines.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .fields import documents
from .utterances import Conversation


class JsonFormat(ABC):
    """`ports.Importer` for objects of one service, one interview each."""

    name: ClassVar[str]
    sureness: ClassVar[float] = 0.97

    def sniff(self, file: TranscriptFile) -> float:
        """Sure where the first object has the format's mark."""
        if file.kind != "json":
            return 0.0
        found = documents(file)
        return self.sureness if found and self.marked(found[0]) else 0.0

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript an object; objects without the mark are left out."""
        found = [one for one in documents(file) if self.marked(one)]
        return assembled(self.name, file.source, [self.conversation(one) for one in found], options)

    @abstractmethod
    def marked(self, document: dict[str, Any]) -> bool:
        """True if `document` has the fields that only this format has."""

    @abstractmethod
    def conversation(self, document: dict[str, Any]) -> Conversation:
        """The conversation in `document`; what is missing or odd in it is left out."""
