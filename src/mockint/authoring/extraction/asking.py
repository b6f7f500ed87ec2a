"""Asks a model to point at items, call by call, and says what that took and what failed.

A reply that is cut, refused or not exactly what was asked for is asked for once more; one
that was cut is then asked for in halves. An endpoint that fails ends the asking and
nothing else: what was found stands, and the failure is told. Nothing is repaired.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from ...domain.chat import ChatReply, ChatRequest, Completeness, Delta, Message
from ...domain.prompts import AuthorAgain, AuthorLine, AuthorPage, AuthorSystem
from ...errors import EngineError
from ...grading.replies import ReplyError
from ...ports import ChatModel, Prompts
from .passages import MOST_CALLS, Passage
from .verifying import ReplyItem, read_items, reply_schema

MAX_REPLY_TOKENS = 4000
AT_ONCE = 4


@dataclass(slots=True)
class Metered:
    """A `ChatModel` that keeps every reply that was really made, so that its cost can be told."""

    model: ChatModel
    replies: list[ChatReply] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model.name

    def stream(self, request: ChatRequest) -> AsyncGenerator[Delta, None]:
        """Not metered: nothing here streams."""
        return self.model.stream(request)

    async def reply(self, request: ChatRequest) -> ChatReply:
        """As the model's."""
        made = await self.model.reply(request)
        self.replies.append(made)
        return made


@dataclass(slots=True)
class Answers:
    """What came back: the items with the passages of their call, and what failed, in words."""

    items: list[tuple[tuple[Passage, ...], tuple[ReplyItem, ...]]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    not_read: int = 0


def messages(prompts: Prompts, sent: Sequence[Passage]) -> tuple[Message, ...]:
    """The prompt of one call."""
    lines = tuple(AuthorLine(one.line, one.under, one.text) for one in sent)
    system, page = prompts.render(AuthorSystem()), prompts.render(AuthorPage(lines))
    return (*system.messages, *page.messages)


def prompt_digests(prompts: Prompts) -> dict[str, str]:
    """The templates that are used, and their digests."""
    both = (prompts.render(AuthorSystem()), prompts.render(AuthorPage(())))
    return {one.prompt_id: one.digest for one in both}


async def ask(model: ChatModel, prompts: Prompts, calls: Sequence[tuple[Passage, ...]]) -> Answers:
    """Ask about all of `calls`. Never raises an EngineError: it is told in `failures`."""
    asking = _Asking(model, prompts)
    # The first call goes alone: an endpoint that refuses it need not be asked sixty times.
    for group in (calls[:1], calls[1:MOST_CALLS]):
        await asyncio.gather(*(asking.call(one) for one in group))
    for one in calls[MOST_CALLS:]:
        asking.skip(one, f"the page takes more than {MOST_CALLS} calls")
    order = {id(one): place for place, call in enumerate(calls) for one in call}
    asking.answers.items.sort(key=lambda pair: order[id(pair[0][0])])
    return asking.answers


class _Asking:
    def __init__(self, model: ChatModel, prompts: Prompts) -> None:
        self.answers = Answers()
        self._model = model
        self._prompts = prompts
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._ended = ""

    async def call(self, sent: tuple[Passage, ...]) -> None:
        """One call, in halves where its reply is too long to come whole."""
        async with self._gate:
            if self._ended:
                self.skip(sent, self._ended)
                return
            try:
                made = await self._items(sent)
            except EngineError as error:
                self._ended = str(error)
                self.skip(sent, self._ended)
                return
        if isinstance(made, tuple):
            self.answers.items.append((sent, made))
        elif made == _CUT and len(sent) > 1:
            half = len(sent) // 2
            await self.call(sent[:half])
            await self.call(sent[half:])
        else:
            self.skip(sent, f"the model gave no usable reply: {made}")

    def skip(self, sent: Sequence[Passage], why: str) -> None:
        """These passages were not read, and why."""
        self.answers.not_read += len(sent)
        if why not in self.answers.failures:
            self.answers.failures.append(why)

    async def _items(self, sent: tuple[Passage, ...]) -> tuple[ReplyItem, ...] | str:
        """The items of a reply, or what was wrong with it, twice."""
        asked = messages(self._prompts, sent)
        problem = ""
        for _ in range(2):
            reply = await self._model.reply(_request(asked))
            if reply.completeness is Completeness.TRUNCATED and len(sent) > 1:
                return _CUT
            if reply.is_answer:
                try:
                    return read_items(reply.text)
                except ReplyError as error:
                    problem = str(error)
            else:
                problem = f"the reply was {reply.outcome}, {reply.completeness}"
            again = self._prompts.render(AuthorAgain(problem))
            asked = (*asked, Message("assistant", reply.text or "(nothing)"), *again.messages)
        return problem


_CUT = "the reply was cut off"


def _request(asked: tuple[Message, ...]) -> ChatRequest:
    return ChatRequest(
        messages=asked,
        max_tokens=MAX_REPLY_TOKENS,
        schema=reply_schema(),
        schema_name="items",
        temperature=0.0,
        seed=0,
    )
