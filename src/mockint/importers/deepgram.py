"""Deepgram: utterances, paragraphs or words under `results`; a speaker is a number."""

from __future__ import annotations

from typing import Any

from .fields import first_row, look, rows, speaker, words
from .json_format import JsonFormat
from .spoken_words import Word, spoken
from .times import seconds_ms
from .utterances import Conversation, Utterance, carry_on


class Deepgram(JsonFormat):
    """`ports.Importer` for Deepgram's responses."""

    name = "deepgram"

    def marked(self, document: dict[str, Any]) -> bool:
        """Channels with alternatives."""
        return "alternatives" in first_row(document, "results", "channels")

    def conversation(self, document: dict[str, Any]) -> Conversation:
        """The finest shape that has speakers: utterances, paragraphs, words, channels."""
        channels = rows(look(document, "results", "channels"))
        utterances = rows(look(document, "results", "utterances"))
        if any("speaker" in one for one in utterances):
            return Conversation(
                carry_on([_utterance(one, one.get("speaker")) for one in utterances])
            )
        if len(channels) > 1:
            return Conversation(_by_channel(channels, utterances))
        alternative = first_row(channels[0], "alternatives") if channels else {}
        paragraphs = rows(look(alternative, "paragraphs", "paragraphs"))
        if any("speaker" in one for one in paragraphs):
            return Conversation(carry_on(_sentences(paragraphs)))
        heard = rows(alternative.get("words"))
        if heard:
            return Conversation(spoken(_word(one, one.get("speaker")) for one in heard))
        return Conversation([Utterance(None, words(alternative, "transcript"))])


def _utterance(one: dict[str, Any], who: object) -> Utterance:
    return Utterance(
        speaker(who),
        words(one, "transcript", "text"),
        start_ms=seconds_ms(one.get("start")),
        end_ms=seconds_ms(one.get("end")),
    )


def _sentences(paragraphs: list[dict[str, Any]]) -> list[Utterance]:
    return [
        _utterance(sentence, paragraph.get("speaker"))
        for paragraph in paragraphs
        for sentence in rows(paragraph.get("sentences"))
    ]


def _by_channel(
    channels: list[dict[str, Any]], utterances: list[dict[str, Any]]
) -> list[Utterance]:
    """One speaker a channel, where each has a microphone."""
    if any("channel" in one for one in utterances):
        return [
            Utterance(
                speaker(one.get("channel"), "Channel "), said.text, None, said.start_ms, said.end_ms
            )
            for one in utterances
            if (said := _utterance(one, None)).text
        ]
    heard = [
        (seconds_ms(one.get("start")) or 0, number, one)
        for number, channel in enumerate(channels)
        for one in rows(first_row(channel, "alternatives").get("words"))
    ]
    heard.sort(key=lambda row: row[:2])
    return spoken(_word(one, f"Channel {number}") for _, number, one in heard)


def _word(one: dict[str, Any], who: object) -> Word:
    return Word(
        words(one, "punctuated_word", "word"),
        speaker(who),
        seconds_ms(one.get("start")),
        seconds_ms(one.get("end")),
    )
