"""What a sitting does with sound: record an answer, have it written down, read aloud.

Push to talk: `press` begins to record, `press` again ends. What was recorded is kept by
`keep` before it is sent anywhere, and let go only once its words are in the candidate's
hands, so that an endpoint that fails costs nobody an answer. The words are a proposal: they
go into the answer box to be edited, never straight into the interview. Knows no widget.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from ..errors import DeviceError
from .wav import Sound, from_wav, to_wav

if TYPE_CHECKING:
    from .devices import Loudspeaker, Microphone

#: Below this, a microphone is muted or absent: about -54 dB.
_QUIET = 0.002
_SHORT = 0.3


class Ears(Protocol):
    """An endpoint that writes down and reads aloud; every failure is an EngineError."""

    @property
    def where(self) -> str:
        """Where sound goes, for people."""
        ...

    async def transcribe(self, wav: bytes) -> str:
        """The words in a WAV."""
        ...

    async def speak(self, text: str) -> bytes:
        """`text` as a WAV."""
        ...

    async def close(self) -> None:
        """Close the connection, if there is one."""
        ...


class Recordings(Protocol):
    """Where a recording is kept until its words are there."""

    def save(self, wav: bytes) -> None:
        """Keep it; DiskError if the disk refuses."""
        ...

    def load(self) -> bytes:
        """The kept one, empty if there is none."""
        ...

    def clear(self) -> None:
        """Let it go."""
        ...


class Now(StrEnum):
    """What the microphone is doing."""

    IDLE = "idle"
    RECORDING = "recording"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a recording: its words, and how long it was in seconds."""

    words: str
    seconds: float


class VoiceRoom:
    """Microphone, loudspeaker and endpoint of one sitting."""

    def __init__(
        self, ears: Ears, microphone: Microphone, loudspeaker: Loudspeaker, recordings: Recordings
    ) -> None:
        self._ears = ears
        self._microphone = microphone
        self._loudspeaker = loudspeaker
        self._recordings = recordings
        self.now = Now.IDLE

    @property
    def where(self) -> str:
        """Where sound goes, for people."""
        return self._ears.where

    @property
    def waiting(self) -> bool:
        """True while a recording is kept whose words are not there yet."""
        return bool(self._recordings.load())

    def start(self) -> None:
        """Begin to record. DeviceError where there is no microphone."""
        self.hush()
        self._microphone.start()
        self.now = Now.RECORDING

    async def finish(self) -> Heard:
        """End the recording and have it written down.

        DeviceError if nothing can be heard on it. EngineError if the endpoint fails: the
        recording is kept then, and `retry` has it written down again.
        """
        self.end()
        return await self.retry()

    def end(self) -> None:
        """End the recording and keep it, sent nowhere. DeviceError if nothing can be heard."""
        self.now = Now.IDLE
        sound = self._microphone.stop()
        if sound.seconds < _SHORT or sound.peak < _QUIET:
            raise DeviceError(
                "nothing can be heard on the recording",
                where="microphone",
                remedy="see that it is not muted, and speak a little longer",
            )
        self._recordings.save(to_wav(sound))

    async def retry(self) -> Heard:
        """Have the kept recording written down; no words where there is none."""
        wav = self._recordings.load()
        if not wav:
            return Heard("", 0.0)
        self.now = Now.WRITING
        try:
            words = await self._ears.transcribe(wav)
        finally:
            self.now = Now.IDLE
        return Heard(words.strip(), from_wav(wav).seconds)

    def discard(self) -> None:
        """The words are in the candidate's hands, or not wanted: let the recording go."""
        if self.now is Now.RECORDING:
            self._microphone.stop()
            self.now = Now.IDLE
        self._recordings.clear()

    async def say(self, text: str) -> None:
        """Read `text` aloud; cancelling stops it. EngineError, DeviceError."""
        sound: Sound = from_wav(await self._ears.speak(text))
        try:
            await asyncio.to_thread(self._loudspeaker.play, sound)
        except asyncio.CancelledError:
            self.hush()
            raise

    def hush(self) -> None:
        """Stop reading aloud."""
        self._loudspeaker.hush()

    async def close(self) -> None:
        """Leave: silence, and no connection. A recording that runs is ended and kept."""
        self.hush()
        if self.now is Now.RECORDING:
            with suppress(DeviceError):
                self.end()
        await self._ears.close()
