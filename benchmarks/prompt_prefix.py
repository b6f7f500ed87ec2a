"""What of an interviewer's prompts a cache can serve, counted at an endpoint.

A model interview over the wire: every request's prompt is counted in tokens (o200k) as it
arrives, and held against the one before: how much of it is a prefix that was already
sent, and how the sum grows. Prints a table and exits with 1 if a gate fails.

    python benchmarks/prompt_prefix.py
"""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from mockint.builtin.analyser import BuiltinAnalyser  # noqa: E402
from mockint.interview.conductor import Conductor  # noqa: E402
from mockint.interview.model_wording import BUDGET_TOKENS, ModelWording, Voice  # noqa: E402
from mockint.interview.plan import make_plan  # noqa: E402
from mockint.interview.wording import BuiltinWording  # noqa: E402
from mockint.models import ChatEndpoint, Endpoint, counter_for  # noqa: E402
from mockint.wiring import Options, Services  # noqa: E402

#: Tokens: a budget that an interview of forty turns is far past.
SMALL = 1500
SHARE_GATE = 0.8
GROWTH_GATE = 1.25
ANSWER = "In part {n} I spoke with the team and looked at what they did. " + "It went on. " * 30
REPLY = "Thank you. What can you tell me about part {n}?"


class Clock:
    """Stands still."""

    def now_ms(self) -> int:
        return 0


class Log:
    """In memory."""

    session_id = "bench"

    def __init__(self):
        self.events = []

    def append(self, event) -> None:
        self.events.append(event)


def load_server():
    path = ROOT / "tests" / "faults" / "server.py"
    spec = importlib.util.spec_from_file_location("fault_server", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["fault_server"] = module
    spec.loader.exec_module(module)
    return module


async def interview(budget: int) -> list[list[str]]:
    """The prompts of an interview as the endpoint got them, one list of messages a call."""
    services = Services(Options(engine="openai", model="gpt-4o", base_url="http://127.0.0.1:1/v1"))
    rubric = services.library.rubric("people-management")
    prompts: list[list[str]] = []

    def answer(body) -> str:
        prompts.append([f"{m['role']}\n{m['content']}" for m in body["messages"]])
        return REPLY.format(n=len(prompts))

    async with (
        load_server().FaultServer(answer=answer) as server,
        ChatEndpoint(Endpoint(server.base_url, "sk-x", "gpt-4o")) as chat,
    ):
        conductor = Conductor(
            rubric,
            make_plan(rubric, seed=1, minutes=240),
            Log(),
            analyser=BuiltinAnalyser(rubric),
            wording=ModelWording(
                chat,
                services.engines.prompts,
                rubric,
                Voice("Acme", "Manager", "a director"),
                BuiltinWording("neutral", "Manager", "Acme"),
                count=counter_for("gpt-4o").count,
                budget=budget,
            ),
            clock=Clock(),
        )
        while not conductor.finished:
            while (move := conductor.next_move()) is not None:
                await conductor.speak(move)
            if not conductor.finished:
                conductor.answer(ANSWER.format(n=len(prompts)))
    return prompts


def measure(budget: int) -> tuple[float, float]:
    """Print a line; the share in a known prefix, and the growth past the budget."""
    prompts = asyncio.run(interview(budget))
    counter = counter_for("gpt-4o")
    sizes = [sum(counter.count(m) for m in prompt) for prompt in prompts]
    shared = 0
    for before, after in pairwise(prompts):
        for a, b in zip(before, after, strict=False):
            if a != b:
                break
            shared += counter.count(b)
    share = shared / sum(sizes[1:])
    half = len(sizes) // 2
    growth = max(sizes[half:]) / max(sizes[:half])
    print(
        f"budget {budget:>5,}: {len(sizes)} calls, {len(prompts[-1]) - 2} turns before the last; "
        f"{sum(sizes):,} prompt tokens, largest {max(sizes):,}; {share:.1%} in a prefix that the "
        f"call before had sent; largest of the second half {growth:.2f} times that of the first"
    )
    return share, growth


def main() -> int:
    print(f"tokens counted with {counter_for('gpt-4o').how}")
    share, _ = measure(BUDGET_TOKENS)
    _, growth = measure(SMALL)
    good = share >= SHARE_GATE and growth <= GROWTH_GATE
    print(
        f"gates: {SHARE_GATE:.0%}, {GROWTH_GATE:g} past the budget: {'held' if good else 'FAILED'}"
    )
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
