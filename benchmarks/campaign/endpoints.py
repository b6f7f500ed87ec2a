"""Endpoints that break: the suite's registry of faults, over both wires and up to a scorecard.

What must come of each fault stands in tests/models/test_faults.py; here the same faults
are counted by what a user would suffer: an exception without a name, a cut reply taken
for whole, a level that an error turned into.
"""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from contextlib import aclosing
from types import ModuleType
from typing import Any

import stage
from outcome import LEAKS, UNCAUGHT, WRONG, Budget, Outcome

KEY = "sk-canary-5d1f9c02ab7e4430"
AT_ONCE = 24


def break_endpoints(outcome: Outcome, budget: Budget) -> None:
    """Each fault: streamed over the SDK, whole over the direct wire, and under a judge."""
    server_module, expectations = _loaded()
    if len(server_module.FAULTS) < 100:
        outcome.fail(WRONG, f"only {len(server_module.FAULTS)} faults are registered")
    outcome.plan(len(server_module.FAULTS) * len(_ways))
    asyncio.run(_all(outcome, budget, server_module, expectations))
    outcome.note(f"{len(server_module.FAULTS)} faults × SDK stream, direct wire, model judge")


def _loaded() -> tuple[ModuleType, ModuleType]:
    stage.use("models")
    found = []
    for name, path in (
        ("fault_server", "faults/server.py"),
        ("test_faults", "models/test_faults.py"),
    ):
        spec = importlib.util.spec_from_file_location(name, stage.TESTS / path)
        module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
        sys.modules[name] = module
        spec.loader.exec_module(module)  # type: ignore[union-attr]
        found.append(module)
    return found[0], found[1]


async def _all(outcome: Outcome, budget: Budget, server: Any, expected: Any) -> None:
    gate = asyncio.Semaphore(AT_ONCE)
    talk, rubric, prompts = _to_judge()

    async def one(fault: str, way: str) -> None:
        async with gate:
            if budget.over:
                return
            outcome.did()
            # A server of its own for each call: what breaks once breaks for it alone.
            async with server.FaultServer() as endpoint:
                try:
                    await _ways[way](outcome, expected, endpoint, fault, (talk, rubric, prompts))
                except Exception as error:
                    _judge_error(outcome, expected, error, f"{fault}, {way}")

    await asyncio.gather(*(one(f, way) for f in sorted(server.FAULTS) for way in _ways))


def _judge_error(outcome: Outcome, expected: Any, error: Exception, where: str) -> None:
    from mockint.errors import EngineError, UnexpectedEngineError

    if not isinstance(error, EngineError) or isinstance(error, UnexpectedEngineError):
        outcome.fail(UNCAUGHT, f"{where}: {type(error).__name__}: {error}")
    elif not (error.what and error.where and error.remedy):
        outcome.fail(WRONG, f"{where}: an error without place or remedy: {error}")
    if KEY in expected.printed(error):
        outcome.fail(LEAKS, where)


def _judge_reply(outcome: Outcome, expected: Any, reply: Any, where: str, *, whole: bool) -> None:
    """A reply that is told as whole must be one that was."""
    fault = where.split(",", maxsplit=1)[0]
    table = expected.EXPECTED_REPLY if whole else expected.EXPECTED_STREAM
    want = table.get(fault) or expected.EXPECTED[fault]
    if not isinstance(want, expected.Reply):
        outcome.fail(WRONG, f"{where}: a reply in place of {want.__name__}")
    elif want.completeness is not expected.COMPLETE and reply.completeness is expected.COMPLETE:
        outcome.fail(WRONG, f"{where}: a cut reply was taken for whole")
    if KEY in repr(reply):
        outcome.fail(LEAKS, where)


async def _streamed(outcome: Outcome, expected: Any, endpoint: Any, fault: str, _: Any) -> None:
    async with expected.chat_with(endpoint, fault, KEY) as chat:
        reply = None
        async with aclosing(chat.stream(expected.REQUEST)) as deltas:
            async for delta in deltas:
                reply = delta.reply
    _judge_reply(outcome, expected, reply, f"{fault}, stream", whole=False)


async def _direct(outcome: Outcome, expected: Any, endpoint: Any, fault: str, _: Any) -> None:
    async with expected.chat_with(endpoint, fault, KEY, many=True) as chat:
        reply = await chat.reply(expected.REQUEST)
    _judge_reply(outcome, expected, reply, f"{fault}, direct", whole=True)


async def _judged(outcome: Outcome, expected: Any, endpoint: Any, fault: str, given: Any) -> None:
    """No fault of the registry holds a grading: any level would be a number from an error."""
    from mockint.grading.grader import grade
    from mockint.grading.model_judge import ModelJudge

    talk, rubric, prompts = given
    async with expected.chat_with(endpoint, fault, KEY, many=True) as chat:
        card = await grade(talk, rubric, ModelJudge(chat, prompts), rubric_digest="d")
    levels = [verdict.id for verdict in card.signals if verdict.level is not None]
    if levels or card.score is not None:
        outcome.fail(WRONG, f"{fault}: {len(levels)} levels and score {card.score} from an error")
    if KEY in card.model_dump_json():
        outcome.fail(LEAKS, f"{fault}, scorecard")


_ways = {"stream": _streamed, "direct": _direct, "judge": _judged}


def _to_judge() -> tuple[Any, Any, Any]:
    from mockint.authoring.library import Library
    from mockint.domain.transcript import Role, Transcript, Turn
    from mockint.prompting.templates import Templates

    rubric = Library([stage.ROOT / "rubrics"]).rubric(stage.ROUND)
    turns = (Turn(0, Role.INTERVIEWER, "How was it?"), Turn(1, Role.CANDIDATE, stage.ANSWER))
    return Transcript("t", "text", turns), rubric, Templates([stage.ROOT / "prompts"])
