"""One input, read or refused: what a command with a single transcript needs."""

from __future__ import annotations

from dataclasses import replace

from ..domain.rubric import Rubric
from ..domain.transcript import Transcript
from ..wiring import Services, rubric_in
from .reading import interviews
from .request import Request
from .run import is_session, no_rubric
from .tasks import Task


def one_transcript(services: Services, request: Request) -> tuple[Transcript, Rubric]:
    """The transcript of the only input of `request`, and the rubric to grade it with.

    TranscriptError or UsageError where there is none to grade.
    """
    source = next(iter(request.listing))
    data = source.read()
    transcript: Transcript | None = None
    rubric = request.rubric
    if source.path is not None and (source.session or is_session(data)):
        session = services.store.read(source.path)
        transcript = replace(services.transcript_of(session), source=source.name)
        rubric = rubric or rubric_in(session.header)
    if rubric is None:
        raise no_rubric(source.name)
    task = Task("", source.name, data, rubric, "", transcript)
    found = interviews(task, request.reading)[0]
    if not isinstance(found, Transcript):
        raise found
    return found, rubric
