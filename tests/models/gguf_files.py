"""Writes small GGUF files: a header as models have it, and no weights to speak of."""

from __future__ import annotations

import struct


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def gguf(*, parameters=(64, 32), context=2048, name="Tiny", version=3, offset=0, body=64) -> bytes:
    """A file with one tensor of shape `parameters` at `offset`, and `body` bytes behind."""
    pairs = [
        text("general.architecture") + struct.pack("<I", 8) + text("llama"),
        text("general.name") + struct.pack("<I", 8) + text(name),
        text("llama.context_length") + struct.pack("<II", 4, context),
        text("tokenizer.tokens") + struct.pack("<IIQ", 9, 8, 3) + text("a") + text("b") + text("c"),
        text("tokenizer.scores") + struct.pack("<IIQ", 9, 6, 2) + struct.pack("<2f", 1, 2),
        text("flag") + struct.pack("<I?", 7, True),
    ]
    tensor = text("weights") + struct.pack("<I", len(parameters))
    tensor += struct.pack(f"<{len(parameters)}Q", *parameters) + struct.pack("<IQ", 0, offset)
    head = b"GGUF" + struct.pack("<IQQ", version, 1, len(pairs))
    return head + b"".join(pairs) + tensor + b"\0" * body
