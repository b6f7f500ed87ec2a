"""WAV in and out: pure, and forgiving about what streaming servers write.

A server that streams does not know how long its sound will be: it writes 0 or 0xFFFFFFFF
where the length should stand, which the standard library's reader takes at its word. Here
the data that is there counts. Anything that is no PCM sound is an error, never noise.
"""

from __future__ import annotations

import array
import io
import struct
import sys
import wave
from dataclasses import dataclass

from ..errors import WrongShapeError

_PCM, _EXTENSIBLE = 1, 0xFFFE
_WIDTHS = frozenset({1, 2, 3, 4})


@dataclass(frozen=True, slots=True)
class Sound:
    """PCM frames, little-endian: `rate` frames a second, `width` bytes a sample."""

    frames: bytes
    rate: int = 16_000
    channels: int = 1
    width: int = 2

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.frames) / (self.rate * self.channels * self.width)

    @property
    def peak(self) -> float:
        """The loudest sample of 16-bit sound, 0 to 1; 1 for other widths (not looked at)."""
        if self.width != 2:
            return 1.0
        samples = array.array("h", self.frames[: len(self.frames) // 2 * 2])
        if sys.byteorder == "big":
            samples.byteswap()
        return max((abs(sample) for sample in samples), default=0) / 32768


def to_wav(sound: Sound) -> bytes:
    """`sound` as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(sound.channels)
        out.setsampwidth(sound.width)
        out.setframerate(sound.rate)
        out.writeframes(sound.frames)
    return file.getvalue()


def from_wav(data: bytes) -> Sound:
    """The sound in a WAV file, whatever its length fields say; WrongShapeError if there is none."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise WrongShapeError("what came is no WAV sound")
    form: tuple[int, int, int] | None = None
    at = 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        body = data[at + 8 : at + 8 + size]
        if name == b"fmt ":
            form = _form(body)
        elif name == b"data":
            if form is None:
                break
            rate, channels, width = form
            whole = data[at + 8 :] if size == 0 else body
            frame = channels * width
            return Sound(whole[: len(whole) // frame * frame], rate, channels, width)
        at += 8 + size + size % 2
    raise WrongShapeError("the WAV has no sound in it")


def _form(body: bytes) -> tuple[int, int, int]:
    if len(body) < 16:
        raise WrongShapeError("the WAV is cut in its header")
    code, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if code not in {_PCM, _EXTENSIBLE} or not 1 <= channels <= 8 or bits // 8 not in _WIDTHS:
        raise WrongShapeError("the WAV is of a kind that cannot be played")
    if not 1_000 <= rate <= 384_000:
        raise WrongShapeError(f"the WAV claims {rate} frames a second")
    return rate, channels, bits // 8
