"""AWS Transcribe: items with `spk_0` labels; numbers come as strings."""

from __future__ import annotations

from typing import Any

from .fields import first_row, look, rows, speaker, words
from .json_format import JsonFormat
from .spoken_words import Word, spoken
from .times import seconds_ms
from .utterances import Conversation, Utterance, carry_on


class AwsTranscribe(JsonFormat):
    """`ports.Importer` for Amazon Transcribe's results."""

    name = "aws-transcribe"

    def marked(self, document: dict[str, Any]) -> bool:
        """`results` with `transcripts` and items, labels or segments."""
        results = document.get("results")
        return (
            isinstance(results, dict)
            and "transcripts" in results
            and any(key in results for key in ("items", "speaker_labels", "audio_segments"))
        )

    def conversation(self, document: dict[str, Any]) -> Conversation:
        """Whole segments where they have speakers, else items by label or channel."""
        results = document["results"]
        segments = rows(results.get("audio_segments"))
        if segments and all("speaker_label" in one for one in segments):
            return Conversation(carry_on([_segment(one) for one in segments]))
        channels = rows(look(results, "channel_labels", "channels"))
        if len(channels) > 1:
            return Conversation(spoken(_channel_words(channels)))
        labels = _labels(results)
        items = rows(results.get("items"))
        if items:
            return Conversation(spoken(_word(one, labels) for one in items))
        return Conversation(
            [Utterance(None, words(first_row(results, "transcripts"), "transcript"))]
        )


def _segment(one: dict[str, Any]) -> Utterance:
    return Utterance(
        speaker(one.get("speaker_label")),
        words(one, "transcript"),
        start_ms=seconds_ms(one.get("start_time")),
        end_ms=seconds_ms(one.get("end_time")),
    )


def _labels(results: dict[str, Any]) -> dict[str, str]:
    """The speaker of the item that starts at a time, as the segments give it."""
    found: dict[str, str] = {}
    for segment in rows(look(results, "speaker_labels", "segments")):
        for item in rows(segment.get("items")):
            who = speaker(item.get("speaker_label")) or speaker(segment.get("speaker_label"))
            if who is not None:
                found[str(item.get("start_time"))] = who
    return found


def _word(item: dict[str, Any], labels: dict[str, str], channel: str | None = None) -> Word:
    start = item.get("start_time")
    who = channel or speaker(item.get("speaker_label")) or labels.get(str(start))
    glued = item.get("type") == "punctuation"
    return Word(
        words(first_row(item, "alternatives"), "content"),
        None if glued else who,
        seconds_ms(start),
        seconds_ms(item.get("end_time")),
        glued=glued,
    )


def _channel_words(channels: list[dict[str, Any]]) -> list[Word]:
    timed: list[tuple[int, int, int, Word]] = []
    for number, channel in enumerate(channels):
        name = speaker(channel.get("channel_label"), "Channel ") or f"Channel {number}"
        last = 0
        for place, item in enumerate(rows(channel.get("items"))):
            word = _word(item, {}, name)
            # A full stop has no time: it goes with the word before it.
            last = word.start_ms if word.start_ms is not None else last
            timed.append((last, number, place, word))
    timed.sort(key=lambda row: row[:3])
    return [word for *_, word in timed]
