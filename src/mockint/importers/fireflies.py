"""Fireflies: `sentences[]` with `speaker_name`, at the top or under `data.transcript`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .fields import documents, look, rows, speaker, words
from .times import seconds_ms
from .utterances import Conversation, Utterance, carry_on


class Fireflies:
    """`ports.Importer` for Fireflies' JSON; its summary is not speech and is not read."""

    name = "fireflies"

    def sniff(self, file: TranscriptFile) -> float:
        """Certain by sentences that have a `speaker_name`."""
        return 0.98 if file.kind == "json" and _meetings(file) else 0.0

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript a meeting."""
        return assembled(
            self.name, file.source, [_conversation(one) for one in _meetings(file)], options
        )


def _meetings(file: TranscriptFile) -> list[dict[str, Any]]:
    top = documents(file)
    if isinstance(file.json, list) and top and "sentence" in top[0] and "speaker_name" in top[0]:
        return [{"sentences": top}]
    found: list[dict[str, Any]] = []
    for one in top:
        for place in (
            one,
            look(one, "transcript"),
            look(one, "data", "transcript"),
            look(one, "data"),
        ):
            if isinstance(place, dict) and _is_meeting(place):
                found.append(place)
                break
        else:
            several = rows(look(one, "data", "transcripts")) or rows(look(one, "transcripts"))
            found.extend(meeting for meeting in several if _is_meeting(meeting))
    return found


def _is_meeting(value: dict[str, Any]) -> bool:
    sentences = rows(value.get("sentences"))
    return bool(sentences) and any(
        key in sentences[0] for key in ("speaker_name", "speaker_id", "raw_text")
    )


def _conversation(meeting: dict[str, Any]) -> Conversation:
    out = [
        Utterance(
            speaker(one.get("speaker_name")) or speaker(one.get("speaker_id")),
            words(one, "text", "raw_text", "sentence"),
            start_ms=seconds_ms(one.get("start_time", one.get("startTime"))),
            end_ms=seconds_ms(one.get("end_time", one.get("endTime"))),
        )
        for one in rows(meeting.get("sentences"))
    ]
    notes = ("the summary is not speech: left out",) if meeting.get("summary") else ()
    return Conversation(carry_on(out), title=words(meeting, "title"), notes=notes)
