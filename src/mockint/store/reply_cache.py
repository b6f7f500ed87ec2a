"""Whole replies of a chat model on disk, so that the same request costs nothing twice.

Keyed by everything that decides a reply: address, model, messages, schema, sampling.
Only complete answers are kept. A cache that cannot be read or written is no error:
the model is then asked. It must never hold a key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..domain.chat import (
    ChatReply,
    ChatRequest,
    Completeness,
    Delta,
    Outcome,
    SchemaMode,
    TokenLogprob,
    TokenUsage,
)
from ..errors import MockintError
from ..ports import ChatModel
from .atomic import write_text
from .disk import SYSTEM_DISK, make_private_directory

VERSION = 1


class CachedModel:
    """A `ChatModel` in front of another: `reply` is looked up first, `stream` is not."""

    def __init__(self, model: ChatModel, folder: Path, address: str) -> None:
        self._model = model
        self._folder = folder
        self._address = address
        self.hits = 0

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    def stream(self, request: ChatRequest) -> AsyncGenerator[Delta, None]:
        """Straight from the model: a conversation is never the same twice."""
        return self._model.stream(request)

    async def reply(self, request: ChatRequest) -> ChatReply:
        """From the cache, or from the model and then kept. EngineError as the model."""
        path = self._folder / f"{request_key(self._address, self.name, request)}.json"
        known = _load(path)
        if known is not None:
            self.hits += 1
            return known
        reply = await self._model.reply(request)
        if reply.is_answer:
            with suppress(MockintError, OSError):
                make_private_directory(SYSTEM_DISK, self._folder)
                write_text(path, json.dumps({"version": VERSION, "reply": asdict(reply)}))
        return reply


def request_key(address: str, model: str, request: ChatRequest) -> str:
    """SHA-256 (hex) of all that decides the reply."""
    whole = {"address": address, "model": model, "request": asdict(request)}
    canonical = json.dumps(whole, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _load(path: Path) -> ChatReply | None:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        if value["version"] != VERSION:
            return None
        return _reply(value["reply"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _reply(value: dict[str, Any]) -> ChatReply:
    mode = value["mode"]
    logprobs = tuple(
        TokenLogprob(t["token"], t["logprob"], tuple((a, b) for a, b in t["top"]))
        for t in value["logprobs"]
    )
    return ChatReply(
        **{
            **value,
            "completeness": Completeness(value["completeness"]),
            "outcome": Outcome(value["outcome"]),
            "usage": TokenUsage(**value["usage"]),
            "mode": SchemaMode(mode) if mode is not None else None,
            "logprobs": logprobs,
            "adapted": tuple(value["adapted"]),
            "notes": tuple(value["notes"]),
        }
    )
