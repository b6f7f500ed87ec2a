"""A loopback endpoint that judges: sound replies to the judge's prompts, or faults on request.

Run it as a program; it prints its port and serves until its stdin ends. Each signal gets
a level and a quote that follow from the candidate's words alone, so that a caller can
tell whether a row is right. Options (JSON, first argument): `latency` seconds, `most`
calls at once before 429, `rates` {"429": share, "500": share, "malformed": share} of
the calls, `down` true to answer 500 always. GET /stats tells what was seen.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import threading
import zlib

_WANTED = re.compile(r"in this order: ([\w, -]+)\.")
WORDS = 8


def level_of(signal: str, quote: str) -> int:
    """The level that is right for a signal with that quote."""
    letters = "".join(char for char in quote if char.isalnum())
    return 1 + zlib.crc32(f"{signal} {letters}".encode()) % 4


def grading(turns: list[tuple[str, str]], wanted: list[str]) -> str:
    """The judge's reply: what is right for these candidate turns, (id, text) each."""
    signals = []
    for number, signal in enumerate(wanted):
        turn, text = turns[number % len(turns)]
        words = text.split()
        start = WORDS * (number // len(turns))
        quote = " ".join(words[start : start + WORDS])
        level = level_of(signal, quote)
        signals.append(
            {"id": signal, "evidence": [{"turn": turn, "quote": quote}], "rationale": "Said so.",
             "status": "scored", "level": level, "raise_it": "More of it."}
        )  # fmt: skip
    return json.dumps({"signals": signals, "red_flags": []})


def reply_to(body: bytes) -> str:
    """The sound reply to one request."""
    value = json.loads(body)
    text = value["messages"][-1]["content"]
    for message in value["messages"]:
        if "Grade these signals" in message["content"]:
            text = message["content"]
    turns = []
    for line in text.splitlines():
        if line.startswith('{"turn": '):
            turn = json.loads(line)
            if turn["role"] == "candidate" and len(turn["text"].split()) >= 3 * WORDS:
                turns.append((turn["turn"], turn["text"]))
    found = _WANTED.search(text)
    return grading(turns, found.group(1).split(", ") if found else [])


class Endpoint:
    """What the server was told and what it saw."""

    def __init__(self, options: dict) -> None:
        self.latency = float(options.get("latency", 0.0))
        self.most = int(options.get("most", 1 << 30))
        self.rates = options.get("rates", {})
        self.down = bool(options.get("down"))
        self.dice = random.Random(int(options.get("seed", 1)))
        self.fail_on = options.get("fail_on", "")
        self.seen: dict[str, int] = {}
        self.began = self.last = self.worked = 0.0
        self.calls = self.active = self.peak = self.refused = self.answered = 0

    def fault(self, body: bytes) -> str | None:
        """Which fault this call meets, None for none."""
        if self.down or (self.fail_on and self.fail_on.encode() in body):
            return "500"
        at = self.dice.random()
        for name, share in self.rates.items():
            if at < share:
                return name
            at -= share
        return None

    def stats(self) -> dict:
        span = (self.last - self.began) * min(self.most, max(1, self.peak))
        return {"calls": self.calls, "busy_share": self.worked / span if span else 0.0,
                "peak": self.peak, "refused": self.refused,
                "answered": self.answered, "seen": self.seen}  # fmt: skip


class Connection(asyncio.Protocol):
    """One connection, requests one after the other."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.buffer = b""

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, mark, rest = self.buffer.partition(b"\r\n\r\n")
        if not mark:
            return
        found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        size = int(found.group(1)) if found else 0
        if len(rest) < size:
            return
        self.buffer = rest[size:]
        if head.startswith(b"GET /stats"):
            self._send(200, json.dumps(self.endpoint.stats()).encode())
            return
        self._take(rest[:size])

    def _take(self, body: bytes) -> None:
        endpoint = self.endpoint
        endpoint.calls += 1
        if endpoint.active >= endpoint.most:
            endpoint.refused += 1
            self._send(429, b'{"error": {"message": "slow down", "code": "rate_limit"}}')
            return
        match endpoint.fault(body):
            case "429":
                self._send(429, b'{"error": {"message": "slow down", "code": "rate_limit"}}')
                return
            case "500":
                self._send(500, b'{"error": {"message": "oops"}}')
                return
            case "malformed":
                broken = reply_to(body)[:-30]
                self._later(self._completion(body, broken))
                return
        self._later(self._completion(body, reply_to(body)))

    def _later(self, answer: tuple[bytes, str]) -> None:
        endpoint = self.endpoint
        now = asyncio.get_running_loop().time()
        endpoint.began = endpoint.began or now
        endpoint.active += 1
        endpoint.peak = max(endpoint.peak, endpoint.active)
        asyncio.get_running_loop().call_later(endpoint.latency, self._answer, answer)

    def _answer(self, answer: tuple[bytes, str]) -> None:
        endpoint = self.endpoint
        endpoint.active -= 1
        endpoint.answered += 1
        endpoint.last = asyncio.get_running_loop().time()
        endpoint.worked += endpoint.latency
        self._send(200, answer[0], answer[1])

    def _completion(self, body: bytes, text: str) -> tuple[bytes, str]:
        name = str(zlib.crc32(body))
        self.endpoint.seen[name] = self.endpoint.seen.get(name, 0) + 1
        usage = {"prompt_tokens": len(body) // 4, "completion_tokens": len(text) // 4}
        if b'"stream":true' not in body.replace(b" ", b""):
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "finish_reason": "stop", "message": message}
            value = {"id": "c", "object": "chat.completion", "created": 1, "model": "m",
                     "choices": [choice], "usage": usage}  # fmt: skip
            return json.dumps(value).encode(), "application/json"
        half = len(text) // 2
        pieces = (text[:half], text[half:])
        events = [{"choices": [{"index": 0, "delta": {"content": piece}}]} for piece in pieces]
        events.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        events.append({"choices": [], "usage": usage})
        for event in events:
            event.update(id="c", object="chat.completion.chunk", created=1, model="m")
        lines = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
        return (lines + "data: [DONE]\n\n").encode(), "text/event-stream"

    def _send(self, status: int, body: bytes, kind: str = "application/json") -> None:
        if self.transport.is_closing():
            return
        self.transport.write(
            f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n"
            "\r\n".encode()
            + body
        )


async def serve(options: dict) -> None:
    endpoint = Endpoint(options)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(endpoint), "127.0.0.1", 0, backlog=512)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    ended = asyncio.Event()

    def watch() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=watch, daemon=True).start()
    await ended.wait()


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}))
