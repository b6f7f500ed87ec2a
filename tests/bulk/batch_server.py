"""A loopback Batch API that works, or breaks in the ways in which providers do.

Run it as a program; it prints its port and serves until its stdin ends. Replies to lines
are those of judge_server.py. Options (JSON, first argument):

- `looks`: a batch ends at this look at it (2); it is validating, then in progress, before.
- `once`: {"fail", "expire", "leave_out", "malformed": how many lines of the first batch}
- `always_fail`: words that make a line fail with a 500 each time.
- `refuse`: a parameter that lines are refused for with a 400.
- `shuffle`, `twice`: output lines out of order; each one two times.
- `expired`, `cancelled`: the first batch ends so; `full`: so many batches fail, the queue is full.
- `busy`: so many uploads are answered with 429; `lost`: so many creations are answered with
  a 500 although the batch was made.
- `none`: there is no Batch API at all.
- `never`: batches stay in progress until GET /open.

GET /stats tells what was seen.
"""

from __future__ import annotations

import json
import random
import re
import sys
import threading
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from judge_server import reply_to


class Provider:
    """What was told, and what was seen."""

    def __init__(self, options: dict) -> None:
        self.options = options
        self.once = dict(options.get("once", {}))
        self.left = {name: int(options.get(name, 0)) for name in ("busy", "lost", "full")}
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, dict] = {}
        self.looks: dict[str, int] = {}
        self.sent: dict[str, int] = {}
        self.uploads = self.calls = 0
        self.keys: list[str] = []
        self.never = bool(options.get("never"))
        self.lock = threading.RLock()

    def create(self, given: dict) -> dict:
        name = f"batch_{len(self.batches) + 1}"
        batch = {
            "id": name, "object": "batch", "endpoint": given["endpoint"], "created_at": 1,
            "completion_window": given["completion_window"], "status": "validating",
            "input_file_id": given["input_file_id"], "metadata": given.get("metadata"),
            "request_counts": {"total": 0, "completed": 0, "failed": 0},
        }  # fmt: skip
        self.batches[name] = batch
        self.looks[name] = 0
        return batch

    def look(self, name: str) -> dict:
        batch = self.batches[name]
        self.looks[name] += 1
        lines = self.files[batch["input_file_id"]].splitlines()
        batch["request_counts"]["total"] = len(lines)
        if batch["status"] in {"validating", "in_progress"}:
            batch["status"] = "in_progress"
            if self.looks[name] >= int(self.options.get("looks", 2)) and not self.never:
                self.work(batch, [json.loads(line) for line in lines])
        return batch

    def work(self, batch: dict, lines: list[dict]) -> None:
        if self.left["full"] > 0:
            self.left["full"] -= 1
            batch["status"] = "failed"
            message = "Enqueued token limit reached"
            batch["errors"] = {"data": [{"code": "token_limit_exceeded", "message": message}]}
            return
        first = batch["id"] == "batch_1"
        good, bad = [], []
        faults = [n for n, k in self.once.items() for _ in range(k)] if first else []
        for line in lines:
            fault = faults.pop() if faults else ""
            self.one(line, fault, good, bad)
        batch["status"] = "completed"
        for name in ("expired", "cancelled"):
            if first and self.options.get(name):
                batch["status"] = name
        if self.options.get("shuffle"):
            random.Random(3).shuffle(good)
        if self.options.get("twice"):
            good = [line for line in good for _ in range(2)]
        for kind, found in (("output_file_id", good), ("error_file_id", bad)):
            if found:
                name = f"file-{len(self.files) + 1}"
                self.files[name] = b"".join(json.dumps(one).encode() + b"\n" for one in found)
                batch[kind] = name
        batch["request_counts"].update(completed=len(good), failed=len(bad))

    def one(self, line: dict, fault: str, good: list, bad: list) -> None:
        name, body = line["custom_id"], json.dumps(line["body"])
        answer = {"id": f"br_{name}", "custom_id": name, "response": None, "error": None}
        refuse, always = self.options.get("refuse"), self.options.get("always_fail")
        if fault == "leave_out":
            return
        if fault == "expire":
            answer["error"] = {"code": "batch_expired", "message": "could not be executed in time"}
        elif refuse in line["body"]:
            message = f"Unsupported parameter: '{refuse}' is not supported with this model."
            message += " Use 'max_completion_tokens' instead." if refuse == "max_tokens" else ""
            error = {"message": message, "param": refuse, "code": "unsupported_parameter"}
            answer["response"] = {"status_code": 400, "request_id": "r", "body": {"error": error}}
        elif fault == "fail" or (always and always in body):
            error = {"message": "The server had an error", "type": "server_error"}
            answer["response"] = {"status_code": 500, "request_id": "r", "body": {"error": error}}
        if answer["error"] or answer["response"]:
            bad.append(answer)
            return
        self.calls += 1
        self.sent[name] = self.sent.get(name, 0) + 1
        text = reply_to(body.encode())
        if fault == "malformed":
            text = text[:-30]
        usage = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
        choice = {"index": 0, "finish_reason": "stop",
                  "message": {"role": "assistant", "content": text}}  # fmt: skip
        whole = {"id": "c", "object": "chat.completion", "created": 1, "model": "m",
                 "choices": [choice], "usage": usage}  # fmt: skip
        answer["response"] = {"status_code": 200, "request_id": "r", "body": whole}
        good.append(answer)

    def stats(self) -> dict:
        lines = [len(self.files[b["input_file_id"]].splitlines()) for b in self.batches.values()]
        return {"batches": len(self.batches), "lines": lines, "calls": self.calls,
                "sent": self.sent, "uploads": self.uploads, "keys": sorted(set(self.keys)),
                "looks": self.looks,
                "bytes": sum(len(self.files[b["input_file_id"]]) for b in self.batches.values())}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """The routes."""

    protocol_version = "HTTP/1.1"
    provider: Provider

    def log_message(self, *_words) -> None:
        pass

    def do_GET(self) -> None:
        path, provider = self.path.split("?")[0].removeprefix("/v1"), self.provider
        with provider.lock:
            if path == "/stats":
                self._json(200, provider.stats())
            elif path == "/open":
                provider.never = False
                self._json(200, {})
            elif path == "/batches":
                self._json(200, {"object": "list", "data": list(provider.batches.values()),
                                 "has_more": False})  # fmt: skip
            elif match := re.fullmatch(r"/batches/(\w+)", path):
                if match[1] not in provider.batches:
                    self._json(404, {"error": {"message": f"No batch found with id '{match[1]}'."}})
                    return
                self._json(200, provider.look(match[1]))
            elif match := re.fullmatch(r"/files/([\w-]+)/content", path):
                self._send(200, provider.files[match[1]], "application/octet-stream")
            else:
                self._json(404, {"error": {"message": "no such path"}})

    def do_POST(self) -> None:
        body = self._body()
        provider = self.provider
        with provider.lock:
            provider.keys.append(self.headers.get("authorization", ""))
            if self.path == "/v1/files" and not provider.options.get("none"):
                self._upload(body)
            elif self.path == "/v1/batches":
                batch = provider.create(json.loads(body))
                if provider.left["lost"] > 0:
                    provider.left["lost"] -= 1
                    self._json(500, {"error": {"message": "oops"}})
                else:
                    self._json(200, batch)
            else:
                self._json(404, {"error": {"message": "no such path"}})

    def _upload(self, body: bytes) -> None:
        provider = self.provider
        provider.uploads += 1
        if provider.left["busy"] > 0:
            provider.left["busy"] -= 1
            self._json(429, {"error": {"message": "slow down"}}, {"retry-after-ms": "20"})
            return
        head = f"content-type: {self.headers['content-type']}\r\n\r\n".encode()
        message = BytesParser(policy=HTTP).parsebytes(head + body)
        data = next(p.get_payload(decode=True) for p in message.iter_parts() if p.get_filename())
        name = f"file-{len(provider.files) + 1}"
        provider.files[name] = data
        self._json(200, {"id": name, "object": "file", "purpose": "batch", "bytes": len(data),
                         "created_at": 1, "filename": "x", "status": "processed"})  # fmt: skip

    def _body(self) -> bytes:
        if "content-length" in self.headers:
            return self.rfile.read(int(self.headers["content-length"]))
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _json(self, status: int, value: dict, headers: dict | None = None) -> None:
        self._send(status, json.dumps(value).encode(), "application/json", headers)

    def _send(self, status: int, data: bytes, kind: str, headers: dict | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-type": kind, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    Handler.provider = Provider(json.loads(sys.argv[1]) if len(sys.argv) > 1 else {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()
