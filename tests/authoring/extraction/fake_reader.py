"""A `ChatModel` that answers questions about a page as a function of the lines it was sent."""

from __future__ import annotations

import json

from mockint.domain.chat import ChatReply, Completeness, Outcome, SchemaMode, TokenUsage


def lines_sent(request):
    """What the last page message holds: dicts with `line`, `under` and `text`."""
    page = next(m for m in request.messages if m.role == "user")
    return [json.loads(line) for line in page.content.splitlines() if line.startswith('{"line"')]


class FakeReader:
    """`point(lines)` gives items, text, a reply or an exception."""

    name = "fake-reader"

    def __init__(self, point):
        self.point = point
        self.requests = []

    def stream(self, request):
        raise AssertionError("reading a page does not stream")

    async def reply(self, request):
        self.requests.append(request)
        made = self.point(lines_sent(request))
        if isinstance(made, Exception):
            raise made
        if isinstance(made, ChatReply):
            return made
        return answer(made)


def answer(made, **more):
    text = made if isinstance(made, str) else json.dumps({"items": made})
    given = {
        "completeness": Completeness.COMPLETE, "outcome": Outcome.TEXT,
        "mode": SchemaMode.JSON_SCHEMA, "usage": TokenUsage(100, 50, 0), **more,
    }  # fmt: skip
    return ChatReply(text=text, **given)


def item(part, line, quote):
    return {"part": part, "line": line, "quote": quote}
