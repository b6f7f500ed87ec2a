"""The machine's microphone and loudspeaker. Home of sounddevice (PortAudio).

Nothing is opened before it is asked for, and nothing is recorded but between `start` and
`stop`. Whatever the audio system does wrong leaves here as a DeviceError with what to do.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from ..errors import DeviceError
from .wav import Sound

RATE = 16_000
#: An answer of more minutes is cut here: ten minutes are 19 MB, below what endpoints take.
MOST_SECONDS = 600
_WIDTHS = {1: "uint8", 2: "int16", 3: "int24", 4: "int32"}


class Microphone(Protocol):
    """Something that can be listened to."""

    def start(self) -> None:
        """Begin to record. DeviceError where there is nothing to record with."""
        ...

    def stop(self) -> Sound:
        """End, and hand out what was recorded; silence of no length if it never began."""
        ...


class Loudspeaker(Protocol):
    """Something that can be heard."""

    def play(self, sound: Sound) -> None:
        """Play to the end, or until `hush`; blocks. DeviceError where that cannot be."""
        ...

    def hush(self) -> None:
        """Stop playing, from any thread."""
        ...


class SystemMicrophone:
    """The default input device."""

    def __init__(self) -> None:
        self._stream: Any = None
        self._pieces: list[bytes] = []
        self._left = 0

    def start(self) -> None:
        """Begin to record, 16 kHz, one channel."""
        self._pieces, self._left = [], RATE * 2 * MOST_SECONDS
        with _translated("microphone"):
            device = _sounddevice()
            self._stream = device.RawInputStream(
                samplerate=RATE, channels=1, dtype="int16", callback=self._hear
            )
            self._stream.start()

    def stop(self) -> Sound:
        """End; what was recorded so far is handed out even where closing fails."""
        stream, self._stream = self._stream, None
        if stream is not None:
            with _translated("microphone"):
                stream.stop()
                stream.close()
        return Sound(b"".join(self._pieces), RATE)

    def _hear(self, data: Any, *_rest: Any) -> None:
        piece = bytes(data)[: self._left]
        self._left -= len(piece)
        self._pieces.append(piece)


class SystemLoudspeaker:
    """The default output device."""

    _BLOCK = 4096

    def __init__(self) -> None:
        self._hushed = threading.Event()

    def play(self, sound: Sound) -> None:
        """Play to the end, or until `hush`."""
        self._hushed.clear()
        step = self._BLOCK * sound.channels * sound.width
        with _translated("loudspeaker"):
            device = _sounddevice()
            with device.RawOutputStream(
                samplerate=sound.rate, channels=sound.channels, dtype=_WIDTHS[sound.width]
            ) as out:
                for at in range(0, len(sound.frames), step):
                    if self._hushed.is_set():
                        out.abort()
                        return
                    out.write(sound.frames[at : at + step])

    def hush(self) -> None:
        """Stop playing."""
        self._hushed.set()


def _sounddevice() -> Any:
    try:
        import sounddevice  # noqa: PLC0415 - loading it opens the audio system
    except ModuleNotFoundError:
        raise DeviceError(
            "recording and playing need a library that is not installed",
            where="voice",
            remedy="pip install 'mockint[voice]'",
        ) from None
    except OSError:
        raise DeviceError(
            "the PortAudio library is not on this machine",
            where="voice",
            remedy="install it (Debian and Ubuntu: apt install libportaudio2)",
        ) from None
    return sounddevice


@contextmanager
def _translated(device: str) -> Iterator[None]:
    """Errors of the audio system as DeviceError; it raises its own class and ValueError."""
    try:
        yield
    except DeviceError:
        raise
    except Exception as error:
        if type(error).__name__ != "PortAudioError" and not isinstance(
            error, (ValueError, OSError)
        ):
            raise
        raise DeviceError(
            f"the {device} cannot be used: {str(error).splitlines()[0][:200]}",
            where="voice",
            remedy="see that one is plugged in and allowed, or go on typing",
        ) from None
