"""The model's part of `mockint rubric import`: what it would take, the asking, what it took."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..authoring.extraction.passages import Passage
    from ..authoring.reading import Reading
    from ..authoring.source import Page
    from ..domain.chat import ChatReply
    from ..engines import Engines

Calls = Sequence[tuple["Passage", ...]]


@dataclass(frozen=True, slots=True)
class Taken:
    """What asking takes or took: tokens in and out, and dollars; None is unknown.

    Before: `completion` and `cost` are the most. After: `cached` replies cost nothing.
    """

    calls: int
    prompt: int | None
    completion: int | None
    cost: float | None
    cached: int = 0

    def words(self, *, most: bool) -> str:
        """One line for people."""
        bound = "at most " if most else ""
        cost = "cost unknown" if self.cost is None else f"{bound}${self.cost:.4f}"
        read = "unknown" if self.prompt is None else f"{self.prompt:,}"
        out = "unknown" if self.completion is None else f"{bound}{self.completion:,}"
        cached = f", {self.cached} more from the cache" if self.cached else ""
        return f"{self.calls} call(s){cached}, {read} tokens in, {out} out, {cost}"

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return asdict(self)


def planned(engines: Engines, page: Page, made: Reading) -> tuple[Calls, Taken]:
    """The calls to make, and what they take at the most if each is answered at once.

    SettingsError where no model is named.
    """
    from ..authoring.extraction.asking import MAX_REPLY_TOKENS, messages
    from ..authoring.extraction.passages import MOST_CALLS, calls, passages
    from ..authoring.extraction.verifying import reply_schema

    found = calls(passages(page, made))
    model = engines.endpoint.model
    asked = found[:MOST_CALLS]
    counter = engines.counter
    schema = counter.count(json.dumps(reply_schema())) if asked else 0
    prompt = sum(schema + counter.count_messages(messages(engines.prompts, one)) for one in asked)
    completion = len(asked) * MAX_REPLY_TOKENS
    cost = engines.prices.estimate(model, prompt=prompt, completion=completion)
    return found, Taken(len(asked), prompt, completion, None if cost is None else float(cost))


def asked(engines: Engines, page: Page, made: Reading, calls: Calls) -> tuple[Reading, Taken]:
    """`made` with what the model found, and what it took. Says on stderr what is going on."""
    return asyncio.run(_ask(engines, page, made, calls))


async def _ask(engines: Engines, page: Page, made: Reading, calls: Calls) -> tuple[Reading, Taken]:
    from ..authoring.extraction.asking import Metered
    from ..authoring.extraction.extract import extracted, total

    async with engines.chat() as chat:
        meter = Metered(chat)
        model = engines.cached(meter)
        found = await extracted(page, made, model, engines.prompts, calls)
        hits = int(getattr(model, "hits", 0))
    replies = meter.replies
    prompt, completion = total(replies)
    taken = Taken(len(replies), prompt, completion, _cost(engines, replies), hits)
    click.echo(f"{model.name}: {taken.words(most=False)}", err=True)
    return found, taken


def _cost(engines: Engines, replies: Sequence[ChatReply]) -> float | None:
    costs = [engines.cost(reply) for reply in replies]
    known = [cost for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None
