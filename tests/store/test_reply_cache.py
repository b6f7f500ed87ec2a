from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from mockint.domain.chat import (
    ChatReply,
    ChatRequest,
    Completeness,
    Message,
    Outcome,
    SchemaMode,
    TokenLogprob,
    TokenUsage,
)
from mockint.store.reply_cache import CachedModel, request_key

REQUEST = ChatRequest(messages=(Message("user", "hi"),), max_tokens=9, schema={"type": "object"})
REPLY = ChatReply(
    text='{"a": "\u2028é"}', completeness=Completeness.COMPLETE, outcome=Outcome.TEXT,
    usage=TokenUsage(3, 4, None), mode=SchemaMode.JSON_OBJECT, adapted=("seed",), notes=("n",),
    logprobs=(TokenLogprob("a", -0.5, (("a", -0.5), ("b", -1.0))),),
)  # fmt: skip


class Counting:
    name = "m"

    def __init__(self, reply=REPLY):
        self.given = reply
        self.calls = 0

    def stream(self, request):
        raise NotImplementedError

    async def reply(self, request):
        self.calls += 1
        return self.given


def ask(model, folder, request=REQUEST, address="here"):
    return asyncio.run(CachedModel(model, folder, address).reply(request))


def test_the_same_request_is_sent_once_and_gives_the_same_reply(tmp_path):
    model = Counting()
    assert ask(model, tmp_path / "c") == ask(model, tmp_path / "c") == REPLY
    assert model.calls == 1


@pytest.mark.parametrize(
    "other",
    [
        {"request": replace(REQUEST, seed=1)},
        {"request": replace(REQUEST, temperature=0.1)},
        {"request": replace(REQUEST, messages=(Message("user", "ho"),))},
        {"address": "elsewhere"},
    ],
)
def test_anything_that_decides_the_reply_makes_another_key(tmp_path, other):
    model = Counting()
    ask(model, tmp_path)
    ask(model, tmp_path, **other)
    assert model.calls == 2


def test_only_whole_answers_are_kept(tmp_path):
    model = Counting(replace(REPLY, completeness=Completeness.UNKNOWN))
    ask(model, tmp_path)
    ask(model, tmp_path)
    assert model.calls == 2


@pytest.mark.parametrize("junk", [b"", b"{", b"[]", b'{"version": 99}', b"\xff\xfe"])
def test_a_spoiled_entry_is_asked_for_again(tmp_path, junk):
    model = Counting()
    ask(model, tmp_path)
    (entry,) = tmp_path.glob("*.json")
    entry.write_bytes(junk)
    assert ask(model, tmp_path) == REPLY
    assert model.calls == 2


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert ask(Counting(), blocked / "c") == REPLY


def test_no_key_is_part_of_the_key():
    assert len(request_key("a", "m", REQUEST)) == 64
