"""AssemblyAI: `utterances[]` with lettered speakers, times in milliseconds; may be null."""

from __future__ import annotations

from typing import Any

from .fields import rows, speaker, words
from .json_format import JsonFormat
from .spoken_words import Word, spoken
from .times import number_ms
from .utterances import Conversation, Utterance, carry_on

_OWN = (
    "audio_url",
    "acoustic_model",
    "language_model",
    "speech_model",
    "speaker_labels",
    "audio_duration",
)


class AssemblyAI(JsonFormat):
    """`ports.Importer` for AssemblyAI's transcripts."""

    name = "assemblyai"

    def marked(self, document: dict[str, Any]) -> bool:
        """`utterances` beside `words` or one of the service's settings."""
        if "utterances" not in document and "words" not in document:
            return False
        own = any(key in document for key in _OWN)
        return own or ("utterances" in document and "words" in document)

    def conversation(self, document: dict[str, Any]) -> Conversation:
        """Utterances where there are any, else words, else the text of nobody."""
        utterances = rows(document.get("utterances"))
        if utterances:
            return Conversation(
                carry_on(
                    [
                        Utterance(
                            speaker(one.get("speaker")),
                            words(one, "text"),
                            start_ms=number_ms(one.get("start"), 1),
                            end_ms=number_ms(one.get("end"), 1),
                        )
                        for one in utterances
                    ]
                )
            )
        heard = rows(document.get("words"))
        if heard:
            return Conversation(
                spoken(
                    Word(
                        words(one, "text"),
                        speaker(one.get("speaker")),
                        number_ms(one.get("start"), 1),
                        number_ms(one.get("end"), 1),
                    )
                    for one in heard
                )
            )
        return Conversation([Utterance(None, words(document, "text"))])
