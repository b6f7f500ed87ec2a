"""Google Speech-to-Text: results of alternatives; the last one repeats every word.

With speakers told apart, the last result holds all words again, with tags: it is then
the only one read.
"""

from __future__ import annotations

from typing import Any

from .fields import first_row, look, rows, speaker, words
from .json_format import JsonFormat
from .spoken_words import Word, spoken
from .times import seconds_ms
from .utterances import Conversation, Utterance


class GoogleSpeech(JsonFormat):
    """`ports.Importer` for Google's responses, v1 and v2, camelCase and snake_case."""

    name = "google-speech"

    def marked(self, document: dict[str, Any]) -> bool:
        """A list of results with alternatives."""
        return bool(_results(document))

    def conversation(self, document: dict[str, Any]) -> Conversation:
        """Tagged words where there are any, else transcripts of nobody or of a channel."""
        results = _results(document)
        heard = [rows(first_row(one, "alternatives").get("words")) for one in results]
        tagged = [[word for word in found if _tag(word) is not None] for found in heard]
        if tagged and tagged[-1] and len(heard[-1]) >= sum(len(found) for found in heard[:-1]):
            return Conversation(spoken(_word(word) for word in heard[-1]))
        if any(tagged):
            return Conversation(spoken(_word(word) for found in heard for word in found))
        channels = {str(one.get("channelTag", one.get("channel_tag"))) for one in results}
        return Conversation([_utterance(one, several=len(channels) > 1) for one in results])


def _results(document: dict[str, Any]) -> list[dict[str, Any]]:
    for path in (("results",), ("response", "results"), ("transcript", "results")):
        found = [one for one in rows(look(document, *path)) if "alternatives" in one]
        if found:
            return found
    return []


def _tag(word: dict[str, Any]) -> str | None:
    for key in ("speakerTag", "speaker_tag", "speakerLabel", "speaker_label"):
        value = word.get(key)
        if value not in (None, "", 0, "0"):
            return speaker(value)
    return None


def _word(word: dict[str, Any]) -> Word:
    return Word(
        words(word, "word"),
        _tag(word),
        seconds_ms(_first(word, "startTime", "start_time", "startOffset")),
        seconds_ms(_first(word, "endTime", "end_time", "endOffset")),
    )


def _utterance(result: dict[str, Any], *, several: bool) -> Utterance:
    best = first_row(result, "alternatives")
    heard = [_word(word) for word in rows(best.get("words"))]
    channel = result.get("channelTag", result.get("channel_tag"))
    return Utterance(
        speaker(channel, "Channel ") if several else None,
        words(best, "transcript"),
        start_ms=heard[0].start_ms if heard else None,
        end_ms=heard[-1].end_ms if heard else None,
    )


def _first(value: dict[str, Any], *keys: str) -> object:
    return next((value[key] for key in keys if key in value), None)
