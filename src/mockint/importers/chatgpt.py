"""ChatGPT's export: each chat a tree of messages, of which one path was shown last.

The path is walked from `current_node` up to the root; answers that were regenerated or
edited away are not part of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..ports import TranscriptFile
from .assemble import assembled
from .chat_turns import SILENT, chat, text_of
from .fields import documents, look, words
from .utterances import Conversation, Utterance

_SPOKEN = frozenset({"text", "multimodal_text", "audio_transcription", ""})


class ChatGpt:
    """`ports.Importer` for `conversations.json`, one chat or many."""

    name = "chatgpt"

    def sniff(self, file: TranscriptFile) -> float:
        """Certain by the tree."""
        if file.kind != "json":
            return 0.0
        found = documents(file)
        return 1.0 if found and isinstance(found[0].get("mapping"), dict) else 0.0

    def read(
        self, file: TranscriptFile, options: Mapping[str, str]
    ) -> Sequence[Transcript | TranscriptError]:
        """One transcript a chat."""
        chats = [one for one in documents(file) if isinstance(one.get("mapping"), dict)]
        return assembled(self.name, file.source, [_chat(one, options) for one in chats], options)


def _chat(one: dict[str, Any], options: Mapping[str, str]) -> Conversation:
    out: list[Utterance] = []
    dropped = 0
    for message in _path(one):
        role = (
            words(message.get("author") or {}, "role")
            if isinstance(message.get("author"), dict)
            else ""
        )
        content = message.get("content")
        kind = words(content, "content_type") if isinstance(content, dict) else ""
        text = text_of(content) if kind in _SPOKEN else ""
        hidden = look(message, "metadata", "is_visually_hidden_from_conversation") is True
        if role in SILENT or hidden or not role:
            dropped += bool(text)
        elif text:
            out.append(Utterance(role, text))
    return chat(out, options, title=words(one, "title"), dropped=dropped)


def _path(one: dict[str, Any]) -> list[dict[str, Any]]:
    """The messages from the root to `current_node`; cycles and lost parents end the walk."""
    nodes: dict[str, Any] = one["mapping"]
    at = one.get("current_node")
    if not isinstance(at, str) or at not in nodes:
        at = _last_leaf(nodes)
    path: list[dict[str, Any]] = []
    seen: set[str] = set()
    while isinstance(at, str) and at not in seen:
        seen.add(at)
        node = nodes.get(at)
        if not isinstance(node, dict):
            break
        message = node.get("message")
        if isinstance(message, dict):
            path.append(message)
        at = node.get("parent")
    return path[::-1]


def _last_leaf(nodes: dict[str, Any]) -> str | None:
    leaves = [
        key for key, node in nodes.items() if isinstance(node, dict) and not node.get("children")
    ]
    return leaves[-1] if leaves else None
