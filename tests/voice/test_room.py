"""A spoken answer: kept before it is sent, edited before it counts, never lost."""

from __future__ import annotations

import asyncio
import stat
import sys
import threading
import types

import pytest

from mockint.errors import DeviceError, EngineError, SettingsError, UnreachableError
from mockint.store.recordings import KeptRecording
from mockint.voice.devices import SystemLoudspeaker, SystemMicrophone
from mockint.voice.room import Now, VoiceRoom
from mockint.voice.wav import Sound, from_wav, to_wav
from mockint.wiring import Options, Services

SPEECH = Sound(b"\x00\x20\x00\xe0" * 8_000)


class Microphone:
    def __init__(self, sound=SPEECH):
        self.sound, self.on = sound, False

    def start(self):
        self.on = True

    def stop(self):
        self.on = False
        return self.sound


class Loudspeaker:
    def __init__(self):
        self.played, self.hushed = [], threading.Event()

    def play(self, sound):
        self.played.append(sound)
        self.hushed.wait(5)

    def hush(self):
        self.hushed.set()


class Ears:
    def __init__(self, *answers):
        self.answers, self.sent = list(answers), []

    async def transcribe(self, wav):
        self.sent.append(wav)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def speak(self, text):
        self.sent.append(text)
        return to_wav(SPEECH)


@pytest.fixture
def room(tmp_path):
    def make(*answers, sound=SPEECH):
        made = VoiceRoom(
            Ears(*answers), Microphone(sound), Loudspeaker(), KeptRecording(tmp_path / "s.wav")
        )
        return made, made._ears

    return make


async def test_a_recording_becomes_words_and_stays_until_they_are_taken(room, tmp_path):
    made, ears = room("  We shipped it. ")
    made.start()
    assert made.now is Now.RECORDING
    heard = await made.finish()
    assert heard.words == "We shipped it."
    assert heard.seconds == pytest.approx(1.0)
    assert from_wav(ears.sent[0]) == SPEECH
    assert made.waiting
    made.discard()
    assert not made.waiting
    assert not (tmp_path / "s.wav").exists()


async def test_a_recording_whose_endpoint_fails_is_kept_and_written_down_later(room, tmp_path):
    made, _ = room(UnreachableError("no connection"), "What I said.")
    made.start()
    with pytest.raises(EngineError):
        await made.finish()
    assert made.now is Now.IDLE
    assert stat.S_IMODE((tmp_path / "s.wav").stat().st_mode) == 0o600
    # Another room of the same session, as after a crash.
    again, _ = room("What I said.")
    assert again.waiting
    assert (await again.retry()).words == "What I said."


@pytest.mark.parametrize(
    "sound", [Sound(b""), Sound(b"\0\0" * 16_000), Sound(SPEECH.frames[:3_000])]
)
async def test_silence_is_said_and_not_sent(room, sound):
    made, ears = room(sound=sound)
    made.start()
    with pytest.raises(DeviceError, match="nothing can be heard"):
        await made.finish()
    assert ears.sent == []
    assert not made.waiting


async def test_reading_aloud_stops_when_it_is_cancelled(room):
    made, _ = room()
    task = asyncio.create_task(made.say("Why?"))
    while not made._loudspeaker.played:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert made._loudspeaker.hushed.is_set()


async def test_recording_hushes_the_interviewer(room):
    made, _ = room("x")
    made.start()
    assert made._loudspeaker.hushed.is_set()


@pytest.fixture
def sounddevice(monkeypatch):
    """The library as the adapter uses it, in memory."""
    module = types.ModuleType("sounddevice")

    class PortAudioError(Exception):
        pass

    class Stream:
        def __init__(self, callback=None, **form):
            self.callback, self.form, self.written = callback, form, b""
            module.last = self

        def start(self):
            for _ in range(3):
                self.callback(b"\x01\x02" * 800, 800, None, None)

        def stop(self): ...
        def close(self): ...
        def abort(self): ...

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return False

        def write(self, data):
            self.written += bytes(data)

    module.RawInputStream = module.RawOutputStream = Stream
    module.PortAudioError = PortAudioError
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    return module


def test_what_the_device_hears_is_what_is_handed_out(sounddevice):
    microphone = SystemMicrophone()
    microphone.start()
    assert microphone.stop() == Sound(b"\x01\x02" * 2_400)
    assert sounddevice.last.form == {"samplerate": 16_000, "channels": 1, "dtype": "int16"}


def test_all_of_a_sound_is_played_in_its_own_form(sounddevice):
    SystemLoudspeaker().play(Sound(SPEECH.frames, 24_000, 2, 2))
    assert sounddevice.last.written == SPEECH.frames
    assert sounddevice.last.form == {"samplerate": 24_000, "channels": 2, "dtype": "int16"}


def test_a_machine_without_a_microphone_says_so_and_what_to_do(sounddevice):
    def refuse(**_):
        raise sounddevice.PortAudioError("Error querying device -1")

    sounddevice.RawInputStream = refuse
    with pytest.raises(DeviceError, match="microphone cannot be used: Error querying") as raised:
        SystemMicrophone().start()
    assert "typing" in raised.value.remedy


def test_a_fault_of_ours_is_not_called_a_device_fault(sounddevice):
    def break_down(**_):
        raise KeyError("ours")

    sounddevice.RawInputStream = break_down
    with pytest.raises(KeyError):
        SystemMicrophone().start()


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(DeviceError, match="not installed") as raised:
        SystemMicrophone().start()
    assert "mockint[voice]" in raised.value.remedy


def services(tmp_path, **environ):
    return Services(Options(home=str(tmp_path), environ=environ))


def test_without_an_endpoint_it_says_what_to_set(tmp_path):
    with pytest.raises(SettingsError, match="no endpoint is configured"):
        services(tmp_path).voice_room("2026-01-01-a")


def test_a_key_goes_only_to_the_address_that_it_was_given_for(tmp_path):
    made = services(
        tmp_path,
        OPENAI_API_KEY="sk-canary-123456",
        MOCKINT_AUDIO_BASE_URL="http://127.0.0.1:8000/v1",
    ).engines.audio()
    assert made._endpoint.api_key == ""
    made = services(tmp_path, OPENAI_API_KEY="sk-canary-123456").engines.audio()
    assert made._endpoint.api_key == "sk-canary-123456"
