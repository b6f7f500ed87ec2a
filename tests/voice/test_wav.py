"""Sound in and out of WAV: what is there counts, what is no sound is an error."""

from __future__ import annotations

import math
import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.errors import WrongShapeError
from mockint.voice.wav import Sound, from_wav, to_wav


def tone(seconds=0.5, loud=0.5):
    count = int(16_000 * seconds)
    wave = (int(32767 * loud * math.sin(i / 6)) for i in range(count))
    return Sound(struct.pack(f"<{count}h", *wave))


@given(
    st.binary(max_size=400),
    st.sampled_from([(16_000, 1, 2), (48_000, 2, 2), (8_000, 1, 1), (44_100, 2, 3)]),
)
def test_a_sound_comes_back_as_it_went_in(frames, form):
    rate, channels, width = form
    whole = frames[: len(frames) // (channels * width) * channels * width]
    sound = Sound(whole, rate, channels, width)
    assert from_wav(to_wav(sound)) == sound


@pytest.mark.parametrize("length", [0, 0xFFFFFFFF, 0x7FFFFFFF])
def test_a_length_that_a_streaming_server_could_not_know_does_not_matter(length):
    wav = bytearray(to_wav(tone()))
    at = wav.index(b"data") + 4
    wav[at : at + 4] = struct.pack("<I", length)
    assert from_wav(bytes(wav)) == tone()


def test_chunks_that_mean_nothing_here_are_passed_over():
    wav = to_wav(tone())
    at = wav.index(b"data")
    extra = b"LIST" + struct.pack("<I", 5) + b"hello\0"
    assert from_wav(wav[:at] + extra + wav[at:]) == tone()


@given(st.binary(max_size=200))
def test_no_bytes_are_anything_but_a_sound_or_a_named_error(data):
    for given_bytes in (data, b"RIFF\0\0\0\0WAVE" + data, to_wav(tone(0.01))[:-1] + data):
        with suppress(WrongShapeError):
            assert isinstance(from_wav(given_bytes), Sound)


@pytest.mark.parametrize("data", [b"", b"<html>", b"RIFF\0\0\0\0WAVE", b"ID3\x04mp3"])
def test_what_is_no_wav_is_an_error(data):
    with pytest.raises(WrongShapeError):
        from_wav(data)


def test_the_peak_tells_silence_from_speech():
    assert tone(loud=0.5).peak == pytest.approx(0.5, abs=0.01)
    assert Sound(b"\0\0" * 100).peak == 0
    assert Sound(b"").peak == 0
