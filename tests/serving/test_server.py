"""`mockint serve` over real HTTP on the loopback address."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

aiohttp = pytest.importorskip("aiohttp")


def parts(url):
    split = urlsplit(url)
    return f"http://{split.netloc}", parse_qs(split.query)["token"][0]


async def first_screen(http, base, token, seconds=40):
    """Open the socket; what the program drew first, and the socket."""
    ends = await http.ws_connect(f"{base}/ws/{token}?width=80&height=24", headers={"Origin": base})
    drawn = b""
    while b"mockint" not in drawn:
        message = await asyncio.wait_for(ends.receive(), seconds)
        assert message.type in {aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT}, message
        drawn += message.data if isinstance(message.data, bytes) else message.data.encode()
    return drawn, ends


async def test_every_path_is_closed_without_the_token_and_open_with_it(serving):
    url, _ = serving()
    base, token = parts(url)
    async with aiohttp.ClientSession() as http:
        for path in (
            "/",
            "/static/js/textual.js",
            "/static/",
            "/download/x",
            "/ws/wrong",
            "/nothing",
        ):
            async with http.get(base + path) as bare:
                assert bare.status == 403, path
                assert token not in await bare.text()
        async with http.get(url) as page:
            assert page.status == 200
            assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert page.headers["Cache-Control"] == "no-store"
            assert page.headers["Referrer-Policy"] == "no-referrer"
            assert "https://" not in await page.text()
        async with http.get(f"{base}/static/js/textual.js?token={token}") as script:
            assert script.status == 200
        async with http.get(f"{base}/static/?token={token}") as listing:
            assert listing.status in {403, 404}


async def test_a_foreign_host_or_origin_is_refused_with_the_right_token(serving):
    url, _ = serving()
    base, token = parts(url)
    async with aiohttp.ClientSession() as http:
        for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
            async with http.get(url, headers=headers) as page:
                assert page.status == 403
        for headers in ({}, {"Origin": "http://evil.example"}):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await http.ws_connect(f"{base}/ws/{token}", headers=headers)
            assert refused.value.status == 403


async def test_one_window_at_a_time_and_the_next_one_after_it(serving):
    url, _ = serving()
    base, token = parts(url)
    async with aiohttp.ClientSession() as http:
        _, first = await first_screen(http, base, token)
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(f"{base}/ws/{token}", headers={"Origin": base})
        assert refused.value.status == 409
        await first.close()
        end = time.monotonic() + 30
        while True:
            try:
                drawn, again = await first_screen(http, base, token)
            except aiohttp.WSServerHandshakeError:
                assert time.monotonic() < end
                await asyncio.sleep(0.2)
            else:
                assert drawn
                await again.close()
                return


async def test_nonsense_on_the_socket_ends_the_connection_and_not_the_server(serving):
    url, process = serving()
    base, token = parts(url)
    async with aiohttp.ClientSession() as http:
        for nonsense in ("{", '{"a": 1}', '["resize", {}]'):
            ends = None
            while ends is None:
                try:
                    ends = await http.ws_connect(f"{base}/ws/{token}", headers={"Origin": base})
                except aiohttp.WSServerHandshakeError:
                    await asyncio.sleep(0.1)
            await ends.send_str(nonsense)
            while not ends.closed:
                await asyncio.wait_for(ends.receive(), 30)
        assert process.poll() is None
        async with http.get(url) as page:
            assert page.status == 200


async def test_a_key_is_kept_from_a_program_that_needs_none(serving):
    env = {"OPENAI_API_KEY": "sk-canary-7d1", "TEXTUAL": ""}
    url, process = serving("--engine", "built-in", env=env)
    base, token = parts(url)
    async with aiohttp.ClientSession() as http:
        _, ends = await first_screen(http, base, token)
        children = subprocess.run(
            ["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        environs = [Path(f"/proc/{child}/environ").read_bytes() for child in children]
        await ends.close()
    assert len(environs) == 1
    assert b"TEXTUAL_DRIVER" in environs[0]
    assert b"sk-canary" not in environs[0]


async def test_a_program_whose_server_was_killed_saves_and_leaves(serving, tmp_path):
    url, process = serving()
    base, token = parts(url)
    async with aiohttp.ClientSession() as http:
        await first_screen(http, base, token)
        (child,) = subprocess.run(
            ["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True
        ).stdout.split()
        process.send_signal(signal.SIGKILL)
        end = time.monotonic() + 30
        while state(child) != b"Z":
            assert time.monotonic() < end, "the program outlived its server"
            await asyncio.sleep(0.2)


def state(pid):
    """What a process is doing; Z also where it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
    except OSError:
        return b"Z"


def test_a_port_that_is_taken_is_said_with_what_to_do(serving):
    url, _ = serving()
    port = urlsplit(url).port
    ran = subprocess.run(
        [sys.executable, "-m", "mockint", "serve", "--port", str(port)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ran.returncode == 2
    assert "--port" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    from click.testing import CliRunner

    from mockint.cli.serve import command

    monkeypatch.setitem(sys.modules, "aiohttp", None)
    for name in [n for n in sys.modules if n.startswith("mockint.serving.server")]:
        monkeypatch.delitem(sys.modules, name)
    ran = CliRunner().invoke(command, [])
    assert "mockint[serve]" in str(ran.exception)


def test_it_listens_on_this_machine_alone():
    pytest.importorskip("textual_serve")
    from mockint.serving.server import bound

    with bound(0) as ends:
        assert ends.getsockname()[0] == "127.0.0.1"
