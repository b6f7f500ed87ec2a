"""The audio adapter over real HTTP on loopback, with real audio bytes."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager

import pytest

from mockint.errors import EngineError
from mockint.models.address import Endpoint
from mockint.models.audio import AudioEndpoint, AudioNames
from mockint.voice.wav import Sound, from_wav, to_wav

web = pytest.importorskip("aiohttp.web")
CANARY = "sk-canary-voice-5b1e77"
WAV = to_wav(Sound(bytes(range(256)) * 200))


class Server:
    """Answers as told, and keeps what it was sent."""

    def __init__(self):
        self.heard = []
        self.answer = None

    async def transcriptions(self, request):
        form = await request.post()
        with form["file"].file as file:
            wav = file.read()
        self.heard.append(
            {"wav": wav, "model": form["model"], "key": request.headers.get("Authorization")}
        )
        return await self._respond(web.json_response({"text": " We shipped it in May. "}))

    async def speech(self, request):
        self.heard.append(await request.json())
        return await self._respond(web.Response(body=WAV, content_type="audio/wav"))

    async def _respond(self, usual):
        if self.answer is None:
            return usual
        return await self.answer() if callable(self.answer) else self.answer


@asynccontextmanager
async def audio(within=20.0, key=CANARY, **names):
    server = Server()
    app = web.Application(client_max_size=30_000_000)
    app.router.add_post("/v1/audio/transcriptions", server.transcriptions)
    app.router.add_post("/v1/audio/speech", server.speech)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    ears = AudioEndpoint(
        Endpoint(f"http://127.0.0.1:{port}/v1", key, "audio"), AudioNames(**names), within=within
    )
    try:
        yield ears, server
    finally:
        await ears.close()
        await runner.cleanup()


async def test_a_recording_is_sent_to_the_byte_and_its_words_come_back():
    async with audio(transcription="my-whisper") as (ears, server):
        assert await ears.transcribe(WAV) == " We shipped it in May. "
    (heard,) = server.heard
    assert heard["wav"] == WAV
    assert heard["model"] == "my-whisper"
    assert heard["key"] == f"Bearer {CANARY}"


async def test_without_a_key_none_is_sent():
    async with audio(key="") as (ears, server):
        await ears.transcribe(WAV)
    assert server.heard[0]["key"] is None


async def test_a_question_is_read_aloud_as_sound_that_can_be_played():
    async with audio(speech="my-tts", voice="nova") as (ears, server):
        sound = from_wav(await ears.speak("Why do you want this role?"))
    assert sound.frames == bytes(range(256)) * 200
    assert server.heard == [
        {"input": "Why do you want this role?", "model": "my-tts", "voice": "nova", "response_format": "wav"}
    ]  # fmt: skip


def failing(status, body="", kind="application/json"):
    return lambda: _made(web.Response(status=status, text=body, content_type=kind))


async def _made(response):
    return response


async def hang():
    await asyncio.sleep(30)


async def giant():
    return web.Response(
        body=b'{"text": "' + b"a" * 1_100_000 + b'"}', content_type="application/json"
    )


FAULTS = {
    "key refused": (failing(401, json.dumps({"error": {"message": f"Incorrect API key provided: {CANARY}"}})), "KeyRefusedError"),
    "no such path": (failing(404, "not here", "text/plain"), "EndpointNotFoundError"),
    "no such model": (failing(404, json.dumps({"error": {"message": "model 'x' not found", "code": "model_not_found"}})), "ModelNotFoundError"),
    "too many": (failing(429, "{}"), "RateLimitError"),
    "out of credit": (failing(429, json.dumps({"error": {"code": "insufficient_quota", "message": "billing"}})), "QuotaError"),
    "fault": (failing(500, "<html>", "text/html"), "ServerFaultError"),
    "too large": (failing(413, "{}"), "RequestRefusedError"),
    "web page": (failing(200, "<html>sign in</html>", "text/html"), "NotJsonError"),
    "list": (failing(200, "[1]"), "WrongShapeError"),
    "no words": (failing(200, "{}"), "WrongShapeError"),
    "number": (failing(200, '{"text": 4}'), "WrongShapeError"),
    "empty": (failing(200, ""), "NotJsonError"),
    "deep": (failing(200, "[" * 100_000), "NotJsonError"),
    "hang": (hang, "TotalTimeoutError"),
    "giant": (giant, "ReplyTooLargeError"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_failure_has_a_name_and_shows_no_key(fault):
    answer, name = FAULTS[fault]
    async with audio(within=1.0) as (ears, server):
        server.answer = answer
        with pytest.raises(EngineError) as raised:
            await ears.transcribe(WAV)
    assert type(raised.value).__name__ == name
    assert CANARY not in str(raised.value)
    assert raised.value.__cause__ is None


async def test_nobody_listening_is_said():
    ears = AudioEndpoint(Endpoint("http://127.0.0.1:9/v1", "", "audio"))
    with pytest.raises(EngineError) as raised:
        await ears.speak("Hello")
    assert type(raised.value).__name__ == "UnreachableError"
    await ears.close()
