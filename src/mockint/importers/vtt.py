"""WebVTT from Zoom, Teams, YouTube, Whisper and anything else that writes it.

Four importers of one shape: they differ in what shows their tool, and in that
YouTube's captions roll. Whisper's name nobody, and are refused until roles are given.
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

_GUID_CUE = re.compile(
    r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:[/-]\d+(?:-\d+)?)?$",
    re.IGNORECASE | re.MULTILINE,
)
_ROLLING = re.compile(r"<c>|<\d\d:\d\d:\d\d\.\d{3}>|^Kind: captions$", re.MULTILINE)
_ZOOM_CUE = re.compile(
    r"^\d{1,6}\n\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}\n[^\n<>:]{1,60}: ", re.MULTILINE
)


class WebVtt:
    """`ports.Importer` for WebVTT that no other importer knows better."""

    name = "vtt"
    _signature: re.Pattern[str] | None = None

    def sniff(self, file: TranscriptFile) -> float:
        """Certain by the first word; surer still by the marks of one tool."""
        if file.kind != "text" or not file.head.lstrip("\ufeff \n").startswith("WEBVTT"):
            return 0.0
        if self._signature is None:
            return 0.95
        return 0.99 if self._signature.search(file.head) else 0.0

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript, times in milliseconds."""
        cues, notes = read_cues(file.text, "vtt", file.source)
        if is_rolling(cues):
            cues = unrolled(cues)
        conversation = Conversation(utterances_of(cues), notes=notes)
        return assembled(self.name, file.source, [conversation], options)


class ZoomVtt(WebVtt):
    """`ports.Importer` for Zoom's cloud recordings: numbered cues, `Name: text`."""

    name = "zoom-vtt"
    _signature = _ZOOM_CUE


class TeamsVtt(WebVtt):
    """`ports.Importer` for Teams: `<v Name>`, cues that are numbered by GUIDs."""

    name = "teams-vtt"
    _signature = re.compile(
        rf"<v [^<>\n]{{1,200}}>|^NOTE Confidence|{_GUID_CUE.pattern}", re.IGNORECASE | re.MULTILINE
    )


class YouTubeVtt(WebVtt):
    """`ports.Importer` for YouTube's automatic captions: lines that roll, words with times."""

    name = "youtube-vtt"
    _signature = _ROLLING
