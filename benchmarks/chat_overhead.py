"""What the model adapter costs over the bare SDK: time to the first token and to the whole reply.

Pairs of calls to a loopback server in another process: one through `ChatEndpoint`, one
through a raw `AsyncOpenAI` stream of the same reply, in an order that changes from pair
to pair. Prints a table and exits with 1 if a gate fails.

    python benchmarks/chat_overhead.py [PAIRS]
"""

from __future__ import annotations

import asyncio
import importlib.util
import multiprocessing
import statistics
import sys
import time
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from mockint.domain.chat import ChatRequest, Message  # noqa: E402
from mockint.models import ChatEndpoint, Endpoint  # noqa: E402

WORDS = 200
REPLY = " ".join(f"word{number}" for number in range(WORDS))
PROMPT = "You interview. " * 400
FIRST_TOKEN_GATE_MS = 20.0
WHOLE_GATE = 1.1
WARM_UP = 3


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one call."""

    first: float
    whole: float


def serve(pace_s: float, port: multiprocessing.Queue) -> None:
    """Run the loopback server until it is stopped."""
    path = ROOT / "tests" / "faults" / "server.py"
    spec = importlib.util.spec_from_file_location("fault_server", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["fault_server"] = module
    spec.loader.exec_module(module)

    async def run() -> None:
        async with module.FaultServer(answer=lambda _body: REPLY) as server:
            server.pace_s = pace_s
            port.put(server.base_url)
            await asyncio.Event().wait()

    asyncio.run(run())


async def through_adapter(chat: ChatEndpoint, request: ChatRequest) -> Timing:
    start, first = time.perf_counter(), 0.0
    async with aclosing(chat.stream(request)) as deltas:
        async for delta in deltas:
            first = first or (time.perf_counter() if delta.text else 0.0)
            reply = delta.reply
    assert reply.is_answer
    assert reply.text == REPLY
    return Timing((first - start) * 1000, (time.perf_counter() - start) * 1000)


async def through_sdk(client, request: ChatRequest) -> Timing:
    start, first, text = time.perf_counter(), 0.0, []
    stream = await client.chat.completions.create(
        model="loopback",
        messages=[{"role": m.role, "content": m.content} for m in request.messages],
        max_tokens=request.max_tokens,
        stream=True,
        stream_options={"include_usage": True},
    )
    async for chunk in stream:
        content = chunk.choices[0].delta.content if chunk.choices else None
        if content:
            first = first or time.perf_counter()
            text.append(content)
    assert "".join(text) == REPLY
    return Timing((first - start) * 1000, (time.perf_counter() - start) * 1000)


async def measure(base_url: str, pairs: int) -> list[tuple[Timing, Timing]]:
    from openai import AsyncOpenAI

    request = ChatRequest((Message("system", PROMPT), Message("user", "Ask.")), 500)
    timings = []
    async with (
        ChatEndpoint(Endpoint(base_url, "sk-x", "loopback")) as chat,
        AsyncOpenAI(api_key="sk-x", base_url=base_url, max_retries=0) as client,
    ):
        for number in range(pairs + WARM_UP):
            if number % 2:
                own = await through_adapter(chat, request)
                raw = await through_sdk(client, request)
            else:
                raw = await through_sdk(client, request)
                own = await through_adapter(chat, request)
            if number >= WARM_UP:
                timings.append((own, raw))
    return timings


def row(name: str, own: list[float], raw: list[float]) -> str:
    a, b = statistics.median(own), statistics.median(raw)
    tail = statistics.quantiles(own, n=10)[-1]
    return f"{name:<26}{a:>10.2f}{b:>10.2f}{a - b:>+10.2f}{a / b:>8.3f}{tail:>12.2f}"


def report(pace_ms: float, timings: list[tuple[Timing, Timing]]) -> bool:
    """Print one table; True if the gates hold."""
    own, raw = zip(*timings, strict=True)
    pace = f"{pace_ms:g} ms between tokens" if pace_ms else "as fast as it goes"
    print(f"\n{len(timings)} pairs, {WORDS} tokens, {pace} (ms, medians)")
    print(f"{'':<26}{'adapter':>10}{'raw SDK':>10}{'diff':>10}{'ratio':>8}{'adapter p90':>12}")
    firsts = [t.first for t in own], [t.first for t in raw]
    wholes = [t.whole for t in own], [t.whole for t in raw]
    print(row("first token", *firsts))
    print(row("whole reply", *wholes))
    late = statistics.median(firsts[0]) - statistics.median(firsts[1])
    ratio = statistics.median(wholes[0]) / statistics.median(wholes[1])
    good = late <= FIRST_TOKEN_GATE_MS and ratio <= WHOLE_GATE
    print(f"gates: +{FIRST_TOKEN_GATE_MS:g} ms, {WHOLE_GATE:g}x: {'held' if good else 'FAILED'}")
    return good


def main() -> int:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    held = []
    for pace_ms in (0.0, 5.0):
        spawn = multiprocessing.get_context("spawn")
        port = spawn.Queue()
        server = spawn.Process(target=serve, args=(pace_ms / 1000, port), daemon=True)
        server.start()
        try:
            timings = asyncio.run(
                measure(port.get(timeout=30), pairs if not pace_ms else pairs // 4)
            )
        finally:
            server.terminate()
            server.join()
        held.append(report(pace_ms, timings))
    return 0 if all(held) else 1


if __name__ == "__main__":
    raise SystemExit(main())
