"""Azure Speech: recognised phrases with numbered speakers; times in ticks of 100 ns."""

from __future__ import annotations

from typing import Any

from .fields import first_row, rows, speaker, words
from .json_format import JsonFormat
from .times import iso_ms, number_ms
from .utterances import Conversation, Utterance

_TICKS_PER_MS = 10_000


class AzureSpeech(JsonFormat):
    """`ports.Importer` for Azure's batch and fast transcription."""

    name = "azure-speech"

    def marked(self, document: dict[str, Any]) -> bool:
        """Recognised phrases, or phrases beside combined ones."""
        return bool(rows(document.get("recognizedPhrases"))) or (
            "combinedPhrases" in document and bool(rows(document.get("phrases")))
        )

    def conversation(self, document: dict[str, Any]) -> Conversation:
        """One utterance a phrase, in the order of time where channels are apart."""
        phrases = rows(document.get("recognizedPhrases")) or rows(document.get("phrases"))
        channels = {str(one.get("channel")) for one in phrases}
        out = [_phrase(one, several=len(channels) > 1) for one in phrases]
        if len(channels) > 1:
            out.sort(key=lambda one: one.start_ms if one.start_ms is not None else 0)
        return Conversation(out)


def _phrase(one: dict[str, Any], *, several: bool) -> Utterance:
    best = first_row(one, "nBest")
    who = speaker(one.get("speaker"))
    if who is None and several:
        who = speaker(one.get("channel"), "Channel ")
    start = _span_ms(one, "offset")
    length = _span_ms(one, "duration")
    return Utterance(
        who,
        words(best, "display", "lexical") or words(one, "text", "display"),
        start_ms=start,
        end_ms=start + length if start is not None and length is not None else None,
    )


def _span_ms(one: dict[str, Any], what: str) -> int | None:
    if f"{what}InTicks" in one:
        return number_ms(one[f"{what}InTicks"], _TICKS_PER_MS)
    if f"{what}Milliseconds" in one:
        return number_ms(one[f"{what}Milliseconds"], 1)
    value = one.get(what)
    return (
        iso_ms(value)
        if isinstance(value, str) and value[:1] == "P"
        else number_ms(value, _TICKS_PER_MS)
    )
