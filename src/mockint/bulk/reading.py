"""From the bytes of an input to its interviews, each a transcript or the reason for none."""

from __future__ import annotations

from collections.abc import Sequence

from ..domain.transcript import Transcript
from ..errors import TranscriptError
from ..importers.registry import read_parts
from .tasks import Reading, Task

_SHOWN = 5


def interviews(task: Task, reading: Reading) -> Sequence[Transcript | TranscriptError]:
    """The interviews of an input, in order; at least one. Never raises TranscriptError."""
    if task.transcript is not None:
        return [_gradable(task.transcript)]
    try:
        found = read_parts(task.data, task.name, reading.roles)
    except TranscriptError as error:
        return [error]
    if len(found) > 1 and not reading.every:
        return [_several(found, task.name)]
    return [one if isinstance(one, TranscriptError) else _gradable(one) for one in found]


def _gradable(transcript: Transcript) -> Transcript | TranscriptError:
    if transcript.candidate_turns:
        return transcript
    return TranscriptError(
        "holds no words of a candidate",
        where=transcript.source,
        remedy="say who is the candidate with --candidate NAME",
    )


def _several(found: Sequence[Transcript | TranscriptError], name: str) -> TranscriptError:
    """The error of a file that holds several interviews, which it lists."""
    listed = []
    for number, one in enumerate(found[:_SHOWN], 1):
        title = next((n for n in getattr(one, "notes", ()) if n.startswith("title: ")), "")
        listed.append(f"#{number} {title.removeprefix('title: ')}".strip())
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return TranscriptError(
        f"holds {len(found)} interviews: {', '.join(listed)}{more}",
        where=name,
        remedy="grade each of them with --all, or split the file",
    )
