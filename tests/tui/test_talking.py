"""Speaking an answer and hearing a question: only between two key presses, and never lost."""

from __future__ import annotations

import json
import threading
from contextlib import asynccontextmanager

import pytest

from mockint.domain.session import EventKind
from mockint.errors import DeviceError, SettingsError, UnreachableError
from mockint.models.address import Endpoint
from mockint.models.audio import AudioEndpoint
from mockint.tui.app import MockintApp, Start
from mockint.tui.composer import AnswerBox
from mockint.tui.dialogs import Confirm
from mockint.tui.interview import InterviewScreen
from mockint.tui.talking import Talking
from mockint.voice.room import VoiceRoom
from mockint.voice.wav import Sound, from_wav, to_wav
from mockint.wiring import InterviewOptions

SPEECH = Sound(b"\x00\x20\x00\xe0" * 8_000)


class Microphone:
    def __init__(self):
        self.starts, self.on, self.error = 0, False, None

    def start(self):
        if self.error:
            raise self.error
        self.starts += 1
        self.on = True

    def stop(self):
        self.on = False
        return SPEECH


class Loudspeaker:
    def __init__(self):
        self.played, self.hushed = [], threading.Event()

    def play(self, sound):
        self.hushed.clear()
        self.played.append(sound)
        self.hushed.wait(10)

    def hush(self):
        self.hushed.set()


class Ears:
    where = "http://127.0.0.1:9/v1"

    def __init__(self):
        self.answers, self.asked, self.closed = [], [], False

    async def transcribe(self, wav):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def speak(self, text):
        self.asked.append(text)
        return to_wav(SPEECH)

    async def close(self):
        self.closed = True


class Gear:
    """What the rooms of a test are made of."""

    def __init__(self):
        self.ears, self.microphone, self.loudspeaker = Ears(), Microphone(), Loudspeaker()


@pytest.fixture
def gear(services):
    made = Gear()
    services.voice_room = lambda session: VoiceRoom(
        made.ears, made.microphone, made.loudspeaker, services.store.recording(session)
    )
    return made


@asynccontextmanager
async def interview(services, until, *, talking="talk", start=None, session=None):
    if talking:
        services.change_setting("talking", talking)
    app = MockintApp(services, start)
    async with app.run_test(size=(80, 24)) as pilot:
        if session:
            app.continue_session(session)
        else:
            app.start_interview(services.rubrics[1], InterviewOptions())
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        screen = app.screen
        await until(pilot, lambda: screen.conductor.state.awaiting and not screen.speaking)
        yield app, pilot, screen


def told(screen):
    line = screen.query_one(Talking)
    return str(line.content) if line.display else ""


async def record(app, pilot, until):
    """The first recording: asked about, begun."""
    await pilot.press("ctrl+r")
    await until(pilot, lambda: isinstance(app.screen, Confirm))
    await pilot.press("y")
    await until(pilot, lambda: isinstance(app.screen, InterviewScreen))


async def test_words_come_to_the_cursor_are_edited_and_only_then_sent(services, gear, until):
    async with interview(services, until) as (app, pilot, screen):
        box, store = screen.query_one(AnswerBox), services.store
        session = screen.sitting.session_id
        gear.ears.answers = [" then \x1b]52;c;x\x07we shipped [@click=app.quit]it\u202e "]
        await pilot.press(*"ab", "left")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        shown = str(app.screen.query_one("#dialog-text").content)
        assert "http://127.0.0.1:9/v1" in shown
        assert gear.microphone.starts == 0
        await pilot.press("y")
        await until(pilot, lambda: gear.microphone.on and "Recording 00:0" in told(screen))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "shipped" in box.text)
        assert box.text == "athen we shipped [@click=app.quit]itb"
        assert "Read it over" in told(screen)
        assert not gear.microphone.on
        assert store.load_draft(session) == box.text
        assert store.recording(session).load() == b""
        kinds = [event.kind for event in store.read(session).events]
        assert EventKind.ANSWER not in kinds
        # The second time nothing is asked.
        await pilot.press("ctrl+r")
        assert gear.microphone.on
        await pilot.press("f12")
        assert not gear.microphone.on
        assert told(screen) == ""
    assert gear.ears.closed


async def test_a_failing_endpoint_keeps_the_recording_also_for_the_next_time(services, gear, until):
    async with interview(services, until) as (app, pilot, screen):
        session = screen.sitting.session_id
        gear.ears.answers = [UnreachableError("no connection"), UnreachableError("still none")]
        await record(app, pilot, until)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "Your recording is kept" in told(screen))
        assert "no connection" in told(screen)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "still none" in told(screen))
        assert gear.microphone.starts == 1
        assert from_wav(services.store.recording(session).load()) == SPEECH
        await pilot.press("ctrl+q")
    gear.ears.answers = ["What I said."]
    async with interview(services, until, session=session) as (_, pilot, screen):
        assert "A recording of yours is kept" in told(screen)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: screen.query_one(AnswerBox).text == "What I said.")


async def test_quitting_while_recording_keeps_what_was_said(services, gear, until):
    async with interview(services, until) as (app, pilot, screen):
        session = screen.sitting.session_id
        await record(app, pilot, until)
        await until(pilot, lambda: gear.microphone.on)
        await pilot.press("ctrl+q")
    assert not gear.microphone.on
    assert from_wav(services.store.recording(session).load()) == SPEECH


async def test_questions_are_read_aloud_and_esc_or_talking_hushes(services, gear, until):
    start = Start(voice=True)
    async with interview(services, until, talking=None, start=start) as (app, pilot, screen):
        await until(pilot, lambda: len(gear.loudspeaker.played) == 1)
        assert gear.ears.asked[0].startswith("Hello")
        await pilot.press("escape")
        await until(pilot, gear.loudspeaker.hushed.is_set)
        screen.query_one(Talking).read("again")
        await until(pilot, lambda: len(gear.loudspeaker.played) == 2)
        await record(app, pilot, until)
        await until(pilot, lambda: gear.microphone.on and gear.loudspeaker.hushed.is_set())
        assert gear.ears.asked[-1] == "again"


@pytest.mark.parametrize("what", ["no microphone", "no endpoint", "off"])
async def test_what_is_missing_is_said_and_typing_goes_on(services, gear, until, what):
    def refuse(session):
        raise SettingsError("no endpoint is configured", where="voice", remedy="type instead")

    if what == "no endpoint":
        services.voice_room = refuse
    gear.microphone.error = DeviceError("the microphone cannot be used", remedy="plug one in")
    talking = "off" if what == "off" else "talk-and-listen"
    async with interview(services, until, talking=talking) as (app, pilot, screen):
        if what == "no microphone":
            await record(app, pilot, until)
        else:
            await pilot.press("ctrl+r")
        if what == "off":
            assert gear.microphone.starts == 0
        else:
            wanted = {"no microphone": "cannot be used", "no endpoint": "no endpoint"}[what]
            await until(pilot, lambda: any(wanted in n.message for n in app._notifications))
        await pilot.press("x")
        assert screen.query_one(AnswerBox).text == "x"


async def test_end_to_end_over_loopback_with_real_wav_bytes(services, gear, until):
    web = pytest.importorskip("aiohttp.web")
    heard = []

    async def transcriptions(request):
        form = await request.post()
        with form["file"].file as file:
            heard.append(file.read())
        return web.json_response({"text": "We agreed on two dates."})

    async def speech(request):
        heard.append(json.loads(await request.text())["input"])
        return web.Response(body=to_wav(SPEECH), content_type="audio/wav")

    server = web.Application(client_max_size=30_000_000)
    server.router.add_post("/v1/audio/transcriptions", transcriptions)
    server.router.add_post("/v1/audio/speech", speech)
    runner = web.AppRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    gear.ears = AudioEndpoint(Endpoint(f"http://127.0.0.1:{port}/v1", "", "audio"))
    try:
        async with interview(services, until, talking="talk-and-listen") as (app, pilot, screen):
            await until(pilot, lambda: gear.loudspeaker.played == [SPEECH])
            await record(app, pilot, until)
            await pilot.press("ctrl+r")
            await until(pilot, lambda: "two dates" in screen.query_one(AnswerBox).text)
            await pilot.press("enter")
            await until(pilot, lambda: screen.sitting.answers == ("We agreed on two dates.",))
    finally:
        await runner.cleanup()
    assert heard[0].startswith("Hello")
    assert to_wav(SPEECH) in heard


async def test_the_keys_that_were_changed_are_the_ones_that_are_named(services, gear, until):
    services.change_setting("keys", {"interview.talk": "ctrl+y", "interview.let_go": "f10"})
    gear.ears.answers = [UnreachableError("no connection", where="Ears")]
    async with interview(services, until) as (app, pilot, screen):
        await pilot.press("ctrl+y")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: "^y ends it, F10 lets it go" in told(screen))
        await pilot.press("ctrl+y")
        await until(pilot, lambda: "^y tries again, F10 lets it go" in told(screen))


async def test_where_a_recording_goes_is_asked_once_a_place_and_not_once_a_sitting(
    services, gear, until
):
    gear.ears.answers = ["one"]
    async with interview(services, until) as (app, pilot, _):
        await record(app, pilot, until)
        await pilot.press("f12")
        app.go_home()
        app.start_interview(services.rubrics[1], InterviewOptions())
        await until(pilot, lambda: isinstance(app.screen, InterviewScreen))
        again = app.screen
        await until(pilot, lambda: again.conductor.state.awaiting and not again.speaking)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "Recording" in told(again))
        await pilot.press("f12")
        gear.ears.where = "https://elsewhere.example/v1"
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
