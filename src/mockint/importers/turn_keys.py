"""Which key of an object names the speaker and which holds the words.

Shared by the formats whose keys are free: Label Studio's dialogues and turns of no
known tool. Order is preference.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .chat_turns import text_of
from .fields import speaker
from .times import number_ms, seconds_ms
from .utterances import Utterance

SPEAKERS = (
    "speaker", "speaker_name", "speakerName", "speaker_label", "author", "role", "from", "who",
    "name", "participant", "participant_name", "person", "sender", "user", "username",
    "displayName",
    "display_name", "speaker_id", "speakerId", "label", "party",
)  # fmt: skip
TEXTS = (
    "text", "content", "utterance", "message", "value", "transcript", "sentence", "body",
    "said", "speech", "caption", "line", "display",
)  # fmt: skip
QUESTIONS = ("question", "interviewer_question", "q", "prompt", "interviewer")
ANSWERS = ("answer", "candidate_answer", "a", "response", "reply", "candidate", "interviewee")
_STARTS = ("start", "start_time", "startTime", "begin", "from_time", "timestamp", "time", "offset")
_ENDS = ("end", "end_time", "endTime", "to_time")
_SAMPLE = 50


def lowered(one: dict[str, Any]) -> dict[str, str]:
    """Key by lower-case key."""
    return {str(key).casefold(): str(key) for key in one}


def turn_keys(rows: Sequence[dict[str, Any]]) -> tuple[str, str] | None:
    """(speaker key, text key) that most of the first rows have, None without."""
    sample = rows[:_SAMPLE]
    keys: dict[str, str] = {}
    for one in sample[:5]:
        keys.update(lowered(one))
    names = [keys[key.casefold()] for key in SPEAKERS if key.casefold() in keys]
    texts = [keys[key.casefold()] for key in TEXTS if key.casefold() in keys]
    for text in texts:
        if sum(bool(text_of(one.get(text))) for one in sample) * 2 < len(sample):
            continue
        for name in names:
            if name != text and sum(
                speaker(one.get(name)) is not None for one in sample
            ) * 2 >= len(sample):
                return name, text
    return None


def pair_keys(rows: Sequence[dict[str, Any]]) -> tuple[str, str] | None:
    """(question key, answer key) of rows that are pairs, None without."""
    keys: dict[str, str] = {}
    for one in rows[:5]:
        keys.update(lowered(one))
    asked = next((keys[key] for key in QUESTIONS if key in keys), None)
    answered = next((keys[key] for key in ANSWERS if key in keys), None)
    if asked is None or answered is None:
        return None
    return (
        (asked, answered)
        if any(isinstance(one.get(answered), str) for one in rows[:_SAMPLE])
        else None
    )


def turns(rows: Sequence[dict[str, Any]], keys: tuple[str, str]) -> list[Utterance]:
    """The utterances of rows; numbers are seconds, but for keys that say `ms`."""
    name, text = keys
    return [
        Utterance(
            speaker(one.get(name)),
            text_of(one.get(text)),
            start_ms=_time(one, _STARTS),
            end_ms=_time(one, _ENDS),
        )
        for one in rows
    ]


def pairs(rows: Sequence[dict[str, Any]], keys: tuple[str, str]) -> list[Utterance]:
    """A question and its answer, row by row."""
    asked, answered = keys
    return [
        Utterance(who, text_of(one.get(key)))
        for one in rows
        for who, key in (("Interviewer", asked), ("Candidate", answered))
    ]


def _time(one: dict[str, Any], keys: Sequence[str]) -> int | None:
    for key in keys:
        for form in (f"{key}_ms", f"{key}Ms"):
            if form in one:
                return number_ms(one[form], 1)
        if key in one:
            return seconds_ms(one[key])
    return number_ms(one["at_ms"], 1) if keys is _STARTS and "at_ms" in one else None
