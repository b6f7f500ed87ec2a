"""Serves the terminal face to a browser on this machine, on top of textual-serve.

textual-serve carries the screen; this module adds what it lacks: every request passes the
gate, one session at a time, no shell, no foreign font, no environment that the program does
not need. It knows nothing of interviews and must never listen beyond the loopback address.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import socket
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.server import Server

from ..errors import UsageError
from .environment import for_child
from .gate import Gate, policy

ADDRESS = "127.0.0.1"
TOKEN_BYTES = 24
FONT_SIZES = range(8, 41)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Program:
    """What is served: words of a command, and the environment that it gets."""

    words: Sequence[str]
    environ: Mapping[str, str]
    title: str = "mockint"


class ProgramProcess(AppService):
    """One running program. Started without a shell, with its own environment."""

    def __init__(self, program: Program, ends: web.WebSocketResponse, server: Server) -> None:
        super().__init__(
            program.title,
            write_bytes=ends.send_bytes,
            write_str=ends.send_str,
            close=self._hang_up,
            download_manager=server.download_manager,
        )
        self._program = program
        self._ends = ends

    async def _hang_up(self) -> None:
        await self._ends.close()

    async def run(self) -> None:
        """Carry the screen until the program ends; then close the socket, however it ended."""
        await super().run()
        await self.remote_close()

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        made = super()._build_environment(width, height)
        driven = {k: v for k, v in made.items() if os.environ.get(k) != v}
        return {**self._program.environ, **driven}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        self._process = await create_subprocess_exec(
            *self._program.words, stdin=PIPE, stdout=PIPE, stderr=PIPE,
            env=self._build_environment(width, height),
        )  # fmt: skip
        self._stdin = self._process.stdin
        return self._process


class GuardedServer(Server):
    """textual-serve behind a gate, for one session at a time."""

    def __init__(self, program: Program, gate: Gate) -> None:
        super().__init__(program.title, host=ADDRESS, port=gate.port, title=program.title)
        self._program = program
        self._gate = gate
        self._held = False
        page = (Path(__file__).parent / "page.html").read_text(encoding="utf-8")
        self._page = jinja2.Environment(
            autoescape=True, undefined=jinja2.StrictUndefined
        ).from_string(page)

    @property
    def url(self) -> str:
        """The address to open, token included."""
        return f"http://{ADDRESS}:{self._gate.port}/?token={self._gate.token}"

    def application(self) -> web.Application:
        """The routes, every one of them behind the gate."""
        app = web.Application(middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/", self._index),
                web.get("/ws/{token}", self.handle_websocket),
                web.get("/download/{key}", self.handle_download),
                web.static("/static", self.statics_path),
            ]
        )
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        # The page's script adds its own query to the socket's address: the token is in the path.
        token = request.match_info.get("token") or request.query.get("token", "")
        is_socket = request.path.startswith("/ws/")
        why = self._gate.refusal(request.headers, token, socket=is_socket)
        if why is not None:
            return web.Response(status=403, text=f"{why}\n", headers=_PLAIN)
        response = await handler(request)
        if not response.prepared:
            response.headers.update({k: v for k, v in _PLAIN.items() if k not in response.headers})
        return response

    async def _index(self, request: web.Request) -> web.Response:
        nonce = secrets.token_urlsafe(16)
        wanted = request.query.get("fontsize", "")
        size = (
            int(wanted)
            if wanted.isascii() and wanted.isdigit() and int(wanted) in FONT_SIZES
            else 16
        )
        page = self._page.render(
            title=self._program.title, token=self._gate.token, nonce=nonce, font_size=size,
            socket=f"ws://{request.host}/ws/{self._gate.token}",
        )  # fmt: skip
        return web.Response(
            text=page, content_type="text/html", headers={"Content-Security-Policy": policy(nonce)}
        )

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Run the program for this socket; a second socket is turned away."""
        ends = web.WebSocketResponse(heartbeat=15)
        if self._held:
            raise web.HTTPConflict(text="the session is open in another window\n", headers=_PLAIN)
        # Taken before the first await, so that two windows cannot both get it.
        self._held = True
        process: ProgramProcess | None = None
        try:
            await ends.prepare(request)
            process = ProgramProcess(self._program, ends, self)
            await process.start(*_size(request.query))
            await self._process_messages(ends, process)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError):
            # What a browser sends is a list of JSON; anything else ends the connection.
            await ends.close(code=1003)
        finally:
            if process is not None:
                await process.stop()
            self._held = False
        return ends


_PLAIN = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _size(query: Mapping[str, str]) -> tuple[int, int]:
    """Columns and rows that the browser has, within reason."""
    given = (query.get("width", ""), query.get("height", ""))
    width, height = (int(v) if v.isascii() and v.isdigit() else 0 for v in given)
    return (width if 20 <= width <= 1000 else 80, height if 5 <= height <= 500 else 24)


def bound(port: int) -> socket.socket:
    """A socket on the loopback address; port 0 is any free one. UsageError if it is taken."""
    ends = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    ends.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        ends.bind((ADDRESS, port))
    except OSError as error:
        ends.close()
        raise UsageError(
            f"port {port} cannot be had: {error.strerror}",
            where="--port",
            remedy="name another, or 0 for any that is free",
        ) from None
    return ends


def serve(
    words: Sequence[str], *, port: int, endpoint: bool, opened: Callable[[str], None]
) -> None:
    """Serve `words` until SIGINT or SIGTERM; `opened` is told the address once it listens."""
    logging.getLogger("textual-serve").setLevel(logging.CRITICAL)
    ends = bound(port)
    gate = Gate(ends.getsockname()[1], secrets.token_urlsafe(TOKEN_BYTES))
    program = Program(words, for_child(os.environ, endpoint=endpoint))
    asyncio.run(_run(GuardedServer(program, gate), ends, opened))


async def _run(server: GuardedServer, ends: socket.socket, opened: Callable[[str], None]) -> None:
    leave = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, leave.set)
    options: dict[str, Any] = {"access_log": None, "shutdown_timeout": 5}
    runner = web.AppRunner(server.application(), **options)
    await runner.setup()
    try:
        await web.SockSite(runner, ends).start()
        opened(server.url)
        await leave.wait()
    finally:
        await runner.cleanup()
