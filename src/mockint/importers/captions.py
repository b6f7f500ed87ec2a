"""WebVTT, SRT and SBV to cues: the one home of `webvtt-py`.

The library reads line by line in linear time; `srt` was dropped because a few thousand
digits hold it for seconds. Cues that it cannot read are counted and told.
"""

from __future__ import annotations

import re

from ..errors import TranscriptError
from .cues import Cue
from .times import clock_ms

_ARROW = "-->"
_SBV_SPAN = re.compile(r"\s*\d{1,3}:\d{1,2}:\d{1,2}\.\d{3},\d{1,3}:\d{1,2}:\d{1,2}\.\d{3}\s*$")


def read_cues(text: str, form: str, source: str) -> tuple[list[Cue], tuple[str, ...]]:
    """The cues of `text`, `form` being `vtt`, `srt` or `sbv`; notes on what was unreadable."""
    from webvtt import WebVTT  # noqa: PLC0415 - only where captions come
    from webvtt.errors import MalformedCaptionError, MalformedFileError  # noqa: PLC0415

    lines = text.lstrip("\ufeff").split("\n")
    blank = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    #: What is added to an index in `lines` to get the line of the file.
    shift = blank + 1
    lines = lines[blank:]
    if form == "srt" and not _is_numbered(lines):
        # The parser needs numbers, and nothing else does.
        lines = ["WEBVTT", "", *(_with_points(line) for line in lines)]
        form, shift = "vtt", shift - 2
    elif lines:
        lines[0] = lines[0].strip()
    try:
        captions = WebVTT.from_buffer(iter(lines), format=form).captions
    except (MalformedFileError, MalformedCaptionError, ValueError, IndexError) as error:
        raise TranscriptError(
            f"is no {form.upper()} file that can be read: {error}",
            where=source,
            remedy="export the captions again",
        ) from None
    places = [at for at, line in enumerate(lines) if _is_span(line, form)]
    notes: tuple[str, ...] = ()
    if len(captions) < len(places):
        lost = len(places) - len(captions)
        notes = (f"cues that are empty or cannot be read: {lost} of {len(places)}",)
    found = _lines_of([caption.start for caption in captions], lines, places)
    return [
        Cue(
            tuple(caption.lines),
            caption.start_time.in_milliseconds(),
            caption.end_time.in_milliseconds(),
            None if at is None else at + shift,
        )
        for caption, at in zip(captions, found, strict=True)
    ], notes


def _lines_of(starts: list[str], lines: list[str], places: list[int]) -> list[int | None]:
    """The index of the line of each cue, known by its start where some were unreadable."""
    if len(starts) == len(places):
        return list(places)
    out: list[int | None] = []
    at = 0
    for start in starts:
        while at < len(places) and not _starts_at(lines[places[at]], start):
            at += 1
        out.append(places[at] if at < len(places) else None)
        at += 1
    return out


def _is_span(line: str, form: str) -> bool:
    return _SBV_SPAN.match(line[:60]) is not None if form == "sbv" else _ARROW in line[:60]


def _starts_at(line: str, start: str) -> bool:
    """True if the span in `line` begins at `start`, which has all its digits."""
    begin = re.split(r"\s*-->|(?<=\.\d{3}),", line.strip(), maxsplit=1)[0]
    return clock_ms(begin) == clock_ms(start)


def _is_numbered(lines: list[str]) -> bool:
    return len(lines) > 1 and lines[0].strip().isdigit() and _ARROW in lines[1]


def _with_points(line: str) -> str:
    return line.replace(",", ".") if _ARROW in line[:60] else line
