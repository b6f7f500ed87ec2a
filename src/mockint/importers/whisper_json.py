"""Whisper's JSON, WhisperX's with speakers, whisper.cpp's with offsets.

A segment without a speaker takes that of most of its words, else the one before it.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from .fields import look, rows, speaker, words
from .json_format import JsonFormat
from .times import clock_ms, number_ms, seconds_ms
from .utterances import Conversation, Utterance, carry_on

_OWN = ("language", "word_segments", "task", "duration", "segments")


class WhisperJson(JsonFormat):
    """`ports.Importer` for Whisper and what is built on it."""

    name = "whisper-json"
    sureness = 0.9

    def marked(self, document: dict[str, Any]) -> bool:
        """Segments with text and a start, or whisper.cpp's transcription with offsets."""
        cpp = rows(document.get("transcription"))
        if cpp:
            return "offsets" in cpp[0] or "timestamps" in cpp[0]
        segments = rows(document.get("segments"))
        return bool(segments) and "text" in segments[0] and "start" in segments[0]

    def conversation(self, document: dict[str, Any]) -> Conversation:
        """One utterance a segment."""
        cpp = rows(document.get("transcription"))
        if cpp:
            return Conversation(carry_on([_offset(one) for one in cpp]))
        return Conversation(carry_on([_segment(one) for one in rows(document.get("segments"))]))


class WhisperX(WhisperJson):
    """`ports.Importer` for segments with speakers."""

    name = "whisperx"
    sureness = 0.94

    def marked(self, document: dict[str, Any]) -> bool:
        """Whisper's marks, and a speaker somewhere."""
        segments = rows(document.get("segments"))
        return super().marked(document) and any(_who(one) is not None for one in segments)


def _segment(one: dict[str, Any]) -> Utterance:
    return Utterance(
        _who(one),
        words(one, "text"),
        start_ms=seconds_ms(one.get("start")),
        end_ms=seconds_ms(one.get("end")),
    )


def _who(one: dict[str, Any]) -> str | None:
    own = speaker(one.get("speaker"))
    if own is not None:
        return own
    heard = Counter(
        who for word in rows(one.get("words")) if (who := speaker(word.get("speaker"))) is not None
    )
    return heard.most_common(1)[0][0] if heard else None


def _offset(one: dict[str, Any]) -> Utterance:
    start, end = (
        number_ms(look(one, "offsets", key), 1)
        if look(one, "offsets", key) is not None
        else clock_ms(str(look(one, "timestamps", key))[:40])
        for key in ("from", "to")
    )
    return Utterance(speaker(one.get("speaker")), words(one, "text"), start_ms=start, end_ms=end)
