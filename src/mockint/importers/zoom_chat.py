"""Zoom's saved chat: `00:11:09⇥Name:⇥text`. Written, not spoken: notes, never graded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .names import speaker_name
from .times import clock_ms
from .utterances import Conversation, Utterance

_LINE = re.compile(
    r"(?:\d{4}-\d\d-\d\d[ T])?(?P<time>\d{1,2}:\d\d:\d\d)"
    r"(?:[ \t]+From[ \t]+(?P<sender>[^\n\t]{1,80}?)[ \t]*(?:to[ \t]+[^\n:]{1,80}?)?[ \t]*:"
    r"(?:[ \t]|$)"
    r"|\t[ \t]*(?P<name>[^\n\t]{1,80}?)[ \t]*:(?:\t|$))(?P<text>[^\n]*)"
)
_LINES = 40


class ZoomChat:
    """`ports.Importer` for Zoom's chat files."""

    name = "zoom-chat"

    def sniff(self, file: TranscriptFile) -> float:
        """Certain where the first line is a chat line."""
        if file.kind != "text":
            return 0.0
        lines = [line for line in file.head.split("\n")[:_LINES] if line.strip()]
        found = sum(_LINE.match(line) is not None for line in lines)
        return 0.97 if found and _LINE.match(lines[0]) else 0.0

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript of notes."""
        out: list[Utterance] = []
        for number, line in enumerate(file.text.split("\n"), 1):
            found = _LINE.match(line)
            if found is not None:
                name = speaker_name(found["sender"] or found["name"])
                at = clock_ms(found["time"])
                out.append(Utterance(name, found["text"].strip(), number, start_ms=at, note=True))
            elif line.strip() and out:
                last = out[-1]
                if last.text:
                    out.append(Utterance(last.speaker, line.strip(), number, note=True))
                else:
                    out[-1] = replace(last, text=line.strip())
        return assembled(self.name, file.source, [Conversation(out, joiner="\n")], options)
