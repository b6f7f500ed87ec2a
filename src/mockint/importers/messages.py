"""OpenAI messages: `{"messages": [{"role", "content"}]}`, as JSON or JSON Lines.

Content may be a list of parts. JSON Lines hold one chat a line, or one message a line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .chat_turns import SILENT, chat, text_of
from .fields import documents, rows, speaker, words
from .utterances import Conversation, Utterance


class OpenAiMessages:
    """`ports.Importer` for chat-completion messages."""

    name = "openai-messages"

    def sniff(self, file: TranscriptFile) -> float:
        """Sure by messages that have a role and content."""
        return 0.92 if file.kind == "json" and _chats(file) else 0.0

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript a chat."""
        chats = [_chat(messages, options, title) for title, messages in _chats(file)]
        return assembled(self.name, file.source, chats, options)


def _chats(file: TranscriptFile) -> list[tuple[str, list[dict[str, Any]]]]:
    top = documents(file)
    if top and _is_message(top[0]):
        return [("", [one for one in top if _is_message(one)])]
    found = [
        (words(one, "title", "name", "custom_id"), inner)
        for one in top
        if (inner := [row for row in rows(one.get("messages")) if _is_message(row)])
    ]
    if found or not isinstance(file.json, list):
        return found
    lists = [[row for row in rows(one) if _is_message(row)] for one in file.json]
    return [("", inner) for inner in lists if inner]


def _is_message(one: dict[str, Any]) -> bool:
    return isinstance(one.get("role"), str) and "content" in one


def _chat(messages: list[dict[str, Any]], options: Mapping[str, str], title: str) -> Conversation:
    out: list[Utterance] = []
    dropped = 0
    for one in messages:
        text = text_of(one["content"])
        role = one["role"].strip().casefold()
        if role in SILENT:
            dropped += bool(text)
        elif text:
            out.append(Utterance(speaker(one.get("name")) or one["role"].strip(), text))
    return chat(out, options, title=title, dropped=dropped)
