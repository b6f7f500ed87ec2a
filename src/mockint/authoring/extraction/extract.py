"""The whole of it: a reading by rules in, the same reading with what a model found out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...domain.chat import ChatReply
from ...ports import ChatModel, Prompts
from ..reading import ExtractionRead, Reading
from ..source import Page
from . import asking
from .passages import Passage
from .placing import known_texts, placed_in
from .verifying import Verifier


async def extracted(
    page: Page,
    made: Reading,
    model: ChatModel,
    prompts: Prompts,
    calls: Sequence[tuple[Passage, ...]],
) -> Reading:
    """`made` with all that `model` points at in `calls` and that stands in `page`.

    Where the endpoint fails, what rules read stands, and `extraction.failures` says why.
    """
    answers = await asking.ask(model, prompts, calls)
    verifier = Verifier(known_texts(made))
    for sent, items in answers.items:
        verifier.take(items, sent)
    report = ExtractionRead(
        model=model.name,
        prompts=tuple(asking.prompt_digests(prompts).items()),
        passages=sum(len(call) for call in calls),
        not_read=answers.not_read,
        kept=len(verifier.found),
        refused=tuple(verifier.refused),
        failures=tuple(answers.failures),
    )
    return replace(placed_in(made, page, verifier.found), extraction=report)


def total(replies: Sequence[ChatReply]) -> tuple[int | None, int | None]:
    """Tokens in and out of `replies`; one unknown part makes the whole unknown."""
    sums: list[int | None] = []
    for name in ("prompt", "completion"):
        parts = [getattr(reply.usage, name) for reply in replies]
        sums.append(None if any(part is None for part in parts) else sum(parts))
    return sums[0], sums[1]
